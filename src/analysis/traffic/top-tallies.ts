/**
 * Tallies by name, of which a server may invent any number. The most frequent names are kept; whenever twice as many have
 * come up, the rarer half is folded into `other`. A name that comes up after that may have been folded before: its tally
 * says how many it may lack, which is never more than its frequency at the folds. The total is always exact.
 */
import { Tally } from './tally.ts';

export const NAME_LIMIT = 500;

export class TopTallies {
  readonly total = new Tally();
  /** Everything whose name is not kept. */
  readonly other = new Tally();
  #byName = new Map<string, Tally>();
  /** The most that a name without a tally may have counted so far. */
  #folded = 0;

  constructor(private readonly limit = NAME_LIMIT) {}

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): Tally | undefined {
    return this.#byName.get(name);
  }

  /** How many of a name may be counted in `other`. */
  mayLack(name: string): number {
    return this.#byName.get(name)?.mayLack ?? this.#folded;
  }

  add(name: string, at: number, bytes: number, sent: boolean): void {
    this.total.add(at, bytes, sent);
    let tally = this.#byName.get(name);
    if (tally === undefined) {
      tally = new Tally(this.#folded);
      this.#byName.set(name, tally);
    }
    tally.add(at, bytes, sent);
    if (this.#byName.size >= this.limit * 2) this.#fold();
  }

  /** Takes how long it took until something of this name was acknowledged. */
  answered(name: string, afterMs: number): void {
    this.total.answered(afterMs);
    (this.#byName.get(name) ?? this.other).answered(afterMs);
  }

  /** Names and tallies, the most frequent first. */
  ranked(): [string, Tally][] {
    return [...this.#byName].toSorted(([, a], [, b]) => b.count - a.count);
  }

  #fold(): void {
    const ranked = this.ranked();
    const folded = ranked.slice(this.limit);
    this.#folded += folded[0]![1].count;
    for (const [, tally] of folded) this.other.absorb(tally);
    this.#byName = new Map(ranked.slice(0, this.limit));
  }
}
