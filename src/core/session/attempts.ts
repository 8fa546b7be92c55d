/** Counts attempts to connect, and says when the next one is due. */
import type { Profile } from '../settings/profile.ts';
import { backoffDelay } from './policy.ts';

export class Attempts {
  #sinceStanding = 0;
  /** Those that socket.io-client's Manager has counted since it last began its backoff anew. */
  #byManager = 0;

  constructor(private readonly timings: Profile['timings']) {}

  /** Attempts since a connection last stood; 0 is the first. */
  get count(): number {
    return this.#sinceStanding;
  }

  /**
   * Takes up the next attempt. It is due after the Manager's backoff, or after `ownDelayMs` where we decide. Null when the
   * profile allows no more.
   */
  next(ownDelayMs?: number): { attempt: number; delayMs: number } | null {
    const limit = this.timings.reconnectAttempts;
    if (limit !== null && this.#sinceStanding >= limit) return null;
    this.#sinceStanding += 1;
    this.#byManager += 1;
    return { attempt: this.#sinceStanding, delayMs: ownDelayMs ?? backoffDelay(this.#byManager, this.timings) };
  }

  /** The Manager begins its backoff anew: after each handshake and loss, and when we start it ourselves. */
  restartBackoff(): void {
    this.#byManager = 0;
  }

  /** A connection stands. Until then a handshake by itself is no success, or a loop would never run out of attempts. */
  stands(): void {
    this.#sinceStanding = 0;
  }
}
