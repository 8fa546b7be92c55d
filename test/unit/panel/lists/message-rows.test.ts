import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { BLOCK } from '../../../../src/archive/archive-block.ts';
import { pairingOf } from '../../../../src/core/capture/pairing.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { parseMessageFilter } from '../../../../src/panel/lists/message-filter.ts';
import { MessageList } from '../../../../src/panel/lists/message-list.ts';
import { rowKey, type PacketEntry } from '../../../../src/panel/lists/message-row.ts';
import { MessageRows } from '../../../../src/panel/lists/message-rows.ts';
import type { TrafficEntry } from '../../../../src/core/entries/lanes.ts';
import { PacketHistory } from '../../../../src/panel/lists/packet-history.ts';
import { until } from '../../../support/until.ts';
import { packetEntry } from '../../views/samples.ts';
import { FakeThread, searchHere } from '../../views/search-here.ts';
import { readerOf } from '../../../support/stored.ts';

let archive: Archive;

beforeEach(async () => {
  archive = await Archive.open();
});

afterEach(async () => {
  vi.restoreAllMocks();
  archive.close();
  await deleteDB(ARCHIVE_NAME);
});

const namesOf = () => ['connection'];

/** The rows of one or more recordings, of each of which so many packets at the end are in memory, once all others are found. */
async function rowsOf(recordings: readonly (readonly PacketEntry[])[], kept: number, query: string, highlight: boolean) {
  const parsed = parseMessageFilter(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const rule = { socket: null, highlight, heartbeats: false, range: null };
  const sources = recordings.map((entries) => {
    const packets = new EntryList<TrafficEntry>(kept);
    packets.append(entries);
    return { source: entries[0]!.source, packets };
  });
  const list = new MessageList();
  list.follow({ ...rule, since: -Infinity, until: Infinity, sources, filter: parsed.value, namesOf }, 1e9);
  const histories = recordings.map((entries) => {
    const { source } = entries[0]!;
    const history = new PacketHistory(async () => Promise.resolve(readerOf(archive)), () => searchHere(() => readerOf(archive)));
    const first = list.firstOf(source)!;
    const pairings = entries.filter(({ seq }) => seq >= first.seq).flatMap((entry) => pairingOf(entry) ?? []);
    history.follow({ ...rule, source, before: first.seq, until: first.time, query }, list, () => ({ addresses: null, pairings, ends: new Map() }));
    return history;
  });
  const rows = new MessageRows(list, histories);
  await until(() => rows.search.state === 'done', { describe: 'the search to end' });
  return { rows, list };
}

const part = fc.record({ event: fc.constantFrom('odd', 'even'), role: fc.constantFrom('event', 'event', 'asks', 'answer', 'orphan', 'claims', 'ping') });

function conversation(parts: readonly { event: string; role: string }[], source: string): PacketEntry[] {
  let asking: number | null = null;
  let orphan: number | null = null;
  return parts.map(({ event, role }, seq) => {
    if (role === 'ping') return packetEntry(seq, { source, type: 'ping', event: '' });
    if (role === 'answer' && asking !== null) {
      const answers = { seq: asking, afterMs: seq - asking, again: false };
      asking = null;
      return packetEntry(seq, { source, type: 'ack', event: '', ackId: 1, answers });
    }
    if (role === 'orphan') {
      orphan = seq;
      return packetEntry(seq, { source, type: 'ack', event: '', ackId: 2 });
    }
    if (role === 'claims' && orphan !== null) {
      const answeredBy = { seq: orphan, afterMs: seq - orphan };
      orphan = null;
      return packetEntry(seq, { source, event, ackId: 2, answeredBy });
    }
    if (role === 'asks') asking = seq;
    return packetEntry(seq, { source, event, ackId: role === 'asks' ? seq : null });
  });
}

describe('the rows of the Messages view', () => {
  it('are the same, however many of the packets are still in memory', async () => {
    let sources = 0;
    const query = fc.constantFrom('', 'event:odd', 'ack:answered', 'ack:orphan', 'event:none');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 40 }), query, fc.boolean(), async (parts, kept, text, highlight) => {
        const entries = conversation(parts, `s${++sources}`);
        await archive.append(entries, []);
        const whole = await rowsOf([entries], 1_000, text, highlight);
        const { rows } = await rowsOf([entries], kept, text, highlight);
        expect([rows.length, rows.matching, rows.total, rows.folded]).toEqual([whole.rows.length, whole.rows.matching, whole.rows.total, whole.rows.folded]);
        const { length } = rows;
        await until(() => Array.from({ length }, (_, index) => rows.at(index)).every((row) => row !== undefined), { describe: 'the rows to be read' });
        for (let index = -1; index < length; index += 1) {
          expect([rows.nextMatch(index, 1), rows.nextMatch(index, -1)]).toEqual([whole.rows.nextMatch(index, 1), whole.rows.nextMatch(index, -1)]);
          if (index < 0) continue;
          const { entry, key, ack, matches } = whole.list.at(index)!;
          expect(rows.at(index)).toMatchObject({ key, entry, ack, matches });
          expect([rows.keyAt(index), rows.indexOf(key)]).toEqual([key, index]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('of two recordings are in order of time, and each recording in its own, however its clock was set', async () => {
    let sources = 0;
    const recording = fc.array(fc.tuple(part, fc.integer({ min: -20, max: 40 })), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(recording, recording, fc.integer({ min: 1, max: 30 }), fc.constantFrom('', 'event:odd'), fc.boolean(), async (own, page, kept, text, highlight) => {
        const number = ++sources;
        const entries = [own, page].map((parts, index) => {
          let at = 1_000;
          return conversation(parts.map(([each]) => each), `${index === 0 ? 'own' : 'tab:'}${number}`).map((entry) => ({ ...entry, at: (at += parts[entry.seq]![1]) }));
        });
        for (const each of entries) await archive.append(each, []);
        const { rows } = await rowsOf(entries, kept, text, highlight);
        const { length } = rows;
        await until(() => Array.from({ length }, (_, index) => rows.at(index)).every((row) => row !== undefined), { describe: 'the rows to be read' });
        const shown = Array.from({ length }, (_, index) => rows.at(index)!);
        const wanted = entries.flatMap((each) => each.filter(({ type, event }) => type !== 'ping' && (highlight || text === '' || event === 'odd')));
        expect(shown.map(({ key }) => key).toSorted()).toEqual(wanted.map(({ source, seq }) => rowKey(source, seq)).toSorted());
        for (const { source } of entries.map(([first]) => first!)) {
          const seqs = shown.filter(({ entry }) => entry.source === source).map(({ entry }) => entry.seq);
          expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
        }
        const matching = shown.flatMap(({ matches }, index) => (matches ? [index] : []));
        for (const [index, { key }] of shown.entries()) {
          expect([rows.keyAt(index), rows.indexOf(key)]).toEqual([key, index]);
          expect(rows.nextMatch(index, 1)).toBe(matching.find((each) => each > index) ?? matching[0] ?? -1);
          expect(rows.nextMatch(index, -1)).toBe(matching.findLast((each) => each < index) ?? matching.at(-1) ?? -1);
        }
        for (const [first] of entries) {
          for (const seq of [0, 5, 17]) {
            const next = shown.findIndex(({ entry }) => entry.source === first!.source && entry.seq >= seq);
            expect(rows.indexFromSeq(first!.source, seq)).toBe(next < 0 ? length : next);
          }
        }
        // Clocks that were not set back: then there is one order for all.
        if (entries.every((each) => each.every(({ at }, index) => index === 0 || at >= each[index - 1]!.at))) {
          expect(shown.map(({ entry }) => entry.at)).toEqual(wanted.map(({ at }) => at).toSorted((a, b) => a - b));
          for (const at of [0, 1_010, 1_200, 9_999]) expect(rows.indexFromTime(at)).toBe(shown.filter(({ entry }) => entry.at < at).length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of two recordings come at the top alone, while one is searched faster than the other', () => {
    const own = new EntryList<TrafficEntry>(1_000);
    const page = new EntryList<TrafficEntry>(1_000);
    own.append([packetEntry(90, { at: 900 })]);
    page.append([0, 500, 950].map((at, seq) => packetEntry(seq + 5, { source: 'tab:7', at })));
    const list = new MessageList();
    const rule = { socket: null, highlight: false, heartbeats: false, range: null };
    const everything = parseMessageFilter('');
    if (!everything.ok) throw new Error('There is no filter.');
    list.follow({ ...rule, since: -Infinity, until: Infinity, sources: [{ source: 'default', packets: own }, { source: 'tab:7', packets: page }], filter: everything.value, namesOf }, 0);
    const threads: FakeThread[] = [];
    const histories = ['default', 'tab:7'].map((source) => {
      const history = new PacketHistory(async () => Promise.resolve(readerOf(archive)), () => {
        threads.push(new FakeThread());
        return threads.at(-1)!;
      });
      const first = list.firstOf(source)!;
      history.follow({ ...rule, source, before: first.seq, until: first.time, query: '' }, list);
      return history;
    });
    const rows = new MessageRows(list, histories);
    const keys = () => Array.from({ length: rows.length }, (_, index) => rows.keyAt(index));
    const found = (thread: number, seqs: number[], times: number[]) =>
      threads[thread]!.tell({ type: 'part', part: { shown: seqs, times, matches: null, among: seqs.length, folded: 0, unreadable: 0, reached: times.at(-1), done: 1, total: 2 } });
    const before = rows.dropped;
    expect(keys()).toEqual(['own-90', 'page-7']);
    found(0, [89, 88], [800, 400]);
    expect(keys()).toEqual(['own-88', 'page-6', 'own-89', 'own-90', 'page-7']);
    expect(before - rows.dropped).toBe(3);
    threads[0]!.tell({ type: 'done' });
    expect(keys()).toEqual(['page-5', 'own-88', 'page-6', 'own-89', 'own-90', 'page-7']);
    found(1, [4], [-10]);
    threads[1]!.crash();
    expect(keys()).toEqual(['page-4', 'page-5', 'own-88', 'page-6', 'own-89', 'own-90', 'page-7']);
    expect(rows.search.state).toBe('failed');
  });

  it('go round the matches both ways', async () => {
    const entries = [0, 1, 2, 3, 4].map((seq) => packetEntry(seq, { event: seq % 2 === 1 ? 'odd' : 'even' }));
    await archive.append(entries, []);
    for (const kept of [1, 3, 5]) {
      const { rows } = await rowsOf([entries], kept, 'event:odd', true);
      expect([rows.nextMatch(-1, 1), rows.nextMatch(1, 1), rows.nextMatch(3, 1), rows.nextMatch(-1, -1), rows.nextMatch(1, -1)]).toEqual([1, 3, 1, 3, 3]);
      expect((await rowsOf([entries], kept, 'event:none', true)).rows.nextMatch(2, 1)).toBe(-1);
    }
  });

  it('keep the place of what cannot be read', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(1);
    const entries = [0, 1, 2].map((seq) => packetEntry(seq));
    await archive.append(entries, []);
    const { rows } = await rowsOf([entries], 1, '', false);
    const database = await openDB(ARCHIVE_NAME);
    await database.delete('blocks', ['default', 'packet', 0]);
    database.close();
    await until(() => rows.at(0) !== undefined, { describe: 'the first row' });
    expect(rows.at(0)).toMatchObject({ key: rowKey('default', 0), entry: { type: 'malformed' } });
    expect(rows.at(2)?.entry).toEqual(entries[2]);
  });
});
