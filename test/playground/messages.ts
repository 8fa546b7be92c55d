/** Conversations for the Messages view, as a background would have recorded them: of our connection, and of a page's sockets. */
import { Conversation } from '../../src/core/capture/conversation.ts';
import { createSessionReader } from '../../src/core/wire/session-reader.ts';
import type { Entry, Fact } from '../../src/core/entries/entry.ts';
import type { Frame } from '../../src/core/wire/packet.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGNQjbxPEmIY1TCqYfhqAACGHOcQA8p9OQAAAABJRU5ErkJggg==';
const png = Uint8Array.from(atob(PNG), (unit) => unit.charCodeAt(0));
const CHAT = 'ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket';

type Said = readonly [direction: Frame['direction'], data: Frame['data'], afterMs?: number, transport?: Frame['transport']];

/** Records what was said, beginning at a time, as the background would. */
function converse(source: string, socket: string, url: string, from: number, said: readonly Said[]): Entry[] {
  const entries: Entry[] = [];
  const record = (fact: Fact, at: number): Entry => {
    const entry: Entry = { ...fact, source, seq: entries.length, at };
    entries.push(entry);
    return entry;
  };
  if (source.startsWith('tab:')) record({ kind: 'socket-opened', channel: 'c1', socket, url, protocol: 'socket.io-4', via: 'har', madeBy: 'page', maker: 'http://127.0.0.1:5552/index' }, from);
  const conversation = new Conversation(socket, createSessionReader(CHAT), record);
  let at = from;
  for (const [direction, data, afterMs = 4, transport = 'websocket'] of said) {
    at += afterMs;
    conversation.see({ direction, transport, data }, at);
  }
  return entries;
}

const big = JSON.stringify({ rows: Array.from({ length: 240 }, (_, i) => ({ id: i, name: `user ${i}`, score: i * 1.5 })), note: 'x'.repeat(900) });

const OPENING: readonly Said[] = [
  ['in', '0{"sid":"wZX3oN0bSVIhsEknAAAI","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}', 3, 'polling'],
  ['out', '40{"token":"secret"}', 1, 'polling'],
  ['in', '40{"sid":"uVwjHA5bSVIhsEknAAAJ"}', 6, 'polling'],
  ['out', '2probe'],
  ['in', '3probe'],
  ['out', '5'],
  ['in', '6', 2, 'polling'],
  ['in', '42["connection_ack",{"status":"connected","timestamp":"2026-11-23T14:03:22.040Z"}]'],
];

const TALK: readonly Said[] = [
  ['out', '421["chat",{"text":"Hello, is anybody there?","room":"general","mentions":["ada","grace"]}]', 900],
  ['in', '431[{"ok":true,"id":4711}]', 12],
  ['in', '42["chat:typing",{"user":"grace","room":"general"}]', 300],
  ['in', '451-["avatar",{"user":"grace","image":{"_placeholder":true,"num":0}}]', 140],
  ['in', png, 1],
  ['in', '2', 5000],
  ['out', '3', 1],
  ['in', `42["scores",${big}]`, 260],
  ['out', '42/admin,2["kick",{"user":"mallory"}]', 500],
  ['in', '43/admin,2["done"]', 730],
  ['in', '43/admin,2["done"]', 40],
  ['out', '423["save",{"draft":17}]', 60],
  ['in', '4399["what was the question?"]', 300],
  ['in', '42["broken",{"a":', 200],
  ['in', '42["disconnect","reserved"]', 200],
  ['in', '44/secret,{"message":"not authorized","data":{"code":"E_AUTH"}}', 90],
  ['out', '42["notes","a text with “quotes”, 中文 and an emoji 🧨",null,-0.5,true,[]]', 300],
];

export function messageEntries(now: number): Entry[] {
  return converse('default', 'own', CHAT, now - 24_000, [...OPENING, ...TALK, ['out', '424["heartbeat_test",{"seq":8}]', 9000], ['out', '425["report",{"pages":3}]', 400]]);
}

export function pageEntries(now: number): Entry[] {
  const beats = Array.from({ length: 40 }, (_, i): Said[] => [['in', '2', 90], ['out', '3', 1], ['in', `42["tick",${i}]`, 60]]).flat();
  return converse('tab:7', 's1', CHAT, now - 20_000, [...OPENING, ...beats]);
}

export function hostileMessages(now: number): Entry[] {
  const evil = '<img src=x onerror=alert(1)> \u202eevil\u202c \u001b[31mred\u0000 🧨';
  const named = (event: string, ...args: unknown[]) => `42${JSON.stringify([event, ...args])}`;
  let nested: unknown = 'bottom';
  for (let level = 0; level < 400; level += 1) nested = { [`level ${level}`]: nested };
  return converse('default', 'own', CHAT, now - 9000, [
    ['in', named(evil, { [evil]: evil })],
    ['in', named('w'.repeat(500), 'W'.repeat(200_000))],
    ['in', named('__proto__', JSON.parse('{"__proto__":{"polluted":true}}'))],
    ['in', named('deep', nested)],
    ['in', named('wide', Array.from({ length: 5000 }, (_, i) => i))],
    ['in', `42/${'n'.repeat(300)},${JSON.stringify(['x'])}`],
    ['in', '9what'],
    ['in', Uint8Array.from({ length: 300 }, (_, i) => i % 256)],
    ['in', '452-["half",{"_placeholder":true,"num":0}]'],
    ['in', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])],
    ['in', '42["lone","\\ud800"]'],
  ]);
}
