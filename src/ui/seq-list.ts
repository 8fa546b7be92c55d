/** The seqs of some entries of one recording, oldest first, that grow at both ends without being copied. */
export class SeqList {
  /** Those that were put in front, newest first. */
  #front: number[] = [];
  #back: number[] = [];

  get length(): number {
    return this.#front.length + this.#back.length;
  }

  at(index: number): number | undefined {
    const { length } = this.#front;
    return index < length ? this.#front[length - 1 - index] : this.#back[index - length];
  }

  /** Puts seqs in front that are all older than what is there, newest first. */
  prepend(newestFirst: readonly number[]): void {
    for (const seq of newestFirst) this.#front.push(seq);
  }

  /** Puts seqs behind that are all newer than what is there, oldest first. */
  append(oldestFirst: readonly number[]): void {
    for (const seq of oldestFirst) this.#back.push(seq);
  }

  clear(): void {
    this.#front = [];
    this.#back = [];
  }

  /** The index of the first seq that is at least this one. */
  indexFrom(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle)! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of a seq, or -1. */
  indexOf(seq: number): number {
    const index = this.indexFrom(seq);
    return this.at(index) === seq ? index : -1;
  }
}
