import { afterEach, describe, expect, test } from 'vitest';
import { catalog, keepCatalogIn, loadCatalog, readCatalog, speak } from '../../../../src/core/words/catalog.ts';
import { isKey, say, sayNumber } from '../../../../src/core/words/say.ts';

const english = catalog();
const messages = (texts: Record<string, string>) => Object.fromEntries(Object.entries(texts).map(([key, message]) => [key, { message }]));
/** `say` with keys that only this test has. */
const sayAny = say as (key: string, params?: Record<string, string | number>) => string;

afterEach(() => {
  keepCatalogIn({ value: english });
});

describe('a message', () => {
  test('takes its parameters by name, in any order, and as often as they stand there', () => {
    speak(readCatalog('en', messages({ a: '{b}, {a}, {b}' })));
    expect(sayAny('a', { a: 'x', b: 'y' })).toBe('y, x, y');
  });

  test('writes numbers as its language does, and texts as they are', () => {
    speak(readCatalog('en', messages({ a: '{lines} lines, code {code}' })));
    expect(sayAny('a', { lines: 12345, code: '1006' })).toBe('12,345 lines, code 1006');
    expect(sayNumber(0.5)).toBe('0.5');
  });

  test('keeps what is no parameter, and takes none from a prototype or from another parameter', () => {
    speak(readCatalog('en', messages({ a: '{{counter}} {toString} {a}' })));
    expect(sayAny('a', { a: '{b}', b: 'c' })).toBe('{{counter}} {toString} {b}');
  });

  test('that nobody wrote is its key', () => {
    expect(sayAny('no_such_key')).toBe('no_such_key');
    expect(isKey('no_such_key')).toBe(false);
    expect(isKey('common_seconds')).toBe(true);
  });
});

describe('a plural', () => {
  const lines = messages({ lines_one: '{count} line', lines_other: '{count} lines' });

  test.each([
    [0, '0 lines'],
    [1, '1 line'],
    [2, '2 lines'],
    [1000, '1,000 lines'],
    [1.5, '1.5 lines'],
  ])('of %d in English', (count, text) => {
    speak(readCatalog('en', lines));
    expect(sayAny('lines', { count })).toBe(text);
  });

  test('has one form in Chinese', () => {
    speak(readCatalog('zh-CN', messages({ lines_other: '{count} 行' })));
    expect([0, 1, 2, 12345].map((count) => sayAny('lines', { count }))).toEqual(['0 行', '1 行', '2 行', '12,345 行']);
  });
});

test.each([[null], ['text'], [[1]], [{ a: null, b: 'text', c: { message: 5 } }]])('a file that holds no messages, %j, gives a catalog without any', async (file) => {
  expect((await loadCatalog('en', async () => file)).messages.size).toBe(0);
});
