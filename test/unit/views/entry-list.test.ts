import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryList } from '../../../src/views/entry-list.ts';
import { alive } from '../../support/garbage.ts';

describe('an entry list', () => {
  it('behaves like the end of a plain array, whatever is appended and dropped', () => {
    const step = fc.oneof(fc.record({ append: fc.nat(3000) }), fc.record({ dropBefore: fc.nat(10_000) }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2500 }), fc.array(step, { maxLength: 12 }), (limit, steps) => {
        const list = new EntryList<{ seq: number }>(limit);
        let plain: { seq: number }[] = [];
        let next = 0;
        for (const action of steps) {
          if ('append' in action) {
            const entries = Array.from({ length: action.append }, () => ({ seq: next++ }));
            list.append(entries);
            plain = [...plain, ...entries].slice(-limit);
          } else {
            list.dropBefore(action.dropBefore);
            plain = plain.filter(({ seq }) => seq >= action.dropBefore);
          }
        }
        expect([...list]).toEqual(plain);
        expect([list.length, list.first, list.last]).toEqual([plain.length, plain[0], plain.at(-1)]);
        const middle = plain[plain.length >> 1];
        if (middle !== undefined) expect(list.at(list.indexOfSeq(middle.seq))).toEqual(middle);
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing beyond its ends', () => {
    const list = new EntryList<{ seq: number }>(2);
    list.append([{ seq: 0 }, { seq: 1 }, { seq: 2 }]);
    expect([list.at(-1), list.at(0), list.at(2)]).toEqual([undefined, { seq: 1 }, undefined]);
    list.dropBefore(9);
    expect([list.length, list.first, list.last]).toEqual([0, undefined, undefined]);
  });

  it('is never more than its bytes, but one entry in any case', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(120), { maxLength: 10 }), { maxLength: 20 }), (parts) => {
        const list = new EntryList<{ seq: number; size: number }>(8, { limit: 100, of: ({ size }) => size });
        let plain: { seq: number; size: number }[] = [];
        let seq = 0;
        for (const sizes of parts) {
          const entries = sizes.map((size) => ({ seq: (seq += 1), size }));
          list.append(entries);
          plain = [...plain, ...entries].slice(-8);
          while (plain.length > 1 && plain.reduce((sum, { size }) => sum + size, 0) > 100) plain.shift();
          expect([...list]).toEqual(plain);
          expect(list.dropped).toBe(seq - plain.length);
        }
      }),
    );
  });

  it('lets go at once of what made room', async () => {
    const list = new EntryList<{ seq: number }>(10);
    const refs = Array.from({ length: 1_000 }, (_, seq) => {
      const entry = { seq };
      list.append([entry]);
      return new WeakRef(entry);
    });
    expect(await alive(refs)).toBe(10);
    list.dropBefore(995);
    expect(await alive(refs)).toBe(5);
  });
});
