/** A stretch of time that a list is narrowed to. Pure. */
import { formatDayUnlessToday, formatMillis, formatTimeOfDay } from '../../core/words/format.ts';

/** Epoch ms; `to` is not part of it any more. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What of a range, or of all time, lies from `since` on and before `until`. Null where that is everything. */
export function clippedRange(range: TimeRange | null, since: number, until: number): TimeRange | null {
  const from = Math.max(range?.from ?? -Infinity, since);
  const to = Math.min(range?.to ?? Infinity, until);
  return from === -Infinity && to === Infinity ? null : { from, to };
}

export function inRange(at: number, range: TimeRange | null): boolean {
  return range === null || (at >= range.from && at < range.to);
}

/** “14:03:10 – 14:05:00”, with the day where it is not today's, and milliseconds where the range has any. */
export function formatRange({ from, to }: TimeRange, now: number): string {
  const fine = from % 1000 !== 0 || to % 1000 !== 0;
  const text = (at: number) => formatDayUnlessToday(at, now) + formatTimeOfDay(at) + (fine ? formatMillis(at) : '');
  return `${text(from)} – ${text(to)}`;
}
