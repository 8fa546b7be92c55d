import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError, lineAndColumn, parseJsonBox } from '../../../src/views/json-text.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('finding the error in JSON', () => {
  it.each([
    ['{"a": b}', 6], ['{"a" 1}', 5], ['{a: 1}', 1], ['{"a": 1,}', 8], ['[1, 2', 5], ['', 0], ['  ', 2], ['{} x', 3], ["{'a': 1}", 1],
    ['{"a": 01}', 7], ['[1 2]', 3], ['"open', 0], ['{"a": 1]', 7], ['[,]', 1], ['{"a":tru}', 5],
  ])('%s at %i', (text, offset) => expect(findJsonError(text)).toBe(offset));

  it('finds none in what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        expect(findJsonError(JSON.stringify(JSON.parse(json), null, indent))).toBeNull();
      }),
    );
  });

  it('agrees with JSON.parse about text with one wrong sign', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '0', ' ', '\n', '\\'), (json, at, sign) => {
        const place = at % json.length;
        const text = json.slice(0, place) + sign + json.slice(place + 1);
        expect(findJsonError(text) === null).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  it('stands a hundred thousand brackets', () => {
    expect(findJsonError('['.repeat(100_000))).toBe(100_000);
  });
});

it('counts lines and columns from one', () => {
  expect(lineAndColumn('{\n  "a": b', 9)).toEqual({ line: 2, column: 8 });
});

it('names the box, the line and the column', () => {
  expect(parseJsonBox('{\n  "token": abc\n}', 'auth', 'Auth')).toEqual({
    ok: false,
    error: { field: 'auth', message: 'Auth is not JSON: line 2, column 12: “a” is not allowed here.' },
  });
  expect(parseJsonBox('{"a": ', 'query', 'Query')).toMatchObject({ error: { message: 'Query is not JSON: line 1, column 7: it ends too early.' } });
});
