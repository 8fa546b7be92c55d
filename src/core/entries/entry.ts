/**
 * The vocabulary of a recording. An entry is one immutable fact about one source; a recording is a gapless sequence of
 * them. The schemas below are the single definition: the types are derived from them, and whatever crosses a context
 * boundary or comes back from disk is parsed with them.
 */
import * as v from 'valibot';
import { bounded } from '../wire/value-text.ts';
import { whySchema } from './why.ts';

const nullable = v.nullable;
const transport = v.picklist(['websocket', 'polling']);
export type TransportName = v.InferOutput<typeof transport>;

/** Who or what asked for a change: the user, the browser's start, a revived background, or one of our own policies. */
const initiator = v.picklist(['user', 'start-up', 'restart', 'policy']);
export type Initiator = v.InferOutput<typeof initiator>;

/** Log levels that a filter can rank. What the server wrote is kept beside it. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a packet can be: the engine's own types, Socket.IO's, and the messages of other sockets. */
export const PACKET_TYPES = [
  'open',
  'close',
  'ping',
  'pong',
  'upgrade',
  'noop',
  'connect',
  'disconnect',
  'event',
  'ack',
  'connect_error',
  'text',
  'json',
  'binary',
  'reply',
  'malformed',
] as const;
export type PacketType = (typeof PACKET_TYPES)[number];

/**
 * The questions that a diagnosis puts to a server. `polling` and `websocket` are handshakes of Engine.IO 4, `polling-3` one
 * of Engine.IO 3; `origin` is `polling` with a page's Origin; `path` asks at another path, by polling or by WebSocket. Of a
 * plain WebSocket server, `websocket` opens the very address, and `path` asks for Socket.IO on its host.
 *
 * `post` sends a pong into a session that polls. `sticky` uses the session several times, and its answer is that to the first
 * request that failed, or else to the last. `connect` sends a CONNECT into it and polls for the answer, where no client is
 * connected; its answer is that to the poll, or to the CONNECT where that was refused. `scheme` is the first question by http
 * where the address says https, and the reverse. `root` gets `/`, which tells what answers there.
 *
 * `name`, `tcp` and `tls` are the steps below HTTP, which a terminal alone can see, with an address such as
 * `tcp://localhost:3000`: `opened` where the step was passed, and else `error`. Their `body` is what was found: the addresses
 * of the name, and the one of them that `tcp` connected to, which is asked once for each.
 */
export const PROBE_QUESTIONS = [
  'polling', 'polling-3', 'websocket', 'origin', 'path', 'post', 'sticky', 'connect', 'scheme', 'root', 'name', 'tcp', 'tls',
] as const;
export type ProbeQuestion = (typeof PROBE_QUESTIONS)[number];

/** What a browser can stop a request by before it leaves. */
export const BLOCKERS = ['csp', 'mixed-content', 'local-network', 'unsafe-port', 'extension', 'unknown'] as const;
export type Blocker = (typeof BLOCKERS)[number];

/** What a browser does to a document as a whole. */
export const PAGE_STATES = ['frozen', 'resumed', 'cached', 'restored', 'prerendered', 'activated'] as const;
export type PageState = (typeof PAGE_STATES)[number];

/**
 * What the page's service worker had to do with a request. `passed`: it fetched the answer from the server. `made`: it made
 * the answer up, or had kept it. `asked`: this is its own request for the page's, whose answer the page may not have been given.
 */
export const SERVICE_WORKER = ['passed', 'made', 'asked'] as const;

/** A place in a recording. */
const entryRef = v.object({ source: v.string(), seq: v.number() });
export type EntryRef = v.InferOutput<typeof entryRef>;

/** UTF-16 units of a finding's fact. Servers and pages are quoted in it, at any length. */
export const FACT_LENGTH = 200;

/** A fact within bounds. One that was cut says so. */
export function boundedFact(text: string): string {
  return text.length <= FACT_LENGTH ? text : `${bounded(text, FACT_LENGTH - 1).text}…`;
}

/**
 * What each kind of entry carries besides `source`, `seq`, `at` and `kind`.
 * All durations are milliseconds; all times are epoch milliseconds, with fractions where the clock has them.
 */
