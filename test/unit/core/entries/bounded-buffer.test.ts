import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedBuffer } from '../../../../src/core/entries/bounded-buffer.ts';
import { alive } from '../../../support/garbage.ts';

interface Item {
  readonly n: number;
  readonly size: number;
}

const BOUNDS = { count: 50, bytes: 1_000 };
/** What is done to a queue: items of a size are added, or the oldest taken. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), size: fc.integer({ min: 0, max: 1_500 }) }),
  fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 0, max: 80 }), bytes: fc.integer({ min: 0, max: 2_000 }) }),
);

const sum = (items: readonly Item[]) => items.reduce((total, { size }) => total + size, 0);

describe('a bounded queue', () => {
  it('is never more than its bounds, keeps the order, and loses only what it counts as dropped', () =>
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300, size: 'max' }), (actions) => {
        const queue = new BoundedBuffer<Item>(BOUNDS, ({ size }) => size);
        const out: Item[] = [];
        let pushed = 0;
        for (const step of actions) {
          if (step.kind === 'push') queue.push({ n: pushed++, size: step.size });
          else {
            const taken = queue.take(step);
            expect(taken.length <= 1 || (taken.length <= step.count && sum(taken) <= step.bytes)).toBe(true);
            expect(taken.length === 0).toBe(step.count === 0 || (taken.length === 0 && queue.length === 0));
            out.push(...taken);
          }
          expect(queue.length).toBeLessThanOrEqual(BOUNDS.count);
          expect(queue.length <= 1 || sum(queue.items()) <= BOUNDS.bytes).toBe(true);
        }
        const seen = [...out, ...queue.items()].map(({ n }) => n);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length + queue.dropped).toBe(pushed);
        expect(queue.length === 0 || queue.items().at(-1)!.n === pushed - 1).toBe(true);
      }),
    ));

  it.each([
    ['made room', (queue: BoundedBuffer<Item>) => void queue],
    ['was given out', (queue: BoundedBuffer<Item>) => void queue.take({ count: 1_000, bytes: 1e9 })],
  ])('lets go at once of what %s', async (_, end) => {
    const queue = new BoundedBuffer<Item>({ count: 10, bytes: 1e9 }, ({ size }) => size);
    const refs = Array.from({ length: 1_000 }, (_item, n) => {
      const item = { n, size: 1 };
      queue.push(item);
      return new WeakRef(item);
    });
    end(queue);
    expect(await alive(refs)).toBe(queue.length);
  });

  it('goes on after it gave out everything', () => {
    const queue = new BoundedBuffer<Item>({ count: 5_000, bytes: 1e9 }, ({ size }) => size);
    for (let round = 0; round < 10; round += 1) {
      for (let n = 0; n < 4_000; n += 1) queue.push({ n, size: 1 });
      expect(queue.take({ count: 10_000, bytes: 1e9 })).toHaveLength(4_000);
    }
    expect([queue.length, queue.dropped, queue.items()]).toEqual([0, 0, []]);
  });
});
