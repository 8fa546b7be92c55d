import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../src/recording/archive.ts';
import { BLOCK } from '../../../src/recording/archive-block.ts';
import { ARCHIVE_NAME } from '../../../src/recording/archive-database.ts';
import { scan, type ScanRequest } from '../../../src/ui/packet-scan.ts';
import { PacketSearch, type SearchNews, type SearchOrder, type SearchThread } from '../../../src/ui/packet-search.ts';
import { EntryList } from '../../../src/ui/entry-list.ts';
import { parseMessageFilter } from '../../../src/ui/message-filter.ts';
import { MessageList } from '../../../src/ui/message-list.ts';
import { rowKey, type PacketEntry } from '../../../src/ui/message-row.ts';
import { MessageRows } from '../../../src/ui/message-rows.ts';
import type { TrafficEntry } from '../../../src/ui/model.ts';
import { StoredPackets } from '../../../src/ui/stored-packets.ts';
import { until } from '../../support/until.ts';
import { packetEntry } from './samples.ts';

let archive: Archive;

beforeEach(async () => {
  archive = await Archive.open();
});

afterEach(async () => {
  vi.restoreAllMocks();
  archive.close();
  await deleteDB(ARCHIVE_NAME);
});

/** The search thread without the thread. */
function inlineThread(): SearchThread {
  const thread: SearchThread = {
    onmessage: null,
    onerror: null,
    terminate: () => undefined,
    postMessage(order: SearchOrder) {
      const tell = (news: SearchNews) => thread.onmessage?.call(null as never, { data: news } as MessageEvent);
      void (async () => {
        for await (const batch of scan(archive.reader, order.request, order.context)) tell({ type: 'batch', batch });
        tell({ type: 'done' });
      })();
    },
  };
  return thread;
}

const namesOf = () => ['connection'];

/** The rows of packets of which so many at the end are in memory, once all others are found. */
async function rowsOf(entries: readonly PacketEntry[], kept: number, query: string, highlight: boolean) {
  const parsed = parseMessageFilter(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const [source, rule] = [entries[0]!.source, { socket: null, highlight, heartbeats: false, range: null }];
  const packets = new EntryList<TrafficEntry>(kept);
  const list = new MessageList();
  packets.append(entries);
  list.follow({ ...rule, sources: [{ source, packets }], filter: parsed.value, namesOf }, 1e9);
  const search = new PacketSearch(inlineThread);
  const stored = new StoredPackets(async () => Promise.resolve(archive.reader));
  const rows = new MessageRows(list, search, stored);
  rows.source = source;
  stored.follow(source);
  const before = list.firstOf(source)!;
  const request: ScanRequest = { ...rule, source, before, query };
  const answers = entries.filter(({ seq }) => seq >= before).flatMap((entry) => entry.answers ?? []);
  search.follow(request, () => ({ addresses: null, answers }));
  await until(() => search.state === 'done', { describe: 'the search to end' });
  return { rows, list };
}

const part = fc.record({ event: fc.constantFrom('odd', 'even'), role: fc.constantFrom('event', 'event', 'asks', 'answer', 'ping') });

function conversation(parts: readonly { event: string; role: string }[], source: string): PacketEntry[] {
  let asking: number | null = null;
  return parts.map(({ event, role }, seq) => {
    if (role === 'ping') return packetEntry(seq, { source, type: 'ping', event: '' });
    if (role === 'answer' && asking !== null) {
      const answers = { seq: asking, afterMs: seq - asking, again: false };
      asking = null;
      return packetEntry(seq, { source, type: 'ack', event: '', ackId: 1, answers });
    }
    if (role === 'asks') asking = seq;
    return packetEntry(seq, { source, event, ackId: role === 'asks' ? seq : null });
  });
}

describe('the rows of the Messages view', () => {
  it('are the same, however many of the packets are still in memory', async () => {
    let sources = 0;
    const query = fc.constantFrom('', 'event:odd', 'ack:answered', 'event:none');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 40 }), query, fc.boolean(), async (parts, kept, text, highlight) => {
        const entries = conversation(parts, `s${++sources}`);
        await archive.append(entries, []);
        const whole = await rowsOf(entries, 1_000, text, highlight);
        const { rows } = await rowsOf(entries, kept, text, highlight);
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

  it('go round the matches both ways', async () => {
    const entries = [0, 1, 2, 3, 4].map((seq) => packetEntry(seq, { event: seq % 2 === 1 ? 'odd' : 'even' }));
    await archive.append(entries, []);
    for (const kept of [1, 3, 5]) {
      const { rows } = await rowsOf(entries, kept, 'event:odd', true);
      expect([rows.nextMatch(-1, 1), rows.nextMatch(1, 1), rows.nextMatch(3, 1), rows.nextMatch(-1, -1), rows.nextMatch(1, -1)]).toEqual([1, 3, 1, 3, 3]);
      expect((await rowsOf(entries, kept, 'event:none', true)).rows.nextMatch(2, 1)).toBe(-1);
    }
  });

  it('keep the place of what cannot be read', async () => {
    vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(1);
    const entries = [0, 1, 2].map((seq) => packetEntry(seq));
    await archive.append(entries, []);
    const { rows } = await rowsOf(entries, 1, '', false);
    const database = await openDB(ARCHIVE_NAME);
    await database.delete('blocks', ['default', 'packet', 0]);
    database.close();
    await until(() => rows.at(0) !== undefined, { describe: 'the first row' });
    expect(rows.at(0)).toMatchObject({ key: rowKey('default', 0), entry: { type: 'malformed' } });
    expect(rows.at(2)?.entry).toEqual(entries[2]);
  });
});
