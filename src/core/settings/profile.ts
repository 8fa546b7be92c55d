/** How to connect: the schema of a profile, its defaults (the numbers of the report that this project began with), and its errors. */
import * as v from 'valibot';
import { readAddress, type Address, type PathMeaning, type ReadAddress } from './address.ts';
import { AS_OURSELVES, connectAsSchema } from './connect-as.ts';
import { forwardingSchema, NOT_FORWARDED } from './forwarding.ts';
import { jsonObject } from './json-object.ts';
import type { PlainKey } from '../words/keys.ts';
import { say } from '../words/say.ts';

export const DEFAULT_URL = 'http://127.0.0.1:5552';

/** How packets are written: as JSON, or by socket.io-msgpack-parser. */
export const PARSERS = ['default', 'msgpack'] as const;

type TimingField = 'connectTimeoutMs' | 'reconnectDelayMs' | 'reconnectDelayMaxMs' | 'heartbeatEveryMs' | 'heartbeatTimeoutMs' | 'ackDeadlineMs';
type EventField = 'ack' | 'log' | 'heartbeat' | 'heartbeatResponse';

const A_DAY_MS = 86_400_000;
const LONGEST_EVENT_NAME = 200;
export const LONGEST_NAME = 100;
const LONGEST_URL = 2048;
const LONGEST_PATH = 1024;

/* @__NO_SIDE_EFFECTS__ */
const milliseconds = (name: TimingField, least: number) => {
  const field = () => say(`profile_field_timings_${name}`);
  return v.pipe(
    v.number(() => say('errors_milliseconds', { field: field() })),
    v.finite(() => say('errors_milliseconds', { field: field() })),
    v.minValue(least, () => say('errors_leastMs', { field: field(), least })),
    v.maxValue(A_DAY_MS, () => say('errors_mostMs', { field: field(), most: A_DAY_MS })),
  );
};

/** An event's name; empty for none. */
/* @__NO_SIDE_EFFECTS__ */
const eventName = (name: EventField) => {
  const field = () => say(`profile_field_events_${name}`);
  return v.pipe(
    v.string(() => say('errors_text', { field: field() })),
    v.trim(),
    v.maxLength(LONGEST_EVENT_NAME, () => say('errors_tooLong', { field: field(), most: LONGEST_EVENT_NAME })),
  );
};

/** What is said of a field that is no text, or too long a one. */
/* @__NO_SIDE_EFFECTS__ */
const mustBeText = (field: PlainKey) => () => say('errors_text', { field: say(field) });
/* @__NO_SIDE_EFFECTS__ */
const tooLong = (field: PlainKey, most: number) => () => say('errors_tooLong', { field: say(field), most });

/** What is wrong with an address, and what to do. */
function addressProblem(read: Exclude<ReadAddress, { outcome: 'read' }>): string {
  if (read.outcome === 'undecided') return say('errors_urlUndecided', { path: read.path });
  switch (read.why) {
    case 'empty':
      return say('errors_urlEmpty', { example: DEFAULT_URL });
    case 'invalid':
      return say('errors_urlInvalid', { example: DEFAULT_URL });
    case 'scheme':
      return say('errors_urlScheme', { scheme: read.scheme });
    case 'credentials':
      return say('errors_urlCredentials');
  }
}

/** A server's address: scheme, host and port and nothing else. The output is normalised, without a trailing slash. */
const serverUrl = v.pipe(
  v.string(mustBeText('common_serverUrl')),
  v.trim(),
  v.maxLength(LONGEST_URL, tooLong('common_serverUrl', LONGEST_URL)),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = readAddress(dataset.value);
    const { path = null, query = {} } = read.outcome === 'read' ? read.address : {};
    const problem = read.outcome === 'refused' ? addressProblem(read) : read.outcome === 'undecided' || path !== null || Object.keys(query).length > 0 ? say('errors_urlMore') : null;
    if (problem === null && read.outcome === 'read') return read.address.url;
    addIssue({ message: problem ?? '' });
    return NEVER;
  }),
);

