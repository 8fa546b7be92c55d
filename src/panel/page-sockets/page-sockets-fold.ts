/**
 * Folds the recording of a tab into its page's sockets: what each is, how it stands and what went over it. Pure, and in
 * place, because a page may say twenty thousand things: feed it entries in order and read `sockets`.
 */
import { RecentMap } from '../../core/entries/recent.ts';
import type { EntryOf, PageState } from '../../core/entries/entry.ts';
import { isTooFast, type Why } from '../../core/entries/why.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';
import { fromBase64 } from '../../core/wire/base64.ts';
import { createDecoder } from '../../core/wire/decoder.ts';
import type { Packet } from '../../core/wire/packet.ts';

export type Protocol = EntryOf<'socket-opened'>['protocol'];

/** The names of protocols, which are the same in every language. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  'socket.io-2': 'Socket.IO 2',
  'socket.io-4': 'Socket.IO 3/4',
  'engine.io-3': 'Engine.IO 3',
  'engine.io-4': 'Engine.IO 4',
  websocket: 'WebSocket',
  sse: 'SSE',
};
export type Goodbye = EntryOf<'socket-closed'>['goodbye'];

/** What a socket is to one namespace. A socket that came back to a namespace is told from its last time there. */
export interface PageNamespace {
  readonly name: string;
  sid: string;
  connectedAt: number | null;
  acknowledgedAt: number | null;
  left: { readonly at: number; readonly by: Exclude<Goodbye, 'none'> } | null;
  /** What the server said when it refused, or empty. */
  refused: string;
}

export interface Traffic {
  /** Of the application: events, acknowledgements, messages. */
  messages: number;
  /** Of everything. */
  bytes: number;
  /** Engine pings and pongs, folded into a number. */
  heartbeats: number;
}

export interface PageSocket {
  readonly id: string;
  url: string;
  protocol: Protocol;
  via: EntryOf<'socket-opened'>['via'];
  /** Whether the browser's network log has told of it. What only the hook tells is the page's word. */
  logged: boolean;
  madeBy: EntryOf<'socket-opened'>['madeBy'];
  maker: string;
  openedAt: number;
  /** False where the recording begins after the socket was opened, so that `openedAt` is only the first that was seen of it. */
  announced: boolean;
  closed: Omit<EntryOf<'socket-closed'>, 'source' | 'seq' | 'kind' | 'socket'> | null;
  /** How the WebSocket ended that a session of polling did not get to move to. */
  failedUpgrade: PageSocket['closed'];
  /** The newest that tells most: an answer without headers does not take the place of one that has them. */
  handshake: EntryOf<'socket-handshake'> | null;
  /** What became of the service worker's own request for the page's. */
  workerAsked: EntryOf<'socket-handshake'> | null;
  /** Whether it has ever been open. */
  stood: boolean;
  transports: EntryOf<'packet'>['transport'][];
  namespaces: Map<string, PageNamespace>;
  engineSid: string;
  /** As negotiated, in ms; null until the handshake was seen. */
  pingInterval: number | null;
  pingTimeout: number | null;
  lastPingAt: number | null;
  pingGap: number | null;
  readonly in: Traffic;
  readonly out: Traffic;
  malformed: number;
}

/** Bounds on what a page can make us remember: it may open a million sockets, or one with a million namespaces. */
const SOCKETS = 500;
const NAMESPACES = 50;

/** What of a page cannot be seen is told of so many things. */
const UNSEEN = 20;
const DOCUMENTS = 200;

const MESSAGES: ReadonlySet<string> = new Set<EntryOf<'packet'>['type']>(['event', 'ack', 'text', 'json', 'binary']);

export class PageSocketsFold {
  readonly #sockets = new Map<string, PageSocket>();
  /** Sockets that were forgotten to make room. */
  forgotten = 0;
  /** Frames that a capture had to leave out because the page was too fast. */
  missed = 0;
  /** What else a capture could not see, each once. */
  readonly unseen = new Map<string, Why>();
  /** The tab's own documents, oldest first. */
  readonly documents: EntryOf<'document'>[] = [];
  /** What the browser has done to documents, by address. */
  readonly #states = new RecentMap<string, EntryOf<'page-state'>>(DOCUMENTS);

