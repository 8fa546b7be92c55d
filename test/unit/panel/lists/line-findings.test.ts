import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LineFilter } from '../../../../src/panel/lists/log-filter.ts';
import { LineFindings } from '../../../../src/panel/lists/line-findings.ts';
import { FakeThread } from '../../views/search-here.ts';

const filter: LineFilter = { minLevel: 'debug', query: 'x', range: null };
const part = (found: number[], reached: number, unreadable = 0) => ({ type: 'part', part: { found, lines: [], reached, unreadable } }) as const;

let threads: FakeThread[];
let findings: LineFindings;

beforeEach(() => {
  vi.useFakeTimers();
  threads = [];
  findings = new LineFindings(() => {
    threads.push(new FakeThread());
    return threads.at(-1)!;
  }, () => undefined, () => undefined);
});

afterEach(() => {
  findings.clear();
  vi.useRealTimers();
});

describe('the lines that a filter has found on disk', () => {
  it('come the newest first, with progress, until all is searched', () => {
    findings.follow(filter, 'a', 0, 100);
    threads[0]!.tell(part([90, 70], 60, 3));
    expect([findings.found, findings.progress, findings.state, findings.unreadable]).toEqual([[90, 70], 0.4, 'searching', 3]);
    threads[0]!.tell(part([10], 0));
    threads[0]!.tell({ type: 'done' });
    expect([findings.found, findings.state, threads[0]!.ended]).toEqual([[90, 70, 10], 'done', true]);
  });

  it('stay when more lines have left memory: these alone are searched, and put behind the rest', () => {
    findings.follow(filter, 'a', 0, 100);
    threads[0]!.tell(part([90], 50));
    findings.follow(filter, 'a', 0, 130);
    expect(threads[1]!.asked[0]).toMatchObject({ request: { from: 100, to: 130 } });
    threads[1]!.tell(part([125, 110], 100));
    expect(findings.found).toEqual([90]);
    threads[1]!.tell({ type: 'done' });
    expect([findings.found, findings.grown, findings.state]).toEqual([[125, 110, 90], 2, 'searching']);
    threads[0]!.tell(part([20], 0));
    threads[0]!.tell({ type: 'done' });
    expect([findings.found, findings.state]).toEqual([[125, 110, 90, 20], 'done']);
    findings.follow(filter, 'a', 0, 130);
    expect(threads).toHaveLength(2);
  });

  it('start over for another filter, another recording and after a clearing', () => {
    const wanted: [LineFilter, string, number][] = [[filter, 'a', 0], [{ ...filter }, 'a', 0], [filter, 'b', 0], [filter, 'b', 40]];
    for (const [index, [chosen, source, from]] of wanted.entries()) {
      findings.follow(chosen, source, from, 100);
      expect(findings.found).toEqual([]);
      threads[index]!.tell(part([90], 0));
      expect(threads.slice(0, index).every(({ ended }) => ended)).toBe(true);
    }
    findings.follow(null, 'b', 40, 100);
    expect([findings.state, findings.found]).toEqual(['idle', []]);
  });

  it('say that they are not all, when the thread crashes, the disk fails, or nothing more is heard', () => {
    findings.follow(filter, 'a', 0, 100);
    threads[0]!.tell(part([90], 50));
    threads[0]!.crash();
    expect([findings.state, findings.found]).toEqual(['failed', [90]]);
    findings.follow(filter, 'a', 0, 100);
    threads[1]!.tell({ type: 'failed' });
    expect(findings.state).toBe('failed');
    findings.follow(filter, 'a', 0, 100);
    vi.advanceTimersByTime(3_100);
    expect(findings.state).toBe('stopped');
  });
});
