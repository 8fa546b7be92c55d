import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { BLOCK } from '../../../../src/archive/archive-block.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import { ArchiveLane } from '../../../../src/archive/archive-lane.ts';
import { isErrorLine } from '../../../../src/core/entries/entry.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { FilteredLog, lineMatcher, type LogCriteria } from '../../../../src/panel/lists/log-filter.ts';
import { LogHistory } from '../../../../src/panel/lists/log-history.ts';
import { LogRows } from '../../../../src/panel/lists/log-rows.ts';
import type { LogEntry } from '../../../../src/core/entries/lanes.ts';
import { inRange } from '../../../../src/panel/lists/time-range.ts';
import { until } from '../../../support/until.ts';
import { logEntry } from '../../views/samples.ts';
import { searchHere } from '../../views/search-here.ts';
import { readerOf } from '../../../support/stored.ts';

const everything: LogCriteria = { minLevel: 'debug', query: '', clearedThrough: -1, pausedAt: null, range: null };

let archive: Archive;

afterEach(async () => {
  vi.restoreAllMocks();
  archive.close();
  await deleteDB(ARCHIVE_NAME);
});

/** A log on disk, its newest lines in memory, and the rows that a view makes of both. */
class Shown {
  readonly all: LogEntry[] = [];
  readonly log: EntryList<LogEntry>;
  readonly filtered = new FilteredLog();
  readonly history: LogHistory;
  readonly rows: LogRows;

  constructor(kept: number) {
    this.log = new EntryList(kept);
    this.history = new LogHistory(async () => readerOf(archive), () => searchHere(() => readerOf(archive)));
    this.rows = new LogRows(this.history, this.filtered);
  }

  /** These lines are recorded; a view that was open sees them come. */
  async write(lines: readonly Partial<LogEntry>[], watched = true): Promise<void> {
    const entries = lines.map((line, index) => ({ ...logEntry(this.all.length + index, line), source: 'a' }));
    this.all.push(...entries);
    await archive.append(entries, []);
    if (watched) this.log.append(entries);
  }

  follow(criteria: LogCriteria): void {
    this.filtered.follow(this.log, criteria);
    this.history.follow({ source: 'a', recording: 'a', log: this.log, began: this.filtered.began, clearedThrough: criteria.clearedThrough, filter: this.filtered.filter });
  }

  /** All rows, once those on disk have come. */
  async seqs(expected: number): Promise<(number | undefined)[]> {
    const read = () => Array.from({ length: this.rows.length }, (_, index) => this.rows.at(index)?.seq);
    await until(() => this.history.joined && this.history.findings.state !== 'searching' && this.rows.length === expected && !read().includes(undefined), { describe: () => `${expected} rows, of which there are ${this.rows.length}` });
    return read();
  }
}

