/** How often something happened in the last few seconds: one count per second, the oldest of which make room. */

/** The window of {@link RecentCounts.perSecond}, in seconds. */
export const WINDOW_S = 10;
/** More than the window has, because what arrives may be some seconds ahead of the clock of whoever looks. */
const SLOTS = 16;
const NEVER: readonly number[] = Array.from({ length: SLOTS }, () => -Infinity);

/** The same as plain data, to go from one context to another. */
export interface RecentCountsData {
  readonly seconds: readonly number[];
  readonly counts: readonly number[];
}

export class RecentCounts {
  /** Which second, counted from the epoch, a slot is about. */
  readonly #seconds: number[] = NEVER.slice();
  readonly #counts: number[] = [];

  static of({ seconds, counts }: RecentCountsData): RecentCounts {
    const made = new RecentCounts();
    for (const [slot, second] of seconds.entries()) if (counts[slot] !== undefined) made.#put(slot, second, counts[slot]);
    return made;
  }

  get data(): RecentCountsData {
    return { seconds: [...this.#seconds], counts: Array.from(this.#counts, (count) => count ?? 0) };
  }

  add(at: number): void {
    const second = Math.floor(at / 1000);
    const slot = slotOf(second);
    if (this.#seconds[slot] === second) this.#counts[slot]! += 1;
    else this.#put(slot, second, 1);
  }

  absorb(other: RecentCounts): void {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const second = other.#seconds[slot]!;
      if (this.#seconds[slot] === second) this.#counts[slot]! += other.#counts[slot]!;
      else if (second > this.#seconds[slot]!) this.#put(slot, second, other.#counts[slot]!);
    }
  }

  /** The mean rate over the last ten whole seconds. The second that is still running would make it jump. */
  perSecond(now: number): number {
    const running = Math.floor(now / 1000);
    let sum = 0;
    for (let second = running - WINDOW_S; second < running; second += 1) {
      if (this.#seconds[slotOf(second)] === second) sum += this.#counts[slotOf(second)]!;
    }
    return sum / WINDOW_S;
  }

  #put(slot: number, second: number, count: number): void {
    this.#seconds[slot] = second;
    this.#counts[slot] = count;
  }
}

function slotOf(second: number): number {
  return ((second % SLOTS) + SLOTS) % SLOTS;
}
