import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isErrorLine, LOG_LEVELS } from '../../../../src/core/entries/entry.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { FilteredLog, lineMatcher, type LogCriteria } from '../../../../src/panel/lists/log-filter.ts';
import type { LogEntry } from '../../../../src/core/entries/lanes.ts';
import { logEntry } from '../../views/samples.ts';
import { inRange } from '../../../../src/panel/lists/time-range.ts';

const everything: LogCriteria = { minLevel: 'debug', query: '', clearedThrough: -1, pausedAt: null, range: null };

describe('matching a line', () => {
  const line = logEntry(1, { level: 'warning', levelText: 'WARN', logger: 'werkzeug', message: 'Chunk (7) *stored*', fields: '{"user":"Ada"}' });
  it.each([
    ['everything', 'debug', '', true],
    ['a lower level', 'info', '', true],
    ['its own level', 'warning', '', true],
    ['a higher level', 'error', '', false],
    ['a word in another case', 'debug', 'CHUNK', true],
    ['signs that mean something in expressions', 'debug', '(7) *s', true],
    ['a dot for any sign', 'debug', 'c.unk', false],
    ['its logger', 'debug', 'werk', true],
    ['the level as the server wrote it', 'debug', 'warn', true],
    ['a field', 'debug', 'ada', true],
    ['something else', 'debug', 'zebra', false],
    ['blanks around a word', 'debug', ' chunk ', true],
  ] as const)('by %s', (_, level, query, expected) => {
    expect(lineMatcher(level, query)(line)).toBe(expected);
  });

  it('finds any part of any message', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (message, from, length) => {
        const part = message.slice(from % (message.length + 1)).slice(0, length);
        expect(lineMatcher('debug', part)(logEntry(0, { message }))).toBe(true);
      }),
    );
  });
});

describe('a filtered log', () => {
  it('ends the same whether it followed all along or starts now', () => {
    const lines = fc.array(fc.record({ level: fc.constantFrom(...LOG_LEVELS), message: fc.constantFrom('alpha', 'beta', 'gamma') }), { maxLength: 40 });
    const criteria = fc.record({
      minLevel: fc.constantFrom(...LOG_LEVELS), query: fc.constantFrom('', 'a', 'bet'), clearedThrough: fc.integer({ min: -1, max: 60 }), pausedAt: fc.constant(null),
      range: fc.option(fc.record({ from: fc.integer({ min: 1_000, max: 1_060 }), to: fc.integer({ min: 1_000, max: 1_060 }) })),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(lines, criteria), { minLength: 1, maxLength: 6 }), (steps) => {
        const log = new EntryList<LogEntry>(50);
        const following = new FilteredLog();
        const all: LogEntry[] = [];
        for (const [batch, chosen] of steps) {
          const came = batch.map((line, index) => logEntry(all.length + index, line));
          all.push(...came);
          log.append(came);
          following.follow(log, chosen);
        }
        const fresh = new FilteredLog();
        fresh.follow(log, steps.at(-1)![1]);
        expect([...following.rows].map((line) => line.seq)).toEqual([...fresh.rows].map((line) => line.seq));
        const { clearedThrough, minLevel, query, range } = steps.at(-1)![1];
        for (const { began, lines: counted, errors, position, filter, left, rows } of [following, fresh]) {
          const since = all.filter(({ seq }) => seq >= began && seq > clearedThrough);
          expect([counted, errors]).toEqual([since.length, since.filter(isErrorLine).length]);
          if (filter === null && rows.first !== undefined) expect(position).toBe(rows.first.seq);
          const matches = since.filter(lineMatcher(minLevel, query)).filter(({ at }) => inRange(at, range)).map(({ seq }) => seq);
          if (filter !== null) expect([...left, ...[...rows].map(({ seq }) => seq)]).toEqual(matches);
        }
      }),
    );
  });

  it('counts the matching lines over time once each, whatever range is shown, and when they have made room too', () => {
    const log = new EntryList<LogEntry>(3);
    const filtered = new FilteredLog();
    const sums = () => [filtered.times, filtered.errorTimes].map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
    const range = { from: 1_001, to: 1_003 };
    log.append([logEntry(0), logEntry(1), logEntry(2, { level: 'error' })]);
    filtered.follow(log, everything);
    filtered.follow(log, { ...everything, range });
    expect([[...filtered.rows].map(({ seq }) => seq), sums()]).toEqual([[1, 2], [3, 1]]);
    log.append([logEntry(3), logEntry(4)]);
    filtered.follow(log, { ...everything, range });
    expect([[...filtered.rows].map(({ seq }) => seq), sums()]).toEqual([[2], [5, 1]]);
    filtered.follow(log, { ...everything, range, pausedAt: 4 });
    log.append([logEntry(5)]);
    filtered.follow(log, { ...everything, pausedAt: 4 });
    expect(sums()).toEqual([5, 1]);
    filtered.follow(log, { ...everything, query: 'line 4' });
    expect(sums()).toEqual([1, 0]);
  });

  it('freezes while paused, counts what waits, and catches up', () => {
    const log = new EntryList<LogEntry>(3);
    const filtered = new FilteredLog();
    log.append([logEntry(0), logEntry(1)]);
    filtered.follow(log, { ...everything, pausedAt: 1 });
    log.append([logEntry(2), logEntry(3), logEntry(4)]);
    filtered.follow(log, { ...everything, pausedAt: 1 });
    expect([...filtered.rows].map(({ seq }) => seq)).toEqual([0, 1]);
    expect(filtered.waiting).toBe(3);
    filtered.follow(log, everything);
    expect([...filtered.rows].map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(filtered.waiting).toBe(0);
  });

  it('tells how many rows left at the top', () => {
    const log = new EntryList<LogEntry>(3);
    const filtered = new FilteredLog();
    log.append([logEntry(0), logEntry(1), logEntry(2)]);
    filtered.follow(log, everything);
    log.append([logEntry(3), logEntry(4)]);
    filtered.follow(log, everything);
    expect(filtered.rows.dropped).toBe(2);
  });
});