  /** `ackEvent` is the event by which a server acknowledges a connection. */
  constructor(readonly ackEvent: string) {}

  /** In the order in which they were opened. */
  get sockets(): PageSocket[] {
    return [...this.#sockets.values()];
  }

  get(id: string): PageSocket | undefined {
    return this.#sockets.get(id);
  }

  add(entry: TrafficEntry): void {
    if (entry.kind === 'capture-gap') return this.#gap(entry);
    if (entry.kind === 'document') {
      if (entry.isFrame !== true) this.documents.push(entry);
      if (this.documents.length > DOCUMENTS) this.documents.shift();
      return;
    }
    if (entry.kind === 'page-state') {
      this.#states.set(entry.document, entry);
      return;
    }
    if (!('socket' in entry)) return;
    const socket = this.#sockets.get(entry.socket) ?? this.#remember(entry.socket, entry.at);
    if (entry.kind === 'socket-opened') opened(socket, entry);
    else if (entry.kind === 'socket-handshake') shook(socket, entry);
    else if (entry.kind === 'packet') this.#packet(socket, entry);
    else {
      const { at, code, reason, clean, goodbye, blocked } = entry;
      const closed = { at, code, reason, clean, goodbye, blocked };
      if (entry.what === 'upgrade') socket.failedUpgrade = closed;
      else socket.closed = closed;
    }
  }

  /** What the browser did last to the document that made a socket, since it made it. */
  stateOfPage({ maker, openedAt }: PageSocket): PageState | null {
    const last = this.#states.get(maker);
    return last === undefined || last.at < openedAt ? null : last.state;
  }

  #gap({ frames, why }: EntryOf<'capture-gap'>): void {
    if (isTooFast(why)) this.missed += frames;
    else if (this.unseen.size < UNSEEN) this.unseen.set(JSON.stringify(why), why);
  }

  #remember(id: string, at: number): PageSocket {
    const socket = unknownSocket(id, at);
    this.#sockets.set(id, socket);
    if (this.#sockets.size > SOCKETS) {
      // Whoever has ended goes first: what is open is what somebody looks for.
      const oldest = [...this.#sockets.values()].find(({ closed }) => closed !== null) ?? this.#sockets.values().next().value!;
      this.#sockets.delete(oldest.id);
      this.forgotten += 1;
    }
    return socket;
  }

  #packet(socket: PageSocket, packet: EntryOf<'packet'>): void {
    // A WebSocket takes nothing before it is open; polls that send may get no answer. What no parser reads is no session.
    const isReadable = packet.type !== 'malformed' && packet.type !== 'reply';
    socket.stood ||= packet.direction === 'in' ? isReadable : packet.transport !== 'polling';
    const traffic = socket[packet.direction];
    traffic.bytes += packet.bytes;
    if (MESSAGES.has(packet.type)) traffic.messages += 1;
    if (!socket.transports.includes(packet.transport)) socket.transports.push(packet.transport);
    if (packet.type === 'malformed') socket.malformed += 1;
    else if (packet.type === 'ping' || packet.type === 'pong') heartbeat(socket, packet);
    else if (packet.type === 'open' && packet.direction === 'in') handshake(socket, decoded(socket, packet));
    else if (packet.namespace !== null) this.#inNamespace(socket, packet, packet.namespace);
  }

  #inNamespace(socket: PageSocket, packet: EntryOf<'packet'>, name: string): void {
    const namespace = namespaceOf(socket, name);
    if (namespace === null) return;
    const incoming = packet.direction === 'in';
    if (packet.type === 'connect' && incoming) {
      const told = decoded(socket, packet);
      namespace.sid = (told?.kind === 'socket' && told.type === 'connect' ? told.sid : null) ?? derivedSid(socket, name);
      namespace.connectedAt = packet.at;
      namespace.left = null;
      namespace.refused = '';
    } else if (packet.type === 'disconnect') {
      namespace.left = { at: packet.at, by: incoming ? 'server' : 'client' };
    } else if (packet.type === 'connect_error' && incoming) {
      namespace.refused = packet.preview;
    } else if (packet.type === 'event' && incoming && packet.event === this.ackEvent) {
      namespace.acknowledgedAt ??= packet.at;
    }
  }
}

