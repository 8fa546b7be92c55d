import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_LIMIT, parseLogMessage } from '../../../../src/core/session/log-line.ts';

const line = (payload: unknown, ...others: unknown[]) => parseLogMessage([payload, ...others]);

describe('a log_message payload', () => {
  it('of the report is read by its names, and anything else in it is kept', () => {
    expect(
      line({ timestamp: '2026-11-23T10:00:00.500Z', level: 'WARNING', logger: 'shop.cart', module: 'cart', message: 'slow', n: 7 }),
    ).toEqual({
      kind: 'log',
      level: 'warning',
      levelText: 'WARNING',
      logger: 'shop.cart',
      message: 'slow',
      serverTime: Date.UTC(2026, 10, 23, 10, 0, 0, 500),
      serverTimeText: '2026-11-23T10:00:00.500Z',
      fields: '{"module":"cart","n":7}',
      cut: 0,
    });
  });

  it.each<[unknown, string]>([
    ['plain text', 'plain text'],
    [42, '42'],
    [null, 'null'],
    [[1, 'two'], '[1,"two"]'],
    [{ message: '<img src=x onerror=alert(1)>' }, '<img src=x onerror=alert(1)>'],
    [{ message: { nested: true } }, '{"nested":true}'],
    [{ msg: 'pino says msg' }, 'pino says msg'],
    [{}, ''],
    [new ArrayBuffer(4), '"[binary, 4 bytes]"'],
  ])('%j is a line too: %s', (payload, message) => expect(line(payload).message).toBe(message));

  it.each([
    ['ERROR', 'error'],
    ['Critical', 'critical'],
    ['warn', 'warning'],
    ['verbose', 'debug'],
    ['constructor', 'info'],
    [10, 'debug'],
    [40, 'error'],
    [{}, 'info'],
    ['', 'info'],
  ])('with the level %j ranks as %s', (level, ranked) => expect(line({ level, message: '' }).level).toBe(ranked));

  it('of 3 MB is kept up to the limit, and says how much was cut', () => {
    const parsed = line({ message: 'x'.repeat(3_000_000) });
    expect(parsed.message.length).toBe(LINE_LIMIT);
    expect(parsed.cut).toBe(3_000_000 - LINE_LIMIT);
  });

  it('with further arguments keeps them', () => expect(line({ message: 'a' }, 'b', 3).fields).toBe('{"arguments":["b",3]}'));

  it('without any argument is an empty line', () => expect(parseLogMessage([]).message).toBe('undefined'));

  it('of any kind never throws and stays bounded', () =>
    fc.assert(fc.property(fc.array(fc.anything({ withBigInt: true, withDate: true, withTypedArray: true }), { maxLength: 3 }), (args) => {
      const parsed = parseLogMessage(args);
      expect(parsed.message.length).toBeLessThanOrEqual(LINE_LIMIT);
      expect(parsed.serverTime === null || Number.isFinite(parsed.serverTime)).toBe(true);
    })));
});
