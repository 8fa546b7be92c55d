/** Order statistics of round trips. */
import { quantileSorted } from 'd3-array';

export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Minimum, median, 95th percentile (interpolated) and maximum, or null of nothing. */
export function summarise(values: readonly number[]): Summary | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (p: number) => quantileSorted(sorted, p) ?? 0;
  return { min: quantile(0), median: quantile(0.5), p95: quantile(0.95), max: quantile(1) };
}
