/** What is counted of everything that goes by one name: how often, how large, when, and how fast it was answered. */
import { LatencySketch, type LatencyData } from './latency-sketch.ts';
import { RecentCounts, type RecentCountsData } from './recent-counts.ts';
import { TimeBuckets, type TimeBucketsData } from './time-buckets.ts';

/** Of the finest bucket of a rate over time, in ms. */
const BUCKET_MS = 1_000;

/** The same as plain data, to go from one context to another. */
export interface TallyData {
  readonly count: number;
  readonly sent: number;
  readonly bytes: number;
  readonly mayLack: number;
  readonly latency: LatencyData | null;
  readonly recent: RecentCountsData;
  readonly buckets: TimeBucketsData;
}

export class Tally {
  count = 0;
  /** How many of `count` we or the page sent. */
  sent = 0;
  bytes = 0;
  /** Null until something was acknowledged. */
  latency: LatencySketch | null = null;

  /** `mayLack`: how many may have been counted elsewhere, before there was a tally of this name. */
  constructor(
    public mayLack = 0,
    readonly recent = new RecentCounts(),
    readonly buckets = new TimeBuckets(BUCKET_MS),
  ) {}

  static of({ count, sent, bytes, mayLack, latency, recent, buckets }: TallyData): Tally {
    const made = new Tally(mayLack, RecentCounts.of(recent), TimeBuckets.of(buckets));
    made.count = count;
    made.sent = sent;
    made.bytes = bytes;
    made.latency = latency === null ? null : LatencySketch.of(latency);
    return made;
  }

  get data(): TallyData {
    const { count, sent, bytes, mayLack, latency, recent, buckets } = this;
    return { count, sent, bytes, mayLack, latency: latency?.data ?? null, recent: recent.data, buckets: buckets.data };
  }

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
