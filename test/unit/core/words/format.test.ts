import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, formatBytes, formatClockOffset, formatDayUnlessToday, formatDuration, formatMs, formatSeconds, formatTimestamp, prettyJson, prettyJsonText, singleLine } from '../../../../src/core/words/format.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'], [0.04, '<0.1 ms'], [0.3, '0.3 ms'], [1.44, '1.4 ms'], [9.94, '9.9 ms'], [9.96, '10 ms'], [12.4, '12 ms'], [999, '999 ms'], [1000, '1 s'], [4210, '4.2 s'], [9960, '10 s'], [42_000, '42 s'],
    [59_600, '1 m'], [60_000, '1 m'], [724_000, '12 m 4 s'], [11_100_000, '3 h 5 m'], [86_400_000, '1 d'], [176_400_000, '2 d 1 h'], [-1500, '-1.5 s'],
  ])('%d ms is “%s”', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([[0, '0 s'], [3999, '3 s'], [59_999, '59 s'], [61_000, '1 m 1 s'], [-5, '0 s']])('%d ms ticks as “%s”', (ms, text) => {
    expect(formatSeconds(ms)).toBe(text);
  });

  it.each([[0, '0 ms'], [200.4, '200 ms'], [1234.5, '1,235 ms']])('a round trip of %d is “%s”', (ms, text) => expect(formatMs(ms)).toBe(text));
});

it.each([[999, '999 B'], [1000, '1 kB'], [100_000, '100 kB'], [1_000_000, '1 MB'], [1_048_576, '1.05 MB']])('%d bytes are “%s”', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([[0.4, 'in sync'], [240, '240 ms ahead of this computer'], [-2000, '2 s behind this computer']])('a clock offset of %d is “%s”', (ms, text) => {
  expect(formatClockOffset(ms)).toBe(text);
});

it('names the day only where it is another one', () => {
  const noon = new Date(2026, 10, 23, 12).getTime();
  expect([noon, noon - 86_400_000, Number.NaN].map((at) => formatDayUnlessToday(at, noon))).toEqual(['', '11-22 ', '']);
});

it('survives times that no calendar holds', () => {
  for (const at of [Number.NaN, Infinity, 1e300]) expect(formatTimestamp(at)).toBe('not a time');
});

describe('texts of a server', () => {
  it('are clipped without a broken character', () => {
    expect(clip('a😀', 2)).toBe('a');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, limit) => {
        const clipped = clip(text, limit);
        expect(clipped.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith(clipped)).toBe(true);
        expect(clipped.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });

  it('become one line of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const line = singleLine(text, limit);
        expect(line.length).toBeLessThanOrEqual(limit + 1);
        // oxlint-disable-next-line no-control-regex -- that is the point
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });

  it('are indented as JSON where they are JSON', () => {
    expect(prettyJsonText('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJsonText('{no')).toBe('{no');
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(prettyJson(circle)).toBe('(cannot be shown as JSON)');
    expect(prettyJson(undefined)).toBe('undefined');
  });
});
