/** What a buffer may hold at the most. `bytes` is an estimate of the memory that the items take. */
export interface Bounds {
  readonly count: number;
  readonly bytes: number;
}

/**
 * A queue with bounds: items are added at the end, and the oldest make room. Adding is constant time, amortised. What has
 * made room is let go at once, though its place in the array is given up only now and then.
 */
export class BoundedBuffer<T> {
  #items: (T | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(
    private readonly bounds: Bounds,
    private readonly sizeOf: (item: T) => number,
  ) {}

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** How many items made room so far. */
  get dropped(): number {
    return this.#dropped;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#bytes += this.sizeOf(item);
    while (this.length > this.bounds.count || (this.#bytes > this.bounds.bytes && this.length > 1)) {
      this.#shift();
      this.#dropped += 1;
    }
    this.#compact();
  }

  /** Takes out the oldest items, as many as are within `bounds`, and one at the least where there is any. */
  take(bounds: Bounds): T[] {
    const taken: T[] = [];
    const before = this.#bytes;
    while (this.length > 0 && taken.length < bounds.count) {
      const size = this.sizeOf(this.#items[this.#head]!);
      if (taken.length > 0 && before - this.#bytes + size > bounds.bytes) break;
      taken.push(this.#shift());
    }
    this.#compact();
    return taken;
  }

  /** The items, oldest first. */
  items(): readonly T[] {
    return this.#items.slice(this.#head) as T[];
  }

  #shift(): T {
    const item = this.#items[this.#head]!;
    this.#bytes -= this.sizeOf(item);
    this.#items[this.#head] = undefined;
    this.#head += 1;
    return item;
  }

  #compact(): void {
    if (this.#head <= 1_024 || this.#head <= this.#items.length / 2) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
