import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOffset, observeClock, type ClockEstimate } from '../../../../src/core/session/clock.ts';
import { backoffDelay, isLasting, isServerError500, loopDelay } from '../../../../src/core/session/policy.ts';
import { parseServerTime } from '../../../../src/core/session/server-time.ts';
import { summarise } from '../../../../src/core/session/statistics.ts';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';

describe('parseServerTime', () => {
  const instant = Date.UTC(2026, 10, 23, 10, 0, 0, 123);
  it.each<[unknown, number | null]>([
    ['2026-11-23T10:00:00.123Z', instant],
    ['2026-11-23T11:00:00.123456+01:00', instant],
    ['2026-11-23 11:00:00,123 +0100', instant],
    ['2026-11-23T10:00:00', new Date(2026, 10, 23, 10).getTime()],
    [instant, instant],
    [instant / 1000, instant],
    ['10:00:00', null],
    ['yesterday', null],
    ['2026-13-45T99:00:00Z', null],
    [-1, null],
    [NaN, null],
    [{}, null],
    ['2'.repeat(100), null],
  ])('%j is %j', (value, expected) => expect(parseServerTime(value)).toBe(expected));
});

describe('summarise', () => {
  it('of nothing is nothing', () => expect(summarise([])).toBeNull());

  it.each([
    [[7], { min: 7, median: 7, p95: 7, max: 7 }],
    [[3, 1, 2], { min: 1, median: 2, p95: 2.9, max: 3 }],
  ])('of %j', (values, expected) => expect(summarise(values)).toEqual(expected));

  it('is ordered, and its ends are values', () =>
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const { min, median, p95, max } = summarise(values)!;
      expect(min).toBe(Math.min(...values));
      expect(max).toBe(Math.max(...values));
      expect(min <= median && median <= p95 && p95 <= max).toBe(true);
    })));
});

describe('the delay before an attempt', () => {
  const { timings } = defaultProfile('x');
  it('doubles from 1 s to 5 s, as in the report', () =>
    expect([1, 2, 3, 4, 5, 60].map((attempt) => backoffDelay(attempt, timings))).toEqual([1000, 2000, 4000, 5000, 5000, 5000]));

  it('in a loop begins at the third brief connection and ends at a minute', () =>
    expect([0, 2, 3, 4, 5, 6, 7, 50].map(loopDelay)).toEqual([null, null, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000]));

  it.each<[number | null, boolean]>([
    [404, true], [400, true], [401, true], [403, true], [410, true], [426, true],
    [408, false], [425, false], [429, false], [500, false], [502, false], [503, false], [200, false], [null, false],
  ])('of a refusal with status %j that lasts: %j', (status, expected) => expect(isLasting(status)).toBe(expected));

  it.each([
    ['websocket error', 500, true],
    ['AssertionError: write() before start_response', null, true],
    ['xhr poll error', 502, false],
    ['timeout', null, false],
  ])('after “%s” with status %j is the report’s: %j', (message, status, expected) => expect(isServerError500({ message, status })).toBe(expected));
});

describe('the clock offset', () => {
  const observe = (samples: [at: number, serverTime: number][]) =>
    samples.reduce<ClockEstimate | null>((estimate, [at, serverTime]) => observeClock(estimate, at, serverTime), null);

  it('is unknown at first', () => expect(clockOffset(null, 10)).toBeNull());

  it('believes the sample that travelled least, and adds half of the shortest round trip', () =>
    expect(clockOffset(observe([[1_000, 1_450], [2_000, 2_495], [3_000, 3_100]]), 10)).toBe(500));

  it('notices a clock that was set back within two windows', () => {
    const before: [number, number][] = [[0, 5_000]];
    const after = Array.from({ length: 30 }, (_, minute): [number, number] => [(minute + 1) * 60_000, (minute + 1) * 60_000 - 7_000]);
    expect(clockOffset(observe([...before, ...after]), 0)).toBe(-7_000);
  });
});
