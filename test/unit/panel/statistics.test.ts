import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeBuckets } from '../../../src/core/traffic/time-buckets.ts';
import { TopTallies } from '../../../src/core/traffic/top-tallies.ts';
import { GROUPINGS, TrafficStatistics, type Grouping } from '../../../src/core/traffic/traffic-statistics.ts';
import type { Entry } from '../../../src/core/entries/entry.ts';
import { EntryList } from '../../../src/views/entry-list.ts';
import { parseMessageFilter } from '../../../src/panel/lists/message-filter.ts';
import { createModel } from '../../../src/views/model.ts';
import type { LogEntry } from '../../../src/core/entries/lanes.ts';
import { NewEntries } from '../../../src/panel/statistics/new-entries.ts';
import { ratesOf } from '../../../src/panel/statistics/rates.ts';
import { messageQuery } from '../../../src/panel/statistics/show-rows.ts';
import { sortedRows, tableOf, tableText, type Sort, type Table } from '../../../src/panel/statistics/statistics-table.ts';
import { createStatisticsView } from '../../../src/panel/statistics/statistics-view.ts';
import { elsewhere, logEntry, packetEntry, watched } from '../views/samples.ts';
import { FakeThread } from '../views/search-here.ts';

const NOW = 1_790_000_000_000;
const MOST_FIRST: Sort = { by: 'count', descending: true };

function tallies(counts: Readonly<Record<string, number>>): TopTallies {
  const top = new TopTallies();
  for (const [name, count] of Object.entries(counts)) for (let index = 0; index < count; index += 1) top.add(name, NOW, 10, false);
  return top;
}

const shown = (table: Table) => table.rows.map(({ name, count }) => [name, count]);

describe('the table', () => {
  it('adds up several recordings', () => {
    const table = tableOf([tallies({ a: 1, b: 5 }), tallies({ a: 7, c: 2 })], NOW + 2_000);
    expect(shown(table)).toEqual([['a', 8], ['b', 5], ['c', 2]]);
    expect(table.total).toMatchObject({ count: 15, bytes: 150, rate: 1.5 });
    expect(table.other).toBeNull();
  });

  it('shows the hundred most frequent names, and the rest as one', () => {
    const table = tableOf([tallies(Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`name ${index}`, index + 1])))], NOW);
    expect([table.rows.length, table.rows[0]?.count, table.rows.at(-1)?.count]).toEqual([100, 130, 31]);
    expect(table.other?.count).toBe((30 * 31) / 2);
  });

  it('says of a name that it may be short of some', () => {
    const top = new TopTallies(2);
    for (const name of ['a', 'a', 'b', 'b', 'c', 'd', 'c']) top.add(name, NOW, 1, false);
    const table = tableOf([top], NOW);
    expect(table.rows.map(({ name, count, atLeast }) => [name, count, atLeast])).toEqual([['a', 2, false], ['b', 2, false], ['c', 1, true]]);
    expect([table.other?.count, table.total.count]).toEqual([2, 7]);
  });

  it('sorts by any column, and what has no figure last', () => {
    const statistics = new TrafficStatistics();
    const asks = (seq: number, event: string) => packetEntry(seq, { event, ackId: seq, direction: 'out' });
    for (const [index, event] of ['slow', 'fast', 'never'].entries()) statistics.add(asks(index, event));
    statistics.add(packetEntry(3, { type: 'ack', event: '', answers: { seq: 0, afterMs: 500, again: false } }));
    statistics.add(packetEntry(4, { type: 'ack', event: '', answers: { seq: 1, afterMs: 5, again: false } }));
    const { rows } = tableOf([statistics.tables.event], NOW);
    const names = (sort: Sort) => sortedRows(rows, sort).map(({ name }) => name).slice(0, 2);
    expect(names({ by: 'p99', descending: true })).toEqual(['event:slow', 'event:fast']);
    expect(names({ by: 'p99', descending: false })).toEqual(['event:fast', 'event:slow']);
    expect(names({ by: 'name', descending: false })).toEqual(['event:fast', 'event:never']);
  });

  it('is copied for spreadsheets, and no name becomes a formula, a column or a line', () => {
    const table = tableOf([tallies({ '=cmd()': 3, 'a,"b"\n\tc': 2 })], NOW);
    expect(tableText(table, 'logger', MOST_FIRST, ',')).toBe(`Logger,Count,Bytes,Per second\n'=cmd(),3,30,0\n"a,""b""\n\tc",2,20,0\nTotal,5,50,0\n`);
    expect(tableText(table, 'logger', MOST_FIRST, '\t').split('\n')[2]).toBe('a,"b" c\t2\t20\t0');
  });
});

