/**
 * The application heartbeat of one connection: an emit now and then, whose answer (an acknowledgement or an event) is the
 * only true round trip. Never two are in flight.
 */
import type { Fact } from '../core/entries/entry.ts';
import type { Profile } from '../core/settings/profile.ts';

export interface HeartbeatPort {
  /** Emits the heartbeat event; `onAcknowledged` is called when the server acknowledges it. */
  readonly emit: (payload: { timestamp: number; seq: number }, onAcknowledged: () => void) => void;
  readonly record: (fact: Fact) => void;
  /** Called after a heartbeat was recorded as missed. */
  readonly onMissed: () => void;
}

export class Heartbeat {
  #beat = 0;
  #sent: { beat: number; at: number } | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #interval: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly timings: Profile['timings'],
    private readonly port: HeartbeatPort,
  ) {}

  /** Whether they are sent now and then. */
  get isRunning(): boolean {
    return this.#interval !== undefined;
  }

  /** Sends the first one at once, so that there is a round trip to show. */
  start(): void {
    this.stop();
    this.#interval = setInterval(() => this.send(), this.timings.heartbeatEveryMs);
    this.send();
  }

  /** Sends one now, unless one is in flight. */
  send(): void {
    if (this.#sent !== null) return;
    const beat = (this.#beat += 1);
    this.#sent = { beat, at: performance.now() };
    this.#deadline = setTimeout(() => this.#missed(), this.timings.heartbeatTimeoutMs);
    this.port.record({ kind: 'heartbeat', beat, stage: 'sent', via: null, roundTripMs: null });
    this.port.emit({ timestamp: Date.now(), seq: beat }, () => this.#answered(beat, 'acknowledgement'));
  }

  /**
   * Takes a response event's arguments. Since only one heartbeat is in flight, a response is its answer unless the seq
   * that it carries back is that of another.
   */
  onResponse(args: readonly unknown[]): void {
    const [payload] = args;
    const seq: unknown = typeof payload === 'object' && payload !== null ? (payload as { seq?: unknown }).seq : undefined;
    if (this.#sent !== null && (typeof seq !== 'number' || seq === this.#sent.beat)) this.#answered(this.#sent.beat, 'event');
  }

  stop(): void {
    clearInterval(this.#interval);
    this.#interval = undefined;
    clearTimeout(this.#deadline);
    this.#sent = null;
  }

  #answered(beat: number, via: 'acknowledgement' | 'event'): void {
    if (this.#sent?.beat !== beat) return;
    const roundTripMs = performance.now() - this.#sent.at;
    clearTimeout(this.#deadline);
    this.#sent = null;
    this.port.record({ kind: 'heartbeat', beat, stage: 'answered', via, roundTripMs });
  }

  #missed(): void {
    if (this.#sent === null) return;
    const { beat } = this.#sent;
    this.#sent = null;
    this.port.record({ kind: 'heartbeat', beat, stage: 'missed', via: null, roundTripMs: null });
    this.port.onMissed();
  }
}
