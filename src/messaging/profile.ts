/** How to connect: the schema of a profile, its defaults (the numbers of the report that this project began with), and its errors. */
import * as v from 'valibot';
import { AS_OURSELVES, connectAsSchema } from './connect-as.ts';
import { forwardingSchema, NOT_FORWARDED } from './forwarding.ts';
import { jsonObject } from './json-object.ts';

/* @__NO_SIDE_EFFECTS__ */
const milliseconds = (name: string, least: number) =>
  v.pipe(
    v.number(`${name} must be a number of milliseconds.`),
    v.finite(`${name} must be a finite number of milliseconds.`),
    v.minValue(least, `${name} must be at least ${least} ms.`),
    v.maxValue(86_400_000, `${name} must be at most 86400000 ms (a day).`),
  );

/* @__NO_SIDE_EFFECTS__ */
const eventName = (name: string) =>
  v.pipe(
    v.string(`${name} must be text.`),
    v.trim(),
    v.minLength(1, `${name} is empty. Put the name of the event that the server uses.`),
    v.maxLength(200, `${name} is longer than 200 characters.`),
  );

/** Puts the scheme in front of a bare `host:port`, which URL would otherwise read as a scheme of its own. */
function withScheme(text: string): string {
  return /^[\w.-]+(:\d+)?\/?$|^\[[\da-f:]+\](:\d+)?\/?$/i.test(text) ? `http://${text}` : text;
}

/** Socket.IO speaks HTTP for its handshake, so `ws:` and `wss:` name the same server as `http:` and `https:`. */
function withHttpScheme(url: URL): string {
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  return `${secure ? 'https' : 'http'}://${url.host}`;
}

/** A server's address: scheme, host and port and nothing else. The output is normalised, without a trailing slash. */
const serverUrl = v.pipe(
  v.string('Server URL must be text.'),
  v.trim(),
  v.maxLength(2048, 'Server URL is longer than 2048 characters.'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const refuse = (message: string) => {
      addIssue({ message });
      return NEVER;
    };
    if (dataset.value === '') return refuse('Server URL is empty. Put the address of the server, such as http://127.0.0.1:5552.');
    let url: URL;
    try {
      url = new URL(withScheme(dataset.value));
    } catch {
      return refuse('Server URL is not a valid address. Put scheme, host and port, such as http://127.0.0.1:5552.');
    }
    if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) {
      return refuse(`Server URL has the scheme “${url.protocol}”, which cannot carry Socket.IO. Use http, https, ws or wss.`);
    }
    if (url.username !== '' || url.password !== '') {
      return refuse('Server URL holds a user name or password. Put credentials in Auth instead.');
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
      return refuse('Server URL takes only scheme, host and port. Put a server’s mount point in Path, a namespace in Namespace, and parameters in Query.');
    }
    return withHttpScheme(url);
  }),
);

const path = v.pipe(
  v.string('Path must be text.'),
  v.trim(),
  v.regex(/^\/[^\s?#]*$/, 'Path must start with “/” and hold no spaces, “?” or “#”. The usual one is /socket.io.'),
  v.maxLength(1024, 'Path is longer than 1024 characters.'),
);

const namespace = v.pipe(
  v.string('Namespace must be text.'),
  v.trim(),
  v.regex(/^\/[^\s,]*$/, 'Namespace must start with “/” and hold no spaces or commas. The main one is /.'),
  v.maxLength(1024, 'Namespace is longer than 1024 characters.'),
);

const auth = v.nullable(/* @__PURE__ */ jsonObject(v.unknown(), 'Auth must be a JSON object, such as {"token": "…"}, or empty.'));

const timings = v.object({
  /** How long one attempt may take before it is given up. */
  connectTimeoutMs: milliseconds('Connect timeout', 100),
  reconnectDelayMs: milliseconds('Reconnection delay', 100),
  reconnectDelayMaxMs: milliseconds('Longest reconnection delay', 100),
  /** Attempts after a loss before giving up; null for no limit. */
  reconnectAttempts: v.nullable(
    v.pipe(
      v.number('Reconnection attempts must be a number.'),
      v.integer('Reconnection attempts must be a whole number.'),
      v.minValue(1, 'Reconnection attempts must be at least 1, or empty for no limit.'),
    ),
  ),
  heartbeatEveryMs: milliseconds('Heartbeat interval', 500),
  /** How long an application heartbeat may stay unanswered before it counts as missed. */
  heartbeatTimeoutMs: milliseconds('Heartbeat deadline', 100),
  /** How long `connection_ack` may take after connect before it counts as missing. */
  ackDeadlineMs: milliseconds('Acknowledgement deadline', 100),
});

const events = v.object({
  ack: eventName('Acknowledgement event'),
  log: eventName('Log event'),
  heartbeat: eventName('Heartbeat event'),
  heartbeatResponse: eventName('Heartbeat response event'),
});

export const profileSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'A profile’s id must be 1 to 64 letters, digits, “-” or “_”.')),
    name: v.pipe(v.string('Name must be text.'), v.trim(), v.minLength(1, 'Name is empty.'), v.maxLength(100, 'Name is longer than 100 characters.')),
    url: serverUrl,
    path,
    namespace,
    auth,
    query: /* @__PURE__ */ jsonObject(v.string('Each Query value must be text.'), 'Query must be a JSON object of texts, such as {"room": "a"}.'),
    /** In the order in which they are tried. */
    transports: v.pipe(
      v.array(v.picklist(['websocket', 'polling'], 'Transports are “websocket” and “polling”.')),
      v.minLength(1, 'Choose at least one transport.'),
      v.check((list) => new Set(list).size === list.length, 'Each transport can be named once.'),
    ),
    parser: v.picklist(['default', 'msgpack'], 'Parser is “default” or “msgpack”.'),
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
      'Longest reconnection delay must not be shorter than the reconnection delay.',
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

export const DEFAULT_URL = 'http://127.0.0.1:5552';

/** The profile of the report: its address, its timings and its event names. */
export function defaultProfile(id: string): Profile {
  return {
    id,
    name: 'Local server',
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
    events: {
      ack: 'connection_ack',
      log: 'log_message',
      heartbeat: 'heartbeat_test',
      heartbeatResponse: 'heartbeat_response',
    },
  };
}