describe('the rows of a log that is mostly on disk', () => {
  it('are what a naive filter finds in all lines, whenever it is asked', async () => {
    const line = fc.record({ level: fc.constantFrom('debug' as const, 'info' as const, 'error' as const), message: fc.constantFrom('alpha', 'beta', 'ga"mma'), logger: fc.constant('shop') });
    const range = fc.option(fc.tuple(fc.nat(90), fc.nat(90)).map(([from, length]) => ({ from: 1_000 + from, to: 1_000 + from + length })));
    const criteria = fc.record({
      minLevel: fc.constantFrom('debug' as const, 'error' as const), query: fc.constantFrom('', 'ALPHA', 'a"m', 'no such', 'shop'), clearedThrough: fc.integer({ min: -1, max: 90 }), pausedAt: fc.constant(null), range,
    });
    const steps = fc.array(fc.tuple(fc.array(line, { maxLength: 30 }), criteria), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(fc.array(line, { maxLength: 60 }), steps, fc.integer({ min: 1, max: 40 }), async (before, parts, kept) => {
      const bound = vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
      archive = await Archive.open();
      const shown = new Shown(kept);
      await shown.write(before, false);
      shown.log.append(shown.all.slice(-kept));
      for (const [lines, chosen] of parts) {
        await shown.write(lines);
        shown.follow(chosen);
        const wanted = shown.all.filter(({ seq }) => seq > chosen.clearedThrough);
        const expected = wanted.filter(lineMatcher(chosen.minLevel, chosen.query)).filter(({ at }) => inRange(at, chosen.range)).map(({ seq }) => seq);
        if (shown.all.length === 0) continue;
        expect(await shown.seqs(expected.length)).toEqual(expected);
        const counts = () => [shown.history.before(shown.filtered.began) + shown.filtered.lines, shown.history.errors + shown.filtered.errors];
        const right = [wanted.length, wanted.filter(isErrorLine).length];
        await until(() => counts().join() === right.join(), { describe: () => `${counts().join()} to be ${right.join()}` });
        for (const seq of expected) expect(shown.rows.at(shown.rows.indexOf(seq))?.seq).toBe(seq);
        for (const seq of [0, 7, 33, 64, 1_000]) {
          const index = expected.filter((one) => one < seq).length;
          expect([await shown.rows.indexFrom({ seq }), await shown.rows.indexFrom({ at: 1_000 + seq })]).toEqual([index, index]);
        }
      }
      bound.mockRestore();
      archive.close();
      await deleteDB(ARCHIVE_NAME);
    }), { numRuns: 40 });
  }, 30_000);

  it('are searched for a new filter without looking first whether the disk has more', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
    archive = await Archive.open();
    const shown = new Shown(10);
    await shown.write(Array.from({ length: 50 }, (_, index) => ({ message: index % 2 === 0 ? 'even' : 'odd' })));
    shown.follow(everything);
    await shown.seqs(50);
    // Of what is known already no more is heard; the search reads for itself.
    const { refresh } = ArchiveLane.prototype;
    vi.spyOn(ArchiveLane.prototype, 'refresh').mockImplementation(async function (this: ArchiveLane) {
      return this.stretches.length > 0 ? new Promise<void>(() => undefined) : refresh.call(this);
    });
    shown.follow({ ...everything, query: 'even' });
    expect(await shown.seqs(25)).toEqual(Array.from({ length: 25 }, (_, index) => 2 * index));
  });

  it('stay when a pause begins and ends, and catch up with what came', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
    archive = await Archive.open();
    const shown = new Shown(10);
    const even = (count: number) => Array.from({ length: count }, (_, index) => ({ message: index % 2 === 0 ? 'even' : 'odd' }));
    await shown.write(even(50));
    const filtered = { ...everything, query: 'even' };
    shown.follow(filtered);
    await shown.seqs(25);
    shown.follow({ ...filtered, pausedAt: 49 });
    for (let batch = 0; batch < 10; batch += 1) {
      await shown.write(Array.from({ length: 5 }, (_, index) => ({ message: (batch + index) % 2 === 0 ? 'even' : 'odd' })));
      shown.follow({ ...filtered, pausedAt: 49 });
    }
    expect((await shown.seqs(25)).at(-1)).toBe(48);
    shown.follow(filtered);
    expect(await shown.seqs(50)).toEqual(Array.from({ length: 50 }, (_, index) => index * 2));
  });

  it('may each be in another block', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
    archive = await Archive.open();
    const shown = new Shown(5);
    await shown.write(Array.from({ length: 8 * 60 }, (_, index) => ({ message: index % 8 === 0 ? 'wanted' : 'other' })));
    shown.follow({ ...everything, query: 'wanted' });
    expect(await shown.seqs(60)).toEqual(Array.from({ length: 60 }, (_, index) => index * 8));
  });

  it('stay where they are while the list in memory is replaced', async () => {
    archive = await Archive.open();
    const shown = new Shown(10);
    await shown.write(Array.from({ length: 1_000 }, () => ({})));
    shown.follow(everything);
    const before = await shown.seqs(1_000);
    shown.log.clear();
    for (const seq of [995, 997]) {
      shown.log.append(shown.all.slice(seq, seq === 995 ? 997 : 1_000));
      shown.follow(everything);
      expect(shown.rows.length).toBe(1_000);
      expect(shown.rows.at(3)?.seq).toBe(3);
    }
    expect(await shown.seqs(1_000)).toEqual(before);
  });

  it('keep what a filter has found while the list in memory is replaced', async () => {
    archive = await Archive.open();
    const shown = new Shown(10);
    await shown.write(Array.from({ length: 1_000 }, (_, index) => ({ message: index % 2 === 0 ? 'even' : 'odd' })));
    const filtered = { ...everything, query: 'even' };
    shown.follow(filtered);
    const before = await shown.seqs(500);
    const { dropped } = shown.rows;
    await shown.write([{ message: 'even' }], false);
    shown.log.clear();
    shown.log.append(shown.all.slice(-4));
    shown.follow(filtered);
    for (let look = 0; look < 20; look += 1) {
      expect([shown.rows.at(3)?.seq, shown.rows.dropped]).toEqual([6, dropped]);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await shown.seqs(501)).toEqual([...before, 1_000]);
    expect(shown.rows.dropped).toBe(dropped);
  });

  it('keep their place while the disk cannot be read, and are read once it can', { timeout: 30_000 }, async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
    archive = await Archive.open();
    const shown = new Shown(10);
    await shown.write(Array.from({ length: 400 }, (_, index) => ({ message: index % 2 === 0 ? 'even' : 'odd' })));
    for (const [criteria, count] of [[everything, 400], [{ ...everything, query: 'even' }, 200]] as const) {
      shown.follow(criteria);
      await until(() => shown.rows.length === count && shown.history.findings.state !== 'searching', { describe: `${count} rows` });
      const failing = vi.spyOn(ArchiveLane.prototype, 'read').mockRejectedValue(new DOMException('The connection was closed.', 'InvalidStateError'));
      // The newest of what a search has found have come with it.
      const read = () => shown.rows.at(count === 400 ? 203 : 51)?.seq;
      await until(() => read() === undefined && shown.history.failed, { describe: 'the failure' });
      expect(shown.rows.length).toBe(count);
      failing.mockRestore();
      await until(() => read() === (count === 400 ? 203 : 102), { describe: 'the row to be read' });
      expect([shown.history.failed, shown.rows.length]).toEqual([false, count]);
    }
  });

  it('come with the search that found them, the newest ones', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(8);
    archive = await Archive.open();
    const shown = new Shown(10);
    await shown.write(Array.from({ length: 400 }, (_, index) => ({ message: index % 2 === 0 ? 'even' : 'odd' })));
    const reading = vi.spyOn(ArchiveLane.prototype, 'read');
    for (const query of ['even', 'EVEN"']) {
      shown.follow({ ...everything, query });
      await until(() => shown.history.joined && shown.history.findings.state === 'done', { describe: 'the results' });
      reading.mockClear();
      const found = Array.from({ length: shown.rows.length }, (_, index) => index).slice(-100);
      expect(found.map((index) => shown.rows.at(index)?.seq)).toEqual(query === 'even' ? found.map((index) => 2 * index) : []);
      expect(found.map((index) => shown.rows.indexOf(2 * index))).toEqual(found);
      expect(reading).not.toHaveBeenCalled();
    }
  });

  it('tell of lines that cannot be read', async () => {
    archive = await Archive.open();
    const shown = new Shown(5);
    await shown.write(Array.from({ length: BLOCK.count + 5 }, () => ({})));
    const inflated = vi.spyOn(globalThis, 'DecompressionStream').mockImplementation(() => {
      throw new TypeError('Damaged.');
    });
    shown.follow(everything);
    const seqs = await shown.seqs(BLOCK.count + 5);
    inflated.mockRestore();
    expect(seqs).toEqual(shown.all.map(({ seq }) => seq));
    expect(shown.rows.at(0)?.message).toMatch(/cannot be read/);
    expect(shown.rows.at(BLOCK.count)?.message).not.toMatch(/cannot be read/);
  });
});
