/**
 * A bounded list of entries, oldest first. It is mutated in place and announces changes through a version signal, so
 * that a burst of ten thousand lines costs ten thousand pushes and one redraw, and no copies.
 */
import { signal, type ReadonlySignal } from '@preact/signals';

export class EntryList<E extends { readonly seq: number }> {
  #items: (E | undefined)[] = [];
  #start = 0;
  readonly #version = signal(0);
  /** How many entries were ever appended since the last `clear`. */
  appended = 0;
  /** How many of them were dropped again. */
  dropped = 0;
  /** Rises with every `clear`: a reader that sees another generation starts over. */
  generation = 0;

  #bytes = 0;

  /** It holds so many entries at the most, and where their size is known, so many bytes; but one in any case. */
  constructor(
    readonly limit: number,
    private readonly size: { readonly limit: number; of(entry: E): number } | null = null,
  ) {}

  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get length(): number {
    return this.#items.length - this.#start;
  }

  /** The entry at an index from the oldest, or undefined. */
  at(index: number): E | undefined {
    return index < 0 ? undefined : this.#items[this.#start + index];
  }

  get first(): E | undefined {
    return this.at(0);
  }

  get last(): E | undefined {
    return this.at(this.length - 1);
  }

  /** Appends in order; the oldest make room beyond the limit. */
  append(entries: readonly E[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#items.push(entry);
      this.#bytes += this.size?.of(entry) ?? 0;
    }
    this.appended += entries.length;
    if (this.length > this.limit) this.#drop(this.length - this.limit);
    while (this.size !== null && this.#bytes > this.size.limit && this.length > 1) this.#drop(1);
    this.#version.value += 1;
  }

  /** Drops entries older than a seq. */
  dropBefore(seq: number): void {
    let count = 0;
    for (let entry = this.first; entry !== undefined && entry.seq < seq; entry = this.at(count)) count += 1;
    this.#drop(count);
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
    this.#bytes = 0;
    this.appended = 0;
    this.dropped = 0;
    this.generation += 1;
    this.#version.value += 1;
  }

  *[Symbol.iterator](): Iterator<E> {
    for (let i = this.#start; i < this.#items.length; i += 1) yield this.#items[i]!;
  }

  /** The index of the first entry whose seq is at least this one. Entries are in order of seq. */
  indexOfSeq(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle)!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What goes is let go at once. The array itself is shortened only now and then, so that dropping stays O(1) each. */
  #drop(count: number): void {
    this.dropped += count;
    if (this.size !== null) for (let index = 0; index < count; index += 1) this.#bytes -= this.size.of(this.at(index)!);
    this.#items.fill(undefined, this.#start, this.#start + count);
    this.#start += count;
    if (this.#start < 1024 || this.#start < this.#items.length / 4) return;
    this.#items.splice(0, this.#start);
    this.#start = 0;
  }
}
