import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../../src/panel/lists/bounded-map.ts';

describe('a map with bounds', () => {
  it('keeps the newest that fit, whatever is put in and taken out', () => {
    const step = fc.record({ key: fc.nat(12), size: fc.integer({ min: 0, max: 60 }), put: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const map = new BoundedMap<number, { size: number }>({ count: 5, bytes: 100 }, ({ size }) => size);
        let plain: [number, { size: number }][] = [];
        for (const { key, size, put } of steps) {
          plain = plain.filter(([known]) => known !== key);
          if (put) {
            const value = { size };
            map.set(key, value);
            plain.push([key, value]);
            const sum = () => plain.reduce((total, [, each]) => total + each.size, 0);
            while (plain.length > 5 || (sum() > 100 && plain.length > 1)) plain.shift();
          } else map.delete(key);
          expect([...map.entries()]).toEqual(plain);
          expect(map.get(key)).toBe(plain.find(([known]) => known === key)?.[1]);
        }
        map.clear();
        expect([...map.entries()]).toEqual([]);
      }),
    );
  });
});