const detailSchemas = {
  /**
   * The browser stopped the background and it came back: a new epoch. What was recorded up to `lastAt` was restored;
   * whatever arrived between then and this entry is not in the recording.
   */
  'worker-restarted': { epoch: v.string(), lastAt: v.number() },
  /** The browser was started anew, and the extension with it, and found an earlier recording. Not a fault. */
  'browser-started': { epoch: v.string(), lastAt: v.number() },
  /** The same where the browser has not said that it starts: as a rule the extension was reloaded, updated, or switched off and on. */
  'extension-started': { epoch: v.string(), lastAt: v.number() },
  /**
   * Somebody asked for this connection to be made, ended or made anew. `carries` is what of a page its requests carry: an
   * origin, or null for our own, and whether the profile sets a `Cookie` header. Cookies of the browser's pages are never sent.
   * Recordings of earlier versions have none.
   */
  intent: {
    intent: v.picklist(['connect', 'disconnect', 'reconnect']),
    by: initiator,
    url: v.string(),
    why: nullable(whySchema),
    carries: v.optional(v.object({ origin: nullable(v.string()), cookie: v.boolean() })),
  },
  /** An attempt starts. The first of a series has attempt 0. */
  opening: { attempt: v.number(), transports: v.array(transport) },
  /** The Engine.IO OPEN packet. `maxPayload` is absent from older servers. */
  handshake: {
    transport,
    engineSid: v.string(),
    pingInterval: v.number(),
    pingTimeout: v.number(),
    maxPayload: nullable(v.number()),
    upgrades: v.array(v.string()),
  },
  /** The move from polling to another transport. */
  upgrade: { stage: v.picklist(['started', 'done', 'failed']), transport: v.string(), reason: nullable(v.string()) },
  /** The Socket.IO CONNECT reply. Its session id is not the engine's. */
  connected: { sid: v.string(), transport, recovered: v.boolean() },
  /** `connection_ack`. `afterMs` counts from connect, and is null when the server sent it before its CONNECT reply. */
  acknowledged: { afterMs: nullable(v.number()), late: v.boolean(), payload: v.unknown(), serverTime: nullable(v.number()) },
  unacknowledged: { deadlineMs: v.number() },
  /** An Engine.IO ping from the server. `gapMs` is the time since the last one, or since the handshake. */
  ping: { gapMs: v.number() },
  /** The application heartbeat: one emit, at most one answer. Only this is a round trip. */
  heartbeat: {
    beat: v.number(),
    stage: v.picklist(['sent', 'answered', 'missed']),
    via: nullable(v.picklist(['acknowledgement', 'event'])),
    roundTripMs: nullable(v.number()),
  },
  /** An open connection ended. `code` and `codeReason` are the WebSocket's, where there was one. */
  closed: {
    reason: v.string(),
    detail: nullable(v.string()),
    code: nullable(v.number()),
    codeReason: nullable(v.string()),
    goodbye: v.picklist(['server', 'client', 'none']),
    /** Whether the Socket.IO layer was connected when it ended, and the time since the Engine.IO handshake. */
    stood: v.boolean(),
    livedMs: v.number(),
  },
  /** An attempt failed below Socket.IO. `status` and `body` are HTTP's, where the browser let us see them. */
  'connect-failed': {
    message: v.string(),
    transport: nullable(transport),
    status: nullable(v.number()),
    body: nullable(v.string()),
  },
  /** The server answered the CONNECT packet with CONNECT_ERROR. `raw` is the payload as it stood on the wire. */
  refused: { message: v.string(), data: v.unknown(), raw: v.string() },
  /** Another attempt is scheduled for `dueAt`. */
  retrying: { attempt: v.number(), delayMs: v.number(), dueAt: v.number(), why: nullable(whySchema) },
  /** Something that we decided ourselves about reconnecting, and why. `stands`: the connection outlived a run of brief ones. */
  policy: { action: v.picklist(['polling-first', 'slowed', 'retry-soon', 'heartbeat-reconnect', 'stands']), why: whySchema },
  /** It is over until somebody asks again. */
  ended: { outcome: v.picklist(['disconnected', 'failed']), why: whySchema },
  /** One relayed server log line. `fields` is whatever else the payload held, as JSON text. */
  log: {
    level: v.picklist(LOG_LEVELS),
    levelText: v.string(),
    logger: v.string(),
    message: v.string(),
    serverTime: nullable(v.number()),
    serverTimeText: v.string(),
    fields: v.string(),
    /** UTF-16 units that were cut off because the line was longer than what a recording keeps of one line. */
    cut: v.number(),
  },
  /** The inspected tab loaded a document. Says how the background connection stood at that moment. */
  navigation: {
    tabId: v.number(),
    url: v.string(),
    refresh: v.boolean(),
    phase: v.string(),
    sid: nullable(v.string()),
    upMs: nullable(v.number()),
  },
  /**
   * One packet of a conversation, of our own connection or of a page's socket, as it stood on the wire and as what it
   * means. `socket` tells the sockets of one source apart; our own is always 'own'. The arguments are not here: whoever
   * shows them decodes `text` or `binary` again, with `attachments`.
   */
  packet: {
    socket: v.string(),
    direction: v.picklist(['in', 'out']),
    transport: v.picklist(['websocket', 'polling', 'webtransport', 'sse']),
    /** The engine's type, the Socket.IO type, or what a plain message is. */
    type: v.picklist(PACKET_TYPES),
    /** Null of anything below Socket.IO. */
    namespace: nullable(v.string()),
    ackId: nullable(v.number()),
    /** The name of an event, as text; of a Server-Sent Event its own; of any other message what its own field says. Empty when there is none. */
    event: v.string(),
    /** The arguments or the value in one bounded line. */
    preview: v.string(),
    /** Bytes on the wire, attachments included. */
    bytes: v.number(),
    /** The packet as text, or as base64 where it was binary; one of them is null. */
    text: nullable(v.string()),
    binary: nullable(v.string()),
    /** Base64, in order. */
    attachments: v.array(v.string()),
    /** Bytes that were left out of `text`, `binary` and `attachments`, because a recording bounds what it keeps of one packet. */
    cut: v.number(),
    /** What is wrong with it, in the decoder's words, or empty. */
    problem: v.string(),
    /** Of an acknowledgement: the seq of the event that it answers, and how long that took. Null when it answers none that was recorded before. */
    answers: nullable(v.object({ seq: v.number(), afterMs: v.number(), again: v.boolean() })),
    /**
     * Of an event whose acknowledgement was recorded first: the seq of that. A page learns of the end of a POST after that of a
     * GET, which may have brought the answer to what the POST carried.
     */
    answeredBy: v.optional(nullable(v.object({ seq: v.number(), afterMs: v.number() })), null),
    /**
     * Connection state recovery: of an event the offset that the server has appended to it, of a client's CONNECT the offset that
     * it asks with. Null where there is none, and where it is in doubt: then it is an argument like any other.
     */
    offset: v.optional(nullable(v.string()), null),
  },
  /** A page opened a socket: a WebSocket, an EventSource, or an Engine.IO session over either or over polls. */
  'socket-opened': {
    socket: v.string(),
    /** The capture's own name for what carries it, by which a later background knows it again. A socket that upgrades is said again. */
    channel: v.string(),
    url: v.string(),
    /** What it speaks, as far as its address and packets tell. It may be said again when more is known. */
    protocol: v.picklist(['socket.io-2', 'socket.io-4', 'engine.io-3', 'engine.io-4', 'websocket', 'sse']),
    /** How it is captured. */
    via: v.picklist(['hook', 'har']),
    /** What made it, and the address of that. */
    madeBy: v.picklist(['page', 'frame', 'worker', 'unknown']),
    maker: v.string(),
  },
  /**
   * The HTTP side of a page's socket: of a WebSocket or an EventSource, of the first poll that was answered, and of each poll
   * that failed, where it may be an answer that the browser kept from the page. Only the browser's network log knows headers;
   * of what the hook saw open, the status is all there is. Status 0 is no answer at all, with the browser's reason as
   * `statusText`. Header values of secrets are left out.
   */
  'socket-handshake': {
    socket: v.string(),
    /** GET or POST of a poll, GET of a WebSocket; empty where it is not known. */
    method: v.optional(v.string(), ''),
    status: v.number(),
    statusText: v.string(),
    requestHeaders: v.array(v.tuple([v.string(), v.string()])),
    responseHeaders: v.array(v.tuple([v.string(), v.string()])),
    /** Where a redirect led. */
    location: v.optional(v.string()),
    serviceWorker: v.optional(v.picklist(SERVICE_WORKER)),
  },
  /** A page's socket ended. `goodbye` tells whether a Socket.IO DISCONNECT or an Engine.IO close packet came before. */
  'socket-closed': {
    socket: v.string(),
    code: nullable(v.number()),
    reason: v.string(),
    clean: nullable(v.boolean()),
    goodbye: v.picklist(['server', 'client', 'none']),
    /** What the browser stopped it by, where it never left the browser; null where it did, or where nobody can tell. */
    blocked: v.optional(nullable(v.picklist(BLOCKERS)), null),
    /** `upgrade`: only the WebSocket of an Engine.IO session ended that it had not moved to; by polling it goes on. */
    what: v.optional(v.picklist(['socket', 'upgrade'])),
  },
  /**
   * A document of the inspected tab as the network log has it. `headers` are those of its answer that bear on its sockets, such
   * as `content-security-policy` and `server`, names in lower case.
   */
  document: {
    url: v.string(),
    status: v.number(),
    headers: v.array(v.tuple([v.string(), v.string()])),
    /** Whether a service worker answered. */
    fromWorker: v.boolean(),
    /** Whether it is a frame's. */
    isFrame: v.optional(v.boolean()),
  },
  /** The browser enforced a rule of a document's own policy: its `securitypolicyviolation` event. */
  violation: { document: v.string(), directive: v.string(), blockedUrl: v.string() },
  /** What the browser did to a document as a whole. While it is frozen or cached, none of its code runs. */
  'page-state': { document: v.string(), state: v.picklist(PAGE_STATES) },
  /** Frames that a capture had to leave out; 0 where nobody can count them. */
  'capture-gap': { frames: v.number(), why: whySchema },
  /**
   * The user has given one of the profile's events another name, empty for none. Of the log event: `reread` is the number of
   * packets recorded before that follow as lines.
   */
  'event-name': { event: v.picklist(['ack', 'log', 'heartbeat', 'heartbeatResponse']), name: v.string(), was: v.string(), reread: v.number() },
  /** Something arrived that no parser accepts. `text` is a bounded rendering of it. */
  malformed: { reason: v.string(), text: v.string(), bytes: v.number() },
  /**
   * A round of probes begins or is over. `round` counts from 1 per background. `questions` are, when it starts, those that
   * are put to any server, and when it is done, those that were put, in order.
   */
  probing: {
    round: v.number(),
    state: v.picklist(['started', 'done']),
    url: v.string(),
    /** What the server is expected to speak. */
    protocol: v.optional(v.picklist(['socket.io', 'websocket']), 'socket.io'),
    questions: v.array(v.picklist(PROBE_QUESTIONS)),
    tookMs: nullable(v.number()),
  },
  /** One question and its answer. */
  probe: {
    round: v.number(),
    question: v.picklist(PROBE_QUESTIONS),
    /** The address that was asked. Of the query only the protocol's own values are shown, since any other may be a secret. */
    url: v.string(),
    /** The Origin header that was sent, or null when none was set. */
    origin: nullable(v.string()),
    /**
     * `answered`: there is an HTTP status, of a WebSocket that was not let in too. `opened`: a WebSocket opened, said an
     * Engine.IO OPEN packet and stood for a moment; a plain one need say nothing. `closed`: it opened and closed, perhaps
     * after an OPEN packet, said something else, or said nothing in time (then `body` and `code` are null). `refused`: no connection at all, or a WebSocket that failed without a status. `hidden`: there was an
     * answer that the browser did not let us see, for want of a permission. `timeout`: no answer in time.
     */
    outcome: v.picklist(['answered', 'opened', 'closed', 'refused', 'hidden', 'timeout']),
    /** 101 of a WebSocket that opened. */
    status: nullable(v.number()),
    /** The beginning of the body, or what the WebSocket said first. At most 2000 UTF-16 units. */
    body: nullable(v.string()),
    /** Names in lower case. Only those that tell something (see probing/telling-headers.ts), of cookies the names alone. */
    headers: v.array(v.tuple([v.string(), v.string()])),
    /** A WebSocket's close code. */
    code: nullable(v.number()),
    tookMs: v.number(),
    /**
     * What the network said went wrong, such as `ECONNREFUSED`, `certificate: CERT_HAS_EXPIRED` or `WS_ERR_INVALID_OPCODE: Invalid
     * WebSocket frame: invalid opcode 8`, where it is known, else empty.
     */
    error: v.string(),
    /**
     * The redirects on the way to this answer, each with its status (0 where the browser hides it) and where it led, as an
     * address like `url`, or empty where that is hidden too. The last one led to the answer. One that was not followed is the
     * answer itself, with a `location` among its headers: a WebSocket follows none, and a POST none that makes it a GET.
     */
    redirects: v.optional(v.array(v.tuple([v.number(), v.string()])), []),
  },
  /** A finding came up or went away. */
  diagnosis: {
    finding: v.string(),
    state: v.picklist(['found', 'gone']),
    /** The case of the finding, where that is worded differently. */
    variant: v.optional(nullable(v.string()), null),
    /** What the words name. A number is a quantity; a code goes as text. */
    facts: v.optional(v.pipe(v.record(v.string(), v.union([v.pipe(v.string(), v.transform(boundedFact)), v.number()])), v.maxEntries(10)), {}),
    /** The finding in words, as earlier versions recorded it in place of variant and facts; else empty. */
    title: v.optional(v.string(), ''),
    confidence: v.picklist(['certain', 'likely', 'guess']),
    evidence: v.array(entryRef),
  },
  /** The recording could not be saved to disk. It goes on in memory, within its bounds. */
  unsaved: { why: whySchema },
  /**
   * The disk takes entries again, but those with the seqs `from` to `to`, recorded between `since` and `until`, are in no
   * recording: they had to make room in memory before, or were lost for another reason, `why`.
   */
  lost: { from: v.number(), to: v.number(), since: v.number(), until: v.number(), why: v.optional(nullable(whySchema), null) },
} as const;

