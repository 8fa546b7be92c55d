/**
 * How often something happened over time, in buckets that coarsen themselves: once there would be too many, each two
 * become one of twice the width. A second or a week takes the same room, and the sum stays exact. Times may come in any
 * order, so a clock that is set back does no harm. Buckets begin at whole multiples of their width, so that those of
 * several series fit into each other.
 */
export const BUCKET_LIMIT = 600;

/** The range of times that a `Date` can say, in ms around the epoch. */
const FARTHEST = 8.64e15;

/** The same as plain data, to go from one context to another. */
export interface TimeBucketsData {
  readonly width: number;
  readonly first: number;
  readonly counts: readonly number[];
}

export class TimeBuckets {
  #width: number;
  /** The number of the first bucket, counted from the epoch. */
  #first = 0;
  #counts: number[] = [];

  /** `width` is that of the finest bucket, in ms. */
  constructor(width: number) {
    this.#width = width;
  }

  static of({ width, first, counts }: TimeBucketsData): TimeBuckets {
    const made = new TimeBuckets(width);
    made.#first = first;
    made.#counts = [...counts];
    return made;
  }

  get data(): TimeBucketsData {
    return { width: this.#width, first: this.#first, counts: this.#counts };
  }

  /** Of each bucket, in ms. */
  get width(): number {
    return this.#width;
  }

  /** When the first bucket begins, and the last one ends. Epoch ms; equal while there is none. */
  get from(): number {
    return this.#first * this.#width;
  }

  get to(): number {
    return (this.#first + this.#counts.length) * this.#width;
  }

  /** The count of each bucket, the oldest first. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  add(at: number, count = 1): void {
    const time = Math.min(Math.max(at, -FARTHEST), FARTHEST);
    let index = Math.floor(time / this.#width);
    if (this.#counts.length === 0) this.#first = index;
    while (Math.max(index, this.#first + this.#counts.length - 1) - Math.min(index, this.#first) >= BUCKET_LIMIT) {
      this.#coarsen();
      index = Math.floor(time / this.#width);
    }
    if (index < this.#first) {
      this.#counts = [...Array.from({ length: this.#first - index }, () => 0), ...this.#counts];
      this.#first = index;
    }
    while (index >= this.#first + this.#counts.length) this.#counts.push(0);
    this.#counts[index - this.#first]! += count;
  }

  /** Adds what another series counted, which began with buckets of the same width. */
  absorb(other: TimeBuckets): void {
    while (this.#width < other.#width) this.#coarsen();
    for (const [index, count] of other.#counts.entries()) if (count !== 0) this.add((other.#first + index) * other.#width, count);
  }

  /** The counts of so many buckets of another width from a time on; both are multiples of this series' width. */
  folded(width: number, from: number, length: number): number[] {
    const folded = Array.from({ length }, () => 0);
    for (const [index, count] of this.#counts.entries()) {
      const target = Math.floor(((this.#first + index) * this.#width - from) / width);
      if (target >= 0 && target < length) folded[target]! += count;
    }
    return folded;
  }

  #coarsen(): void {
    const former = this.#counts;
    const formerFirst = this.#first;
    this.#width *= 2;
    this.#first = Math.floor(formerFirst / 2);
    this.#counts = [];
    for (const [index, count] of former.entries()) {
      const target = Math.floor((formerFirst + index) / 2) - this.#first;
      this.#counts[target] = (this.#counts[target] ?? 0) + count;
    }
  }
}

/** The whole of a series in at most so many buckets, which are as narrow as that allows. */
export function foldedInto(series: TimeBuckets, most: number): { readonly from: number; readonly width: number; readonly counts: number[] } {
  let { width } = series;
  const first = () => Math.floor(series.from / width);
  const length = () => Math.ceil(series.to / width) - first();
  while (length() > most) width *= 2;
  return { from: first() * width, width, counts: series.folded(width, first() * width, length()) };
}
