import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../../../src/archive/archive.ts';
import { BLOCK } from '../../../../src/archive/archive-block.ts';
import { pairingOf } from '../../../../src/core/capture/pairing.ts';
import { ARCHIVE_NAME } from '../../../../src/archive/archive-database.ts';
import type { Entry, EntryOf } from '../../../../src/core/entries/entry.ts';
import { joined, scan, type ScanBatch, type ScanContext, type ScanRequest } from '../../../../src/panel/lists/packet-scan.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { parseMessageFilter } from '../../../../src/panel/lists/message-filter.ts';
import { MessageList } from '../../../../src/panel/lists/message-list.ts';
import { endOf } from '../../../../src/core/entries/socket-end.ts';
import { isHeartbeat, type PacketEntry } from '../../../../src/panel/lists/message-row.ts';
import type { TrafficEntry } from '../../../../src/core/entries/lanes.ts';
import { packetEntry } from '../../views/samples.ts';
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

const smallBlocks = (count: number) => vi.spyOn(BLOCK, 'count', 'get').mockReturnValue(count);

/** Writes entries as one recording, whose other entries are of no interest. */
async function written(entries: readonly Entry[], source: string): Promise<void> {
  const batches = Array.from({ length: Math.ceil(entries.length / 7) }, (_, index) => entries.slice(index * 7, index * 7 + 7));
  for (const batch of batches) await archive.append(batch.map((entry) => ({ ...entry, source })), []);
}

async function found(request: ScanRequest, context?: ScanContext): Promise<ScanBatch> {
  let all: ScanBatch = { shown: [], times: [], matches: null, among: 0, folded: 0, unreadable: 0, reached: Infinity, done: 0, total: 0 };
  for await (const batch of scan(readerOf(archive), request, context)) all = joined(all, batch);
  return all;
}

const NOTHING_NEWER: ScanContext = { addresses: null, pairings: [], ends: new Map() };
const socketEnds = (seq: number, socket: string): EntryOf<'socket-closed'> => ({ source: 'default', seq, at: 1_000 + seq, kind: 'socket-closed', socket, code: 1006, reason: '', clean: false, goodbye: 'none', blocked: null });

const texts = ['alpha', 'Beta 7 ms', 'gamma', 'alpha beta'];