type Details = typeof detailSchemas;
export type EntryKind = keyof Details;

const base = { source: v.string(), seq: v.number(), at: v.number() };
type Base = { readonly source: string; readonly seq: number; readonly at: number };

type Output<S> = S extends v.GenericSchema ? v.InferOutput<S> : never;
/** Optional fields without a default may be missing. */
type Missable<D> = { [F in keyof D]: D[F] extends v.OptionalSchema<v.GenericSchema, undefined> ? F : never }[keyof D];
type DetailOf<K extends EntryKind> = { readonly [F in Exclude<keyof Details[K], Missable<Details[K]>>]: Output<Details[K][F]> } & {
  readonly [F in Missable<Details[K]>]?: Exclude<Output<Details[K][F]>, undefined>;
};

/** An entry before it was recorded: everything but its place in the recording. */
export type Fact = { [K in EntryKind]: { readonly kind: K } & DetailOf<K> }[EntryKind];
export type FactOf<K extends EntryKind> = Extract<Fact, { kind: K }>;

/** One recorded fact. `seq` counts from 0 per source, without gaps, through one recording of it after the other. */
export type Entry = { [K in EntryKind]: Base & { readonly kind: K } & DetailOf<K> }[EntryKind];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

const entrySchemas = Object.fromEntries(
  Object.entries(detailSchemas).map(([kind, detail]) => [kind, v.object({ ...base, kind: v.literal(kind), ...detail })]),
);

/** Whether an entry is a log line of level error or above. */
export function isErrorLine(entry: Entry): boolean {
  return entry.kind === 'log' && LOG_LEVELS.indexOf(entry.level) >= LOG_LEVELS.indexOf('error');
}

/** Whether an HTTP answer of a poll says no more than that a POST was taken: `ok`, in Python `OK`, or nothing. The preview of an error begins with its status. */
export function isPostAnswer({ type, text, preview }: Pick<EntryOf<'packet'>, 'type' | 'text' | 'preview'>): boolean {
  return type === 'reply' && /^(?:ok|0:|)$/i.test(text ?? '') && !preview.startsWith('HTTP ');
}

/** Whether there are entries of this kind. */
function isEntryKind(kind: unknown): kind is EntryKind {
  return typeof kind === 'string' && Object.hasOwn(entrySchemas, kind);
}

/** Parses what another context or the disk hands us. Returns undefined for anything that is not an entry. */
export function parseEntry(value: unknown): Entry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kind: unknown = (value as { kind?: unknown }).kind;
  if (!isEntryKind(kind)) return undefined;
  const parsed = v.safeParse(entrySchemas[kind]!, value);
  return parsed.success ? (parsed.output as unknown as Entry) : undefined;
}
