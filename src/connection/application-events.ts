/**
 * What a debugged server's application says to its client, on one connection after another: its acknowledgement, its log
 * lines and its answers to heartbeats; and the Engine.IO pings below them.
 */
import type { Socket } from 'socket.io-client';
import { acknowledgementOf } from '../core/session/acknowledgement.ts';
import { parseLogMessage } from '../core/session/log-line.ts';
import { eventUse } from '../core/session/event-use.ts';
import type { SessionState } from '../core/session/session.ts';
import type { Profile } from '../core/settings/profile.ts';
import type { Fact } from '../core/entries/entry.ts';
import { Heartbeat } from './heartbeat.ts';

export interface ApplicationPort {
  readonly record: (fact: Fact) => void;
  /** The state that the recorded facts have led to. */
  readonly state: () => SessionState;
  /** Called after a heartbeat was recorded as missed. */
  readonly onHeartbeatMissed: () => void;
}

/** What the server was never seen to do, and the user has not named, is neither asked for nor missed. */
export class ApplicationEvents {
  readonly #heartbeat: Heartbeat;
  #acknowledged = false;
  #connectedAt: number | null = null;
  #lastPingAt = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #missing = false;
  #names: Profile['events'];

  constructor(
    private readonly profile: Profile,
    private readonly port: ApplicationPort,
    socket: Socket,
  ) {
    this.#names = profile.events;
    this.#heartbeat = new Heartbeat(profile.timings, {
      emit: (payload, onAcknowledged) => socket.emit(this.#names.heartbeat, payload, onAcknowledged),
      record: port.record,
      onMissed: port.onHeartbeatMissed,
    });
  }

  /** The Engine.IO handshake is done. From here on an acknowledgement may come, even before the CONNECT reply. */
  onHandshake(): void {
    this.#acknowledged = false;
    this.#missing = false;
    this.#connectedAt = null;
    this.#lastPingAt = performance.now();
  }

  onConnect(): void {
    this.#connectedAt = performance.now();
    this.#awaitAcknowledgement();
    this.#startHeartbeat();
  }

  /**
   * Takes other names from now on. What was recorded under them before has been read by now: an acknowledgement that came
   * under the new name has been seen.
   */
  rename(names: Profile['events']): void {
    const former = this.#names;
    this.#names = names;
    if (names.ack !== former.ack) {
      this.#acknowledged = this.port.state().seen.ack;
      this.#missing = false;
    }
    if (names.heartbeat !== former.heartbeat) this.#heartbeat.stop();
    if (this.#connectedAt === null) return;
    this.#awaitAcknowledgement();
    this.#startHeartbeat();
  }

  onClose(): void {
    clearTimeout(this.#deadline);
    this.#connectedAt = null;
    this.#heartbeat.stop();
  }

  onPing(): void {
    const at = performance.now();
    this.port.record({ kind: 'ping', gapMs: at - this.#lastPingAt });
    this.#lastPingAt = at;
  }

  /** Takes an EVENT packet's data: the event's name and its arguments. */
  onEvent([name, ...args]: readonly unknown[]): void {
    if (name === '') return;
    const names = this.#names;
    if (name === names.log) this.port.record(parseLogMessage(args));
    else if (name === names.ack) this.#onAcknowledgement(args);
    else if (name === names.heartbeatResponse) this.#heartbeat.onResponse(args);
    else return;
    this.#startHeartbeat();
  }

  sendHeartbeat(): void {
    if (this.#names.heartbeat !== '') this.#heartbeat.send();
  }

  get #use() {
    return eventUse(this.#names, this.port.state().seen);
  }

  #awaitAcknowledgement(): void {
    clearTimeout(this.#deadline);
    if (this.#acknowledged || this.#missing || !this.#use.ack) return;
    const { ackDeadlineMs } = this.profile.timings;
    this.#deadline = setTimeout(() => {
      if (this.#acknowledged) return;
      this.#missing = true;
      this.port.record({ kind: 'unacknowledged', deadlineMs: ackDeadlineMs });
    }, ackDeadlineMs);
  }

  #startHeartbeat(): void {
    if (this.#connectedAt === null) return;
    if (!this.#use.heartbeat) this.#heartbeat.stop();
    else if (!this.#heartbeat.isRunning) this.#heartbeat.start();
  }

  #onAcknowledgement(args: readonly unknown[]): void {
    if (this.#acknowledged) return;
    this.#acknowledged = true;
    const afterMs = this.#connectedAt === null ? null : performance.now() - this.#connectedAt;
    this.port.record(acknowledgementOf(args, afterMs, this.#missing));
  }
}
