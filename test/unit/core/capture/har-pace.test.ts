/** How often the network log is read, and in which portions it is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureEvent } from '../../../../src/core/contract/capture.ts';
import { batches, FASTEST_MS, leastPause, nextPause, SLOWEST_MS } from '../../../../src/core/capture/har-pace.ts';

const frame = (length: number): CaptureEvent => ({ type: 'frame', channel: 'a', at: 0, direction: 'in', data: 'x'.repeat(length), binary: false, cut: 0, name: '' });

describe('the pause between two readings', () => {
  it('is shortest while something happens, and grows with the silence', () => {
    let pause = nextPause(SLOWEST_MS, true);
    const pauses = Array.from({ length: 8 }, () => (pause = nextPause(pause, false)));
    expect(pauses).toEqual([375, 562.5, 843.75, 1265.625, 1898.4375, 2000, 2000, 2000]);
    expect(nextPause(pause, true)).toBe(FASTEST_MS);
  });

  it.each([0, 10, 96, 2_000])('leaves a reading of %i ms a tenth of the time', (cost) => {
    expect(cost).toBeLessThanOrEqual((cost + leastPause(cost)) * 0.1 + 1e-9);
  });
});

describe('batches', () => {
  it('have everything in order, and are within their limits unless one event alone is not', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(1_200_000)), { maxLength: 12 }), fc.nat(2_500), (lengths, small) => {
        const events = [...lengths.map(frame), ...Array.from({ length: small }, () => frame(1))];
        const cut = batches(events);
        expect(cut.flat()).toEqual(events);
        for (const batch of cut) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(1_000);
          const units = batch.reduce((sum, event) => sum + (event.type === 'frame' ? event.data.length : 0), 0);
          expect(units <= 1_000_000 || batch.length === 1).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are none of no events', () => expect(batches([])).toEqual([]));
});
