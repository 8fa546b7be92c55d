/**
 * Connections and preferences as a file: JSON, with a version. Secrets are left out unless they are asked for; reading a
 * file without them leaves those that are there. A file is somebody else's, so all of it is checked before anything of it
 * counts. Pure.
 */
import { parseServerUrl, type FieldError, type Parsed, type Profile } from '../settings/profile.ts';
import type { Privacy } from '../settings/privacy.ts';
import { secretPlaces } from '../settings/profile-secrets.ts';
import { parseChoices, type Choices } from '../settings/settings.ts';
import { MORE_LIMIT, secretNames } from '../redaction/secret-names.ts';
import { say } from '../words/say.ts';

const FORMAT = 'holdfast-settings';
const VERSION = 1;
/** In UTF-16 units. A thousand connections take less. */
const LONGEST = 5_000_000;

type Bag = Record<string, unknown>;

export interface WrittenSettings {
  readonly text: string;
  /** How many secrets are not in it. */
  readonly leftOut: number;
}

/** The file of these choices. */
export function writeSettings({ profiles, preferences }: Choices, withSecrets: boolean): WrittenSettings {
  let leftOut = 0;
  const written = profiles.map((profile) => {
    if (withSecrets) return profile;
    const bare = withoutSecrets(profile);
    leftOut += bare.leftOut;
    return bare.profile;
  });
  return { text: `${JSON.stringify({ format: FORMAT, version: VERSION, profiles: written, preferences }, null, 2)}\n`, leftOut };
}

/** Auth and headers are there to hold secrets, so all of them go; of the query, what is named as a secret. */
function withoutSecrets(profile: Profile): { profile: unknown; leftOut: number } {
  const { auth, query, connectAs, forwarding, ...rest } = profile;
  const names = secretNames();
  const kept = Object.entries(query).filter(([name]) => !names.has(name));
  const hidden = Object.keys(query).length - kept.length;
  const { headers: requestHeaders, ...as } = connectAs;
  const { headers: collectorHeaders, ...to } = forwarding;
  return {
    profile: { ...rest, missing: [...new Set([...rest.missing, ...secretPlaces(profile)])], query: Object.fromEntries(kept), connectAs: as, forwarding: to },
    leftOut: (auth === null ? 0 : 1) + hidden + Object.keys(requestHeaders).length + Object.keys(collectorHeaders).length,
  };
}

/**
 * The choices after a file was read into what there is. A connection of the file takes the place of the one with its id,
 * whose secrets stay where the file has none; others stay as they are.
 */
export function readSettings(text: string, present: Choices): Parsed<Choices> {
  if (text.length > LONGEST) return refuse('', say('settings_file_tooLarge'));
  const file = parsedObject(text);
  if (file === null) return refuse('', say('settings_file_notJson'));
  if (file['format'] !== FORMAT) return refuse('format', say('settings_file_format', { format: FORMAT }));
  if (file['version'] !== VERSION) return refuse('version', say('settings_file_version', { version: String(VERSION) }));
  const profiles = file['profiles'];
  if (!Array.isArray(profiles)) return refuse('profiles', say('settings_file_noProfiles'));
  const parsed = parseChoices({ profiles: profiles.map((profile: unknown) => completed(profile, present.profiles)), preferences: file['preferences'] ?? present.preferences });
  if (!parsed.ok) return { ok: false, error: located(parsed.error) };
  const ids = new Set(parsed.value.profiles.map(({ id }) => id));
  const others = present.profiles.filter(({ id }) => !ids.has(id));
  const preferences = { ...parsed.value.preferences, privacy: asStrict(present.preferences.privacy, parsed.value.preferences.privacy) };
  return parseChoices({ preferences, profiles: [...others, ...parsed.value.profiles.map(withoutFound)] });
}

/** The hosts of the collectors to which connections forward by these choices, and did not before. */
export function newCollectors(before: readonly Profile[], after: readonly Profile[]): string[] {
  const former = new Map(before.map(({ id, forwarding }) => [id, forwarding.url]));
  const urls = after.flatMap(({ id, forwarding: { url } }) => (url === null || url === former.get(id) ? [] : [url]));
  return [...new Set(urls.map((url) => new URL(url).host))];
}

/** A file may add names of secrets. That fewer count, or that recordings keep them, is for the user alone to say. */
function asStrict(present: Privacy, read: Privacy): Privacy {
  const more = read.secretKeys.filter((name) => !name.startsWith('-') && !present.secretKeys.includes(name));
  return { ...present, secretKeys: [...present.secretKeys, ...more].slice(0, MORE_LIMIT) };
}

/** A profile that misses only what it still has not. */
function withoutFound(profile: Profile): Profile {
  const found = secretPlaces(profile);
  return { ...profile, missing: profile.missing.filter((place) => !found.includes(place)) };
}

function refuse(field: string, message: string): Parsed<never> {
  return { ok: false, error: { field, message } };
}

/** Names the place in the file, as its sentence alone does not say which connection it is about. */
function located({ field, message }: FieldError): FieldError {
  const place = /^profiles\.(\d+)/.exec(field);
  const where = field === '' ? say('settings_file_whole') : field;
  return { field, message: place === null ? say('settings_file_mistake', { message, where }) : say('settings_file_mistakeIn', { number: Number(place[1]) + 1, message, where }) };
}

/**
 * A profile of a file with the secrets that a file without them does not have: those of the profile that it takes the place
 * of, if they go to the same server. A file must not be able to send them to another one.
 */
function completed(profile: unknown, present: readonly Profile[]): unknown {
  if (!isBag(profile)) return profile;
  const known = present.find(({ id }) => id === profile['id']);
  const url = parseServerUrl(profile['url']);
  const own = url.ok && url.value === known?.url ? known : undefined;
  const { connectAs, forwarding } = profile;
  const collector = isBag(forwarding) && forwarding['url'] === known?.forwarding.url ? known?.forwarding : undefined;
  const names = secretNames();
  const secretQuery = Object.fromEntries(Object.entries(own?.query ?? {}).filter(([name]) => names.has(name)));
  return {
    auth: own?.auth ?? null,
    ...profile,
    query: isBag(profile['query']) ? { ...secretQuery, ...profile['query'] } : profile['query'],
    connectAs: isBag(connectAs) ? { headers: own?.connectAs.headers ?? {}, ...connectAs } : connectAs,
    forwarding: isBag(forwarding) ? { headers: collector?.headers ?? {}, ...forwarding } : forwarding,
  };
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedObject(text: string): Bag | null {
  try {
    const value: unknown = JSON.parse(text);
    return isBag(value) ? value : null;
  } catch {
    return null;
  }
}
