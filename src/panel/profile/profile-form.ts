/** A profile as the texts of a form, and back. Pure: the form shows what these functions say. */
import { placedAt, readAddress } from '../../core/settings/address.ts';
import { parseProfile, type Parsed, type Profile } from '../../core/settings/profile.ts';
import { parseJsonBox } from '../../views/json-text.ts';
import { say } from '../../core/words/say.ts';

/** The texts of a form by field name, which is the dotted path that errors use. */
export interface ProfileDraft {
  readonly id: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly reconnectAfterServerDisconnect: boolean;
  readonly acceptedCertificate: boolean;
  readonly saveAuth: boolean;
  readonly collectorAccess: boolean;
  readonly eventsExpected: boolean;
}

export const TIMING_FIELDS = [
  'connectTimeoutMs',
  'reconnectDelayMs',
  'reconnectDelayMaxMs',
  'reconnectAttempts',
  'heartbeatEveryMs',
  'heartbeatTimeoutMs',
  'ackDeadlineMs',
] as const satisfies readonly (keyof Profile['timings'])[];

export const EVENT_FIELDS = ['ack', 'log', 'heartbeat', 'heartbeatResponse'] as const satisfies readonly Exclude<keyof Profile['events'], 'expected'>[];

/** The boxes of the form, by the dotted path that errors use. */
export type ProfileField =
  | 'name'
  | 'url'
  | 'path'
  | 'namespace'
  | 'transports'
  | 'parser'
  | 'auth'
  | 'query'
  | 'connectAs.origin'
  | 'connectAs.headers'
  | 'forwarding.url'
  | 'forwarding.serviceName'
  | 'forwarding.headers'
  | `timings.${(typeof TIMING_FIELDS)[number]}`
  | `events.${(typeof EVENT_FIELDS)[number]}`;

/** The choices of transports, as the value that the form holds. */
export const TRANSPORT_CHOICES = ['websocket,polling', 'polling,websocket', 'websocket', 'polling'] as const;

/** The form of a profile. */
export function toDraft(profile: Profile): ProfileDraft {
  const texts: Record<string, string> = {
    name: profile.name,
    url: profile.url,
    path: profile.path,
    namespace: profile.namespace,
    auth: profile.auth === null ? '' : JSON.stringify(profile.auth, null, 2),
    query: boxOf(profile.query),
    'connectAs.origin': profile.connectAs.origin ?? '',
    'connectAs.headers': boxOf(profile.connectAs.headers),
    'forwarding.url': profile.forwarding.url ?? '',
    'forwarding.serviceName': profile.forwarding.serviceName ?? '',
    'forwarding.headers': boxOf(profile.forwarding.headers),
    transports: profile.transports.join(','),
    parser: profile.parser,
  };
  for (const field of TIMING_FIELDS) texts[`timings.${field}`] = String(profile.timings[field] ?? '');
  for (const field of EVENT_FIELDS) texts[`events.${field}`] = profile.events[field];
  const { reconnectAfterServerDisconnect, saveAuth, connectAs, forwarding } = profile;
  const { acceptedCertificate } = connectAs;
  return { id: profile.id, texts, reconnectAfterServerDisconnect, acceptedCertificate, saveAuth, collectorAccess: forwarding.access, eventsExpected: profile.events.expected };
}

/** An empty box stands for an object with nothing in it. */
function boxOf(object: Readonly<Record<string, unknown>>): string {
  return Object.keys(object).length === 0 ? '' : JSON.stringify(object, null, 2);
}

/** The profile that a form describes, or the first field that is wrong and what to do. */
export function fromDraft(draft: ProfileDraft): Parsed<Profile> {
  const text = (field: string) => draft.texts[field] ?? '';
  const auth = parseBox(text('auth'), 'auth', say('profile_box_auth'), null);
  if (!auth.ok) return auth;
  const query = parseBox(text('query'), 'query', say('profile_box_query'), {});
  if (!query.ok) return query;
  const headers = parseBox(text('connectAs.headers'), 'connectAs.headers', say('profile_box_headers'), {});
  if (!headers.ok) return headers;
  const collectorHeaders = parseBox(text('forwarding.headers'), 'forwarding.headers', say('profile_box_headers'), {});
  if (!collectorHeaders.ok) return collectorHeaders;
  // An address as it is pasted says more than where the server is.
  const address = readAddress(text('url'));
  const place = { url: text('url'), path: text('path'), namespace: text('namespace'), query: query.value };
  const { url, path, namespace, query: parameters } = address.outcome === 'read' && isTexts(query.value) ? placedAt({ ...place, query: query.value }, address.address) : place;
  return parseProfile({
    id: draft.id,
    name: text('name'),
    url,
    path,
    namespace,
    auth: auth.value,
    query: parameters,
    transports: text('transports').split(','),
    parser: text('parser'),
    connectAs: {
      origin: textOrNull(text('connectAs.origin')),
      headers: headers.value,
      acceptedCertificate: draft.acceptedCertificate,
    },
    forwarding: {
      url: textOrNull(text('forwarding.url')),
      serviceName: textOrNull(text('forwarding.serviceName')),
      headers: collectorHeaders.value,
      access: draft.collectorAccess,
    },
    saveAuth: draft.saveAuth,
    // Whoever saves the form has put in what is needed, or wants to do without.
    missing: [],
    reconnectAfterServerDisconnect: draft.reconnectAfterServerDisconnect,
    timings: Object.fromEntries(TIMING_FIELDS.map((field) => [field, toNumber(text(`timings.${field}`), field === 'reconnectAttempts')])),
    events: { ...Object.fromEntries(EVENT_FIELDS.map((field) => [field, text(`events.${field}`)])), expected: draft.eventsExpected },
  });
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}

function parseBox(text: string, field: string, name: string, empty: unknown): Parsed<unknown> {
  return text.trim() === '' ? { ok: true, value: empty } : parseJsonBox(text, field, name);
}

/** An empty or unreadable number becomes something that the schema refuses in its own words. */
function toNumber(text: string, mayBeEmpty: boolean): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return mayBeEmpty ? null : '';
  const value = Number(trimmed);
  return Number.isNaN(value) ? trimmed : value;
}

/** A profile with another id and a name that says so, for Duplicate. */
export function duplicateOf(profile: Profile, id: string): Profile {
  return { ...structuredClone(profile), id, name: say('profile_copyOf', { name: profile.name.slice(0, 90) }) };
}
