/** Counts over time as rates. Pure. */
import type { TimeBuckets } from '../../core/traffic/time-buckets.ts';

export interface Rates {
  /** Epoch seconds, as charts want them: where each bucket begins. */
  readonly at: number[];
  readonly perSecond: number[];
}

/** What a chart shows at the most. A series that ended long ago has few buckets, and all the time since to show. */
const MOST_POINTS = 1_200;

/**
 * The mean rate of each bucket, and of the time since, up to now. A bucket that is still running is left out, because it
 * would look like a sudden drop, unless there is no other.
 */
export function ratesOf(buckets: TimeBuckets, now: number): Rates {
  if (buckets.counts.length === 0) return { at: [], perSecond: [] };
  // What comes after now was counted before a clock was set back, and belongs to the whole as well.
  const end = now < buckets.to - buckets.width ? buckets.to : now;
  let { width } = buckets;
  while ((end - buckets.from) / width > MOST_POINTS) width *= 2;
  const from = Math.floor(buckets.from / width) * width;
  const counts = buckets.folded(width, from, Math.max(Math.floor((end - from) / width), 1));
  return { at: counts.map((_, index) => (from + index * width) / 1000), perSecond: counts.map((count) => (count * 1000) / width) };
}
