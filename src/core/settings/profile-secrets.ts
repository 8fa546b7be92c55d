/**
 * The secrets of a profile: its auth, and what stands under names of secrets in its query and headers. They are kept apart
 * from the rest of it, for as long as the browser runs, unless the user has them saved.
 */
import * as v from 'valibot';
import { secretNames } from '../redaction/secret-names.ts';
import type { Profile } from './profile.ts';
import { missingText } from '../words/missing-text.ts';

const texts = v.record(v.string(), v.string());

const profileSecretsSchema = v.object({ auth: v.nullable(v.record(v.string(), v.unknown())), query: texts, headers: texts, collectorHeaders: texts });
export type ProfileSecrets = v.InferOutput<typeof profileSecretsSchema>;
/** The secrets of profiles, by their ids. */
export type SecretsById = Readonly<Record<string, ProfileSecrets>>;

const names = secretNames();

/** A profile as it may be saved, and its secrets by themselves. `missing` of the former says what it lacks. */
export function splitSecrets(profile: Profile): { readonly bare: Profile; readonly secrets: ProfileSecrets } {
  const query = parted(profile.query);
  const headers = parted(profile.connectAs.headers);
  const secrets: ProfileSecrets = { auth: profile.auth, query: query.secret, headers: headers.secret, collectorHeaders: { ...profile.forwarding.headers } };
  const bare: Profile = {
    ...profile,
    auth: null,
    query: query.plain,
    connectAs: { ...profile.connectAs, headers: headers.plain },
    // The headers of a collector are keys to it, whatever their names.
    forwarding: { ...profile.forwarding, headers: {} },
    missing: [...new Set([...profile.missing, ...placesOf(secrets)])],
  };
  return { bare, secrets };
}

/** The profile with its secrets again. */
export function withSecrets(profile: Profile, secrets: ProfileSecrets): Profile {
  const found = new Set(placesOf(secrets));
  return {
    ...profile,
    auth: secrets.auth ?? profile.auth,
    query: { ...profile.query, ...secrets.query },
    connectAs: { ...profile.connectAs, headers: { ...profile.connectAs.headers, ...secrets.headers } },
    forwarding: { ...profile.forwarding, headers: { ...profile.forwarding.headers, ...secrets.collectorHeaders } },
    missing: profile.missing.filter((place) => !found.has(place)),
  };
}

/** Where a profile has secrets, as dotted paths. */
export function secretPlaces(profile: Profile): string[] {
  return placesOf(splitSecrets(profile).secrets);
}

/** What keeps a profile from connecting: secrets that it had, and that went with the browser. Null when it has all. */
export function missingSecrets({ missing }: Pick<Profile, 'missing'>): string | null {
  if (missing.length === 0) return null;
  return missingText(missing);
}

/** Secrets as they were stored, or none. */
export function readSecrets(stored: unknown): SecretsById {
  const parsed = v.safeParse(v.record(v.string(), profileSecretsSchema), stored);
  return parsed.success ? parsed.output : {};
}

function parted(values: Readonly<Record<string, string>>): { plain: Record<string, string>; secret: Record<string, string> } {
  const of = (isSecret: boolean) => Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name) === isSecret));
  return { plain: of(false), secret: of(true) };
}

/** Where a profile has these secrets, as dotted paths. */
function placesOf({ auth, query, headers, collectorHeaders }: ProfileSecrets): string[] {
  const within = (path: string, values: Readonly<Record<string, string>>) => Object.keys(values).map((name) => `${path}.${name}`);
  const hasAuth = auth !== null && Object.keys(auth).length > 0;
  return [...(hasAuth ? ['auth'] : []), ...within('query', query), ...within('connectAs.headers', headers), ...within('forwarding.headers', collectorHeaders)];
}