describe('the filter for a row', () => {
  it('finds its packets and no others but those of another case', () => {
    const name = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('a "b" c', '-x', 'dir:out', '/x/', '\\', 'ack'));
    fc.assert(
      fc.property(name, name, (event, other) => {
        const parsed = parseMessageFilter(messageQuery('event', `event:${event}`));
        const finds = (of: string) => parsed.ok && parsed.value.matches({ entry: packetEntry(0, { event: of }), ack: null, sources: [] });
        expect(finds(event)).toBe(true);
        if (!event.endsWith('*')) expect(finds(other)).toBe(other.toLowerCase() === event.toLowerCase());
      }),
    );
  });

  it.each([
    ['event', 'type:ping', 'type:ping'],
    ['namespace', '/admin', 'ns:/admin'],
    ['namespace', '', '-ns:/*'],
    ['namespace', '/a b', 'ns:"/a b"'],
  ] as const)('of %s %s is %s', (grouping, row, query) => {
    expect(messageQuery(grouping, row)).toBe(query);
  });
});

describe('rates over time', () => {
  const series = (...times: number[]) => {
    const buckets = new TimeBuckets(1_000);
    for (const at of times) buckets.add(at);
    return buckets;
  };
  it('leave out the second that is still running, and go on with nothing', () => {
    expect(ratesOf(series(NOW, NOW, NOW + 1_500), NOW + 1_900)).toEqual({ at: [NOW / 1000], perSecond: [2] });
    expect(ratesOf(series(NOW), NOW + 3_000).perSecond).toEqual([1, 0, 0]);
    expect(ratesOf(series(NOW), NOW + 100).perSecond).toEqual([1]);
    expect(ratesOf(series(), NOW)).toEqual({ at: [], perSecond: [] });
  });
  it('lose nothing to a clock that was set back, or to a long silence', () => {
    expect(ratesOf(series(NOW, NOW + 2_000), NOW - 3_600_000).perSecond).toEqual([1, 0, 1]);
    const long = ratesOf(series(NOW), NOW + 86_400_000);
    expect(long.at.length).toBeLessThanOrEqual(1_200);
    expect(long.perSecond.reduce((sum, rate) => sum + rate, 0) * (long.at[1]! - long.at[0]!)).toBeCloseTo(1, 9);
  });
});

describe('reading a list', () => {
  it('gives each entry once, whatever the batches and however often it is restored', () => {
    const steps = fc.array(fc.oneof(fc.record({ add: fc.nat(6) }), fc.constant('restore' as const)), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (taken) => {
        const list = new EntryList<LogEntry>(10);
        const reader = new NewEntries<LogEntry>();
        const read: number[] = [];
        let seq = 0;
        for (const step of taken) {
          if (step === 'restore') {
            const kept = [...list];
            list.clear();
            list.append(kept);
          } else list.append(Array.from({ length: step.add }, () => logEntry(seq++)));
          const { fresh, anew } = reader.read(list);
          expect(anew).toBe(false);
          read.push(...fresh.map((entry) => entry.seq));
        }
        expect(read).toEqual(Array.from({ length: seq }, (_, index) => index));
      }),
    );
  });

  it('tells another recording, which is numbered from the start again', () => {
    const list = new EntryList<LogEntry>(10);
    const reader = new NewEntries<LogEntry>();
    list.append([logEntry(0), logEntry(1)]);
    reader.read(list);
    list.clear();
    list.append([logEntry(0, { at: 9_000 }), logEntry(1, { at: 9_001 })]);
    const { fresh, anew } = reader.read(list);
    expect([fresh.length, anew]).toEqual([2, true]);
  });
});

