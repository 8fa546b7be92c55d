/** What a connection measures, as OpenTelemetry's metrics: connects, round trips and ping gaps since a time, cumulative. */
import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Entry } from '../entries/entry.ts';
import { hrTime, resourceOf, SCOPE, type Origin } from './origin.ts';

type MetricData = ResourceMetrics['scopeMetrics'][number]['metrics'][number];
type Span = { readonly startTime: [number, number]; readonly endTime: [number, number]; readonly attributes: Record<string, never> };

/** In seconds, as OpenTelemetry's conventions want durations. */
const ROUND_TRIP_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const PING_GAP_BOUNDS = [1, 2.5, 5, 10, 15, 20, 25, 30, 45, 60, 90, 120];

/** Counts durations in buckets: each holds those up to its bound, the last one the rest. */
class Histogram {
  readonly #counts: number[];
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  constructor(private readonly bounds: readonly number[]) {
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  add(ms: number): void {
    const seconds = ms / 1_000;
    const bucket = this.bounds.findIndex((bound) => seconds <= bound);
    this.#counts[bucket === -1 ? this.bounds.length : bucket]! += 1;
    this.#count += 1;
    this.#sum += seconds;
    this.#min = Math.min(this.#min, seconds);
    this.#max = Math.max(this.#max, seconds);
  }

  /** Nothing, as long as nothing was counted. */
  metrics(name: string, description: string, span: Span): MetricData[] {
    if (this.#count === 0) return [];
    const buckets = { boundaries: [...this.bounds], counts: [...this.#counts] };
    const value = { buckets, count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
    return [
      {
        descriptor: { name, description, unit: 's', valueType: ValueType.DOUBLE },
        dataPointType: DataPointType.HISTOGRAM,
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPoints: [{ ...span, value }],
      },
    ];
  }
}

export class Measurements {
  #connects = 0;
  readonly #roundTrips = new Histogram(ROUND_TRIP_BOUNDS);
  readonly #pingGaps = new Histogram(PING_GAP_BOUNDS);

  /** `since` is when counting began, in epoch milliseconds. */
  constructor(private readonly since: number) {}

  /** Whether the entry was counted. */
  see(entry: Entry): boolean {
    if (entry.kind === 'connected') this.#connects += 1;
    else if (entry.kind === 'ping') this.#pingGaps.add(entry.gapMs);
    else if (entry.kind === 'heartbeat' && entry.roundTripMs !== null) this.#roundTrips.add(entry.roundTripMs);
    else return false;
    return true;
  }

  /** As they stand. Sent twice, or not at all for a while, they say the same, as each counts from the beginning. */
  metrics(origin: Origin, now: number): ResourceMetrics {
    const span: Span = { startTime: hrTime(this.since), endTime: hrTime(now), attributes: {} };
    const connects: MetricData = {
      descriptor: { name: 'holdfast.connection.connects', description: 'How often the connection was made.', unit: '{connect}', valueType: ValueType.INT },
      dataPointType: DataPointType.SUM,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      isMonotonic: true,
      dataPoints: [{ ...span, value: this.#connects }],
    };
    const metrics = [
      connects,
      ...this.#roundTrips.metrics('holdfast.heartbeat.round_trip', 'From an application heartbeat to its answer.', span),
      ...this.#pingGaps.metrics('holdfast.ping.gap', 'Between two pings of the server.', span),
    ];
    return { resource: resourceOf(origin), scopeMetrics: [{ scope: { name: SCOPE }, metrics }] };
  }
}
