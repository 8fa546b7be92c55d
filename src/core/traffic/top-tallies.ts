/**
 * Tallies by name, of which a server may invent any number. The most frequent names are kept; whenever twice as many have
 * come up, the rarer half is folded into `other`. A name that comes up after that may have been folded before: its tally
 * says how many it may lack, which is never more than its frequency at the folds. The total is always exact.
 */
import { Tally, type TallyData } from './tally.ts';

export const NAME_LIMIT = 500;

/** The same as plain data, to go from one context to another. */
export interface TopTalliesData {
  readonly total: TallyData;
  readonly other: TallyData;
  readonly byName: readonly (readonly [string, TallyData])[];
  readonly folded: number;
}

export class TopTallies {
  #byName = new Map<string, Tally>();
  /** The most that a name without a tally may have counted so far. */
  #folded = 0;

  /** `other` is everything whose name is not kept. */
  constructor(
    private readonly limit = NAME_LIMIT,
    readonly total = new Tally(),
    readonly other = new Tally(),
  ) {}

  static of({ total, other, byName, folded }: TopTalliesData): TopTallies {
    const made = new TopTallies(NAME_LIMIT, Tally.of(total), Tally.of(other));
    made.#byName = new Map(byName.map(([name, tally]) => [name, Tally.of(tally)]));
    made.#folded = folded;
    return made;
  }

  get data(): TopTalliesData {
    return { total: this.total.data, other: this.other.data, byName: [...this.#byName].map(([name, tally]) => [name, tally.data] as const), folded: this.#folded };
  }

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
