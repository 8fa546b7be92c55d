/** Recordings for the tests of their files, and files as text. */
import fc from 'fast-check';
import { createSessionReader } from '../../../../src/core/wire/session-reader.ts';
import { Conversation } from '../../../../src/core/capture/conversation.ts';
import { LOG_LEVELS, type Entry, type Fact } from '../../../../src/core/entries/entry.ts';
import type { EntryReader } from '../../../../src/core/entries/entry-reader.ts';
import { laneOf } from '../../../../src/core/entries/lanes.ts';
import { AS_IT_IS, type Redactor } from '../../../../src/core/redaction/redactor.ts';
import { readRecordingFile } from '../../../../src/core/files/read-file.ts';
import type { ReadFile } from '../../../../src/core/files/opened-file.ts';
import type { SharedRecording, Writer } from '../../../../src/core/files/shared-recording.ts';
import type { Frame } from '../../../../src/core/wire/packet.ts';

export const NOW = Date.UTC(2026, 10, 23, 7);
export const POLLING = 'http://127.0.0.1:5552/socket.io/?EIO=4&transport=polling';

/** Hands entries out in small parts, as an archive would. */
export function readerOf(entries: readonly Entry[]): EntryReader {
  return {
    async *parts(source, { lanes, from = 0, to = Infinity }) {
      const wanted = entries.filter((entry) => entry.source === source && lanes.includes(laneOf(entry)) && entry.seq >= from && entry.seq <= to);
      for (let start = 0; start < wanted.length; start += 3) yield wanted.slice(start, start + 3);
    },
  };
}

export function shared(entries: readonly Entry[], changes: Partial<SharedRecording> = {}): SharedRecording {
  return { source: entries[0]?.source ?? 'default', name: 'A recording', url: POLLING, reader: readerOf(entries), wants: () => true, ...changes };
}

export async function fileOf(write: Writer, recordings: readonly SharedRecording[], redactor: Redactor = AS_IT_IS): Promise<string> {
  let text = '';
  for await (const part of write({ recordings, redactor, creator: { name: 'Holdfast', version: '0.1.0' }, at: NOW })) text += part.text;
  return text;
}

/** Reads a text that comes in chunks of this many units. */
export function read(text: string, size = 1_000_000): Promise<ReadFile> {
  async function* chunks() {
    for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
  }
  return readRecordingFile(chunks(), 'file', NOW);
}

export function recorded(facts: readonly Fact[], source = 'default'): Entry[] {
  return facts.map((fact, seq) => ({ ...fact, source, seq, at: NOW - 60_000 + seq }));
}

export type Said = readonly [direction: Frame['direction'], data: Frame['data'], transport?: Frame['transport']];

/** What a socket said, as a capture would have recorded it. */
export function conversation(said: readonly Said[], { source = 'tab:7', socket = 's1', url = POLLING, seq = 0 } = {}): Entry[] {
  const entries: Entry[] = [];
  const record = (fact: Fact, at: number): Entry => {
    const entry: Entry = { ...fact, source, seq: seq + entries.length, at };
    entries.push(entry);
    return entry;
  };
  let at = NOW - 60_000;
  if (source.startsWith('tab:')) record({ kind: 'socket-opened', channel: 'c1', socket, url, protocol: 'socket.io-4', via: 'har', madeBy: 'page', maker: 'http://127.0.0.1:5552/' }, at);
  const talk = new Conversation(socket, createSessionReader(url), record);
  for (const [direction, data, transport = 'websocket'] of said) talk.see({ direction, transport, data }, (at += 4));
  return entries;
}

/** A session that begins by polling and goes on over a WebSocket, with binary data and an acknowledgement. */
export const SESSION: readonly Said[] = [
  ['in', '0{"sid":"engine1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}', 'polling'],
  ['out', '40{"token":"s3cr3t-in-auth"}', 'polling'],
  ['in', 'ok', 'polling'],
  ['in', '40{"sid":"socket1","pid":"pr1v4te-id"}\x1e42["hello",1]\x1e451-["file",{"_placeholder":true,"num":0}]\x1ebAQID', 'polling'],
  ['out', '2probe'],
  ['in', '3probe'],
  ['out', '5'],
  ['out', '421["chat",{"text":"größe 🧨","password":"s3cr3t-in-args"}]'],
  ['in', '431[{"ok":true}]'],
  ['in', '451-["avatar",{"_placeholder":true,"num":0}]'],
  ['in', Uint8Array.from([1, 2, 255])],
];

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const json = fc.jsonValue({ maxDepth: 3 });

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant('log' as const), level: fc.constantFrom(...LOG_LEVELS), levelText: text, logger: text, message: text,
    serverTime: fc.option(fc.integer({ min: 0, max: NOW })), serverTimeText: text, fields: json.map((value) => JSON.stringify(value)), cut: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('packet' as const), socket: text, direction: fc.constantFrom('in' as const, 'out' as const),
    transport: fc.constantFrom('websocket' as const, 'polling' as const), type: fc.constantFrom('event' as const, 'text' as const, 'malformed' as const),
    namespace: fc.option(text), ackId: fc.option(fc.nat()), event: text, preview: text, bytes: fc.nat(), text: fc.option(text), binary: fc.option(text),
    attachments: fc.array(text, { maxLength: 2 }), cut: fc.nat(), problem: text,
    answers: fc.option(fc.record({ seq: fc.nat(), afterMs: fc.double({ min: 0, max: 1e6, noNaN: true }), again: fc.boolean() })),
    answeredBy: fc.option(fc.record({ seq: fc.nat(), afterMs: fc.double({ min: 0, max: 1e6, noNaN: true }) })), offset: fc.option(text),
  }),
  fc.record({ kind: fc.constant('acknowledged' as const), afterMs: fc.option(fc.nat()), late: fc.boolean(), payload: json, serverTime: fc.constant(null) }),
  fc.record({ kind: fc.constant('ping' as const), gapMs: fc.nat() }),
);

/** Any recording: gaps in seq are those of a choice. -0 is not told apart by JSON. */
export const anyRecording: fc.Arbitrary<Entry[]> = fc
  .array(fc.tuple(fact, fc.integer({ min: 1, max: 5 }), fc.double({ min: 1e12, max: 2e12, noNaN: true })), { maxLength: 12 })
  .map((items) => {
    let seq = -1;
    return items.map(([what, step, at]) => JSON.parse(JSON.stringify({ ...what, source: 'default', seq: (seq += step), at })) as Entry);
  });
