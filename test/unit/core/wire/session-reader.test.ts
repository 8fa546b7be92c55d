/** What a connection speaks is told by what is said on it first, not by where it is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction, Frame, Transport } from '../../../../src/core/wire/packet.ts';
import { createOwnReader, createSessionReader, type Heard } from '../../../../src/core/wire/session-reader.ts';
import { chance, conversation, packet4, packet5 } from './arbitrary.ts';
import * as oracles from '../../../support/oracles.ts';
import { said } from './frames.ts';

const OPEN = '0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const USUAL = 'ws://x/socket.io/?EIO=4&transport=websocket';
const ENGINE = 'ws://x/engine.io/?EIO=4&transport=websocket';
const OTHER = 'ws://x/primus/?EIO=4&transport=websocket';

type Line = readonly [direction: Direction, data: Frame['data'], transport?: Transport];

/** Everything that is heard of these frames, which came a millisecond apart, and what was spoken. */
function listen(url: string, lines: readonly Line[]): { heard: Heard[]; protocol: string } {
  const reader = createSessionReader(url);
  const heard = lines.flatMap(([direction, data, transport = 'websocket'], at) => reader.read({ direction, transport, data }, at));
  return { heard: [...heard, ...reader.end(lines.length)], protocol: reader.kind.protocol };
}

const told = (url: string, lines: readonly Line[]) => {
  const { heard, protocol } = listen(url, lines);
  return [protocol, ...heard.map(({ packet }) => said(packet))];
};

describe('Socket.IO at any path', () => {
  it.each([USUAL, ENGINE, OTHER])('is known by its CONNECT at %s', (url) => {
    expect(told(url, [['in', OPEN], ['out', '40/admin,{"token":"t"}'], ['in', '40/admin,{"sid":"s"}'], ['in', '42/admin,1["tick",2]'], ['out', '43/admin,1[]']])).toEqual([
      'socket.io', 'open', { ns: '/admin', connect: null, auth: { token: 't' } }, { ns: '/admin', connect: 's' }, { ns: '/admin', id: 1, event: 'tick', args: [2] }, { ns: '/admin', id: 1, ack: [] },
    ]);
  });

  it.each<[string, Line[]]>([
    ['of revision 4, whose server begins', [['in', OPEN], ['in', '40'], ['out', '42["a"]']]],
    ['that refuses', [['in', OPEN], ['out', '40'], ['in', '44{"message":"no"}']]],
    ['with msgpack', [['in', OPEN], ['out', oracles.msgpackParser.encode({ type: 0, nsp: '/' })[0]!]]],
    ['with socket.io-json-parser', [['in', OPEN], ['out', '4{"type":0,"nsp":"/"}']]],
    ['that was listened to from the middle', [['in', '42["tick",1]']]],
    ['from the middle of an attachment', [['in', Uint8Array.of(1, 2)], ['in', '42["tick",1]']]],
    ['from a packet that awaits its attachment', [['in', '451-["f",{"_placeholder":true,"num":0}]'], ['in', Uint8Array.of(1)]]],
  ])('%s', (_, lines) => {
    for (const url of [ENGINE, OTHER]) {
      const { heard, protocol } = listen(url, lines);
      expect([protocol, heard.at(-1)?.packet.kind]).toEqual(['socket.io', 'socket']);
    }
  });

  it('is held until the POST with the CONNECT is told, and then has its times', () => {
    const lines: Line[] = [['in', OPEN, 'polling'], ['in', '42["room_joined"]', 'polling'], ['in', '2', 'polling'], ['out', '40', 'polling'], ['in', '40{"sid":"s"}', 'polling']];
    const { heard, protocol } = listen(OTHER, lines);
    expect([protocol, ...heard.map(({ packet, at }) => [at, said(packet)])]).toEqual([
      'socket.io', [0, 'open'], [1, { event: 'room_joined', args: [] }], [2, 'ping'], [3, { connect: null }], [4, { connect: 's' }],
    ]);
  });
});

describe('bare Engine.IO at any path', () => {
  it.each<[string, string[], Line[], unknown[]]>([
    ['text', [USUAL, ENGINE, OTHER], [['in', OPEN], ['out', '4hello'], ['in', '4{"a":1}']], [{ text: 'hello' }, { json: { a: 1 } }]],
    ['bytes', [USUAL, ENGINE, OTHER], [['in', OPEN], ['in', Uint8Array.of(1, 2)]], [{ binary: Uint8Array.of(1, 2) }]],
    ['what looks like an event, though nobody has connected', [ENGINE, OTHER], [['in', OPEN], ['in', '42["a"]'], ['out', '42["b"]']], [{ text: '2["a"]' }, { text: '2["b"]' }]],
    ['the same in polls, once the client has said something else', [ENGINE, OTHER], [['in', OPEN, 'polling'], ['in', '42["a"]', 'polling'], ['out', '3', 'polling']], [{ text: '2["a"]' }, 'pong']],
    ['what begins as a packet of Socket.IO does', [USUAL, ENGINE, OTHER], [['in', OPEN], ['out', '42 apples'], ['in', '45']], [{ text: '2 apples' }, { text: '5' }]],
    ['numbers', [ENGINE, OTHER], [['in', OPEN], ['out', '40.5'], ['out', '4017']], [{ text: '0.5' }, { text: '017' }]],
    ['what was listened to from the middle', [USUAL, ENGINE, OTHER], [['in', '4hello']], [{ text: 'hello' }]],
  ])('%s', (_, urls, lines, expected) => {
    for (const url of urls) expect(told(url, lines).filter((one) => one !== 'open')).toEqual(['engine.io', ...expected]);
  });

  it('is said once by an earlier reader', () => {
    const reader = createSessionReader(OTHER, 'engine.io');
    expect(reader.read({ direction: 'in', transport: 'websocket', data: '42["a"]' }, 0).map(({ packet }) => said(packet))).toEqual([{ text: '2["a"]' }]);
  });
});

