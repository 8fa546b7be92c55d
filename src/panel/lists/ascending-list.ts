/** Numbers that never fall, such as the seqs or the times of some entries of one recording. It grows at both ends without being copied. */
export class AscendingList {
  /** Those that were put in front, the last first. */
  #front: number[] = [];
  #back: number[] = [];

  get length(): number {
    return this.#front.length + this.#back.length;
  }

  at(index: number): number | undefined {
    const { length } = this.#front;
    return index < length ? this.#front[length - 1 - index] : this.#back[index - length];
  }

  /** Puts numbers in front of what is there, the largest first. */
  prepend(largestFirst: readonly number[]): void {
    for (const value of largestFirst) this.#front.push(value);
  }

  /** Puts numbers behind what is there, the smallest first. */
  append(smallestFirst: readonly number[]): void {
    for (const value of smallestFirst) this.#back.push(value);
  }

  clear(): void {
    this.#front = [];
    this.#back = [];
  }

  /** The index of the first number that is at least this one. */
  indexFrom(value: number): number {
    return firstIndex(this.length, (index) => this.at(index)! >= value);
  }

  /** The index of a number, or -1. */
  indexOf(value: number): number {
    const index = this.indexFrom(value);
    return this.at(index) === value ? index : -1;
  }
}

/** The first index below `length` for which something holds that holds for all after it too; `length` when for none. */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
