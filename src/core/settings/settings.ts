/** What is kept of the user's choices: profiles, which one is selected, and which connections are wanted. */
import * as v from 'valibot';
import { DEFAULT_KEPT, defaultPreferences, LANGUAGES, preferencesSchema, retentionSchema, type Preferences } from './preferences.ts';
import { defaultProfile, parseProfile, parseWith, profileSchema, type Parsed, type Profile } from './profile.ts';
import { DEFAULT_PRIVACY, privacySchema } from './privacy.ts';
import { secretPlaces, splitSecrets, withSecrets, type ProfileSecrets, type SecretsById } from './profile-secrets.ts';
import { say } from '../words/say.ts';

export interface Settings extends Preferences {
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
  // A language that this version does not know, of a later one perhaps, must not cost the profiles.
  language: v.fallback(v.optional(v.picklist(LANGUAGES), 'auto'), 'auto'),
  retention: v.fallback(v.optional(retentionSchema, DEFAULT_KEPT), DEFAULT_KEPT),
  privacy: v.fallback(v.optional(privacySchema, DEFAULT_PRIVACY), DEFAULT_PRIVACY),
});

const MOST_PROFILES = 1_000;

const choicesSchema = v.object({
  profiles: v.pipe(
    v.array(profileSchema, () => say('errors_connectionsNoList')),
    v.maxLength(MOST_PROFILES, () => say('errors_connectionsTooMany', { most: MOST_PROFILES })),
    v.check((profiles) => new Set(profiles.map(({ id }) => id)).size === profiles.length, () => say('errors_connectionTwice')),
  ),
  preferences: preferencesSchema,
});

/** All that a user has chosen: what a file of settings holds, and what takes the place of what there is. */
export type Choices = v.InferOutput<typeof choicesSchema>;

/** Parses all choices, from a file or a view. */
export function parseChoices(value: unknown): Parsed<Choices> {
  return parseWith(choicesSchema, value);
}

export function defaultSettings(): Settings {
  const profile = defaultProfile('default');
  return { profiles: [profile], selected: profile.id, wanted: [], hooked: [], everConnected: false, ...defaultPreferences() };
}

/** Makes settings consistent: at least one profile, a selected one that exists, and no wish for one that does not. */
function consistent(settings: Settings): Settings {
  const profiles = settings.profiles.length > 0 ? settings.profiles : defaultSettings().profiles;
  const exists = (id: string) => profiles.some((profile) => profile.id === id);
  return {
    ...settings,
    profiles,
    selected: exists(settings.selected) ? settings.selected : profiles[0]!.id,
    wanted: settings.wanted.filter(exists),
  };
}

/** Reads settings from storage. What cannot be understood is left out; nothing there gives the defaults. */
export function readSettings(stored: unknown, secrets: SecretsById = {}): Settings {
  const parsed = v.safeParse(storedSchema, stored);
  if (!parsed.success) return defaultSettings();
  const migrated = MIGRATIONS.slice(parsed.output.version).reduce((form: Record<string, unknown>, migrate) => migrate(form), parsed.output);
  const { version: _version, ...current } = v.parse(storedSchema, migrated);
  const profiles = current.profiles.map(readProfile).flatMap((profile) => (profile.ok ? [profile.value] : []));
  return consistent({ ...current, profiles: profiles.map((profile) => restored(profile, secrets[profile.id])) });
}

/** A stored profile. Older ones were saved whole: their secrets stay saved until the user says otherwise. */
function readProfile(stored: unknown): Parsed<Profile> {
  const parsed = parseProfile(stored);
  const isOlder = parsed.ok && !Object.hasOwn(stored as object, 'saveAuth');
  return isOlder ? { ok: true, value: { ...parsed.value, saveAuth: secretPlaces(parsed.value).length > 0 } } : parsed;
}

function restored(profile: Profile, secrets: ProfileSecrets | undefined): Profile {
  return secrets === undefined || profile.saveAuth ? profile : withSecrets(profile, secrets);
}

/** The form in which settings are stored, without the secrets that are not to be saved. */
export function storedForm(settings: Settings): unknown {
  const profiles = settings.profiles.map((profile) => (profile.saveAuth ? profile : splitSecrets(profile).bare));
  return { version: SETTINGS_VERSION, ...settings, profiles };
}

/** The secrets that are kept only for as long as the browser runs. */
export function sessionSecrets(settings: Settings): SecretsById {
  const unsaved = settings.profiles.filter((profile) => !profile.saveAuth && secretPlaces(profile).length > 0);
  return Object.fromEntries(unsaved.map((profile) => [profile.id, splitSecrets(profile).secrets]));
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

/** With these profiles, and no other. */
export function withProfiles(settings: Settings, profiles: readonly Profile[]): Settings {
  return consistent({ ...settings, profiles });
}

export function withHooked(hooked: readonly string[], origin: string, on: boolean): string[] {
  const others = hooked.filter((other) => other !== origin);
  return on ? [...others, origin] : others;
}

export function withWanted(settings: Settings, id: string, wanted: boolean): Settings {
  const others = settings.wanted.filter((other) => other !== id);
  return { ...settings, wanted: wanted ? [...others, id] : others };
}
