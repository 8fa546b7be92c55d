import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MergedLists } from '../../../../src/panel/lists/merged-lists.ts';

const lists = fc.array(fc.array(fc.nat(20), { maxLength: 15 }).map((times) => times.toSorted((a, b) => a - b)), { maxLength: 4 });

describe('several lists as one', () => {
  it('are in order of time, and at the same time in their own order', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const merged = new MergedLists(all.map((times) => ({ length: times.length, timeAt: (index: number) => times[index]! })));
        const sorted = all.flatMap((times, list) => times.map((time, index) => ({ list, index, time }))).toSorted((a, b) => a.time - b.time || a.list - b.list || a.index - b.index);
        expect(merged.length).toBe(sorted.length);
        for (const [index, { list, index: own }] of sorted.entries()) {
          expect(merged.at(index)).toEqual({ list, index: own });
          expect(merged.indexOf({ list, index: own })).toBe(index);
          expect(merged.before(index)).toEqual(all.map((_, number) => sorted.slice(0, index).filter((item) => item.list === number).length));
        }
        expect([merged.at(-1), merged.at(sorted.length)]).toEqual([null, null]);
        for (let time = 0; time <= 21; time += 1) expect(merged.indexFrom(time)).toBe(sorted.filter((item) => item.time < time).length);
      }),
    );
  });
});
