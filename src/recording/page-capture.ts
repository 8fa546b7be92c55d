/**
 * What one tab's page says over its sockets, put together from what two captures report: the hook inside the page and the
 * browser's network log. Channels (WebSockets, EventSources, polls) that share an Engine.IO session are one socket. What
 * both captures saw is recorded once: the hook tells it better, and only the network log knows workers and headers.
 */
import { ABORTED, type CaptureEvent, type CaptureSource } from '../messaging/capture.ts';
import { fromBase64 } from '../wire/base64.ts';
import { connectionKind } from '../wire/connection-kind.ts';
import type { Direction, Packet, Transport } from '../wire/packet.ts';
import { Conversation } from './conversation.ts';
import type { Entry, Fact, FactOf } from './entry.ts';
import { gapReason, PAGE_GONE } from './why.ts';

type EventOf<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>;

/** Sockets and channels that are remembered. A page that opens more loses track of its oldest. */
const REMEMBERED = 5_000;
/** The two captures report the same socket within this time of each other. Milliseconds. */
const SAME_SOCKET_MS = 2_000;
/** So far the clocks of a page and of the network log may be apart. Milliseconds. */
const CLOCKS_MS = 100;

/** Violations that are remembered, and how long after one a socket may end of it. Milliseconds. */
const VIOLATIONS = 50;
const VIOLATION_MS = 5_000;

interface PageSocket {
  readonly id: string;
  readonly url: string;
  readonly via: CaptureSource;
  /** The first channel that carried it. */
  readonly channel: string;
  readonly conversation: Conversation;
  /** What was recorded of its beginning last, and when that was. */
  opening: { readonly fact: FactOf<'socket-opened'>; readonly at: number } | null;
  readonly openedAt: number;
  /** Whether an earlier background recorded its beginning. */
  readonly isAdopted: boolean;
  goodbye: FactOf<'socket-closed'>['goodbye'];
  /** Infinity while it is open. */
  closedAt: number;
  /** Whether the network log's account of what opened it was found. */
  isPaired: boolean;
}

interface Channel {
  readonly socket: PageSocket;
  readonly transport: Transport;
}

export class PageCapture {
  #channels = new Map<string, Channel>();
  /** Engine.IO sessions by server and engine session id. */
  #sessions = new Map<string, PageSocket>();
  #sockets: PageSocket[] = [];
  #opened = 0;
  /** When the page that a capture reports on last gave way to another, and when that one was asked for. */
  #left = new Map<CaptureSource, { readonly at: number; readonly since: number }>();
  /** Channels of the network log that the hook reports too. */
  #shadows = new Map<string, PageSocket>();
  /** What documents were forbidden by their own policies, newest last. */
  #violations: { readonly blocked: string; readonly at: number }[] = [];
  /** What the network log says of channels that the hook may yet report, by channel. */
  #undecided = new Map<string, CaptureEvent[]>();

  /**
   * `epoch` keeps this capture's socket names apart from those of an earlier background's. `isOpen` tells whether the recording
   * knows a socket as an open one: a recording that has begun since knows none.
   */
  constructor(
    private readonly epoch: string,
    private readonly record: (fact: Fact, at: number) => Entry,
    private readonly isOpen: (socket: string) => boolean,
  ) {}

  /** Takes up the sockets that an earlier background left open, from what it recorded, so that their frames find them. */
  adopt(entries: readonly Entry[]): void {
    const closed = new Set(entries.flatMap((entry) => (entry.kind === 'socket-closed' ? [entry.socket] : [])));
    for (const entry of entries) {
      if (entry.kind !== 'socket-opened' || closed.has(entry.socket)) continue;
      const known = this.#sockets.find(({ id }) => id === entry.socket);
      const socket = known ?? this.#makeSocket(entry.socket, entry.via, entry, true);
      const { seq: _seq, source: _source, at, ...fact } = entry;
      socket.opening = { fact, at };
      if (known === undefined) this.#sockets.push(socket);
      const { engineSid } = connectionKind(entry.url);
      if (engineSid !== null) this.#sessions.set(sessionKey(entry.url, engineSid), socket);
      this.#remember(`${entry.via}:${entry.channel}`, { socket, transport: entry.protocol === 'sse' ? 'sse' : 'websocket' });
    }
  }