function unknownSocket(id: string, at: number): PageSocket {
  return {
    id,
    url: '',
    protocol: 'websocket',
    via: 'har',
    logged: false,
    madeBy: 'unknown',
    maker: '',
    openedAt: at,
    announced: false,
    closed: null,
    failedUpgrade: null,
    handshake: null,
    workerAsked: null,
    stood: false,
    transports: [],
    namespaces: new Map(),
    engineSid: '',
    pingInterval: null,
    pingTimeout: null,
    lastPingAt: null,
    pingGap: null,
    in: { messages: 0, bytes: 0, heartbeats: 0 },
    out: { messages: 0, bytes: 0, heartbeats: 0 },
    malformed: 0,
  };
}

/** Whether nobody but the page's own hook has told of a socket. */
export function isPageWord({ via, logged }: PageSocket): boolean {
  return via === 'hook' && !logged;
}

/** A socket may be announced again when more is known of it. It was opened when it was announced first. */
function opened(socket: PageSocket, entry: EntryOf<'socket-opened'>): void {
  const { url, protocol, madeBy, maker } = entry;
  Object.assign(socket, { url, protocol, madeBy, maker });
  if (entry.via === 'hook' || !socket.announced) socket.via = entry.via;
  socket.logged ||= entry.via === 'har';
  socket.openedAt = Math.min(socket.openedAt, entry.at);
  socket.announced = true;
}

function shook(socket: PageSocket, entry: EntryOf<'socket-handshake'>): void {
  // Only the log knows by which method was asked.
  socket.logged ||= entry.method !== '';
  if (entry.serviceWorker === 'asked') {
    socket.workerAsked = entry;
    return;
  }
  socket.stood ||= entry.status === 101 || (socket.protocol === 'sse' && entry.status === 200);
  const isBare = entry.requestHeaders.length + entry.responseHeaders.length === 0;
  if (!isBare || entry.status !== socket.handshake?.status) socket.handshake = entry;
}

/** Who pings is who keeps the time: the server since Engine.IO 4, the client before. Probes of an upgrade keep none. */
function heartbeat(socket: PageSocket, packet: EntryOf<'packet'>): void {
  if (packet.text !== null && packet.text.length > 1) return;
  socket[packet.direction].heartbeats += 1;
  if (packet.type === 'pong') return;
  socket.pingGap = socket.lastPingAt === null ? null : packet.at - socket.lastPingAt;
  socket.lastPingAt = packet.at;
}

function handshake(socket: PageSocket, packet: Packet | undefined): void {
  if (packet?.kind !== 'engine' || packet.handshake === null) return;
  socket.engineSid = packet.handshake.engineSid;
  socket.pingInterval = packet.handshake.pingInterval;
  socket.pingTimeout = packet.handshake.pingTimeout;
}

function namespaceOf(socket: PageSocket, name: string): PageNamespace | null {
  const known = socket.namespaces.get(name);
  if (known !== undefined) return known;
  if (socket.namespaces.size >= NAMESPACES) return null;
  const namespace: PageNamespace = { name, sid: '', connectedAt: null, acknowledgedAt: null, left: null, refused: '' };
  socket.namespaces.set(name, namespace);
  return namespace;
}

/** Before Socket.IO 3 a socket's id was its engine's, in other namespaces than the main one with the name in front. */
function derivedSid(socket: PageSocket, namespace: string): string {
  if (socket.engineSid === '') return '';
  return namespace === '/' ? socket.engineSid : `${namespace}#${socket.engineSid}`;
}

/** What a recorded packet says. Its binary form is msgpack's, so it goes through the decoder and not a pattern. */
function decoded(socket: PageSocket, packet: EntryOf<'packet'>): Packet | undefined {
  const data = packet.text ?? (packet.binary === null ? null : fromBase64(packet.binary));
  if (data === null) return undefined;
  const engineVersion = socket.protocol.endsWith('.io-2') || socket.protocol.endsWith('.io-3') ? 3 : 4;
  const decoder = createDecoder({ kind: { protocol: 'socket.io', engineVersion, engineSid: null } });
  return decoder.decode({ direction: packet.direction, transport: 'websocket', data, cut: packet.cut })[0];
}
