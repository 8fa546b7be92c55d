/** What is kept of the user's choices: profiles, which one is selected, and which connections are wanted. */
import * as v from 'valibot';
import { defaultProfile, parseProfile, type Profile } from './profile.ts';

export interface Settings {
  readonly profiles: readonly Profile[];
  /** The id of the profile that popup and panel show. */
  readonly selected: string;
  /** The ids of the profiles whose connection should stand, across restarts of background and browser. */
  readonly wanted: readonly string[];
  /** The origins on which the page hook is on. */
  readonly hooked: readonly string[];
  /** Whether any connection ever stood: until then the views say how to begin. */
  readonly everConnected: boolean;
}

/** The version of the stored form. Each migration takes the form of its index to the next one. */
const MIGRATIONS: readonly ((stored: Record<string, unknown>) => Record<string, unknown>)[] = [];
export const SETTINGS_VERSION = MIGRATIONS.length;

const storedSchema = v.object({
  version: v.pipe(v.number(), v.integer(), v.minValue(0)),
  profiles: v.array(v.unknown()),
  selected: v.string(),
  wanted: v.array(v.string()),
  hooked: v.optional(v.array(v.string()), []),
  everConnected: v.fallback(v.optional(v.boolean(), false), false),
});

export function defaultSettings(): Settings {
  const profile = defaultProfile('default');
  return { profiles: [profile], selected: profile.id, wanted: [], hooked: [], everConnected: false };
}

/** Makes settings consistent: at least one profile, a selected one that exists, and no wish for one that does not. */
function consistent(settings: Settings): Settings {
  const profiles = settings.profiles.length > 0 ? settings.profiles : defaultSettings().profiles;
  const exists = (id: string) => profiles.some((profile) => profile.id === id);
  return {
    profiles,
    selected: exists(settings.selected) ? settings.selected : profiles[0]!.id,
    wanted: settings.wanted.filter(exists),
    hooked: settings.hooked,
    everConnected: settings.everConnected,
  };
}

/** Reads settings from storage. What cannot be understood is left out; nothing there gives the defaults. */
export function readSettings(stored: unknown): Settings {
  const parsed = v.safeParse(storedSchema, stored);
  if (!parsed.success) return defaultSettings();
  const migrated = MIGRATIONS.slice(parsed.output.version).reduce((form: Record<string, unknown>, migrate) => migrate(form), parsed.output);
  const current = v.parse(storedSchema, migrated);
  const profiles = current.profiles.map(parseProfile).flatMap((profile) => (profile.ok ? [profile.value] : []));
  return consistent({ ...current, profiles });
}

/** The form in which settings are stored. */
export function storedForm(settings: Settings): unknown {
  return { version: SETTINGS_VERSION, ...settings };
}

export function withProfile(settings: Settings, profile: Profile): Settings {
  const known = settings.profiles.some(({ id }) => id === profile.id);
  const profiles = known
    ? settings.profiles.map((other) => (other.id === profile.id ? profile : other))
    : [...settings.profiles, profile];
  return { ...settings, profiles };
}

/** Without a profile. The last one's place is taken by the default one. */
export function withoutProfile(settings: Settings, id: string): Settings {
  return consistent({ ...settings, profiles: settings.profiles.filter((profile) => profile.id !== id) });
}

export function withHooked(settings: Settings, origin: string, on: boolean): Settings {
  const others = settings.hooked.filter((other) => other !== origin);
  return { ...settings, hooked: on ? [...others, origin] : others };
}

export function withWanted(settings: Settings, id: string, wanted: boolean): Settings {
  const others = settings.wanted.filter((other) => other !== id);
  return { ...settings, wanted: wanted ? [...others, id] : others };
}