describe('a parser that nobody knows', () => {
  const lines: Line[] = [['in', OPEN], ['out', '4{"t":0,"nsp":"/","auth":1}'], ['in', '4{"t":0,"nsp":"/"}'], ['in', '4{"t":2}']];

  it('is told by the first message of a page that names a namespace, and all are shown as they are', () => {
    const { heard, protocol } = listen(USUAL, lines);
    expect(protocol).toBe('socket.io');
    expect(heard.slice(1).map(({ packet }) => [packet.kind, 'problem' in packet ? packet.problem : ''])).toEqual([['message', 'custom-parser'], ['message', null], ['message', null]]);
  });

  it('is told by the first answer to our own connection, whatever it is', () => {
    for (const answer of ['4{"t":0}', '4hello', Uint8Array.of(1)]) {
      const reader = createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });
      const heard = ([['in', OPEN], ['out', '40{"token":"t"}'], ['in', answer], ['in', '4more'], ['out', '41']] as const).flatMap(([direction, data]) => reader.read({ direction, transport: 'websocket', data }, 0));
      expect(heard.map(({ packet }) => [packet.kind, 'problem' in packet ? packet.problem : null])).toEqual([['engine', null], ['socket', null], ['message', 'custom-parser'], ['message', null], ['socket', null]]);
    }
  });

  it('is not told of a damaged packet', () => {
    const reader = createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });
    expect(['42["a"', '4hello'].flatMap((data) => reader.read({ direction: 'in', transport: 'websocket', data }, 0)).map(({ packet }) => packet.kind)).toEqual(['malformed', 'message']);
    const later = createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });
    expect(['40{"sid":"s"}', '4hello'].flatMap((data) => later.read({ direction: 'in', transport: 'websocket', data }, 0)).map(({ packet }) => packet.kind)).toEqual(['socket', 'malformed']);
  });
});

const { engineParser3, engineParser4, jsonParser, msgpackParser, socketParser4, socketParser5, CASES, PATIENCE } = oracles;

describe('whatever the official parsers encode after a CONNECT', () => {
  it.each<[string, 3 | 4, oracles.SocketOracle, oracles.EngineOracle, typeof packet5]>([
    ['revision 5', 4, socketParser5, engineParser4, packet5],
    ['revision 4', 3, socketParser4, engineParser3, packet4],
    ['msgpack', 4, msgpackParser, engineParser4, packet5],
    ['json', 4, jsonParser, engineParser4, packet5],
  ])('is Socket.IO at any path, in both directions: %s', (_, engineVersion, parser, engine, packet) => {
    fc.assert(fc.property(conversation(packet), fc.integer(), fc.constantFrom('socket.io', 'engine.io', 'eio', 'a/b'), (conversed, seed, path) => {
      const random = chance(seed);
      const starts: Direction = engineVersion === 4 ? 'out' : 'in';
      const all = [{ direction: starts, packet: { type: 0, nsp: '/' } }, ...conversed];
      const lines = all.flatMap(({ direction, packet: each }) => parser.encode(each).map((chunk): Line => {
        const message: oracles.OfficialEnginePacket = { type: 'message', data: typeof chunk === 'string' ? chunk : Buffer.from(chunk) };
        return random() < 0.5 ? [direction, engine.frame(message), 'websocket'] : [direction, engine.payload([message]), 'polling'];
      }));
      const url = `ws://x/${path}/?EIO=${engineVersion}&transport=websocket`;
      const { heard, protocol } = listen(url, [['in', OPEN], ...lines]);
      expect(protocol).toBe('socket.io');
      const given = heard.flatMap(({ packet: each }) => (each.kind === 'socket' ? [oracles.official(each)] : []));
      expect(given).toEqual(all.flatMap(({ packet: each }) => parser.decode(parser.encode(each)).map(oracles.comparable)));
      expect(heard.filter(({ packet: each }) => each.kind !== 'socket' && each.kind !== 'engine')).toEqual([]);
    }), { numRuns: CASES });
  }, PATIENCE);

  it('messages of no parser are never anything but the application’s own, byte for byte', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom<Direction>('in', 'out'), fc.oneof(fc.string({ unit: 'binary' }).map((text) => `hello ${text}`), fc.uint8Array()))), (messages) => {
      fc.pre(!messages.some(([, data]) => typeof data !== 'string' && (data[0]! & 0xf0) === 0x80));
      const lines = messages.map(([direction, data]): Line => [direction, typeof data === 'string' ? `4${data}` : data]);
      const { heard } = listen(OTHER, [['in', OPEN], ...lines]);
      expect(heard.slice(1).map(({ packet }) => (packet.kind === 'message' ? packet.value : packet))).toEqual(messages.map(([, data]) => data));
    }), { numRuns: CASES });
  });
});