const path = v.pipe(
  v.string(mustBeText('profile_field_path')),
  v.trim(),
  v.regex(/^\/[^\s?#]*$/, () => say('errors_path')),
  v.maxLength(LONGEST_PATH, tooLong('profile_field_path', LONGEST_PATH)),
);

const namespace = v.pipe(
  v.string(mustBeText('profile_field_namespace')),
  v.trim(),
  v.regex(/^\/[^\s,]*$/, () => say('errors_namespace')),
  v.maxLength(LONGEST_PATH, tooLong('profile_field_namespace', LONGEST_PATH)),
);

const auth = v.nullable(/* @__PURE__ */ jsonObject(v.unknown(), () => say('errors_auth')));

const timings = v.object({
  /** How long one attempt may take before it is given up. */
  connectTimeoutMs: milliseconds('connectTimeoutMs', 100),
  reconnectDelayMs: milliseconds('reconnectDelayMs', 100),
  reconnectDelayMaxMs: milliseconds('reconnectDelayMaxMs', 100),
  /** Attempts after a loss before giving up; null for no limit. */
  reconnectAttempts: v.nullable(
    v.pipe(
      v.number(() => say('errors_attempts')),
      v.integer(() => say('errors_attempts')),
      v.minValue(1, () => say('errors_attempts')),
    ),
  ),
  heartbeatEveryMs: milliseconds('heartbeatEveryMs', 500),
  /** How long an application heartbeat may stay unanswered before it counts as missed. */
  heartbeatTimeoutMs: milliseconds('heartbeatTimeoutMs', 100),
  /** How long `connection_ack` may take after connect before it counts as missing. */
  ackDeadlineMs: milliseconds('ackDeadlineMs', 100),
});

/** The event names of the report. They are listened to from the start, and count once the server has used them. */
export const REPORT_EVENTS = { ack: 'connection_ack', log: 'log_message', heartbeat: 'heartbeat_test', heartbeatResponse: 'heartbeat_response' } as const;

const events = v.object({
  ack: eventName('ack'),
  log: eventName('log'),
  heartbeat: eventName('heartbeat'),
  heartbeatResponse: eventName('heartbeatResponse'),
  /** Whether the report's names count from the first connection on. Names of the user's own always do. */
  expected: v.optional(v.boolean(), false),
});

export const profileSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, () => say('errors_profileId'))),
    name: v.pipe(v.string(mustBeText('profile_field_name')), v.trim(), v.minLength(1, () => say('errors_nameEmpty')), v.maxLength(LONGEST_NAME, tooLong('profile_field_name', LONGEST_NAME))),
    url: serverUrl,
    path,
    namespace,
    auth,
    query: /* @__PURE__ */ jsonObject(v.string(() => say('errors_queryValue')), () => say('errors_query')),
    /** In the order in which they are tried. */
    transports: v.pipe(
      v.array(v.picklist(['websocket', 'polling'], () => say('errors_transports'))),
      v.minLength(1, () => say('errors_noTransport')),
      v.check((list) => new Set(list).size === list.length, () => say('errors_transportTwice')),
    ),
    parser: v.picklist(PARSERS, () => say('errors_parser')),
    /** Profiles that were stored by earlier versions have none. */
    connectAs: v.optional(connectAsSchema, AS_OURSELVES),
    forwarding: v.optional(forwardingSchema, NOT_FORWARDED),
    /** Whether its secrets are saved on this computer, or forgotten when the browser closes. */
    saveAuth: v.optional(v.boolean(), false),
    /** Secrets that it had and that were not saved, as dotted paths. It does not connect without them. */
    missing: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(100)), []),
    /** Whether to connect again by ourselves after the server said goodbye. */
    reconnectAfterServerDisconnect: v.boolean(),
    timings,
    events,
  }),
  v.forward(
    v.check(
      (profile) => profile.timings.reconnectDelayMaxMs >= profile.timings.reconnectDelayMs,
      () => say('errors_delays'),
    ),
    ['timings', 'reconnectDelayMaxMs'],
  ),
);

export type Profile = v.InferOutput<typeof profileSchema>;

/** What is wrong with a value that somebody typed: where (a dotted path such as `timings.ackDeadlineMs`), and what to do. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: FieldError };

/** Parses against a schema; on failure returns the first issue as a field and a sentence. */
export function parseWith<S extends v.GenericSchema>(schema: S, value: unknown): Parsed<v.InferOutput<S>> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  return { ok: false, error: { field: v.getDotPath(issue) ?? '', message: issue.message } };
}

/** Parses a whole profile, from a form, a file or storage. */
export function parseProfile(value: unknown): Parsed<Profile> {
  return parseWith(profileSchema, value);
}

/** Parses and normalises a server address by itself, as the `Server URL` box holds it. */
export function parseServerUrl(value: unknown): Parsed<string> {
  const parsed = parseWith(serverUrl, value);
  return parsed.ok ? parsed : { ok: false, error: { ...parsed.error, field: 'url' } };
}

/** Parses an address as somebody typed or pasted it. A path that may be meant as two things needs a meaning. */
export function parseAddress(text: string, meaning: PathMeaning | null = null): Parsed<Address> {
  if (text.length > LONGEST_URL) return { ok: false, error: { field: 'url', message: tooLong('common_serverUrl', LONGEST_URL)() } };
  const read = readAddress(text, meaning);
  return read.outcome === 'read' ? { ok: true, value: read.address } : { ok: false, error: { field: 'url', message: addressProblem(read) } };
}

/** The profile of the report: its address, its timings and its event names. */
export function defaultProfile(id: string): Profile {
  return {
    id,
    name: say('profile_defaultName'),
    url: DEFAULT_URL,
    path: '/socket.io',
    namespace: '/',
    auth: null,
    query: {},
    transports: ['websocket', 'polling'],
    parser: 'default',
    connectAs: AS_OURSELVES,
    forwarding: NOT_FORWARDED,
    saveAuth: false,
    missing: [],
    reconnectAfterServerDisconnect: false,
    timings: {
      connectTimeoutMs: 20_000,
      reconnectDelayMs: 1_000,
      reconnectDelayMaxMs: 5_000,
      reconnectAttempts: null,
      heartbeatEveryMs: 60_000,
      heartbeatTimeoutMs: 10_000,
      ackDeadlineMs: 5_000,
    },
    events: { ...REPORT_EVENTS, expected: false },
  };
}
