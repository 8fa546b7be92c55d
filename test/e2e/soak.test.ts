/** Two minutes of what `npm run soak` does for an hour. */
import { expect, it } from 'vitest';
import { soak } from '../soak/soak.ts';

it('over two minutes of lines, refreshes, stops and restarts no line is doubled, out of order or missing undeclared, and memory is flat', async () => {
  const { faults, written, refreshes, stops, restarts } = await soak({ durationMs: 120_000, linesPerSecond: 500, onProgress: () => {} });
  expect(faults).toEqual([]);
  expect(written).toBeGreaterThan(10_000);
  expect([refreshes, stops, restarts].every((times) => times >= 2)).toBe(true);
});
