import type { Entry, EntryRef } from '../entries/entry.ts';

/** Where these entries stand in their recordings: each once, oldest first. */
export function refsOf(entries: readonly Entry[]): EntryRef[] {
  return [...new Map(entries.map((entry) => [`${entry.source} ${entry.seq}`, entry])).values()]
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ source, seq }) => ({ source, seq }));
}
