/** Where a recording says of itself that entries may be missing. Pure. */
import type { Entry } from './entry.ts';

/** Between the entries `after` and `before` (their seqs), and in this span of time, more may have happened than was recorded. */
export interface Gap {
  readonly after: number;
  readonly before: number;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly until: number;
}

/**
 * The last gap between two entries that are shown one after the other, or null. Before the first that is shown, `seq` is the
 * newest of which nothing is shown, and `since` when what is shown begins.
 */
export function gapBetween(gaps: readonly Gap[], seq: number, nextSeq: number, since = -Infinity): Gap | null {
  return gaps.findLast(({ after, before, until }) => seq <= after && before <= nextSeq && until >= since) ?? null;
}

/** The gap that an entry declares, or null. */
export function gapOf(entry: Entry): Gap | null {
  // Whatever came between the last write before a stop and the start of the next background is in no recording.
  if (entry.kind === 'worker-restarted' || entry.kind === 'browser-started' || entry.kind === 'extension-started') return { after: entry.seq - 1, before: entry.seq, since: entry.lastAt, until: entry.at };
  if (entry.kind === 'lost') return { after: entry.from - 1, before: entry.to + 1, since: entry.since, until: entry.until };
  return null;
}
