import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import type { Entry, Fact } from '../../../../src/core/entries/entry.ts';
import { Measurements } from '../../../../src/core/telemetry/measurements.ts';
import { problemOf } from '../../../support/otlp-schema.ts';

const beat = (roundTripMs: number | null): Fact => ({ kind: 'heartbeat', beat: 1, stage: roundTripMs === null ? 'missed' : 'answered', via: null, roundTripMs });
const connected: Fact = { kind: 'connected', sid: 's', transport: 'websocket', recovered: false };
const asEntry = (fact: Fact): Entry => ({ ...fact, source: 'p', seq: 0, at: 5 });

function requestOf(facts: readonly Fact[]) {
  const measurements = new Measurements(1_000);
  for (const fact of facts) measurements.see(asEntry(fact));
  const request: unknown = JSON.parse(new TextDecoder().decode(JsonMetricsSerializer.serializeRequest(measurements.metrics({ service: 'shop', instance: 'e5' }, 2_000.5))));
  expect(problemOf('metrics', request)).toBeNull();
  return (request as { resourceMetrics: { scopeMetrics: { metrics: unknown[] }[] }[] }).resourceMetrics[0]!.scopeMetrics[0]!.metrics;
}

describe('what a connection measures, as metrics', () => {
  it('is its connects alone at first', () =>
    expect(requestOf([])).toEqual([
      expect.objectContaining({
        name: 'holdfast.connection.connects',
        unit: '{connect}',
        sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ attributes: [], startTimeUnixNano: '1000000000', timeUnixNano: '2000500000', asInt: 0 }] },
      }),
    ]));

  it('is connects, round trips and ping gaps in seconds, from the beginning', () => {
    const [connects, trips, gaps] = requestOf([connected, connected, beat(4), beat(5), beat(70_000), beat(null), { kind: 'ping', gapMs: 25_000 }, { kind: 'ping', gapMs: 500 }]);
    expect(connects).toMatchObject({ sum: { dataPoints: [{ asInt: 2 }] } });
    expect(trips).toMatchObject({
      name: 'holdfast.heartbeat.round_trip',
      unit: 's',
      histogram: { aggregationTemporality: 2, dataPoints: [{ count: 3, min: 0.004, max: 70, bucketCounts: [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }] },
    });
    expect(gaps).toMatchObject({ name: 'holdfast.ping.gap', histogram: { dataPoints: [{ count: 2, sum: 25.5, bucketCounts: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] }] } });
  });

  it('counts nothing else', () => expect(new Measurements(0).see(asEntry(beat(null)))).toBe(false));
});
