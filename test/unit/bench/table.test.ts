import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCHMARKS } from '../../bench/index.ts';
import { atLeast, atMost, inTurns, median, shown } from '../../bench/support/benchmark.ts';
import { lineOf } from '../../bench/support/lines.ts';
import { withFigures } from '../../bench/support/table.ts';

const figure = (measured: string, met = true) => ({ what: 'speed', measured, aim: 'at least 1', met });

describe('the table of figures', () => {
  it('has a row for every benchmark in the page of measurements', () => {
    const page = readFileSync(new URL('../../../docs/measurements.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('<!-- bench -->'), page.indexOf('<!-- /bench -->'));
    for (const { title } of BENCHMARKS) expect(table).toContain(`| ${title} |`);
  });

  it('takes new figures, and keeps those of what was not run', () => {
    const empty = 'before\n<!-- bench -->\n<!-- /bench -->\nafter\n';
    const both = withFigures(empty, [{ title: 'A', figures: [figure('1.5')] }, { title: 'B', figures: [figure('0.5', false)] }], ['A', 'B'], 'One machine');
    expect(both).toMatch(/^before\n<!-- bench -->\nOne machine\n\n\| benchmark .*\n.*\n\| A \| speed \| 1.5 \| at least 1 \|\n\| B \| speed \| 0.5 \| at least 1 \(missed\) \|\n<!-- \/bench -->\nafter\n$/);
    const again = withFigures(both, [{ title: 'B', figures: [figure('2')] }], ['A', 'B'], 'Another machine');
    expect(again).toContain('| A | speed | 1.5 |');
    expect(again).toContain('| B | speed | 2 | at least 1 |');
    expect(again).not.toContain('One machine');
  });

  it('says what was never measured', () => {
    expect(withFigures('<!-- bench -->\n<!-- /bench -->', [], ['A'], 'One machine')).toContain('| A | not measured yet |');
  });

  it('needs its markers', () => {
    expect(() => withFigures('nothing', [], [], '')).toThrow('<!-- bench -->');
  });
});

describe('the sums of the benchmarks', () => {
  it('are a median, turns, aims and numbers to read', async () => {
    expect(median([5, 1, 3])).toBe(3);
    const order: string[] = [];
    const run = (name: string) => async () => order.push(name);
    expect(await inTurns(2, { a: run('a'), b: run('b') })).toEqual({ a: [1, 3], b: [2, 4] });
    expect(order).toEqual(['a', 'b', 'a', 'b']);
    expect([atLeast(0.7, 0.69).met, atLeast(0.7, 0.7).met, atMost(50, 50).met, atMost(50, 51).met]).toEqual([false, true, true, false]);
    expect([0.123456, 1, 45.67, 12345.6].map(shown)).toEqual(['0.123', '1', '45.7', '12,346']);
  });

  it('count lines of some 200 bytes, each its own', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => JSON.stringify(lineOf(index + 1)));
    expect(new Set(lines).size).toBe(1_000);
    const mean = lines.reduce((sum, { length }) => sum + length, 0) / lines.length;
    expect(mean).toBeGreaterThan(180);
    expect(mean).toBeLessThan(260);
  });
});
