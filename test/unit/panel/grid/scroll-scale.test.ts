import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentTop, elementHeight, elementTop, farthest, TALLEST } from '../../../../src/panel/grid/scroll-scale.ts';

const ROW = 22;
const extent = fc.record({ content: fc.oneof(fc.nat(3_000_000), fc.nat(100_000_000)).map((rows) => rows * ROW), sight: fc.integer({ min: 1, max: 3_000 }) });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the place in a list that a scroll position stands for', () => {
  it('is the position itself as long as an element can be as tall as the list', () => {
    fc.assert(
      fc.property(fc.nat(TALLEST), fc.integer({ min: 1, max: 3_000 }), share, (content, sight, part) => {
        const top = part * farthest({ content, sight });
        expect(contentTop({ content, sight }, top)).toBe(top);
        expect(elementTop({ content, sight }, top)).toBe(top);
      }),
    );
  });

  it('is the first row at the top and the last one at the end', () => {
    fc.assert(
      fc.property(extent, (list) => {
        const lowest = Math.max(0, elementHeight(list.content) - list.sight);
        expect(elementHeight(list.content)).toBeLessThanOrEqual(TALLEST);
        expect(contentTop(list, 0)).toBe(0);
        expect(contentTop(list, lowest)).toBeCloseTo(farthest(list), 3);
        expect(contentTop(list, lowest + 1_000)).toBe(farthest(list));
      }),
    );
  });

  it('grows with the position, and leads back to it', () => {
    fc.assert(
      fc.property(extent, share, share, (list, one, other) => {
        const lowest = Math.max(0, elementHeight(list.content) - list.sight);
        const [higher, lower] = [Math.min(one, other) * lowest, Math.max(one, other) * lowest];
        expect(contentTop(list, higher)).toBeLessThanOrEqual(contentTop(list, lower));
        expect(elementTop(list, contentTop(list, lower))).toBeCloseTo(lower, 3);
      }),
    );
  });

  it('is there for every row, and for each of two that follow each other its own', () => {
    fc.assert(
      fc.property(extent, share, (list, part) => {
        const top = Math.floor((part * farthest(list)) / ROW) * ROW;
        expect(contentTop(list, elementTop(list, top))).toBeCloseTo(top, 3);
        if (top + ROW > farthest(list)) return;
        expect(elementTop(list, top + ROW)).toBeGreaterThan(elementTop(list, top));
      }),
    );
  });
});
