/**
 * Tells a service worker's requests from those of the page that it makes them for: a worker that fetches what the page asks
 * for has an entry of its own in the network log beside the page's, with the same method and address. Pure.
 */
import { isPoll } from './har-keys.ts';
import type { HarEntry } from './har.ts';

/** The worker asks after the page did, by clocks of two processes. Milliseconds. */
const CLOCKS_MS = 50;

export class WorkerCopies {
  /** The page's requests that a service worker may have answered, by method and address. */
  readonly #originals = new Map<string, HarEntry[]>();

  /** `entries` are a whole log. */
  constructor(entries: readonly HarEntry[]) {
    for (const entry of entries) {
      // A request that is under way is not marked yet.
      const isPending = entry.status === 0 && entry.error === '' && entry.ofPage;
      if (!isPoll(entry) || (entry.serviceWorker === 'none' && !isPending)) continue;
      const same = this.#originals.get(nameOf(entry));
      if (same === undefined) this.#originals.set(nameOf(entry), [entry]);
      else same.push(entry);
    }
  }

  /** Whether an entry that has just ended may turn out to be a worker's own. */
  mayBe({ type, ofPage, serviceWorker }: HarEntry): boolean {
    return type === 'fetch' && !ofPage && serviceWorker === 'none';
  }

  isOne(entry: HarEntry): boolean {
    return this.mayBe(entry) && this.originalOf(entry) !== undefined;
  }

  /** The page's request that a worker's own is made for. */
  originalOf({ startedAt, ...entry }: HarEntry): HarEntry | undefined {
    const at = startedAt ?? Infinity;
    return this.#originals.get(nameOf(entry))?.findLast((original) => original.source !== entry.source && (original.startedAt ?? Infinity) <= at + CLOCKS_MS);
  }
}

function nameOf({ method, url }: Pick<HarEntry, 'method' | 'url'>): string {
  return `${method} ${url}`;
}
