import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, boundedValue, valueText } from '../../../../src/core/wire/value-text.ts';

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = { in: [value] };
  return value;
}

describe('valueText', () => {
  it.each<[unknown, string]>([
    ['text stays itself', 'text stays itself'],
    [null, 'null'],
    [undefined, 'undefined'],
    [42, '42'],
    [10n, '"10"'],
    [[1, null], '[1,null]'],
    [new ArrayBuffer(3), '"[binary, 3 bytes]"'],
    [{ file: new Uint8Array(2) }, '{"file":"[binary, 2 bytes]"}'],
    [new Date(NaN), 'null'],
    [JSON.parse('{"__proto__":{"polluted":1}}'), '{"__proto__":{"polluted":1}}'],
  ])('renders %o as %s', (value, text) => expect(valueText(value)).toBe(text));

  it('cuts what is nested deeper than anybody reads, and does not overflow the stack', () => {
    const text = valueText(nested(100_000));
    expect(text).toContain('…');
    expect(text.length).toBeLessThan(1_000);
  });

  it('never throws', () => fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }), (value) => {
    expect(typeof valueText(value)).toBe('string');
  })));
});

describe('bounded', () => {
  it('keeps a beginning within the limit, counts the rest, and leaves no half character', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const kept = bounded(text, limit);
      expect(text.startsWith(kept.text)).toBe(true);
      expect(kept.text.length + kept.cut).toBe(text.length);
      expect(kept.text.length).toBeLessThanOrEqual(limit);
      expect(kept.text.isWellFormed()).toBe(text.isWellFormed() || kept.text.isWellFormed());
    })));
});

describe('boundedValue', () => {
  it('is plain data that survives JSON, within the limit or cut text', () =>
    fc.assert(fc.property(fc.anything({ withBigInt: true }), (value) => {
      const kept = boundedValue(value, 50);
      const json = JSON.stringify(kept);
      expect(json).toBeDefined();
      expect(typeof kept === 'string' || json.length <= 50).toBe(true);
    })));
});
