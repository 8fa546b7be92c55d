/** The judges of a soak find what they are there for. */
import { describe, expect, it } from 'vitest';
import type { Entry, Fact } from '../../../src/core/entries/entry.ts';
import { LineJudge } from '../../soak/judge-lines.ts';
import { judgeMemory } from '../../soak/judge-memory.ts';
import { connected, log } from '../../support/facts.ts';

const line = (number: number): Fact => log('info', `line ${number}`);
const restarted: Fact = { kind: 'worker-restarted', epoch: 'e', lastAt: 0 };

function judged(...facts: readonly Fact[]) {
  const judge = new LineJudge();
  facts.map((fact, seq): Entry => ({ ...fact, source: 'a', seq, at: seq })).forEach((entry) => judge.see(entry));
  return judge.judge();
}

describe('lines', () => {
  it.each<[string, readonly Fact[], Partial<ReturnType<typeof judged>>]>([
    ['that are all there', [line(1), log('info', 'another'), line(2), line(3)], { lines: 3, last: 3, declared: 0, undeclared: [], misplaced: [] }],
    ['that are missing', [line(1), line(4), connected()], { declared: 0, undeclared: [[1, 4]] }],
    ['that are missing where the background was stopped', [line(1), restarted, line(4)], { declared: 2, undeclared: [] }],
    ['that are missing where the connection was', [line(1), connected(), line(3)], { declared: 1, undeclared: [] }],
    ['that were lost, as is said later', [line(1), line(2), line(5), { kind: 'lost', from: 2, to: 1, since: 0, until: 0, why: null }], { declared: 2, undeclared: [] }],
    ['that are doubled', [line(1), line(2), line(2), line(3)], { misplaced: [2], undeclared: [] }],
    ['that are out of order', [line(1), line(3), line(2), line(4)], { misplaced: [2], undeclared: [[1, 3], [2, 4]] }],
  ])('%s', (_, facts, expected) => expect(judged(...facts)).toMatchObject(expected));
});

describe('memory', () => {
  const MB = 1024 * 1024;
  const over = (minutes: number, megabytes: (minute: number) => number) =>
    judgeMemory(Array.from({ length: minutes * 30 }, (_, index) => ({ at: index * 2_000, bytes: megabytes(index / 30) * MB })), minutes * 60_000);

  it.each<[string, number, (minute: number) => number, boolean]>([
    ['that stays is flat', 60, () => 200, true],
    ['that fills and then stays is flat', 60, (minute) => 150 + 20 * Math.min(5, minute), true],
    ['that leaps for a moment is flat', 60, (minute) => (minute % 5 < 0.1 ? 500 : 200), true],
    ['that grows is not', 60, (minute) => 150 + 5 * minute, false],
    ['that fills in the first of two minutes is flat', 2, (minute) => 150 + 100 * Math.min(1, minute), true],
    ['that grows in two minutes is not', 2, (minute) => 150 + 200 * minute, false],
  ])('%s', (_, minutes, megabytes, isFlat) => expect(over(minutes, megabytes).isFlat).toBe(isFlat));
});
