import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET_LIMIT, foldedInto, TimeBuckets } from '../../../../src/core/traffic/time-buckets.ts';

const NOW = 1_790_000_000_000;
const anyTimes = fc.array(fc.oneof(fc.integer({ min: NOW, max: NOW + 600_000 }), fc.integer({ min: 0, max: 2 * NOW }), fc.integer({ min: -1e16, max: 1e16 })), { maxLength: 200 });

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

function filled(times: readonly number[], width = 1_000): TimeBuckets {
  const buckets = new TimeBuckets(width);
  for (const at of times) buckets.add(at);
  return buckets;
}

describe('time buckets', () => {
  it('count what lies between two whole seconds', () => {
    const buckets = filled([NOW, NOW + 999, NOW + 1_000, NOW + 3_500]);
    expect([buckets.from, buckets.to, buckets.width]).toEqual([NOW, NOW + 4_000, 1_000]);
    expect(buckets.counts).toEqual([2, 1, 0, 1]);
  });

  it('begin earlier when an earlier time comes later', () => {
    const buckets = filled([NOW, NOW - 2_000]);
    expect([buckets.from, buckets.counts]).toEqual([NOW - 2_000, [1, 0, 1]]);
  });

  it('become twice as wide rather than too many', () => {
    const day = filled(Array.from({ length: 86_400 }, (_, second) => NOW + second * 1_000));
    expect(day.counts.length).toBeLessThanOrEqual(BUCKET_LIMIT);
    expect(day.width).toBe(256_000);
    expect(sum(day.counts)).toBe(86_400);
    expect(day.counts.slice(1, -1).every((count) => count === 256)).toBe(true);
  });

  it('keep the sum and stay few, whatever the times', () => {
    fc.assert(
      fc.property(anyTimes, (times) => {
        const buckets = filled(times);
        expect(sum(buckets.counts)).toBe(times.length);
        expect(buckets.counts.length).toBeLessThanOrEqual(BUCKET_LIMIT);
        for (const at of times.filter((time) => Math.abs(time) <= 8.64e15)) {
          expect(buckets.from).toBeLessThanOrEqual(at);
          expect(buckets.to).toBeGreaterThan(at);
        }
      }),
    );
  });

  it('are the same whatever order the times come in', () => {
    fc.assert(
      fc.property(anyTimes, (times) => {
        const [one, other] = [filled(times), filled(times.toReversed())];
        expect([other.width, other.from, other.counts]).toEqual([one.width, one.from, one.counts]);
      }),
    );
  });

  it('absorb others as though all had been counted in one', () => {
    fc.assert(
      fc.property(anyTimes, anyTimes, (some, more) => {
        const absorbed = filled(some);
        absorbed.absorb(filled(more));
        const whole = filled([...some, ...more]);
        // One that is empty may have been coarser than the whole needs.
        expect(sum(absorbed.counts)).toBe(some.length + more.length);
        if (absorbed.width === whole.width) expect([absorbed.from, absorbed.counts]).toEqual([whole.from, whole.counts]);
      }),
    );
  });

  it('fold into few buckets that cover everything', () => {
    fc.assert(
      fc.property(anyTimes, fc.integer({ min: 2, max: 200 }), (times, most) => {
        const folded = foldedInto(filled(times), most);
        expect(folded.counts.length).toBeLessThanOrEqual(most);
        expect(sum(folded.counts)).toBe(times.length);
      }),
    );
  });
});
