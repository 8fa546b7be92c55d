/** JSON that comes in chunks: all of it, a part of it, and what can be read of damaged texts. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { JsonStream, type Shape } from '../../../../src/core/files/json-stream.ts';

function read(text: string, size: number, shape?: Shape) {
  const stream = new JsonStream(shape);
  for (let start = 0; start < text.length; start += size) stream.push(text.slice(start, start + size));
  return stream.end();
}

describe('JSON in chunks', () => {
  it('is what JSON.parse makes of it, wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 30 }), fc.constantFrom(undefined, 1), (value, size, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { value: got, brokeAt } = read(text, size);
        expect(brokeAt).toBeNull();
        expect(got).toEqual(JSON.parse(text));
      }),
    );
  });

  it('that is none breaks where JSON.parse refuses it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', '-', 'true', 'nul', ' ', '\\', '"'), { maxLength: 12 }).map((parts) => parts.join(''))), fc.integer({ min: 1, max: 8 }), (text, size) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const { brokeAt } = read(text, size);
        expect(brokeAt === null).toBe(isJson);
        if (brokeAt !== null) expect(brokeAt).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('that is cut off is read as far as it goes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 30 }), (value, share, size) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, Math.floor(text.length * share));
        const whole = read(cut, cut.length + 1);
        expect(read(cut, size).value).toEqual(whole.value);
        expect(read(cut, size).brokeAt).toEqual(whole.brokeAt);
      }),
    );
    expect(read('{"a":[1,{"b":2},{"c":"x', 4).value).toEqual({ a: [1, { b: 2 }, {}] });
    expect(read('[1,2] x', 3).brokeAt).toBe(6);
    const { value, isWhole } = read('{"a":[{"b":1},{"b":', 5);
    const [first, second] = (value as { a: unknown[] }).a;
    expect([isWhole(first), isWhole(second)]).toEqual([true, false]);
  });

  it('keeps what is wanted of it', () => {
    const text = JSON.stringify({ log: { x: 'y'.repeat(50), entries: [{ a: 1, b: [{ c: 2 }], d: { e: 'f' } }, 7, null, 'x'] }, other: [1] });
    const shape: Shape = { log: { entries: [{ a: 'all', b: 'all', d: { g: 'all' } }] } };
    for (let size = 1; size < 20; size += 1) expect(read(text, size, shape).value).toEqual({ log: { entries: [{ a: 1, b: [{ c: 2 }], d: {} }, 7, null, 'x'] } });
    expect(read('{"log":[1,2],"__proto__":{"a":1}}', 3, { log: { entries: 'all' } }).value).toEqual({ log: [] });
  });

  it('takes time in proportion to its length, however long its texts are', () => {
    const started = performance.now();
    expect((read(`["${'x'.repeat(20_000_000)}","${'\\\\'.repeat(1_000_000)}"]`, 65_536).value as string[])[0]).toHaveLength(20_000_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
