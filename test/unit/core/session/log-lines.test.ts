/**
 * Lines as loggers really write them: those of pino, bunyan, winston, log4js, debug, consola, Python's logging, loguru,
 * structlog, gunicorn, uvicorn and logback were printed by them, the others are from their documentation.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logLikeness, parseLogMessage } from '../../../../src/core/session/log-line.ts';
import { levelOfNumber, levelOfWord, levelWord } from '../../../../src/core/entries/log-level.ts';
import { stacksOf } from '../../../../src/core/session/log-stack.ts';
import { readTextHead, withoutColours } from '../../../../src/core/session/log-text.ts';
import { parseServerTime } from '../../../../src/core/session/server-time.ts';
import LINES from './log-lines.json';

// A time without a zone is local.
const zone = process.env['TZ'];
beforeAll(() => void (process.env['TZ'] = 'UTC'));
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a line of', () => {
  it.each(LINES)('$from: $level $message', ({ line, level, sent, logger, time, message }) => {
    const read = parseLogMessage([line]);
    expect(read).toMatchObject({ level, levelText: sent, logger, message });
    expect(read.serverTime === null ? null : new Date(read.serverTime).toISOString()).toBe(time);
  });

  it('fifteen loggers and more is here', () => expect(new Set(LINES.map(({ from }) => from.split(' ')[0])).size).toBeGreaterThan(25));

  it('none of them has terminal codes in it', () => {
    const codes = LINES.filter(({ line }) => JSON.stringify(parseLogMessage([line])).includes('\\u001b'));
    expect(codes).toEqual([]);
  });
});

describe('the scale of a number', () => {
  const has = (...names: string[]) => (name: string) => names.includes(name);
  it.each<[string, number, string[], string | null]>([
    ['level', 30, ['pid', 'hostname', 'msg'], 'info'],
    ['level', 30, ['msg', 'time'], 'info'],
    ['level', 30, ['message'], 'warning'],
    ['level', 60, ['message'], 'critical'],
    ['level', 35, ['pid', 'hostname'], 'info'],
    ['levelno', 30, ['levelno', 'msg'], 'warning'],
    ['level', 3, ['short_message'], 'error'],
    ['severity', 7, ['message'], 'debug'],
    ['severitynumber', 9, [], 'info'],
    ['severitynumber', 24, [], 'critical'],
    ['severitynumber', 25, [], null],
    ['level_value', 40_000, [], 'error'],
    ['level', 5_000, [], 'debug'],
    ['level', 8, ['message'], null],
    ['level', 3.5, ['message'], null],
    ['level', -4, ['msg'], null],
    ['level', 1234, ['message'], null],
    ['level', 1e9, ['message'], null],
  ])('%s %d beside %j is %s', (property, value, names, level) => expect(levelOfNumber(value, { property, has: has(...names) })).toBe(level));
});

describe('a level in words', () => {
  it.each([
    ['ERROR', 'error'], ['err', 'error'], [' Warning ', 'warning'], ['[WARN]', 'warning'], ['Critical:', 'critical'], ['<notice>', 'info'],
    ['WARN+2', 'warning'], ['DEBUG-4', 'debug'], ['silly', 'debug'], ['http', 'info'], ['emerg', 'critical'], ['constructor', null], ['', null], ['42', null],
  ])('%j is %s', (text, level) => expect(levelOfWord(text)).toBe(level));

  it('is the server’s own word, or ours for its number', () => {
    expect(levelWord({ level: 'info', levelText: 'NOTICE' })).toBe('NOTICE');
    expect(levelWord({ level: 'info', levelText: '30' })).toBe('info');
    expect(levelWord({ level: 'info', levelText: '' })).toBe('info');
  });
});

describe('a time', () => {
  const instant = Date.UTC(2026, 10, 30, 21, 54, 0, 454);
  const second = Date.UTC(2026, 10, 30, 21, 54);
  it.each<[unknown, number | null]>([
    [instant, instant], [instant / 1000, instant], [instant * 1000, instant], [instant * 1e6, instant],
    [String(instant), instant], ['1796075640.454', instant], [`${instant}000000`, instant],
    ['2026-11-30T21:54:00.454123456Z', instant], ['20261130T215400Z', second], ['2026-11-30 21:54:00,454', instant], ['2026/11/30 21:54:00', second],
    ['2026-11-30T22:54:00.454+0100', instant], ['2026-11-30 21:54:00.454 UTC', instant],
    ['30/Nov/2026:21:54:00 +0000', second], ['30/Nov/2026 21:54:00', second], ['Mon, 30 Nov 2026 21:54:00 GMT', second], ['Mon Nov 30 21:54:00 2026', second],
    ['Mon Nov  2 21:54:00.454 2026', Date.UTC(2026, 10, 2, 21, 54, 0, 454)],
    ['30/11/2026 21:54:00', second], ['11/30/2026, 21:54:00', second], ['11.11.2026 21:54:00', Date.UTC(2026, 10, 11, 21, 54)],
    // Either may be the month.
    ['01/12/2026 02:41:26', null],
    ['21:54:00', null], ['Nov 30 21:54:00', null], ['0:00:00.05', null], [0.0567, null], [17, null], [1e21, null], ['yesterday', null],
    [new Date(instant), instant], [new Date(NaN), null], [{ seconds: 1796075640, nanos: 454_000_000 }, instant], [{ timestamp: 1796075640.454 }, instant], [[], null], [null, null],
  ])('%j', (value, expected) => {
    const read = parseServerTime(value);
    if (expected === null) expect(read).toBeNull();
    else expect(read).toBeCloseTo(expected, 0);
  });

  it('reads what toISOString, toUTCString and the clocks of others write back to the same instant', () =>
    fc.assert(fc.property(fc.integer({ min: 1e11, max: 4e12 }), (at) => {
      const seconds = Math.floor(at / 1000) * 1000;
      expect(parseServerTime(new Date(at).toISOString())).toBe(at);
      expect(parseServerTime(new Date(at).toUTCString())).toBe(seconds);
      expect(parseServerTime(at)).toBe(at);
      expect(parseServerTime(String(at))).toBe(at);
    })));
});

describe('a stack', () => {
  const stackOf = (line: unknown) => stacksOf(parseLogMessage([line]));
  it.each([
    ['pino', { level: 50, msg: 'x', err: { stack: 'Error: x\n    at pay (pay.mjs:3:164)' } }, 'err.stack', 'at pay (pay.mjs'],
    ['a string in any property', { message: 'x', detail: 'Error: x\n    at pay (pay.mjs:3:164)' }, 'detail', 'at pay'],
    ['Python text', 'ERROR shop.pay: no\nTraceback (most recent call last):\n  File "pay.py", line 17, in pay\nValueError', 'message', 'File "pay.py"'],
    ['python-json-logger', { levelname: 'ERROR', message: 'x', exc_info: 'Traceback (most recent call last):\n  File "a.py", line 1, in a\nE' }, 'exc_info', 'File "a.py"'],
    ['structlog, taken apart', { event: 'x', level: 'error', exception: [{ exc_type: 'ValueError', exc_value: 'no', frames: [{ filename: 'a.py', lineno: 3, name: 'pay' }] }] }, 'exception', '  File "a.py", line 3, in pay\nValueError: no'],
    ['Serilog', { '@t': '2026-11-30T21:54:00Z', '@m': 'x', '@x': 'System.Exception: no\n   at Shop.Pay()' }, '@x', 'at Shop.Pay()'],
    ['ECS', { message: 'x', error: { stack_trace: 'E: x\n    at pay (pay.mjs:3:164)' } }, 'error.stack_trace', 'at pay'],
    ['zap', { level: 'error', msg: 'x', stacktrace: 'main.pay\n\t/srv/pay.go:17' }, 'stacktrace', '/srv/pay.go:17'],
  ])('of %s is found, in lines', (_from, line, name, part) => {
    const [stack] = stackOf(line);
    expect(stack?.name).toBe(name);
    expect(stack?.text).toContain(part);
  });

  it('is not what has lines for other reasons', () => expect(stackOf({ message: 'a\nb', note: 'one\ntwo' })).toEqual([]));
  it('in every real line of an exception is found', () => {
    const failed = LINES.filter(({ line }) => /Traceback|\\n\s+at |exc_type/.test(JSON.stringify(line)));
    expect(failed.length).toBeGreaterThan(8);
    for (const { line, from } of failed) expect([from, stackOf(line).length]).not.toEqual([from, 0]);
  });
});

describe('what looks like a log line', () => {
  const names = (...args: unknown[]) => {
    const found = logLikeness(args);
    return found === null ? null : [found.message?.name, found.level?.name, found.time?.name, found.logger?.name];
  };
  it.each<[unknown[], (string | undefined)[] | null]>([
    [[{ level: 30, time: 1796075640444, pid: 1, hostname: 'h', name: 'shop', msg: 'x' }], ['msg', 'level', 'time', 'name']],
    [[{ '@timestamp': '2026-11-30T21:54:00Z', log: { level: 'error' }, message: 'x' }], ['message', 'log.level', '@timestamp', undefined]],
    [['{"level":30,"msg":"x"}'], ['msg', 'level', undefined, undefined]],
    [['level=warn msg="x"'], ['msg', 'level', undefined, undefined]],
    [[{ user: 'Ann', text: 'hello' }], null],
    [[{ user: 'Ann', level: 'gold', text: 'hello' }], null],
    [['hello'], null],
    [[], null],
    [[[1, 2]], null],
  ])('%j', (args, expected) => expect(names(...args)).toEqual(expected));
});

describe('anything at all', () => {
  it('of text is read in time and without loss', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const read = parseLogMessage([text]);
      expect(read.level).toMatch(/^(debug|info|warning|error|critical)$/);
      const { levelText, timeText, logger } = readTextHead(text);
      for (const part of [levelText, timeText, logger]) expect(text).toContain(part);
    })));

  it.each([['[31m', 20_000], ['\u001b]8;;', 50_000], ['[a ', 50_000], ['a=" ', 20_000], ['level=1 msg= ', 5_000], ['%(', 50_000], ['{', 100_000], [' at ', 100_000], ['9999-99-99 ', 20_000]])('repeats of %j are read at once', (part, count) => {
    const started = performance.now();
    parseLogMessage([part.repeat(count)]);
    parseLogMessage([{ levelno: 10, msg: part.repeat(count), args: [1] }]);
    stacksOf({ message: part.repeat(count), fields: JSON.stringify({ stack: part.repeat(count) }) });
    withoutColours(part.repeat(count));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
