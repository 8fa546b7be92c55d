/** Searches stored log lines, block by block from the newest to the oldest. It touches no document, so that a worker can run it. */
import type { ArchiveLane } from '../recording/archive-lane.ts';
import { lineMatcher, queryPattern, type LineFilter } from './log-filter.ts';

/** What to look for, and between which ordinals of a recording's log lines. `to` is not included. */
export interface SearchRequest {
  readonly filter: LineFilter;
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

/** What was found since the part before, the newest first, and the ordinal down to which everything has been searched. */
export interface SearchPart {
  readonly found: readonly number[];
  readonly reached: number;
}

/** Starts a search and returns what stops it. The last part has reached `from`. */
export type StartSearch = (request: SearchRequest, onPart: (part: SearchPart) => void) => () => void;

export async function* searchLines(lane: ArchiveLane, { filter, from, to }: SearchRequest): AsyncIterable<SearchPart> {
  const matches = lineMatcher(filter.minLevel, filter.query);
  const mayMatch = blockMatcher(filter);
  for (const stretch of lane.stretches.toReversed()) {
    const { ordinal, count, errors } = stretch;
    if (ordinal >= to || ordinal + count <= from) continue;
    const found: number[] = [];
    const onlyErrors = filter.minLevel === 'error' || filter.minLevel === 'critical';
    if (!(onlyErrors && errors === 0) && mayMatch(await lane.text(stretch))) {
      for (const [index, slot] of (await lane.slots(stretch)).entries()) {
        const at = ordinal + index;
        if (at >= from && at < to && slot?.kind === 'log' && matches(slot)) found.push(at);
      }
    }
    yield { found: found.toReversed(), reached: Math.max(from, ordinal) };
  }
  yield { found: [], reached: from };
}

/** Whether any line of a block may match, as far as its text tells. Most blocks of a rare query need not be read. */
function blockMatcher({ query }: LineFilter): (text: string | null) => boolean {
  // What stands escaped in the text of a block is looked for in its lines.
  const needle = query.trim();
  if (needle === '' || JSON.stringify(needle) !== `"${needle}"`) return () => true;
  const pattern = queryPattern(needle);
  return (text) => text === null || pattern.test(text);
}
