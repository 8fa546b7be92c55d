/** What is counted of everything that goes by one name: how often, how large, when, and how fast it was answered. */
import { LatencySketch } from './latency-sketch.ts';
import { RecentCounts } from './recent-counts.ts';
import { TimeBuckets } from './time-buckets.ts';

/** Of the finest bucket of a rate over time, in ms. */
const BUCKET_MS = 1_000;

export class Tally {
  count = 0;
  /** How many of `count` we or the page sent. */
  sent = 0;
  bytes = 0;
  /** Null until something was acknowledged. */
  latency: LatencySketch | null = null;
  readonly recent = new RecentCounts();
  readonly buckets = new TimeBuckets(BUCKET_MS);

  /** `mayLack`: how many may have been counted elsewhere, before there was a tally of this name. */
  constructor(public mayLack = 0) {}

  add(at: number, bytes: number, sent: boolean): void {
    this.count += 1;
    if (sent) this.sent += 1;
    this.bytes += bytes;
    this.recent.add(at);
    this.buckets.add(at);
  }

  answered(afterMs: number): void {
    this.latency ??= new LatencySketch();
    this.latency.add(afterMs);
  }

  absorb(other: Tally): void {
    this.count += other.count;
    this.sent += other.sent;
    this.bytes += other.bytes;
    this.mayLack += other.mayLack;
    this.recent.absorb(other.recent);
    this.buckets.absorb(other.buckets);
    if (other.latency === null) return;
    this.latency ??= new LatencySketch();
    this.latency.absorb(other.latency);
  }
}

/** One tally of several. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = new Tally();
  for (const tally of tallies) sum.absorb(tally);
  return sum;
}
