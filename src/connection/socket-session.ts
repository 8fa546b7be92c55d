/**
 * One wish to be connected, as socket.io-client carries it out: its Manager connects and backs off, and we observe every
 * step, record it, and step in where the Manager would hammer, hang or go silent. A session is started once and closed once.
 */
import { Manager, type Socket } from 'socket.io-client';
import { BRIEF_MS, isServerError500, loopDelay, MISSED_BEATS, NO_CONNECT_REPLY, RETRY_SOON_MS } from '../core/session/policy.ts';
import { Attempts } from '../core/session/attempts.ts';
import type { SessionState } from '../core/session/session.ts';
import type { Composed } from '../core/contract/messages.ts';
import type { Profile } from '../core/settings/profile.ts';
import { Conversation } from '../core/capture/conversation.ts';
import type { Entry, Fact, FactOf, TransportName } from '../core/entries/entry.ts';
import { createRecoveryOffsets } from '../core/wire/recovery-offsets.ts';
import { createOwnReader } from '../core/wire/session-reader.ts';
import { bounded } from '../core/wire/value-text.ts';
import { ApplicationEvents } from './application-events.ts';
import { closeCode, closeDetail, malformedOf, refusalOf } from './close-details.ts';
import { tapEngine, transportOf, type Engine } from './engine-tap.ts';
import { managerOptions } from './manager-options.ts';
import { Namespaces } from './namespaces.ts';
import type { Lease } from './network.ts';
import { handshakeStatus } from './probe.ts';
import { Timers } from './timers.ts';
import { observedTransports, Wire } from './transports.ts';
import { wallClock } from './wall-clock.ts';
import { because, type Why } from '../core/entries/why.ts';

/** A decoded Socket.IO packet, as the Manager emits it. Types 0 to 4, see the socket.io-protocol specification. */
interface DecodedPacket {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

/** What is kept of a session id, which is the server's to choose. */
const SID_LIMIT = 200;

const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const CONNECT_ERROR = 4;

export interface SessionPort {
  readonly record: (fact: Fact) => Entry;
  /** The state that the recorded facts have led to. */
  readonly state: () => SessionState;
  /** It is over for good: a refusal, a goodbye of the server, or no attempts left. */
  readonly onEnded: () => void;
  /** The server stopped answering application heartbeats: disconnect and connect again. */
  readonly onHeartbeatLost: () => void;
}

export class SocketSession {
  readonly #wire = new Wire((frame) => this.#conversation.see(frame, wallClock()));
  readonly #manager: Manager;
  readonly #socket: Socket;
  readonly #events: ApplicationEvents;
  /** The transports in the order in which the next attempt tries them. */
  #order: readonly TransportName[];
  /** What is said in this attempt's Engine.IO session. */
  #conversation = this.#newConversation();
  readonly #offsets = createRecoveryOffsets();
  readonly #namespaces: Namespaces;
  readonly #timers = new Timers<'retry' | 'no-reply' | 'stands'>();
  readonly #attempts: Attempts;
  #engineOpenedAt: number | null = null;
  /** Our own word for it: the socket's is stale when a CONNECT reply and the end came in one payload. */
  #connected = false;
  #closing = false;
  #serverDisconnected = false;
  #noReply = false;
  #refusal: FactOf<'refused'> | null = null;
  #lastMessage = '';

  constructor(
    private readonly profile: Profile,
    /** Given back when nothing of the session is left on the wire. */
    private readonly lease: Lease,
    private readonly port: SessionPort,
  ) {
    this.#attempts = new Attempts(profile.timings);
    this.#order = profile.transports;
    this.#manager = new Manager(profile.url, { ...managerOptions(profile), transports: observedTransports(profile.transports, this.#wire, lease.network) });
    // These listeners come before the socket's own, so that a packet is seen before what it causes.
    this.#manager.on('open', () => this.#onOpen());
    this.#manager.on('packet', (packet: DecodedPacket) => this.#onPacket(packet));
    this.#manager.on('error', (error) => this.#onError(error));
    this.#manager.on('close', (reason, description) => {
      // The Manager hands packets on a tick late, so those that came right before the end are still on their way.
      if (this.#closing) this.#onClose(reason, description);
      else queueMicrotask(() => this.#onClose(reason, description));
    });
    this.#manager.on('reconnect_attempt', () => {
      this.#recordOpening();
      // The Manager replaces its engine right after this event.
      queueMicrotask(() => this.#tap(this.#manager.engine));
    });
    this.#socket = this.#manager.socket(profile.namespace, { auth: profile.auth ?? {} });
    this.#socket.on('connect', () => this.#onConnect());
    this.#namespaces = new Namespaces(this.#manager, this.#socket, profile);
    this.#events = new ApplicationEvents(profile, { record: port.record, state: port.state, onHeartbeatMissed: () => this.#onHeartbeatMissed() }, this.#socket);
  }

