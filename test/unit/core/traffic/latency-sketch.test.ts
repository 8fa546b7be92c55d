import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencySketch } from '../../../../src/core/traffic/latency-sketch.ts';

/** The value of this rank among sorted values: what the sketch estimates. */
function exact(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

/** From 0 to 1, the same every time. */
function* chances(seed = 7): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

function drawn(count: number, shape: (chance: number) => number): number[] {
  const chance = chances();
  return Array.from({ length: count }, () => shape(chance.next().value as number));
}

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('the latency sketch', () => {
  it.each([
    ['even', (chance: number) => 1 + chance * 999],
    ['exponential', (chance: number) => 0.01 - 20 * Math.log(1 - chance * 0.999_999)],
    ['with a long tail', (chance: number) => 2 / (1 - chance * 0.999_99) ** 1.5],
    ['in two heaps', (chance: number) => (chance < 0.9 ? 10 + chance : 4_000 + chance * 100)],
    ['all the same', () => 12.5],
    ['shorter than a millisecond', (chance: number) => 0.01 + chance / 10],
  ])('is within 2 % of latencies that are %s', (_, shape) => {
    const values = drawn(100_000, shape);
    const sorted = values.toSorted((a, b) => a - b);
    const sketch = sketchOf(values);
    for (const share of [0, 0.5, 0.95, 0.99, 1]) {
      const wanted = exact(sorted, share);
      expect(Math.abs(sketch.quantile(share)! - wanted) / wanted, `p${share * 100}`).toBeLessThan(0.02);
    }
  });

  it('says nothing of nothing', () => {
    expect(new LatencySketch().quantile(0.5)).toBeNull();
  });

  it('takes any number, and stays small', () => {
    const sketch = sketchOf([-5, 0, Infinity, 1e300, Number.MIN_VALUE, Number.NaN]);
    expect(sketch.count).toBe(6);
    expect(sketch.quantile(0)).toBe(0);
    expect(sketch.quantile(1)).toBeCloseTo(1e10, -9);
  });

  it('that absorbed another answers as one of all', () => {
    const latencies = fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { maxLength: 100 });
    fc.assert(
      fc.property(latencies, latencies, fc.double({ min: 0, max: 1, noNaN: true }), (some, more, share) => {
        const absorbed = sketchOf(some);
        absorbed.absorb(sketchOf(more));
        expect(absorbed.count).toBe(some.length + more.length);
        expect(absorbed.quantile(share)).toEqual(sketchOf([...some, ...more]).quantile(share));
      }),
    );
  });
});
