/**
 * Reads entries into attempts: each is one session with a server, or a try at one, of our own connection or of a page's
 * socket. Rules look at attempts and need not know whose entries told of them.
 */
import { isPostAnswer, type Entry, type EntryOf, type TransportName } from '../../entries/entry.ts';
import { connectionKind } from '../../wire/connection-kind.ts';
import { parserOf } from '../../entries/packet-parser.ts';
import { BIG_BYTES, BURST_MS } from './notebook.ts';
import { isPageGone, isUnfollowed } from '../../entries/why.ts';

type PacketEntry = EntryOf<'packet'>;

/** What the engine's handshake offered. */
export interface Handshake {
  readonly entry: Entry;
  readonly transport: string;
  readonly upgrades: readonly string[];
  /** Milliseconds; 0 where it is unknown. */
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly maxPayload: number | null;
}

/** The server's CONNECT packet. */
export interface Connect {
  readonly entry: Entry;
  readonly namespace: string;
  /** Whether the server restored the session that the client asked for; null where it did not ask. */
  recovered: boolean | null;
}

export interface Refusal {
  readonly entry: Entry;
  readonly namespace: string;
  readonly message: string;
  /** The payload as it stood on the wire. */
  readonly raw: string;
}

export interface Ending {
  readonly entry: Entry;
  readonly at: number;
  readonly reason: string;
  readonly detail: string;
  readonly code: number | null;
  readonly goodbye: 'server' | 'client' | 'none';
  /** Since the engine's handshake, in milliseconds; 0 if there was none. */
  readonly livedMs: number;
  /** The page went away and took its socket along, or nobody tells of that any more: neither is anybody's fault. */
  readonly pageGone: boolean;
}

export interface Attempt {
  readonly subject: 'own' | 'page';
  readonly socket: string;
  readonly url: string;
  /** What it speaks, as far as is known by now. */
  protocol: EntryOf<'socket-opened'>['protocol'];
  readonly opened: Entry;
  /** Of a page's socket: the document or script that made it. */
  readonly maker: string;
  /** Transports that it was to try, in order; of a page, those that were seen. */
  readonly transports: TransportName[];
  /** A plain socket was seen open: its handshake was answered well, or something was said on it. */
  opens: boolean;
  handshake: Handshake | null;
  /** The OPEN packet as it stood on the wire: its order of fields tells servers apart. */
  openPacket: PacketEntry | null;
  /** Of our own, the newest step of the upgrade; of a page, whether its other transport took over. */
  upgrade: { readonly stage: 'started' | 'done' | 'failed'; readonly entry: Entry } | null;
  /** The newest HTTP answer to a page's socket, as the server gave it. */
  http: EntryOf<'socket-handshake'> | null;
  /** The newest of these that led elsewhere. A poll has another answer there. */
  redirect: EntryOf<'socket-handshake'> | null;
  connectSent: PacketEntry | null;
  readonly connects: Connect[];
  /** A CONNECT reply without a session id, as servers before revision 5 send it. */
  bareConnect: PacketEntry | null;
  refusals: Refusal[];
  /** A DISCONNECT packet from the server. */
  kicked: PacketEntry | null;
  failure: EntryOf<'connect-failed'> | null;
  /** Packets that official parsers refuse, and what else came where packets belong. */
  readonly flaws: Entry[];
  /** What came from the server first, if it was no OPEN packet. */
  firstWords: PacketEntry | null;
  lastIn: PacketEntry | null;
  /** The newest event from the server. */
  lastEvent: PacketEntry | null;
  /** Packets from the server that neither the default parser nor msgpack writes. */
  readonly foreign: PacketEntry[];
  lastPing: EntryOf<'ping'> | null;
  /** Large packets that left. */
  readonly big: PacketEntry[];
  /** Events that left right after the connect. */
  readonly burst: PacketEntry[];
  unacknowledged: Entry | null;
  heartbeats: EntryOf<'heartbeat'>[];
  ending: Ending | null;
}

/** Each property stands here by itself: engines build a literal with a spread and so many more ten times as slowly. */
function newAttempt({ subject, socket, url, protocol, opened, maker, transports }: Pick<Attempt, 'subject' | 'socket' | 'url' | 'protocol' | 'opened' | 'maker' | 'transports'>): Attempt {
  return {
    subject,
    socket,
    url,
    protocol,
    opened,
    maker,
    transports,
    opens: false,
    handshake: null,
    openPacket: null,
    upgrade: null,
    http: null,
    redirect: null,
    connectSent: null,
    connects: [],
    bareConnect: null,
    refusals: [],
    kicked: null,
    failure: null,
    flaws: [],
    firstWords: null,
    lastIn: null,
    lastEvent: null,
    foreign: [],
    lastPing: null,
    big: [],
    burst: [],
    unacknowledged: null,
    heartbeats: [],
    ending: null,
  };
}

