/** Entries on their way to the disk. As long as it takes none they wait within bounds, and what made room is remembered. */
import { entryBytes } from '../entries/lanes.ts';
import type { Entry, FactOf } from '../entries/entry.ts';

/** What may wait for a disk that refuses. */
export const BACKLOG_BOUNDS = { count: 20_000, bytes: 16 * 1024 * 1024 };

/** Entries of a recording that were never written. */
export type Loss = { readonly source: string } & Omit<FactOf<'lost'>, 'kind'>;

export class Backlog {
  #entries: Entry[] = [];
  #losses = new Map<string, Loss>();

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Whether anything of a source waits. */
  has(source: string): boolean {
    return this.firstOf(source) !== undefined;
  }

  /** The oldest of a source that waits. */
  firstOf(source: string): Entry | undefined {
    return this.#entries.find((entry) => entry.source === source);
  }

  /** Everything that waits, which is then somebody else's to write. */
  take(): Entry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  /** Takes back what could not be written, in front of what has come since. */
  putBack(entries: readonly Entry[]): void {
    const all = [...entries, ...this.#entries];
    let bytes = all.reduce((sum, entry) => sum + entryBytes(entry), 0);
    let first = 0;
    for (; all.length - first > BACKLOG_BOUNDS.count || (bytes > BACKLOG_BOUNDS.bytes && all.length - first > 1); first += 1) {
      bytes -= entryBytes(all[first]!);
      const { source, seq, at } = all[first]!;
      this.lose({ source, from: seq, to: seq, since: at, until: at, why: null });
    }
    this.#entries = all.slice(first);
  }

  /** Notes that entries are lost, newer ones than those that it knows of. */
  lose(loss: Loss): void {
    const { from, since, until, why } = this.#losses.get(loss.source) ?? loss;
    this.#losses.set(loss.source, { ...loss, from, since: Math.min(since, loss.since), until: Math.max(until, loss.until), why });
  }

  /** What waits is now another source's. */
  rename(source: string, to: string): void {
    this.#entries = this.#entries.map((entry) => (entry.source === source ? { ...entry, source: to } : entry));
    const loss = this.#losses.get(source);
    this.#losses.delete(source);
    if (loss !== undefined) this.#losses.set(to, { ...loss, source: to });
  }

  forget(source: string): void {
    this.#entries = this.#entries.filter((entry) => entry.source !== source);
    this.#losses.delete(source);
  }

  /** What was lost since this was last asked. */
  losses(): Loss[] {
    const losses = [...this.#losses.values()];
    this.#losses.clear();
    return losses;
  }

}
