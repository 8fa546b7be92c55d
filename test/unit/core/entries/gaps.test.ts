import { describe, expect, it } from 'vitest';
import { gapBetween, gapOf, type Gap } from '../../../../src/core/entries/gaps.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';

const entry = (seq: number, fact: object) => ({ source: 'a', seq, at: 5_000, ...fact }) as Entry;
const gap = (after: number, before: number, until = 0): Gap => ({ after, before, since: until - 1, until });

describe('what an entry says about missing entries', () => {
  it('is a gap before a restart and around what was lost', () => {
    expect(gapOf(entry(7, { kind: 'worker-restarted', epoch: 'e', lastAt: 4_000 }))).toEqual({ after: 6, before: 7, since: 4_000, until: 5_000 });
    expect(gapOf(entry(9, { kind: 'lost', from: 3, to: 5, since: 1, until: 2, why: null }))).toEqual({ after: 2, before: 6, since: 1, until: 2 });
    expect(gapOf(entry(9, { kind: 'ping', gapMs: 1 }))).toBeNull();
  });
});

describe('the gap between two entries that are shown', () => {
  const gaps = [gap(6, 7, 100), gap(19, 20, 200), gap(29, 30, 300)];

  it('is the last that lies between them', () => {
    expect(gapBetween(gaps, 5, 40)).toBe(gaps[2]);
    expect(gapBetween(gaps, 6, 7)).toBe(gaps[0]);
    expect(gapBetween(gaps, 6, 19)).toBe(gaps[0]);
    expect(gapBetween(gaps, 7, 19)).toBeNull();
    expect(gapBetween([], -1, 100)).toBeNull();
  });

  it('is told before the very first, unless it ended before what is shown begins', () => {
    expect(gapBetween(gaps, -1, 8)).toBe(gaps[0]);
    expect(gapBetween(gaps, 6, 8)).toBe(gaps[0]);
    expect(gapBetween(gaps, 10, 12)).toBeNull();
    expect(gapBetween(gaps, -1, 8, 101)).toBeNull();
  });
});