  start(): void {
    this.#open();
  }

  /** Says goodbye and resolves once the connection has ended on the wire, or the server took too long to agree. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#standDown();
    await this.#letGo();
  }

  sendHeartbeat(): void {
    if (this.#connected) this.#events.sendHeartbeat();
  }

  /** Takes other event names from now on. */
  rename(names: Profile['events']): void {
    this.#events.rename(names);
  }

  /** Emits, with an acknowledgement if asked for. Returns false when no connection stands. */
  emit(composed: Extract<Composed, { kind: 'event' }>): boolean {
    if (this.#connected) this.#namespaces.emit(composed);
    return this.#connected;
  }

  #newConversation(): Conversation {
    const reader = createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });
    return new Conversation('own', reader, (fact) => this.port.record(fact));
  }

  #open(): void {
    this.#attempts.restartBackoff();
    this.#recordOpening();
    this.#socket.connect();
    this.#tap(this.#manager.engine);
  }

  #recordOpening(): void {
    this.#wire.lastPollFailure = null;
    this.#conversation = this.#newConversation();
    this.#serverDisconnected = false;
    this.#refusal = null;
    this.port.record({ kind: 'opening', attempt: this.#attempts.count, transports: [...this.#order] });
  }

  #tap(engine: Engine): void {
    tapEngine(engine, {
      record: this.port.record,
      onPing: () => this.#events.onPing(),
      onMessage: (text) => (this.#lastMessage = text),
      isOpen: () => this.#engineOpenedAt !== null,
    });
  }

  #onOpen(): void {
    this.#engineOpenedAt = performance.now();
    this.#attempts.restartBackoff();
    this.#noReply = false;
    this.#events.onHandshake();
    this.#timers.after('no-reply', this.profile.timings.connectTimeoutMs, () => {
      this.#noReply = true;
      this.#manager.engine.close();
    });
  }

  #onPacket(packet: DecodedPacket): void {
    if (packet.nsp !== this.profile.namespace) return;
    if (packet.type === CONNECT) this.#noteConnect(packet);
    if (packet.type === DISCONNECT) this.#serverDisconnected = true;
    if (packet.type === CONNECT_ERROR) this.#refusal = refusalOf(packet.data);
    if (packet.type === EVENT && Array.isArray(packet.data)) this.#events.onEvent(this.#withoutOffset(packet, packet.data));
  }

  #noteConnect({ nsp, data }: DecodedPacket): void {
    const pid = (data as { pid?: unknown } | undefined)?.pid;
    this.#offsets.connect('in', nsp, typeof pid === 'string' ? pid : null, null, wallClock());
  }

  /** With connection state recovery, the server appends an offset to the arguments of most events. It is no data. */
  #withoutOffset({ nsp, id }: DecodedPacket, data: readonly unknown[]): readonly unknown[] {
    if (id !== undefined || data.length < 2) return data;
    return this.#offsets.endOf(nsp, data.slice(1), wallClock()) === null ? data : data.slice(0, -1);
  }

  #onConnect(): void {
    // A CONNECT reply that came in one payload with the end is handed out after it.
    if (this.#engineOpenedAt === null) return;
    this.#connected = true;
    this.#timers.clear('no-reply');
    this.port.record({
      kind: 'connected',
      sid: bounded(this.#socket.id ?? '', SID_LIMIT).text,
      transport: transportOf(this.#manager.engine),
      // Typed as a boolean, but undefined from a server without connection state recovery.
      recovered: (this.#socket.recovered as boolean | undefined) === true,
    });
    this.#events.onConnect();
    this.#timers.after('stands', BRIEF_MS, () => {
      this.#attempts.stands();
      if (this.port.state().brief.inRow > 0) {
        this.port.record({ kind: 'policy', action: 'stands', why: because('stood') });
      }
    });
  }

  #onError(error: Error): void {
    // An error of an open engine is followed by its close, which tells the whole story.
    if (this.#engineOpenedAt !== null || this.#closing) return;
    const failure = this.#wire.lastPollFailure;
    const status = failure?.status ?? null;
    this.port.record({ kind: 'connect-failed', message: error.message, transport: transportOf(this.#manager.engine), status, body: failure?.body ?? null });
    if (error.message === 'timeout') this.#tryPollingFirst();
    if (isServerError500({ message: error.message, status })) this.#retrySoon();
    else {
      this.#retryUnlessLoop(this.port.state().refusedInRow, because('lastingRefusal', { status: String(status ?? '') }));
      if (!this.profile.transports.includes('polling')) void this.#probeForServerError();
    }
  }

  #onClose(reason: string, description: unknown): void {
    if (this.#engineOpenedAt === null) return;
    const livedMs = performance.now() - this.#engineOpenedAt;
    const stood = this.#connected;
    this.#connected = false;
    this.#engineOpenedAt = null;
    this.#attempts.restartBackoff();
    this.#timers.clear('no-reply', 'stands');
    this.#events.onClose();
    if (reason === 'parse error') this.port.record(malformedOf(description, this.#lastMessage));
    if (this.#refusal !== null) this.port.record(this.#refusal);
    const byServer = this.#serverDisconnected || this.#refusal !== null;
    this.port.record({
      kind: 'closed',
      reason: byServer ? 'io server disconnect' : this.#closing ? 'io client disconnect' : this.#noReply ? NO_CONNECT_REPLY : reason,
      detail: this.#closing ? null : closeDetail(description, this.#wire.lastPollFailure),
      ...closeCode(description),
      goodbye: byServer ? 'server' : this.#closing ? 'client' : 'none',
      stood,
      livedMs,
    });
    if (this.#closing) return;
    if (this.#refusal !== null) this.#end('failed', because('refused', { message: this.#refusal.message || this.#refusal.raw }));
    else if (this.#serverDisconnected) this.#onServerDisconnect();
    else this.#retryUnlessLoop(this.port.state().brief.inRow, because('brief'));
  }

  #onServerDisconnect(): void {
    const why = because('serverDisconnected');
    if (this.profile.reconnectAfterServerDisconnect) this.#retry(why, this.profile.timings.reconnectDelayMs);
    else this.#end('disconnected', why);
  }

  /** After so many attempts in a row of which the same has come, the next waits longer, and it is said `why`. */
  #retryUnlessLoop(inRow: number, why: Why): void {
    const delay = loopDelay(inRow);
    if (delay === null) {
      this.#retry(null);
      return;
    }
    this.port.record({ kind: 'policy', action: 'slowed', why });
    this.#retry(why, delay);
  }

  #retrySoon(): void {
    const why = because('serverError500');
    this.port.record({ kind: 'policy', action: 'retry-soon', why });
    this.#retry(why, RETRY_SOON_MS);
  }

  /** A WebSocket that fails keeps its HTTP status to itself, so without polling only a probe can tell a 500. */
  async #probeForServerError(): Promise<void> {
    const attempt = this.#attempts.count;
    const status = await handshakeStatus(this.profile);
    const waiting = this.port.state().nextAttemptAt;
    const sooner = waiting !== null && waiting - wallClock() > RETRY_SOON_MS;
    if (status === 500 && sooner && attempt === this.#attempts.count && !this.#closing) this.#retrySoon();
  }

  /**
   * Announces the next attempt. It is the Manager's, after its backoff, unless `delayMs` is given: then the Manager is
   * stopped and the attempt is ours.
   */
  #retry(why: Why | null, delayMs?: number): void {
    const next = this.#attempts.next(delayMs);
    if (next === null) {
      this.#end('failed', because('gaveUp', { count: this.#attempts.count }, why ?? this.port.state().why));
      return;
    }
    this.port.record({ kind: 'retrying', ...next, dueAt: wallClock() + next.delayMs, why });
    if (delayMs === undefined) return;
    this.#standDown();
    this.#timers.after('retry', delayMs, () => void this.#openOnceSettled());
  }

  async #openOnceSettled(): Promise<void> {
    await this.#wire.settled();
    if (!this.#closing) this.#open();
  }

  /** Stops the socket and with it the Manager, whatever they are doing. */
  #standDown(): void {
    this.#timers.clearAll();
    this.#namespaces.disconnect();
  }

  async #letGo(): Promise<void> {
    await this.#wire.settled();
    this.lease.release();
  }

  #end(outcome: 'disconnected' | 'failed', why: Why): void {
    this.#closing = true;
    this.#standDown();
    void this.#letGo();
    this.port.record({ kind: 'ended', outcome, why });
    this.port.onEnded();
  }

  /**
   * A hung WebSocket upgrade ends in the Manager's timeout, after which it would try the very same again for ever. So the
   * next attempts begin with polling, which upgrades later if it can.
   */
  #tryPollingFirst(): void {
    if (this.#order[0] !== 'websocket' || !this.#order.includes('polling')) return;
    this.#order = this.#order.toReversed();
    this.#manager.opts.transports = observedTransports(this.#order, this.#wire, this.lease.network);
    this.port.record({ kind: 'policy', action: 'polling-first', why: because('noWebSocket') });
  }

  #onHeartbeatMissed(): void {
    const { answered, missedInRow } = this.port.state().heartbeat;
    if (answered > 0 && missedInRow >= MISSED_BEATS) this.port.onHeartbeatLost();
  }
}
