/** A map with bounds: what was put in first makes room. Pure. */
import type { Bounds } from '../../core/entries/bounded-buffer.ts';

export class BoundedMap<K, V> {
  #items = new Map<K, V>();
  #bytes = 0;

  constructor(
    private readonly bounds: Bounds,
    private readonly sizeOf: (value: V) => number,
  ) {}

  get(key: K): V | undefined {
    return this.#items.get(key);
  }

  entries(): Iterable<[K, V]> {
    return this.#items;
  }

  /** Puts it in as the newest. One alone may be larger than what all may take. */
  set(key: K, value: V): void {
    this.delete(key);
    this.#items.set(key, value);
    this.#bytes += this.sizeOf(value);
    while (this.#items.size > this.bounds.count || (this.#bytes > this.bounds.bytes && this.#items.size > 1)) this.delete(this.#items.keys().next().value!);
  }

  delete(key: K): void {
    const value = this.#items.get(key);
    if (value !== undefined) this.#bytes -= this.sizeOf(value);
    this.#items.delete(key);
  }

  clear(): void {
    this.#items.clear();
    this.#bytes = 0;
  }
}