  /** Takes what a capture reports. `hookOn` says whether the hook reports for this page too. */
  take(via: CaptureSource, events: readonly CaptureEvent[], hookOn: boolean): void {
    for (const event of events) {
      if (via === 'hook' || event.type === 'left') this.#see(via, event);
      else this.#compare(event, hookOn);
    }
    this.#decide(events.reduce((latest, { at }) => Math.max(latest, at), 0));
  }

  /** A frame's document went away, and its sockets with it: those whose channels begin with that frame's prefix. */
  gone(prefix: string, at: number): void {
    for (const socket of this.#sockets) if (socket.via === 'hook' && socket.channel.startsWith(prefix)) this.#goneWithPage(socket, at);
  }

  /**
   * The tab has loaded another document; `held` are the prefixes of the frames that have a bridge. What an earlier
   * background left open in other frames has gone with them, though nobody may have said so: a bridge that had nothing to
   * tell since that background was stopped has no port whose end would tell.
   */
  loaded(held: readonly string[], at: number): void {
    const open = this.#sockets.filter(({ via, closedAt }) => via === 'hook' && closedAt === Infinity);
    // They did not outlive the first socket of the new document.
    const latest = Math.min(at, ...open.filter(({ isAdopted }) => !isAdopted).map(({ openedAt }) => openedAt));
    for (const socket of open) {
      const isHeld = !socket.isAdopted || held.some((prefix) => socket.channel.startsWith(prefix));
      if (!isHeld) this.#goneWithPage(socket, Math.max(socket.openedAt, latest));
    }
  }

  /** The newest open channel that carries a socket's frames, without the capture's name, or null when there is none. */
  openChannel(socketId: string): { channel: string; url: string } | null {
    const found = [...this.#channels].findLast(([, { socket, transport }]) => socket.id === socketId && socket.closedAt === Infinity && transport === 'websocket');
    return found === undefined ? null : { channel: found[0].slice('hook:'.length), url: found[1].socket.url };
  }

  #see(via: CaptureSource, event: CaptureEvent): void {
    switch (event.type) {
      case 'opened':
        this.#open(via, event);
        break;
      case 'frame':
        this.#frame(this.#channel(via, event), event);
        break;
      case 'poll':
        this.#poll(via, event);
        break;
      case 'handshake':
        this.#handshake(this.#channels.get(`${via}:${event.channel}`)?.socket, event);
        break;
      case 'closed':
        this.#channelClosed(`${via}:${event.channel}`, event);
        break;
      case 'left':
        this.#leave(via, event);
        break;
      case 'violation':
        this.#violate(event);
        break;
      case 'page-state':
        this.record({ kind: 'page-state', document: event.document, state: event.state }, event.at);
        break;
      case 'gap':
        this.record({ kind: 'capture-gap', frames: event.frames, why: gapReason(event.why) }, event.at);
        break;
    }
  }

  #leave(via: CaptureSource, { at, since, staying }: EventOf<'left'>): void {
    this.#left.set(via, { at, since });
    const names = new Set(staying);
    const known = new Set(staying.map((channel) => this.#channels.get(`${via}:${channel}`)?.socket));
    for (const socket of this.#sockets) {
      if (socket.via === via && !names.has(socket.channel) && !known.has(socket)) this.#goneWithPage(socket, at);
    }
  }

  #open(via: CaptureSource, event: EventOf<'opened'>): void {
    const { engineSid } = connectionKind(event.url);
    const known = engineSid === null ? undefined : this.#sessions.get(sessionKey(event.url, engineSid));
    const socket = known ?? this.#newSocket(via, event, event.transport);
    if (known !== undefined) this.#recordOpened(known, event, event.transport);
    this.#remember(`${via}:${event.channel}`, { socket, transport: event.transport });
  }

  #newSocket(via: CaptureSource, event: EventOf<'opened'> | EventOf<'poll'>, transport: Transport): PageSocket {
    const socket = this.#makeSocket(`${this.epoch}-${(this.#opened += 1)}`, via, event);
    this.#recordOpened(socket, event, transport);
    this.#sockets.push(socket);
    if (this.#sockets.length > REMEMBERED) this.#sockets.shift();
    const { engineSid } = connectionKind(event.url);
    if (engineSid !== null) this.#sessions.set(sessionKey(event.url, engineSid), socket);
    // The network log tells of a page's last requests when the next page is there already.
    const left = this.#left.get(via);
    if (left !== undefined && event.at < left.since) this.#goneWithPage(socket, left.at);
    return socket;
  }

  #makeSocket(id: string, via: CaptureSource, { url, at, channel }: { readonly url: string; readonly at: number; readonly channel: string }, isAdopted = false): PageSocket {
    const conversation = new Conversation(id, { url }, (fact, time) => this.#recordSaid(socket, fact, time));
    const socket: PageSocket = { id, url, via, channel, conversation, opening: null, openedAt: at, isAdopted, goodbye: 'none', closedAt: Infinity, isPaired: false };
    return socket;
  }

  /** Whether a socket is open and the recording, which has begun since it was opened, knows nothing of it. */
  #isUnknown({ id, closedAt }: PageSocket): boolean {
    return closedAt === Infinity && !this.isOpen(id);
  }