describe('the statistics view', () => {
  const snapshot = (next: number) => ({ type: 'snapshot' as const, epoch: 'a', profiles: [], selected: 'default', connections: [], ...elsewhere, recordings: [watched('default', next), watched('tab:7', 0)] });
  const history = (source: string, entries: Entry[]) => ({ type: 'history' as const, epoch: 'a', source, entries, done: true });
  const delta = (source: string, from: number, entries: Entry[]) => ({ type: 'delta' as const, epoch: 'a', recordings: [{ source, from, entries }] });

  it('counts connection and page apart, never together, over a restored recording', () => {
    const model = createModel('tab:7');
    const view = createStatisticsView(model, () => new FakeThread());
    const counts = () => Object.fromEntries(GROUPINGS.map((grouping: Grouping) => [grouping, ((view.grouping.value = grouping), tableOf(view.tables(), NOW).total.count)]));
    model.apply(snapshot(3));
    model.apply(history('default', [packetEntry(0), packetEntry(1), logEntry(2)]));
    model.apply(history('tab:7', [packetEntry(0, { source: 'tab:7' })]));
    // Both are told events, so that their sum would count twice what a server says to each of its clients.
    expect(view.scope.value).toBe('connection');
    expect(counts()).toEqual({ event: 2, namespace: 2, logger: 1, level: 1 });
    model.apply(snapshot(4));
    model.apply(history('default', [packetEntry(1), logEntry(2), packetEntry(3)]));
    model.apply(history('tab:7', [packetEntry(0, { source: 'tab:7' })]));
    model.apply(delta('default', 4, [packetEntry(4)]));
    expect(counts()).toEqual({ event: 4, namespace: 4, logger: 1, level: 1 });
    view.scope.value = 'page';
    expect(counts()).toEqual({ event: 1, namespace: 1, logger: 0, level: 0 });
    view.scope.value = 'connection';
    view.startOver();
    model.apply(delta('default', 5, [packetEntry(5)]));
    expect(counts()).toEqual({ event: 1, namespace: 1, logger: 0, level: 0 });
  });

  it('starts with the page where it alone says anything, and stays with what was chosen', () => {
    const model = createModel('tab:7');
    const view = createStatisticsView(model, () => new FakeThread());
    model.apply(snapshot(0));
    model.apply(history('tab:7', [packetEntry(0, { source: 'tab:7' })]));
    expect(view.scope.value).toBe('page');
    model.apply(delta('default', 0, [packetEntry(0)]));
    expect(view.scope.value).toBe('connection');
    view.scope.value = 'page';
    model.apply(delta('default', 1, [packetEntry(1)]));
    expect(view.scope.value).toBe('page');
  });

  it('counts what is on disk too, once, while it is looked at', () => {
    const model = createModel(null);
    const threads: FakeThread[] = [];
    const view = createStatisticsView(model, () => {
      threads.push(new FakeThread());
      return threads.at(-1)!;
    });
    const count = () => ((view.grouping.value = 'event'), tableOf(view.tables(), NOW).total.count);
    model.apply(snapshot(103));
    model.apply(history('default', [packetEntry(100), packetEntry(101), logEntry(102)]));
    expect([threads.length, count(), view.stored().state]).toEqual([0, 2, 'idle']);
    view.inSight.value = true;
    expect(threads[0]!.asked[0]).toMatchObject({ of: 'counts', request: { source: 'default', packetsBefore: 100, linesBefore: 102 } });
    threads[0]!.tell({ type: 'part', part: { progress: 0.5, unreadable: 0, tables: null } });
    expect(view.stored()).toMatchObject({ state: 'searching', progress: 0.5 });
    view.inSight.value = false;
    expect([threads[0]!.ended, view.stored().state]).toEqual([true, 'idle']);
    view.inSight.value = true;
    const older = new TrafficStatistics();
    for (let seq = 0; seq < 90; seq += 1) older.add(packetEntry(seq));
    const tables = Object.fromEntries(GROUPINGS.map((grouping) => [grouping, older.tables[grouping].data]));
    threads[1]!.tell({ type: 'part', part: { progress: 1, unreadable: 7, tables } });
    threads[1]!.tell({ type: 'done' });
    expect([count(), view.stored().state, view.stored().unreadable]).toEqual([92, 'done', 7]);
    model.apply(delta('default', 103, [packetEntry(103)]));
    view.inSight.value = false;
    view.inSight.value = true;
    expect([count(), threads.length]).toEqual([93, 2]);
    view.startOver();
    expect(count()).toBe(0);
  });

  it('says when what is on disk cannot be counted, and tries again with the next look', () => {
    const model = createModel(null);
    const threads: FakeThread[] = [];
    const view = createStatisticsView(model, () => {
      threads.push(new FakeThread());
      return threads.at(-1)!;
    });
    model.apply(snapshot(2));
    model.apply(history('default', [packetEntry(1)]));
    view.inSight.value = true;
    threads[0]!.crash();
    expect(view.stored().state).toBe('failed');
    view.inSight.value = false;
    view.inSight.value = true;
    expect([threads.length, view.stored().state]).toEqual([2, 'searching']);
    view.inSight.value = false;
  });
});
