/**
 * WebSockets whose request has not gone out yet: a browser makes one connection to a host at a time, and a page that is
 * rendered ahead of its visit connects when it is visited. The log has no more of them than their address, so they are counted.
 */
import type { HarEntry } from './har.ts';

export class UnsentSockets<T> {
  /** Channels that were told of, by address, oldest first. */
  readonly #told = new Map<string, T[]>();
  /** How many there were in the reading before. */
  #before = new Map<string, number>();

  /**
   * Takes what a whole log has of them, and gives channels to those that have waited since the reading before. `make` makes the
   * channel of an entry, the nth of its address.
   */
  see(entries: readonly HarEntry[], make: (entry: HarEntry, n: number) => T): T[] {
    const counts = new Map<string, number>();
    const made: T[] = [];
    for (const entry of entries) {
      const count = (counts.get(entry.url) ?? 0) + 1;
      counts.set(entry.url, count);
      const told = this.#told.get(entry.url) ?? [];
      if (count > (this.#before.get(entry.url) ?? 0) || count <= told.length) continue;
      const channel = make(entry, count);
      this.#told.set(entry.url, [...told, channel]);
      made.push(channel);
    }
    this.#before = counts;
    return made;
  }

  /** The channel of one whose request has gone out now, if it was told of. */
  take(url: string): T | undefined {
    return this.#told.get(url)?.shift();
  }

  /** Those that are still unsent, once those that went with their document are forgotten. */
  staying(): T[] {
    for (const [url, told] of this.#told) told.splice(0, Math.max(0, told.length - (this.#before.get(url) ?? 0)));
    return [...this.#told.values()].flat();
  }
}

export function isUnsent({ type, requestHeaders, status, messages, receiving }: HarEntry): boolean {
  return type === 'websocket' && requestHeaders.length === 0 && status === 0 && receiving === 0 && messages !== null && messages.length === 0;
}
