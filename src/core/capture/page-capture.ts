/**
 * What one tab's page says over its sockets, put together from what two captures report: the hook inside the page and the
 * browser's network log. Channels (WebSockets, EventSources, polls) that share an Engine.IO session are one socket. What
 * both captures saw is recorded once: the hook tells it better, and only the network log knows workers and headers.
 */
import { ABORTED, type CaptureEvent, type CaptureSource } from '../contract/capture.ts';
import { fromBase64 } from '../wire/base64.ts';
import { connectionKind } from '../wire/connection-kind.ts';
import type { Direction, Packet, Transport } from '../wire/packet.ts';
import { createSessionReader } from '../wire/session-reader.ts';
import { Conversation } from './conversation.ts';
import { ForbiddenAddresses } from './forbidden-addresses.ts';
import type { Entry, Fact, FactOf } from '../entries/entry.ts';
import { address, isPolling, isStamped, isStream, nearest, protocolOf, sessionKey, sidOf, withoutFragment, type PageSocket } from './page-socket.ts';
import { inSentOrder } from './sent-order.ts';
import { RecentMap } from '../entries/recent.ts';
import { endedSockets } from '../entries/socket-end.ts';
import { because, gapReason, PAGE_GONE, type WhyCode } from '../entries/why.ts';

type EventOf<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>;

/** Sockets and channels that are remembered. A page that opens more loses track of its oldest. */
const REMEMBERED = 5_000;
/** The two captures report the same socket within this time of each other. Milliseconds. */
export const SAME_SOCKET_MS = 1_000;
/** So far the clocks of a page and of the network log may be apart. Milliseconds. */
const CLOCKS_MS = 100;

/** What is known of a socket's beginning; the protocol where an earlier background has found it. */
interface Beginning {
  readonly url: string;
  readonly at: number;
  readonly channel: string;
  readonly protocol?: FactOf<'socket-opened'>['protocol'];
}

interface Channel {
  readonly socket: PageSocket;
  readonly transport: Transport;
  /** Frames that the other capture has told already. */
  readonly skip: Record<Direction, number>;
}

