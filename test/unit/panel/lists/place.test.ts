import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp } from '../../../../src/core/words/format.ts';
import { parsePlace } from '../../../../src/panel/lists/place.ts';

const local = (year: number, month: number, day: number, hours = 0, minutes = 0, seconds = 0, millis = 0) => new Date(year, month, day, hours, minutes, seconds, millis).getTime();
/** From noon of one day until ten in the morning two days later. */
const recorded = { from: local(2026, 10, 26, 12), to: local(2026, 10, 28, 10) };

describe('a place that is asked for', () => {
  it.each([
    ['#0', { seq: 0 }],
    [' # 1234 ', { seq: 1234 }],
    ['09:30', { at: local(2026, 10, 28, 9, 30) }],
    ['9:30:15', { at: local(2026, 10, 28, 9, 30, 15) }],
    ['14:03:22', { at: local(2026, 10, 27, 14, 3, 22) }],
    ['14:03:22.5', { at: local(2026, 10, 27, 14, 3, 22, 500) }],
    ['2026-11-26 14:03:22.040', { at: local(2026, 10, 26, 14, 3, 22, 40) }],
    ['2026-11-26T14:03', { at: local(2026, 10, 26, 14, 3) }],
    ['2026-11-26', { at: local(2026, 10, 26) }],
    ['11-26 23:59', { at: local(2026, 10, 26, 23, 59) }],
    ['12-24 18:00', { at: local(2025, 11, 24, 18) }],
    ['2026-11-26T14:03:22Z', { at: Date.UTC(2026, 10, 26, 14, 3, 22) }],
    ['2026-11-26 14:03:22 UTC+01:30', { at: Date.UTC(2026, 10, 26, 12, 33, 22) }],
    ['2026-11-26 14:03:22 UTC-00:30', { at: Date.UTC(2026, 10, 26, 14, 33, 22) }],
  ])('may be written %s', (text, place) => {
    expect(parsePlace(text, recorded)).toEqual({ ok: true, value: place });
  });

  it.each(['', ' ', 'noon', '25:00', '10:60', '#', '#-1', '#1.5', '1234', '2026-02-30 10:00', '2026-13-01', '11-26', '10:00Z', '14:03:22 tomorrow', `#${'9'.repeat(40)}`])('is not “%s”, and is told how to be written', (text) => {
    const parsed = parsePlace(text, recorded);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error.message).toMatch(/14:03:22, 2026-11-28 14:03:22 or #1234/);
  });

  it('is the nearest such time where none is recorded', () => {
    const morning = { from: local(2026, 10, 28, 8), to: local(2026, 10, 28, 10) };
    expect(parsePlace('10:05', morning)).toEqual({ ok: true, value: { at: local(2026, 10, 28, 10, 5) } });
    expect(parsePlace('07:00', morning)).toEqual({ ok: true, value: { at: local(2026, 10, 28, 7) } });
    const midnight = { from: local(2026, 10, 27, 23), to: local(2026, 10, 28, 0, 10) };
    expect(parsePlace('23:50', midnight)).toEqual({ ok: true, value: { at: local(2026, 10, 27, 23, 50) } });
  });

  it('may be any time as it is shown and copied', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(2000, 0, 1), max: new Date(2099, 0, 1), noInvalidDate: true }), (date) => {
        expect(parsePlace(formatTimestamp(date.getTime()), recorded)).toEqual({ ok: true, value: { at: date.getTime() } });
      }),
    );
  });

  it('never throws, whatever is written', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-#0-9:.TZ +]{0,30}$/)), (text) => {
      const parsed = parsePlace(text, recorded);
      if (parsed.ok) expect(Object.values(parsed.value).every(Number.isFinite)).toBe(true);
    }));
  });
});