  /** Records what is said on a socket; of one that the recording knows nothing of, its beginning comes first. */
  #recordSaid(socket: PageSocket, fact: Fact, at: number): Entry {
    const { opening } = socket;
    if (opening !== null && this.#isUnknown(socket)) this.record(opening.fact, opening.at);
    return this.record(fact, at);
  }

  #recordOpened(socket: PageSocket, event: EventOf<'opened'> | EventOf<'poll'>, transport: Transport): void {
    const { url, channel, madeBy, maker, at } = event;
    const { protocol, engineVersion } = connectionKind(url);
    const spoken = protocol === 'plain' ? (transport === 'sse' ? 'sse' : 'websocket') : engineVersion === 3 ? 'socket.io-2' : 'socket.io-4';
    socket.opening = { fact: { kind: 'socket-opened', socket: socket.id, channel, url, protocol: spoken, via: socket.via, madeBy, maker }, at };
    this.record(socket.opening.fact, at);
  }

  /** The channel of a frame; one that nobody announced (the background was stopped in between) gets a socket of its own. */
  #channel(via: CaptureSource, event: EventOf<'frame'>): Channel {
    const known = this.#channels.get(`${via}:${event.channel}`);
    if (known !== undefined) return known;
    this.#open(via, { type: 'opened', channel: event.channel, at: event.at, transport: 'websocket', url: '', madeBy: 'unknown', maker: '' });
    return this.#channels.get(`${via}:${event.channel}`)!;
  }

  #frame({ socket, transport }: Channel, event: EventOf<'frame'>): void {
    this.#say(socket, transport, event.direction, event, event.at, event.name);
  }

  #poll(via: CaptureSource, event: EventOf<'poll'>): void {
    const { engineSid } = connectionKind(event.url);
    const known = engineSid === null ? undefined : this.#sessions.get(sessionKey(event.url, engineSid));
    const socket = known ?? this.#newSocket(via, event, 'polling');
    if (event.sent !== null) this.#say(socket, 'polling', 'out', event.sent, event.sent.at, '');
    if (event.received !== null) this.#say(socket, 'polling', 'in', event.received, event.at, '');
    const failed = event.status >= 400 || event.error !== '';
    if (!failed || event.error === ABORTED) return;
    // What the network log knows of the answer comes by the same name.
    this.#remember(`${via}:${event.channel}`, { socket, transport: 'polling' });
    const reason = event.error === '' ? `HTTP ${event.status}` : event.error;
    this.#close(socket, { code: null, reason, clean: false, blocked: null }, event.at);
  }

  #say(socket: PageSocket, transport: Transport, direction: Direction, body: { data: string; binary: boolean; cut: number }, at: number, name: string): void {
    const data = body.binary ? (fromBase64(body.data) ?? body.data) : body.data;
    const packets = socket.conversation.see({ direction, transport, data, cut: body.cut, ...(name === '' ? {} : { name }) }, at);
    for (const packet of packets) this.#learn(socket, packet, at);
  }

  #learn(socket: PageSocket, packet: Packet, at: number): void {
    if (packet.kind === 'engine' && packet.handshake !== null) {
      this.#sessions.set(sessionKey(socket.url, packet.handshake.engineSid), socket);
      if (this.#sessions.size > REMEMBERED) this.#sessions.delete(this.#sessions.keys().next().value!);
    }
    const isGoodbye = (packet.kind === 'engine' && packet.type === 'close') || (packet.kind === 'socket' && packet.type === 'disconnect');
    // Whoever was told goodbye closes its side too, which is no goodbye of its own.
    const isAnswer = packet.kind === 'engine' && socket.goodbye !== 'none';
    if (isGoodbye && !isAnswer) socket.goodbye = packet.direction === 'in' ? 'server' : 'client';
    if (isGoodbye && packet.kind === 'engine' && packet.transport === 'polling') {
      this.#close(socket, { code: null, reason: '', clean: true, blocked: null }, at);
    }
  }

  #handshake(socket: PageSocket | undefined, { status, statusText, requestHeaders, responseHeaders, at }: EventOf<'handshake'>): void {
    // What the network log tells late of a socket that was cleared is no reason for it to come back.
    if (socket === undefined || this.#isUnknown(socket)) return;
    this.record({ kind: 'socket-handshake', socket: socket.id, method: '', status, statusText, requestHeaders, responseHeaders }, at);
  }

  #channelClosed(key: string, { code, reason, clean, blocked, at }: EventOf<'closed'>): void {
    const channel = this.#channels.get(key);
    if (channel !== undefined) this.#close(channel.socket, { code, reason, clean, blocked: blocked ?? null }, at);
  }

  /** The hook tells of the socket's beginning and end later than its bridge does of this. */
  #violate({ document, directive, blockedUrl, at }: EventOf<'violation'>): void {
    this.record({ kind: 'violation', document, directive, blockedUrl }, at);
    this.#violations.push({ blocked: address(/^[a-z]+$/.test(blockedUrl) ? `${blockedUrl}:` : blockedUrl), at });
    if (this.#violations.length > VIOLATIONS) this.#violations.shift();
  }

  /** Whether a document's own policy has just forbidden an address. Browsers tell of it in full, or by its origin or scheme alone. */
  #isForbidden(url: string, at: number): boolean {
    const own = address(url);
    const isMeant = (blocked: string) => blocked !== '' && own.startsWith(blocked) && (blocked.endsWith('/') || /^(?:$|[/:])/.test(own.slice(blocked.length)));
    return this.#violations.some(({ blocked, at: then }) => Math.abs(at - then) < VIOLATION_MS && isMeant(blocked));
  }

  /** Its channels stay known: what was still under way belongs to it. */
  #goneWithPage(socket: PageSocket, at: number): void {
    this.#close(socket, { code: null, reason: PAGE_GONE, clean: null, blocked: null }, at);
  }

  #close(socket: PageSocket, how: Pick<FactOf<'socket-closed'>, 'code' | 'reason' | 'clean' | 'blocked'>, at: number): void {
    if (socket.closedAt !== Infinity) return;
    const isUnknown = this.#isUnknown(socket);
    socket.closedAt = at;
    // One that was cleared, and has said nothing since, ends unheard.
    if (isUnknown) return;
    socket.conversation.end(at);
    const blocked = how.clean === false && this.#isForbidden(socket.url, at) ? 'csp' : how.blocked;
    this.record({ kind: 'socket-closed', socket: socket.id, ...how, blocked, goodbye: socket.goodbye }, at);
  }

  #remember(key: string, channel: Channel): void {
    this.#channels.set(key, channel);
    if (this.#channels.size > REMEMBERED) this.#channels.delete(this.#channels.keys().next().value!);
  }

  /**
   * Takes a report of the network log. What the hook reports too is left to the hook, and while it works it is waited for.
   * Of a page that went away, the log may tell when the hook is gone already.
   */
  #compare(event: CaptureEvent, hookOn: boolean): void {
    const { channel } = event;
    const shadowed = this.#shadows.get(channel);
    if (shadowed !== undefined) {
      if (event.type === 'handshake') this.#handshake(shadowed, event);
      return;
    }
    const waiting = this.#undecided.get(channel);
    const begins = event.type === 'opened' || event.type === 'poll';
    if (waiting !== undefined) waiting.push(event);
    else if (!begins || this.#channels.has(`har:${channel}`) || event.madeBy === 'worker') this.#see('har', event);
    else if (hookOn) this.#undecided.set(channel, [event]);
    else if (!this.#pair(channel, event, CLOCKS_MS)) this.#see('har', event);
  }

  /** Settles what was undecided: the hook has reported the same, or has had time enough to. */
  #decide(now: number): void {
    for (const [channel, [first, ...rest]] of this.#undecided) {
      if (first === undefined || (first.type !== 'opened' && first.type !== 'poll')) continue;
      // As long as the hook may yet report a better one, only what fits is taken.
      const isOverdue = now - first.at > SAME_SOCKET_MS;
      const twin = this.#pair(channel, first, isOverdue ? SAME_SOCKET_MS : CLOCKS_MS);
      if (twin !== undefined) {
        for (const event of rest) if (event.type === 'handshake') this.#handshake(twin, event);
      } else if (isOverdue) {
        for (const event of [first, ...rest]) this.#see('har', event);
      } else continue;
      this.#undecided.delete(channel);
    }
  }

  /** Finds the socket of the hook that a channel of the network log is, if the hook has told of it. */
  #pair(channel: string, { url, at }: EventOf<'opened'> | EventOf<'poll'>, tolerance: number): PageSocket | undefined {
    const twin = this.#twin(url, at, tolerance);
    if (twin === undefined) return undefined;
    this.#shadows.set(channel, twin);
    if (this.#shadows.size > REMEMBERED) this.#shadows.delete(this.#shadows.keys().next().value!);
    return twin;
  }

  #twin(url: string, at: number, tolerance: number): PageSocket | undefined {
    const { engineSid } = connectionKind(url);
    if (engineSid !== null) {
      const known = this.#sessions.get(sessionKey(url, engineSid));
      return known?.via === 'hook' ? known : undefined;
    }
    // A page that is refused opens one after another: each has one account in the log, that of a time when it was there.
    let nearest: PageSocket | undefined;
    let least = tolerance;
    for (const socket of this.#sockets) {
      if (socket.via !== 'hook' || socket.isPaired || socket.url !== url) continue;
      const apart = Math.max(socket.openedAt - at, at - socket.closedAt, 0);
      if (apart >= least) continue;
      [nearest, least] = [socket, apart];
    }
    if (nearest !== undefined) nearest.isPaired = true;
    return nearest;
  }
}

/** Engine.IO session ids are unique per server, which its address without the query tells. */
function sessionKey(url: string, engineSid: string): string {
  return `${address(url)} ${engineSid}`;
}

/** Polls and WebSocket of one session differ in scheme, and each request in its time stamp. */
function address(url: string): string {
  return (url.split('?')[0] ?? '').replace(/^(ws|http)(s?):/, 'http$2:');
}
