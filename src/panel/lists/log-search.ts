/** Searches stored log lines, block by block from the newest to the oldest. It touches no document, so that a worker can run it. */
import { packedRowsWith, seqOfRow, type Slot } from '../../core/entries/packed-entries.ts';
import type { Stretch } from '../../archive/archive-database.ts';
import type { ArchiveLane } from '../../archive/archive-lane.ts';
import { entriesOf, textsOf } from '../../archive/archive-pass.ts';
import { lineMatcher, queryPattern, type LineFilter } from './log-filter.ts';
import { parseEntry, type Entry } from '../../core/entries/entry.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';
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
  /** Some of these lines by their ordinals: of the newest, which are shown first, nobody has to read the blocks once more. */
  readonly lines: readonly (readonly [ordinal: number, line: LogEntry])[];
  /** The ordinal down to which everything has been searched. */
  readonly reached: number;
  /** Lines that could not be read. */
  readonly unreadable: number;
}

/** How many lines are told themselves: more than a screen shows. */
const TOLD = 100;

export async function* searchLines(lane: ArchiveLane, { filter, from, to }: LineSearch): AsyncGenerator<LinePart> {
  const { range, minLevel } = filter;
  const matches = lineMatcher(minLevel, filter.query);
  const pattern = rawPattern(filter);
  const onlyErrors = minLevel === 'error' || minLevel === 'critical';
  const mayHold = ({ errors, since, until }: Stretch) => !(onlyErrors && errors === 0) && (range === null || (until >= range.from && since < range.to));
  const stretches = lane.stretches.filter(({ ordinal, count }) => ordinal < to && ordinal + count > from);
  let told = 0;
  for await (const { stretch, text } of textsOf(lane, stretches.filter(mayHold).toReversed())) {
    const { ordinal } = stretch;
    const found: number[] = [];
    const lines: LinePart['lines'][number][] = [];
    let unreadable = 0;
    const rows = pattern === null || text === null ? null : packedRowsWith(text, pattern);
    // Where the text tells which rows may match, no other is read.
    const candidates = rows?.map(({ index, fields }) => [index, fields as unknown as Slot] as const) ?? (await entriesOf(lane, stretch, text, (entry) => entry as Entry)).entries();
    for (const [index, slot] of candidates) {
      const at = ordinal + index;
      if (at < from || at >= to) continue;
      if (slot === undefined) unreadable += 1;
      if (slot?.kind !== 'log' || !inRange(slot.at, range) || !matches(slot)) continue;
      found.push(at);
      if (told >= TOLD) continue;
      told += 1;
      const line = parseEntry({ ...slot, source: lane.source, seq: rows === null ? slot.seq : seqOfRow(text!, index) });
      if (line?.kind === 'log') lines.push([at, line]);
    }
    yield { found: found.toReversed(), lines, reached: Math.max(from, ordinal), unreadable };
  }
  yield { found: [], lines: [], reached: from, unreadable: 0 };
}

/** Two parts, of which the second followed the first, as one. */
export function joinedLines(a: LinePart, b: LinePart): LinePart {
  return { found: [...a.found, ...b.found], lines: [...a.lines, ...b.lines], reached: b.reached, unreadable: a.unreadable + b.unreadable };
}

/** What is looked for in the text of a block, or null where that would not find it: what stands escaped there is looked for in its lines. */
function rawPattern({ query }: LineFilter): RegExp | null {
  const needle = query.trim();
  return needle === '' || JSON.stringify(needle) !== `"${needle}"` ? null : new RegExp(queryPattern(needle).source, 'gi');
}
