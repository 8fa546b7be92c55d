/**
 * What a debugged server's application says to its client, on one connection after another: its acknowledgement, its log
 * lines and its answers to heartbeats; and the Engine.IO pings below them.
 */
import type { Socket } from 'socket.io-client';
import { parseLogMessage } from '../analysis/log-line.ts';
import { parseServerTime } from '../analysis/server-time.ts';
import type { Profile } from '../messaging/profile.ts';
import type { Fact } from '../recording/entry.ts';
import { boundedValue } from '../wire/value-text.ts';
import { Heartbeat } from './heartbeat.ts';

/** What is kept of an acknowledgement's payload, in characters of JSON. */
const PAYLOAD_LIMIT = 8_192;

export class ApplicationEvents {
  readonly #heartbeat: Heartbeat;
  #acknowledged = false;
  #connectedAt: number | null = null;
  #lastPingAt = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #missing = false;

  constructor(
    private readonly profile: Profile,
    private readonly record: (fact: Fact) => void,
    socket: Socket,
    onHeartbeatMissed: () => void,
  ) {
    this.#heartbeat = new Heartbeat(profile.timings, {
      emit: (payload, onAcknowledged) => socket.emit(profile.events.heartbeat, payload, onAcknowledged),
      record,
      onMissed: onHeartbeatMissed,
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
    const { ackDeadlineMs } = this.profile.timings;
    this.#deadline = setTimeout(() => {
      if (this.#acknowledged) return;
      this.#missing = true;
      this.record({ kind: 'unacknowledged', deadlineMs: ackDeadlineMs });
    }, ackDeadlineMs);
    this.#heartbeat.start();
  }

  onClose(): void {
    clearTimeout(this.#deadline);
    this.#heartbeat.stop();
  }

  onPing(): void {
    const at = performance.now();
    this.record({ kind: 'ping', gapMs: at - this.#lastPingAt });
    this.#lastPingAt = at;
  }

  /** Takes an EVENT packet's data: the event's name and its arguments. */
  onEvent([name, ...args]: readonly unknown[]): void {
    const { events } = this.profile;
    if (name === events.log) this.record(parseLogMessage(args));
    else if (name === events.ack) this.#onAcknowledgement(args);
    else if (name === events.heartbeatResponse) this.#heartbeat.onResponse(args);
  }

  sendHeartbeat(): void {
    this.#heartbeat.send();
  }

  #onAcknowledgement(args: readonly unknown[]): void {
    if (this.#acknowledged) return;
    this.#acknowledged = true;
    const payload: unknown = args.length > 1 ? args : args[0];
    const timestamp: unknown = typeof payload === 'object' && payload !== null ? (payload as { timestamp?: unknown }).timestamp : undefined;
    this.record({
      kind: 'acknowledged',
      afterMs: this.#connectedAt === null ? null : performance.now() - this.#connectedAt,
      late: this.#missing,
      payload: boundedValue(payload, PAYLOAD_LIMIT),
      serverTime: parseServerTime(timestamp),
    });
  }
}
