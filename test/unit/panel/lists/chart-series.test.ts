import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartSeries } from '../../../../src/panel/lists/chart-series.ts';
import { sparklinePoints } from '../../../../src/views/sparkline-points.ts';
import { beatEntry, pingEntry } from '../../views/samples.ts';

describe('the chart', () => {
  it('has a column per point, with breaks where something was lost and none where the other series has its point', () => {
    const closed = { source: 'default', seq: 3, at: 4000, kind: 'closed', reason: 'x', detail: null, code: null, codeReason: null, goodbye: 'none', stood: true, livedMs: 1 } as const;
    const series = chartSeries([
      pingEntry(0, { at: 1000, gapMs: 25_000 }),
      beatEntry(1, { at: 2000, roundTripMs: 12 }),
      beatEntry(2, { at: 3000, stage: 'missed', roundTripMs: null }),
      closed,
    ]);
    expect(series.at).toEqual([1, 2, 3, 4]);
    expect(series.pingGapS).toEqual([25, undefined, undefined, null]);
    expect(series.roundTripMs).toEqual([undefined, 12, null, null]);
    expect(series.marks).toEqual([{ at: 3, kind: 'missed' }, { at: 4, kind: 'lost' }]);
  });

  it('leaves out heartbeats that are only sent', () => {
    expect(chartSeries([beatEntry(0, { stage: 'sent', roundTripMs: null })]).at).toEqual([]);
  });

  it('never goes back in time, and keeps its columns equally long', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 1e12 }), fc.boolean())), (points) => {
        const series = chartSeries(points.map(([at, ping], seq) => (ping ? pingEntry(seq, { at }) : beatEntry(seq, { at }))));
        expect(series.at).toEqual(series.at.toSorted((a, b) => a - b));
        expect([series.roundTripMs.length, series.pingGapS.length]).toEqual([series.at.length, series.at.length]);
      }),
    );
  });
});

it('draws a sparkline inside its box, ending at the right', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
      const points = sparklinePoints(values, 120, 24);
      expect(points).toHaveLength(values.length);
      expect(points.every(([x, y]) => x >= 0 && x <= 120 && y >= 0 && y <= 24)).toBe(true);
      expect(points.at(-1)![0]).toBe(118);
    }),
  );
});
