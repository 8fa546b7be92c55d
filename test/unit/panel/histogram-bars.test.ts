import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeBuckets } from '../../../src/core/traffic/time-buckets.ts';
import { barAt, barPath, barsOf, keyedSpan, rangeOf, spanBetween, spanOf, type Bars } from '../../../src/panel/histogram/bars.ts';
import { formatRange, inRange } from '../../../src/panel/lists/time-range.ts';

const bars: Bars = { from: 10_000, width: 1_000, counts: [1, 0, 4, 2], marked: [0, 0, 1, 0] };

function buckets(times: readonly number[]): TimeBuckets {
  const series = new TimeBuckets(250);
  for (const at of times) series.add(at);
  return series;
}

describe('the bars', () => {
  it('are few, count everything, and put what is marked into the same bars', () => {
    const times = fc.array(fc.integer({ min: 1_000_000, max: 90_000_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, (all) => {
        const marked = all.filter((_, index) => index % 3 === 0);
        const made = barsOf(buckets(all), buckets(marked));
        expect(made.counts.length).toBeLessThanOrEqual(160);
        for (const [index, count] of made.counts.entries()) {
          const range = rangeOf(made, { first: index, last: index });
          expect(count).toBe(all.filter((at) => inRange(at, range)).length);
          expect(made.marked[index]).toBe(marked.filter((at) => inRange(at, range)).length);
        }
      }),
    );
  });

  it('stand for a range and back', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), (one, other) => {
        const span = spanBetween(one, other);
        expect(spanOf(bars, rangeOf(bars, span))).toEqual(span);
      }),
    );
  });

  it.each([
    ['none', null, null],
    ['one before all', { from: 0, to: 10_000 }, null],
    ['one after all', { from: 14_000, to: 20_000 }, null],
    ['a part of a bar', { from: 10_200, to: 10_400 }, { first: 0, last: 0 }],
    ['one that reaches beyond', { from: 0, to: 99_000 }, { first: 0, last: 3 }],
  ])('of a range that is %s', (_, range, span) => {
    expect(spanOf(bars, range)).toEqual(span);
  });

  it.each([[-1, 0], [0, 0], [0.26, 1], [0.999, 3], [1, 3], [7, 3]])('at a share of %d of the width: bar %d', (share, bar) => {
    expect(barAt(share, bars)).toBe(bar);
  });

  it('are drawn as high as they count, and a single line is seen', () => {
    expect(barPath([0, 1, 1_000], 1_000)).toBe('M1 1V0.940h0.85V1zM2 1V0.000h0.85V1z');
  });
});

describe('keys', () => {
  it.each([
    ['ArrowLeft', false, null, { first: 3, last: 3 }],
    ['ArrowLeft', false, { first: 1, last: 2 }, { first: 0, last: 1 }],
    ['ArrowLeft', false, { first: 0, last: 1 }, { first: 0, last: 1 }],
    ['ArrowRight', false, { first: 1, last: 2 }, { first: 2, last: 3 }],
    ['ArrowRight', false, { first: 2, last: 3 }, { first: 2, last: 3 }],
    ['ArrowRight', true, { first: 1, last: 1 }, { first: 1, last: 2 }],
    ['ArrowLeft', true, { first: 1, last: 2 }, { first: 1, last: 1 }],
    ['ArrowLeft', true, { first: 1, last: 1 }, { first: 1, last: 1 }],
    ['Home', false, { first: 1, last: 2 }, { first: 0, last: 0 }],
    ['Home', true, { first: 1, last: 2 }, { first: 0, last: 2 }],
    ['End', true, { first: 1, last: 2 }, { first: 1, last: 3 }],
    ['a', false, { first: 1, last: 2 }, undefined],
  ])('%s (with Shift: %s) leads from %j to %j', (key, extend, span, target) => {
    expect(keyedSpan(key, extend, span, 4)).toEqual(target);
  });

  it('lead nowhere without bars', () => {
    expect(keyedSpan('End', false, null, 0)).toBeUndefined();
  });
});

describe('a range in words', () => {
  it('has milliseconds only where it needs them', () => {
    const at = new Date(2026, 10, 24, 14, 3, 10).getTime();
    expect(formatRange({ from: at, to: at + 110_000 }, at)).toBe('14:03:10 – 14:05:00');
    expect(formatRange({ from: at + 250, to: at + 500 }, at)).toBe('14:03:10.250 – 14:03:10.500');
  });
});