describe('searching packets on disk', () => {
  const everything = { until: Infinity, query: '', highlight: false, heartbeats: true, socket: null, range: null };
  const part = fc.record({
    event: fc.constantFrom('chat', 'order'), text: fc.constantFrom(...texts), socket: fc.constantFrom('a', 'b'), bytes: fc.nat(2_000),
    role: fc.constantFrom('event', 'asks', 'answer', 'orphan', 'claims', 'ping', 'closes'), of: fc.nat(30),
  });

  /**
   * Packets of which some ask for an acknowledgement, and some acknowledge an earlier one, perhaps again, or a later one; and ends
   * of sockets, after which the next of that name is another.
   */
  function conversation(given: readonly { event: string; text: string; socket: string; bytes: number; role: string; of: number }[]): (PacketEntry | EntryOf<'socket-closed'>)[] {
    const closes = { a: 0, b: 0 };
    const parts = given.map((each) => {
      const socket = `${each.socket}${closes[each.socket as 'a' | 'b'] || ''}`;
      if (each.role === 'closes') closes[each.socket as 'a' | 'b'] += 1;
      return { ...each, socket };
    });
    const answered = new Set<number>();
    const asking: { seq: number; socket: string }[] = [];
    const orphans: { seq: number; socket: string }[] = [];
    return parts.map(({ event, text, socket, bytes, role, of }, seq) => {
      if (role === 'ping') return packetEntry(seq, { type: 'ping', event: '', socket });
      if (role === 'closes') return socketEnds(seq, socket);
      const answers = role === 'answer' ? asking[of % Math.max(1, asking.length)] : undefined;
      if (role === 'asks') asking.push({ seq, socket });
      if (role === 'orphan') {
        orphans.push({ seq, socket });
        return packetEntry(seq, { type: 'ack', event: '', text, socket, bytes, ackId: seq });
      }
      const came = role === 'claims' ? orphans.shift() : undefined;
      if (came !== undefined) {
        asking.push({ seq, socket: came.socket });
        answered.add(seq);
        return packetEntry(seq, { event, text, socket: came.socket, bytes, ackId: 1, answeredBy: { seq: came.seq, afterMs: 3 } });
      }
      if (answers === undefined) return packetEntry(seq, { event, text, socket, bytes, ackId: role === 'asks' ? seq : null });
      const again = answered.has(answers.seq);
      answered.add(answers.seq);
      return packetEntry(seq, { type: 'ack', event: '', text, socket: answers.socket, bytes, ackId: 1, answers: { seq: answers.seq, afterMs: seq - answers.seq, again } });
    });
  }

  it('finds what the list finds of the same packets in memory', async () => {
    let sources = 0;
    const range = fc.option(fc.tuple(fc.nat(60), fc.nat(60)).map(([from, length]) => ({ from: 1_000 + from, to: 1_000 + from + length })));
    const query = fc.constantFrom('', 'alpha', '-alpha', 'event:ch* size:>500', 'ack:answered', 'ack:twice', 'ack:timeout', 'ack:unanswered', 'ack:orphan', '/\\d+ ms/i', 'source:connection beta', 'type:ack');
    const ask = { event: 'chat', text: 'alpha', socket: 'a', bytes: 0, role: 'asks', of: 0 } as const;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), query, fc.boolean(), fc.boolean(), fc.constantFrom(null, 'a'), fc.nat(60), range, async (parts, size, text, highlight, heartbeats, socket, cut, picked) => {
        const source = `s${++sources}`;
        smallBlocks(size);
        const entries = conversation(parts);
        const before = Math.min(cut, entries.length);
        await written(entries, source);
        const packets = new EntryList<TrafficEntry>(1_000);
        packets.append(entries);
        const parsed = parseMessageFilter(text);
        if (!parsed.ok) throw new Error(parsed.error.message);
        const list = new MessageList();
        list.follow({ sources: [{ source: 'default', packets }], socket, filter: parsed.value, range: picked, since: -Infinity, until: Infinity, highlight, heartbeats, namesOf: () => ['connection'] }, 1e9);
        const older = list.rows.filter(({ entry }) => entry.seq < before).toReversed();
        const newer = entries.filter(({ seq }) => seq >= before);
        const pairings = newer.flatMap((entry) => (entry.kind === 'packet' ? (pairingOf(entry) ?? []) : []));
        const ends = new Map(newer.flatMap((entry) => endOf(entry) ?? []).map(({ socket: ended, at }) => [ended, at]));
        const batch = await found({ source, before, until: Infinity, query: text, highlight, heartbeats, socket, range: picked }, { addresses: null, pairings, ends });
        expect(batch.shown).toEqual(older.map(({ entry }) => entry.seq));
        const candidates = entries.filter((entry) => entry.kind === 'packet').filter((entry) => entry.seq < before && (socket === null || entry.socket === socket));
        expect([batch.among + batch.folded, batch.folded]).toEqual([candidates.length, heartbeats ? 0 : candidates.filter(isHeartbeat).length]);
        expect(batch.matches ?? batch.shown).toEqual(older.filter(({ matches }) => matches).map(({ entry }) => entry.seq));
      }),
      // A question that its socket's end, in another lane, leaves without an answer.
      { numRuns: 100, examples: [[[ask, { ...ask, role: 'closes' }], 1, 'ack:unanswered', false, false, null, 2, null]] },
    );
  });

  it('tells what it could not read, and finds the rest', async () => {
    smallBlocks(10);
    await written(Array.from({ length: 42 }, (_, seq) => packetEntry(seq)), 'default');
    const database = await openDB(ARCHIVE_NAME);
    await database.put('blocks', new Uint8Array([1, 2, 3]), ['default', 'packet', 10]);
    database.close();
    const { shown, unreadable } = await found({ ...everything, source: 'default', before: 42, query: 'hello' });
    expect(unreadable).toBe(10);
    expect(shown).toEqual(Array.from({ length: 42 }, (_, seq) => 41 - seq).filter((seq) => seq < 10 || seq >= 20));
  });

  it('reads no further than it is asked for', async () => {
    smallBlocks(10);
    await written(Array.from({ length: 100 }, (_, seq) => packetEntry(seq)), 'default');
    const batches = scan(readerOf(archive), { ...everything, source: 'default', before: 100 });
    expect((await batches.next()).value).toMatchObject({ shown: [99, 98, 97, 96, 95, 94, 93, 92, 91, 90], done: 1, total: 10 });
    await batches.return(undefined);
    expect((await batches.next()).done).toBe(true);
  });

  it('waits for what is not on disk yet', async () => {
    await written([packetEntry(0), packetEntry(1)], 'default');
    const finding = found({ ...everything, source: 'default', before: 3 });
    await archive.append([packetEntry(2)], []);
    expect((await finding).shown).toEqual([2, 1, 0]);
  });

  it('knows the sockets of a page by their addresses', async () => {
    await written([packetEntry(0, { socket: 's1' }), packetEntry(1, { socket: 's2' })], 'tab:7');
    const addresses = new Map([['s1', '127.0.0.1/chat'], ['s2', '127.0.0.1/shop']]);
    expect((await found({ ...everything, source: 'tab:7', before: 2, query: 'source:shop' }, { ...NOTHING_NEWER, addresses })).shown).toEqual([1]);
    expect((await found({ ...everything, source: 'tab:7', before: 2, query: 'source:page' }, { ...NOTHING_NEWER, addresses })).shown).toEqual([1, 0]);
  });
});