/** The attempts that entries tell of, in the order in which they began. Entries of an attempt whose beginning is missing are left out. */
export function readAttempts(entries: readonly Entry[]): Attempt[] {
  const attempts: Attempt[] = [];
  const bySocket = new Map<string, Attempt>();
  let url = '';
  const begin = (attempt: Attempt) => {
    attempts.push(attempt);
    bySocket.set(attempt.socket, attempt);
  };
  for (const entry of entries) {
    if (entry.kind === 'intent') ({ url } = entry);
    else if (entry.kind === 'opening') {
      begin(newAttempt({ subject: 'own', socket: 'own', url, protocol: 'socket.io-4', opened: entry, maker: '', transports: [...entry.transports] }));
    } else if (entry.kind === 'socket-opened') {
      const known = bySocket.get(entry.socket);
      if (known === undefined) begin(pageAttempt(entry));
      else {
        noteTransport(known, entry.url);
        known.protocol = entry.protocol;
      }
    } else {
      const socket = 'socket' in entry ? entry.socket : 'own';
      const attempt = bySocket.get(socket);
      // Polls that were under way may still be answered after our own session's end, which changes nothing any more.
      if (attempt !== undefined && (attempt.subject === 'page' || attempt.ending === null)) note(attempt, entry);
    }
  }
  return attempts;
}

/** Written by a parser of the application's own. */
function isForeign(entry: PacketEntry): boolean {
  const parser = parserOf(entry);
  return parser === 'json' || parser === 'custom';
}

function pageAttempt(entry: EntryOf<'socket-opened'>): Attempt {
  const { socket, url, protocol, maker } = entry;
  const attempt = newAttempt({ subject: 'page', socket, url, protocol, opened: entry, maker, transports: [] });
  noteTransport(attempt, url);
  return attempt;
}

function noteTransport({ transports }: Attempt, url: string): void {
  const transport = /[?&]transport=polling(&|$)/.test(url) ? 'polling' : 'websocket';
  if (!transports.includes(transport)) transports.push(transport);
}

/** Adds what an entry tells to the attempt that it belongs to. */
function note(attempt: Attempt, entry: Entry): void {
  switch (entry.kind) {
    case 'handshake':
      attempt.handshake = { ...entry, entry };
      break;
    case 'upgrade':
      attempt.upgrade = { stage: entry.stage, entry };
      break;
    case 'connected':
      // The packet has told of it already, unless it made room for newer ones.
      if (attempt.connects.length === 0) attempt.connects.push({ entry, namespace: '', recovered: null });
      break;
    case 'unacknowledged':
      attempt.unacknowledged = entry;
      break;
    case 'acknowledged':
      attempt.unacknowledged = null;
      break;
    case 'refused':
      // It stands beside the packet that carried it, and tells the same.
      attempt.refusals = [{ entry, namespace: attempt.refusals[0]?.namespace ?? '', message: entry.message, raw: entry.raw }];
      break;
    case 'connect-failed':
      attempt.failure = entry;
      break;
    case 'ping':
      attempt.lastPing = entry;
      break;
    case 'heartbeat':
      attempt.heartbeats.push(entry);
      break;
    case 'malformed':
      attempt.flaws.push(entry);
      break;
    case 'socket-handshake':
      // An answer that the page's service worker made up says less than what that worker was told itself.
      if (entry.serviceWorker !== 'made' || attempt.http?.serviceWorker !== 'asked') attempt.http = entry;
      if (entry.location !== undefined) attempt.redirect = entry;
      if (entry.status === 101 || (attempt.protocol === 'sse' && entry.status === 200)) attempt.opens = true;
      break;
    case 'closed':
      attempt.ending = { ...entry, entry, detail: entry.detail ?? '', pageGone: false };
      break;
    case 'socket-closed':
      if (entry.what === 'upgrade') {
        attempt.upgrade = { stage: 'failed', entry };
        break;
      }
      attempt.ending = pageEnding(attempt, entry);
      // Every code but these two comes in a close frame, and so from a connection that was open (RFC 6455, section 7.4.1).
      if (entry.code !== null && entry.code !== 1006 && entry.code !== 1015 && entry.blocked === null) attempt.opens = true;
      break;
    case 'packet':
      notePacket(attempt, entry);
      break;
    default:
  }
}

