/** Searches stored log lines, block by block from the newest to the oldest. It touches no document, so that a worker can run it. */
import type { ArchiveLane } from '../recording/archive-lane.ts';
import { lineMatcher, queryPattern, type LineFilter } from './log-filter.ts';
import { inRange } from './time-range.ts';

/** What to look for, and between which ordinals of a recording's log lines. `to` is not included. */
export interface LineSearch {
  readonly filter: LineFilter;
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

/** What was found since the part before. */
export interface LinePart {
  /** Ordinals, the newest first. */
  readonly found: readonly number[];
  /** The ordinal down to which everything has been searched. */
  readonly reached: number;
  /** Lines that could not be read. */
  readonly unreadable: number;
}

export async function* searchLines(lane: ArchiveLane, { filter, from, to }: LineSearch): AsyncGenerator<LinePart> {
  const { range } = filter;
  const matches = lineMatcher(filter.minLevel, filter.query);
  const mayMatch = blockMatcher(filter);
  for (const stretch of lane.stretches.toReversed()) {
    const { ordinal, count, errors, since, until } = stretch;
    if (ordinal >= to || ordinal + count <= from) continue;
    const found: number[] = [];
    let unreadable = 0;
    const onlyErrors = filter.minLevel === 'error' || filter.minLevel === 'critical';
    const isOutside = range !== null && (until < range.from || since >= range.to);
    if (!isOutside && !(onlyErrors && errors === 0) && mayMatch(await lane.text(stretch))) {
      for (const [index, slot] of (await lane.slots(stretch)).entries()) {
        const at = ordinal + index;
        if (at < from || at >= to) continue;
        if (slot === undefined) unreadable += 1;
        else if (slot.kind === 'log' && inRange(slot.at, range) && matches(slot)) found.push(at);
      }
    }
    yield { found: found.toReversed(), reached: Math.max(from, ordinal), unreadable };
  }
  yield { found: [], reached: from, unreadable: 0 };
}

/** Two parts, of which the second followed the first, as one. */
export function joinedLines(a: LinePart, b: LinePart): LinePart {
  return { found: [...a.found, ...b.found], reached: b.reached, unreadable: a.unreadable + b.unreadable };
}

/** Whether any line of a block may match, as far as its text tells. Most blocks of a rare query need not be read. */
function blockMatcher({ query }: LineFilter): (text: string | null) => boolean {
  // What stands escaped in the text of a block is looked for in its lines.
  const needle = query.trim();
  if (needle === '' || JSON.stringify(needle) !== `"${needle}"`) return () => true;
  const pattern = queryPattern(needle);
  return (text) => text === null || pattern.test(text);
}
