/** What a buffer may hold at the most. `bytes` is an estimate of the memory that the items take. */
export interface Bounds {
  readonly count: number;
  readonly bytes: number;
}

/** A queue with bounds: items are added at the end, and the oldest make room. Adding is constant time, amortised. */
export class BoundedBuffer<T> {
  #items: T[] = [];
  #head = 0;
  #bytes = 0;

  constructor(
    private readonly bounds: Bounds,
    private readonly sizeOf: (item: T) => number,
  ) {}

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#bytes += this.sizeOf(item);
    while (this.length > this.bounds.count || (this.#bytes > this.bounds.bytes && this.length > 1)) {
      this.#bytes -= this.sizeOf(this.#items[this.#head]!);
      this.#head += 1;
    }
    if (this.#head > 1_024 && this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The items, oldest first. */
  items(): readonly T[] {
    return this.#items.slice(this.#head);
  }
}