function pageEnding({ handshake }: Attempt, entry: EntryOf<'socket-closed'>): Ending {
  const { at, reason, code, goodbye } = entry;
  return { entry, at, reason, detail: '', code, goodbye, livedMs: handshake === null ? 0 : at - handshake.entry.at, pageGone: isPageGone(entry) || isUnfollowed(entry) };
}

function notePacket(attempt: Attempt, entry: PacketEntry): void {
  const incoming = entry.direction === 'in';
  attempt.opens = true;
  if (incoming) {
    // What belongs to a session was said after an OPEN packet, though that may not be recorded.
    const isOfSession = entry.type === 'open' || entry.namespace !== null || isPostAnswer(entry);
    if (attempt.lastIn === null && !isOfSession) attempt.firstWords = entry;
    attempt.lastIn = entry;
    if (entry.type === 'event') attempt.lastEvent = entry;
    if (isForeign(entry)) attempt.foreign.push(entry);
  }
  // A page's failed upgrade looks like the end of its socket until more comes by polling.
  if (attempt.ending !== null && entry.transport === 'polling' && incoming && isFailedUpgrade(attempt, attempt.ending)) {
    attempt.upgrade = { stage: 'failed', entry: attempt.ending.entry };
    attempt.ending = null;
  }
  if (entry.type === 'malformed' || entry.type === 'reply' || (entry.problem !== '' && entry.problem !== 'custom-parser')) attempt.flaws.push(entry);
  if (!incoming && attempt.connects.length > 0) noteSent(attempt, entry);
  switch (entry.type) {
    case 'open':
      if (incoming) attempt.openPacket = entry;
      if (incoming && attempt.subject === 'page') attempt.handshake = offered(entry);
      break;
    case 'upgrade':
      if (!incoming && attempt.subject === 'page') attempt.upgrade = { stage: 'done', entry };
      break;
    case 'connect':
      if (incoming) noteConnect(attempt, entry);
      else attempt.connectSent = entry;
      break;
    case 'connect_error':
      if (incoming) attempt.refusals.push({ entry, namespace: entry.namespace ?? '', ...refusalIn(entry) });
      break;
    case 'disconnect':
      if (incoming) attempt.kicked = entry;
      break;
    default:
  }
}

/** After a goodbye, the answer to the last poll is still to come. */
function isFailedUpgrade({ subject, transports }: Attempt, { reason, goodbye }: Ending): boolean {
  return subject === 'page' && transports.includes('websocket') && goodbye === 'none' && reason === '';
}

function noteSent(attempt: Attempt, entry: PacketEntry): void {
  const connectedAt = attempt.connects[0]?.entry.at ?? 0;
  if (entry.type === 'event' && entry.at - connectedAt <= BURST_MS) attempt.burst.push(entry);
  if (entry.bytes >= BIG_BYTES) attempt.big.push(entry);
}

function noteConnect(attempt: Attempt, entry: PacketEntry): void {
  const namespace = entry.namespace ?? '';
  const revision4 = connectionKind(attempt.url).engineVersion !== 3;
  if (revision4 && parserOf(entry) === 'default' && entry.text?.includes('{') === false && entry.problem === '') {
    attempt.bareConnect = entry;
    return;
  }
  attempt.refusals = attempt.refusals.filter((refusal) => refusal.namespace !== namespace);
  const [asked, given] = [privateId(attempt.connectSent), privateId(entry)];
  attempt.connects.push({ entry, namespace, recovered: asked === null ? null : asked === given });
}

/** The private id for connection state recovery in a CONNECT packet. */
function privateId(packet: PacketEntry | null): string | null {
  return /"pid":"([^"]{1,200})"/.exec(packet?.text ?? '')?.[1] ?? null;
}

function offered(entry: PacketEntry): Handshake {
  const offer = readJson(entry.text?.slice(1) ?? '');
  const number = (name: string) => (typeof offer[name] === 'number' ? offer[name] : 0);
  const upgrades: readonly unknown[] = Array.isArray(offer['upgrades']) ? offer['upgrades'] : [];
  return {
    entry,
    transport: entry.transport,
    upgrades: upgrades.filter((name) => typeof name === 'string'),
    pingInterval: number('pingInterval'),
    pingTimeout: number('pingTimeout'),
    maxPayload: number('maxPayload') || null,
  };
}

function refusalIn(entry: PacketEntry): { message: string; raw: string } {
  const raw = /[{"].*$/s.exec(entry.text ?? '')?.[0] ?? '';
  const { message } = readJson(raw);
  return { message: typeof message === 'string' ? message : '', raw };
}

/** An object in JSON, or an empty one where there is none. */
export function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
