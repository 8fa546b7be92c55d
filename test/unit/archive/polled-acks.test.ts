/** A page that polls learns of an answer before its own request is over that asked. Whatever is told first, both belong together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureEvent } from '../../../src/core/contract/capture.ts';
import type { Entry, EntryOf } from '../../../src/core/entries/entry.ts';
import { PageCapture } from '../../../src/core/capture/page-capture.ts';
import { pairingOf } from '../../../src/core/capture/pairing.ts';
import { TrafficStatistics } from '../../../src/core/traffic/traffic-statistics.ts';
import { EntryList } from '../../../src/views/entry-list.ts';
import { parseMessageFilter } from '../../../src/panel/lists/message-filter.ts';
import { MessageList } from '../../../src/panel/lists/message-list.ts';
import type { TrafficEntry } from '../../../src/core/entries/lanes.ts';

const URL = 'http://127.0.0.1:5552/socket.io/?EIO=4&transport=polling&t=a';
const OPEN = '0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

type Poll = Extract<CaptureEvent, { type: 'poll' }>;
const poll = (number: number, at: number, received: string, sent: { at: number; data: string } | null = null, sid = '&sid=e1'): Poll => ({
  type: 'poll', channel: `p${number}`, at, url: `${URL}${sid}`, madeBy: 'page', maker: 'http://x/', status: 200, error: '',
  sent: sent === null ? null : { ...sent, binary: false, cut: 0 },
  received: { data: received, binary: false, cut: 0 },
});

/** One POST: how many events it carries, and how long each step takes, in milliseconds. */
interface Asked {
  readonly events: number;
  readonly after: number;
  readonly toServer: number;
  readonly toReply: number;
  readonly toAnswer: number;
}

/** Requests of a page that asks: one POST at a time, and beside it one GET at a time, which ends when there is an answer. */
function polling(asked: readonly Asked[], getMs: number): { events: CaptureEvent[]; ids: number } {
  const events: CaptureEvent[] = [poll(0, 10, OPEN, null, ''), poll(1, 14, 'ok', { at: 11, data: '40' }), poll(2, 15, '40{"sid":"s"}')];
  let [now, ids, number] = [20, 0, 3];
  const answers: { readonly at: number; readonly id: number }[] = [];
  for (const { events: count, after, toServer, toReply, toAnswer } of asked) {
    const sentAt = now + after;
    const own = Array.from({ length: count }, () => ids++);
    answers.push(...own.map((id) => ({ at: sentAt + toServer + toAnswer, id })));
    now = sentAt + toServer + toReply;
    events.push(poll(number++, now, 'ok', { at: sentAt, data: own.map((id) => `42${id}["ask",${id}]`).join('\x1e') }));
  }
  const waiting = answers.toSorted((a, b) => a.at - b.at);
  for (let readyAt = 20; waiting.length > 0; ) {
    const endsAt = Math.max(readyAt, waiting[0]!.at) + getMs;
    const ready = waiting.splice(0, waiting.findLastIndex(({ at }) => at <= endsAt - getMs) + 1);
    events.push(poll(number++, endsAt, ready.map(({ id }) => `43${id}[${id}]`).join('\x1e')));
    readyAt = endsAt;
  }
  return { events: events.toSorted((a, b) => a.at - b.at), ids };
}

function recorded(batches: readonly CaptureEvent[][], via: 'hook' | 'har'): Entry[] {
  const entries: Entry[] = [];
  const capture = new PageCapture('t', (fact, at) => {
    const entry: Entry = { ...fact, source: 'tab:1', seq: entries.length, at };
    entries.push(entry);
    return entry;
  }, () => true);
  for (const batch of batches) capture.take(via, batch, via === 'hook');
  return entries;
}

function inBatches<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let start = 0, turn = 0; start < items.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    batches.push(items.slice(start, start + size));
    start += size;
  }
  return batches;
}

function counts(entries: readonly Entry[]): Record<string, number> {
  const packets = new EntryList<TrafficEntry>(100_000);
  packets.append(entries as TrafficEntry[]);
  return Object.fromEntries(['ack:timeout', 'ack:pending', 'ack:orphan', 'ack:answered'].map((query) => {
    const filter = parseMessageFilter(query);
    if (!filter.ok) throw new Error(filter.error.message);
    const list = new MessageList();
    list.follow({ sources: [{ source: 'tab:1', packets }], socket: null, filter: filter.value, range: null, since: -Infinity, until: Infinity, highlight: false, heartbeats: true, namesOf: () => [] }, 1e9);
    return [query, list.matching];
  }));
}

const isPacket = (entry: Entry): entry is EntryOf<'packet'> => entry.kind === 'packet';
const asked = fc.record({ events: fc.integer({ min: 1, max: 3 }), after: fc.nat(30), toServer: fc.nat(20), toReply: fc.nat(300), toAnswer: fc.nat(300) });

describe('a page that polls', () => {
  it('has every event paired with its answer, whichever request is over first', () => {
    fc.assert(fc.property(fc.array(asked, { maxLength: 12 }), fc.nat(5), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), fc.constantFrom('hook' as const, 'har' as const), (posts, getMs, sizes, via) => {
      const { events, ids } = polling(posts, getMs);
      const entries = recorded(inBatches(events, sizes), via);
      expect(entries.filter(({ kind }) => kind === 'socket-opened')).toHaveLength(1);
      expect(counts(entries)).toEqual({ 'ack:timeout': 0, 'ack:pending': 0, 'ack:orphan': 0, 'ack:answered': 2 * ids });
      const bySeq = entries.filter(isPacket);
      const pairings = bySeq.flatMap((packet) => pairingOf(packet) ?? []);
      expect(pairings).toHaveLength(ids);
      for (const { event, ack, afterMs, again } of pairings) {
        const [question, answer] = [event, ack].map((seq) => bySeq.find((packet) => packet.seq === seq)!);
        expect([question!.ackId, again]).toEqual([answer!.ackId, false]);
        expect(afterMs).toBe(answer!.at - question!.at);
      }
      const statistics = new TrafficStatistics();
      for (const entry of entries) statistics.add(entry);
      const row = statistics.tables.event.ranked().find(([name]) => name === 'event:ask');
      expect(row?.[1].latency?.data.sketch.count ?? 0).toBe(ids);
    }));
  });

  it('is in the order of sending where all is known at once', () => {
    const { events } = polling([{ events: 1, after: 0, toServer: 1, toReply: 50, toAnswer: 2 }], 1);
    expect(recorded([events], 'har').filter(isPacket).map(({ direction, type, at }) => `${direction} ${type} ${at}`)).toEqual([
      'in open 10', 'out connect 11', 'in reply 14', 'in connect 15', 'out event 20', 'in ack 24', 'in reply 71',
    ]);
  });

  it('is one socket, though its clock says that something was said before it was opened', () => {
    const entries = recorded([[poll(0, 10.4, OPEN, null, ''), poll(1, 14, 'ok', { at: 10, data: '40' })]], 'har');
    expect(entries.filter(isPacket).map(({ type }) => type)).toEqual(['open', 'connect', 'reply']);
    expect(entries.filter(({ kind }) => kind === 'socket-opened')).toHaveLength(1);
  });
});
