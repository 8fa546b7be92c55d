import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsInSight } from '../../../../src/panel/grid/virtual-rows.ts';

describe('the rows in sight', () => {
  it('are all that can be seen, and few more', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.integer({ min: 1, max: 60 }), fc.nat(2_000_000), fc.nat(3_000), (count, rowHeight, top, height) => {
        const { from, to } = rowsInSight(count, rowHeight, top, height);
        expect(from >= 0 && to <= count).toBe(true);
        const first = Math.floor(top / rowHeight);
        const last = Math.floor((top + height - 1) / rowHeight);
        if (first < count) expect(from).toBeLessThanOrEqual(first);
        if (last < count && height > 0) expect(to).toBeGreaterThan(last);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 26);
      }),
    );
  });
});