export class PageCapture {
  #channels = new RecentMap<string, Channel>(REMEMBERED);
  /** Engine.IO sessions by server and engine session id. */
  #sessions = new RecentMap<string, PageSocket>(REMEMBERED);
  #sockets: PageSocket[] = [];
  #opened = 0;
  /** When the page that a capture reports on last gave way to another, and when that one was asked for. */
  #left = new Map<CaptureSource, { readonly at: number; readonly since: number }>();
  /** Channels of the network log that the hook reports too. */
  #shadows = new RecentMap<string, PageSocket>(REMEMBERED);
  #forbidden = new ForbiddenAddresses();
  /** What the network log says of channels that the hook may yet report, by channel. */
  #undecided = new Map<string, CaptureEvent[]>();
  /** Which capture told of a request of polling, by the address, which bears a stamp of its own, and the socket that it is of. */
  #polls = new RecentMap<string, { readonly via: CaptureSource; readonly socket: PageSocket }>(REMEMBERED);
  /** Where the network log says that a channel was redirected to. It has a channel for each step of the way, and all are one socket's. */
  #redirects = new RecentMap<string, string>(REMEMBERED);

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
    const closed = endedSockets(entries);
    // What was said of it last is what was known.
    const protocols = new Map(entries.flatMap((entry) => (entry.kind === 'socket-opened' ? [[entry.socket, entry.protocol]] : [])));
    for (const entry of entries) {
      if (entry.kind !== 'socket-opened' || closed.has(entry.socket)) continue;
      const known = this.#sockets.find(({ id }) => id === entry.socket);
      const socket = known ?? this.#makeSocket(entry.socket, entry.via, { ...entry, protocol: protocols.get(entry.socket)! }, true);
      const { seq: _seq, source: _source, at, ...fact } = entry;
      socket.opening = { fact, at };
      if (known === undefined) this.#sockets.push(socket);
      const { engineSid } = connectionKind(entry.url);
      if (engineSid !== null) this.#know(socket, entry.url, engineSid);
      socket.polled ||= isPolling(entry.url);
      this.#remember(`${entry.via}:${entry.channel}`, socket, entry.protocol === 'sse' ? 'sse' : 'websocket');
    }
  }

  /** Takes what a capture reports. `hookOn` says whether the hook reports for this page too. */
  take(via: CaptureSource, events: readonly CaptureEvent[], hookOn: boolean): void {
    // What follows a redirect may have begun in the millisecond that the answer came in.
    for (const event of events) if (event.type === 'handshake' && event.location !== undefined) this.#redirects.set(withoutFragment(event.location), event.channel);
    for (const event of inSentOrder(events)) {
      if (via === 'hook' || event.type === 'left') this.#see(via, event);
      else this.#compare(event, hookOn);
    }
    this.settle(events.reduce((latest, { at }) => Math.max(latest, at), 0));
  }

  /** Whether anything waits for `settle`. */
  get isUndecided(): boolean {
    return this.#undecided.size > 0;
  }

  /** Settles what was undecided: the hook has reported the same, or has had time enough to. `now` in epoch milliseconds. */
  settle(now: number): void {
    for (const [channel, [first, ...rest]] of this.#undecided) {
      if (first === undefined || (first.type !== 'opened' && first.type !== 'poll')) continue;
      // As long as the hook may yet report a better one, only what fits is taken.
      const isOverdue = now - first.at >= SAME_SOCKET_MS;
      const twin = this.#pair(channel, first, isOverdue ? SAME_SOCKET_MS : CLOCKS_MS);
      if (twin !== undefined) {
        for (const event of rest) if (event.type === 'handshake') this.#handshake(twin, event);
      } else if (isOverdue) {
        for (const event of [first, ...rest]) this.#see('har', event);
      } else continue;
      this.#undecided.delete(channel);
    }
  }

  /** A frame's document went away, and its sockets with it: those whose channels begin with that frame's prefix. */
  gone(prefix: string, at: number): void {
    for (const socket of this.#sockets) if (socket.via === 'hook' && socket.channel.startsWith(prefix)) this.#goneWithPage(socket, at);
  }

  /** The hook of a document tells nothing more. How its open sockets go on is not seen. */
  silenced(prefix: string, at: number): void {
    const open = this.#sockets.filter((socket) => socket.via === 'hook' && socket.channel.startsWith(prefix) && socket.closedAt === Infinity && !this.#isUnknown(socket));
    if (open.length === 0) return;
    const why: WhyCode = 'captureStopped';
    this.record({ kind: 'capture-gap', frames: 0, why: because(why) }, at);
    for (const socket of open) this.#close(socket, { code: null, reason: why, clean: null, blocked: null }, at);
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
        this.#handshake(this.#channels.get(`${via}:${event.channel}`)?.socket ?? this.#shadows.get(event.channel), event);
        break;
      case 'closed':
        this.#channelClosed(`${via}:${event.channel}`, event);
        break;
      case 'left':
        this.#leave(via, event);
        break;
      case 'document': {
        const { url, status, headers, fromWorker, isFrame } = event;
        this.record({ kind: 'document', url, status, headers, fromWorker, isFrame }, event.at);
        break;
      }
      case 'violation':
        this.#violate(event);
        break;
      case 'page-state':
        this.record({ kind: 'page-state', document: event.document, state: event.state }, event.at);
        break;
      case 'gap':
        this.record({ kind: 'capture-gap', frames: event.frames, why: gapReason(event.why, event.url) }, event.at);
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
    const known = engineSid === null ? undefined : this.#session(via, event.url, engineSid);
    const early = via === 'hook' && event.transport !== 'polling' ? this.#earlier(known, event, event.transport) : undefined;
    const redirected = via === 'har' ? this.#redirectedTo(event) : undefined;
    const socket = early ?? redirected ?? known ?? this.#newSocket(via, event, event.transport);
    if (early !== undefined || (known !== undefined && redirected === undefined)) this.#recordOpened(socket, event, event.transport);
    socket.polled ||= event.transport === 'polling';
    this.#remember(`${via}:${event.channel}`, socket, event.transport, early?.told);
  }

  /**
   * The socket of the network log that a busy page's hook tells late of. From here on it is the hook's; what the log has told
   * of it is not told again.
   */
  #earlier(session: PageSocket | undefined, event: EventOf<'opened'> | EventOf<'poll'>, kind: Transport): PageSocket | undefined {
    const isNear = ({ openedAt }: PageSocket) => isStamped(event.url) || Math.abs(openedAt - event.at) <= SAME_SOCKET_MS;
    const isMeant = (socket: PageSocket) => socket.via === 'har' && !socket.isPaired && socket.url === event.url && isNear(socket);
    const found = session ?? this.#sockets.findLast(isMeant);
    if (found === undefined || found.via !== 'har') return undefined;
    for (const [key, { socket, transport }] of this.#channels) {
      if (socket === found && transport === kind && key.startsWith('har:')) this.#shadows.set(key.slice('har:'.length), socket);
    }
    return Object.assign(found, { via: 'hook', channel: event.channel, isPaired: true } satisfies Partial<PageSocket>);
  }

  /** What the page's own policy forbids never leaves the browser, which tells the page of an error and not of an end. */
  #violate({ document, directive, blockedUrl, at }: EventOf<'violation'>): void {
    this.record({ kind: 'violation', document, directive, blockedUrl }, at);
    if (!/^(connect|default)-src/.test(directive)) return;
    // The hook tells of the socket's beginning and end later than its bridge does of this.
    this.#forbidden.note(blockedUrl, at);
    for (const socket of this.#sockets) {
      const isMeant = socket.closedAt === Infinity && !socket.isAnswered && withoutFragment(socket.url) === withoutFragment(blockedUrl);
      if (isMeant) this.#close(socket, { code: null, reason: '', clean: false, blocked: 'csp' }, at);
    }
  }

  #newSocket(via: CaptureSource, event: EventOf<'opened'> | EventOf<'poll'>, transport: Transport): PageSocket {
    const socket = this.#makeSocket(`${this.epoch}-${(this.#opened += 1)}`, via, event);
    this.#recordOpened(socket, event, transport);
    this.#sockets.push(socket);
    if (this.#sockets.length > REMEMBERED) this.#sockets.shift();
    const { engineSid } = connectionKind(event.url);
    if (engineSid !== null) this.#know(socket, event.url, engineSid);
    // The network log tells of a page's last requests when the next page is there already.
    const left = this.#left.get(via);
    if (left !== undefined && event.at < left.since) this.#goneWithPage(socket, left.at);
    return socket;
  }

  #makeSocket(id: string, via: CaptureSource, { url, at, channel, protocol }: Beginning, isAdopted = false): PageSocket {
    const reader = createSessionReader(url, protocol?.startsWith('engine.io') === true ? 'engine.io' : undefined);
    const conversation = new Conversation(id, reader, (fact, time) => this.#recordSaid(socket, fact, time), () => this.#recordSpoken(socket));
    const socket: PageSocket = { id, url, via, channel, conversation, opening: null, openedAt: at, isAdopted, goodbye: 'none', closedAt: Infinity, isPaired: false, isAnswered: false, hasHeaders: false, isSession: false, polled: false, upgraded: false, told: { in: 0, out: 0 } };
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
    const protocol = protocolOf(socket.conversation.kind, transport);
    socket.opening = { fact: { kind: 'socket-opened', socket: socket.id, channel, url, protocol, via: socket.via, madeBy, maker }, at };
    this.record(socket.opening.fact, at);
  }

  /** The first message has told what a socket speaks, and it is not what its address suggests. */
  #recordSpoken(socket: PageSocket): void {
    const { opening } = socket;
    if (opening === null) return;
    const fact = { ...opening.fact, protocol: protocolOf(socket.conversation.kind, 'websocket') };
    socket.opening = { fact, at: opening.at };
    if (!this.#isUnknown(socket)) this.record(fact, opening.at);
  }

  /** The channel of a frame; one that nobody announced (the background was stopped in between) gets a socket of its own. */
  #channel(via: CaptureSource, event: EventOf<'frame'>): Channel {
    const known = this.#channels.get(`${via}:${event.channel}`);
    if (known !== undefined) return known;
    this.#open(via, { type: 'opened', channel: event.channel, at: event.at, transport: 'websocket', url: '', madeBy: 'unknown', maker: '' });
    return this.#channels.get(`${via}:${event.channel}`)!;
  }

  #frame({ socket, transport, skip }: Channel, event: EventOf<'frame'>): void {
    if (skip[event.direction] > 0) {
      skip[event.direction] -= 1;
      return;
    }
    socket.told[event.direction] += 1;
    this.#say(socket, transport, event.direction, event, event.at, event.name);
  }

  #poll(via: CaptureSource, event: EventOf<'poll'>): void {
    const told = isStamped(event.url) ? this.#polls.get(event.url) : undefined;
    if (told !== undefined && told.via !== via) {
      if (via === 'har') this.#shadows.set(event.channel, told.socket);
      return;
    }
    const { engineSid } = connectionKind(event.url);
    const session = engineSid ?? sidOf(event.received);
    const known = session === null ? undefined : this.#session(via, event.url, session);
    const announced = this.#channels.get(`${via}:${event.channel}`)?.socket;
    const redirected = via === 'har' ? this.#redirectedTo(event) : undefined;
    const early = via === 'hook' && known === undefined ? this.#earlier(undefined, event, 'polling') : undefined;
    const socket = redirected ?? known ?? announced ?? early ?? this.#newSocket(via, event, 'polling');
    socket.polled = true;
    // Without a stamp of its own the address of a request tells nothing.
    if (isStamped(event.url)) this.#polls.set(event.url, { via, socket });
    // A redirect may have the body sent once more, which was told with the request that was redirected.
    if (event.sent !== null && redirected === undefined) this.#say(socket, 'polling', 'out', event.sent, event.sent.at, '');
    if (event.received !== null) this.#say(socket, 'polling', 'in', { ...event.received, status: event.status }, event.at, '');
    // What the network log knows of the answer comes by the same name.
    this.#remember(`${via}:${event.channel}`, socket, 'polling');
    const { error, blocked } = event;
    const isGivenUp = error === ABORTED;
    // A client gives up on an answer that begins no session. What an earlier background left has begun one, whether or not its id is known.
    const isStrange = event.received !== null && event.status >= 200 && event.status < 300 && !socket.isSession && !socket.isAdopted;
    if (!isStrange && ((event.status < 400 && error === '') || (isGivenUp && socket.isAnswered))) return;
    const reason = error === '' ? `HTTP ${event.status}` : error;
    this.#close(socket, { code: null, reason, clean: isGivenUp ? null : false, blocked: blocked ?? null }, event.at);
  }

  /**
   * The socket of an Engine.IO session. Where the browser withheld the answer that named it, that is the oldest open socket of
   * this server whose first poll was answered with something unknown.
   */
  #session(via: CaptureSource, url: string, engineSid: string): PageSocket | undefined {
    const known = this.#sessions.get(sessionKey(url, engineSid));
    if (known !== undefined) return known;
    const isMeant = (socket: PageSocket) => socket.via === via && socket.polled && socket.isAnswered && !socket.isSession && socket.closedAt === Infinity && address(socket.url) === address(url);
    const unnamed = this.#sockets.find(isMeant);
    if (unnamed !== undefined) this.#know(unnamed, url, engineSid);
    return unnamed;
  }

  #know(socket: PageSocket, url: string, engineSid: string): void {
    socket.isSession = true;
    this.#sessions.set(sessionKey(url, engineSid), socket);
  }

  /** The socket of the poll whose redirect this request follows. The stamp in the address tells it from all others. */
  #redirectedTo({ url }: { readonly url: string }): PageSocket | undefined {
    return this.#channels.get(`har:${this.#redirects.get(withoutFragment(url))}`)?.socket;
  }

  #say(socket: PageSocket, transport: Transport, direction: Direction, body: { data: string; binary: boolean; cut: number; status?: number }, at: number, name: string): void {
    const data = body.binary ? (fromBase64(body.data) ?? body.data) : body.data;
    if (direction === 'in') socket.isAnswered = true;
    const packets = socket.conversation.see({ direction, transport, data, cut: body.cut, ...(name === '' ? {} : { name }), ...(body.status ? { status: body.status } : {}) }, at);
    for (const packet of packets) this.#learn(socket, packet, at);
  }

  #learn(socket: PageSocket, packet: Packet, at: number): void {
    if (packet.kind === 'engine' && packet.handshake !== null) {
      this.#know(socket, socket.url, packet.handshake.engineSid);
    }
    if (packet.kind === 'engine' && packet.type === 'upgrade') socket.upgraded = true;
    const isGoodbye = (packet.kind === 'engine' && packet.type === 'close') || (packet.kind === 'socket' && packet.type === 'disconnect');
    // Whoever was told goodbye closes its side too, which is no goodbye of its own.
    const isAnswer = packet.kind === 'engine' && socket.goodbye !== 'none';
    if (isGoodbye && !isAnswer) socket.goodbye = packet.direction === 'in' ? 'server' : 'client';
    if (isGoodbye && packet.kind === 'engine' && packet.transport === 'polling') {
      this.#close(socket, { code: null, reason: '', clean: true, blocked: null }, at);
    }
  }

  #handshake(socket: PageSocket | undefined, event: EventOf<'handshake'>): void {
    const { method = '', status, statusText, requestHeaders, responseHeaders, location, serviceWorker, at } = event;
    // What the network log tells late of a socket that was cleared is no reason for it to come back.
    if (socket === undefined || this.#isUnknown(socket)) return;
    const isBare = requestHeaders.length + responseHeaders.length === 0;
    if (status === 101 || status === 200) socket.isAnswered = true;
    // What a page knows of its handshake says less than what the log has told.
    if (isBare && socket.hasHeaders && socket.isAnswered && status < 300 && status > 0) return;
    socket.hasHeaders ||= !isBare;
    const further = { ...(location !== undefined && { location }), ...(serviceWorker !== undefined && { serviceWorker }) };
    this.record({ kind: 'socket-handshake', socket: socket.id, method, status, statusText, requestHeaders, responseHeaders, ...further }, at);
  }

  #channelClosed(key: string, { code, reason, clean, blocked, at }: EventOf<'closed'>): void {
    const channel = this.#channels.get(key);
    if (channel === undefined) return;
    const { socket, transport } = channel;
    const how = { code, reason, clean, blocked: blocked ?? null };
    // A session that polls goes on without the WebSocket that it did not get to move to.
    const isUpgrade = transport === 'websocket' && socket.polled && !socket.upgraded && socket.closedAt === Infinity;
    if (!isUpgrade) this.#close(socket, how, at);
    else if (!this.#isUnknown(socket)) this.record({ kind: 'socket-closed', socket: socket.id, ...how, goodbye: 'none', what: 'upgrade' }, at);
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
    const blocked = how.clean === false && this.#forbidden.has(socket.url, at) ? 'csp' : how.blocked;
    this.record({ kind: 'socket-closed', socket: socket.id, ...how, blocked, goodbye: socket.goodbye }, at);
  }

  #remember(key: string, socket: PageSocket, transport: Transport, told: Record<Direction, number> = { in: 0, out: 0 }): void {
    this.#channels.set(key, { socket, transport, skip: { ...told } });
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
    // A request that is under way is told by the hook when it is over.
    if (hookOn && event.type === 'opened' && event.transport === 'polling') return;
    const waiting = this.#undecided.get(channel);
    const begins = event.type === 'opened' || event.type === 'poll';
    if (waiting !== undefined) waiting.push(event);
    else if (!begins || this.#channels.has(`har:${channel}`) || event.madeBy === 'worker') this.#see('har', event);
    else if (hookOn) this.#undecided.set(channel, [event]);
    else if (!this.#pair(channel, event, CLOCKS_MS)) this.#see('har', event);
  }

  /** Finds the socket of the hook that a channel of the network log is, if the hook has told of it. */
  #pair(channel: string, event: EventOf<'opened'> | EventOf<'poll'>, tolerance: number): PageSocket | undefined {
    // What follows a redirect is a part of what the hook tells of the whole request.
    const redirected = this.#shadows.get(this.#redirects.get(withoutFragment(event.url)) ?? '');
    const twin = redirected ?? this.#twin(event.url, event.at, tolerance);
    if (twin === undefined) return undefined;
    this.#shadows.set(channel, twin);
    return twin;
  }

  #twin(url: string, at: number, tolerance: number): PageSocket | undefined {
    const { engineSid } = connectionKind(url);
    if (engineSid !== null) {
      const known = this.#sessions.get(sessionKey(url, engineSid));
      return known?.via === 'hook' ? known : undefined;
    }
    // A page that is refused opens one after another: each has one account in the log, that of a time when it was there. An
    // EventSource connects again and again, and is one.
    const twin = nearest(this.#sockets, { at }, tolerance, (socket) => socket.via === 'hook' && socket.url === url && (!socket.isPaired || isStream(socket)));
    if (twin !== undefined) twin.isPaired = true;
    return twin;
  }
}
