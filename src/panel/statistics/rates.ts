/** Counts over time as rates. Pure. */
import type { TimeBuckets } from '../../analysis/traffic/time-buckets.ts';

export interface Rates {
  /** Epoch seconds, as charts want them: where each bucket begins. */
  readonly at: number[];
  readonly perSecond: number[];
}

/** A series that goes on without anything to count until now has been nothing for longer than this is drawn as such. */
const MOST_POINTS = 1_200;

/**
 * The mean rate of each bucket, up to now. A bucket that is still running is left out, because it would look like a sudden
 * drop, unless there is no other.
 */
export function ratesOf(buckets: TimeBuckets, now: number): Rates {
  const { from, width, counts } = buckets;
  const whole = Math.floor((now - from) / width);
  const length = counts.length === 0 ? 0 : Math.min(Math.max(whole, 1), MOST_POINTS);
  return {
    at: Array.from({ length }, (_, index) => (from + index * width) / 1000),
    perSecond: Array.from({ length }, (_, index) => ((counts[index] ?? 0) * 1000) / width),
  };
}
