/** The bars of a histogram over time, and how pointer and keys pick a range of them. Pure. */
import { foldedInto, type TimeBuckets } from '../../core/traffic/time-buckets.ts';
import type { TimeRange } from '../lists/time-range.ts';

/** More would be narrower than what a pointer can meet. */
const MOST_BARS = 160;

export interface Bars {
  /** When the first bar begins, in epoch ms, and how long each is. */
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
  /** Which of `counts` are marked, such as errors. */
  readonly marked: readonly number[];
}

/** The first and the last bar that are picked. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export function barsOf(all: TimeBuckets, marked: TimeBuckets | null): Bars {
  const { from, width, counts } = foldedInto(all, MOST_BARS);
  return { from, width, counts, marked: marked?.folded(width, from, counts.length) ?? [] };
}

export function rangeOf({ from, width }: Bars, { first, last }: Span): TimeRange {
  return { from: from + first * width, to: from + (last + 1) * width };
}

/** The bars that a range touches, or null where it lies outside of all. */
export function spanOf({ from, width, counts }: Bars, range: TimeRange | null): Span | null {
  if (range === null) return null;
  const first = Math.max(Math.floor((range.from - from) / width), 0);
  const last = Math.min(Math.ceil((range.to - from) / width), counts.length) - 1;
  return first > last ? null : { first, last };
}

/** The span between two bars, whichever is first. */
export function spanBetween(one: number, other: number): Span {
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

/** Which bar lies at this share of the width. */
export function barAt(share: number, { counts }: Bars): number {
  return Math.min(Math.max(Math.floor(share * counts.length), 0), counts.length - 1);
}

/**
 * The span that a key leads to, or undefined for keys that lead nowhere. Arrows move the span, from the newest bar if none
 * is picked; with Shift its end moves alone. Home and End lead to the oldest and the newest bar.
 */
export function keyedSpan(key: string, extend: boolean, span: Span | null, count: number): Span | undefined {
  const end = count - 1;
  if (end < 0) return undefined;
  const { first, last } = span ?? { first: end, last: end };
  if (key === 'Home') return { first: 0, last: extend ? last : 0 };
  if (key === 'End') return { first: extend ? first : end, last: end };
  const step = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : 0;
  if (step === 0) return undefined;
  if (span === null) return { first, last };
  if (extend) return { first, last: Math.min(Math.max(last + step, first), end) };
  const moved = Math.min(Math.max(step, -first), end - last);
  return { first: first + moved, last: last + moved };
}

/**
 * The bars as the path of an SVG that is as wide as there are bars, and 1 high. None is lower than `least`: a single line
 * among thousands must still be seen.
 */
export function barPath(counts: readonly number[], highest: number, least = 0.06): string {
  const bars = counts.flatMap((count, index) => {
    if (count <= 0) return [];
    const height = Math.max(count / highest, least);
    return [`M${index} 1V${(1 - height).toFixed(3)}h0.85V1z`];
  });
  return bars.join('');
}
