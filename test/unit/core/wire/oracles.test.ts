/** Whatever the official parsers encode, in whatever frames, is decoded to the same packets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';
import type { Direction, Frame, Packet, Transport } from '../../../../src/core/wire/packet.ts';
import * as oracles from '../../../support/oracles.ts';
import { chance, conversation, packet4, packet5, type Said } from './arbitrary.ts';
import { frameSize, socketPackets, V3, V4 } from './frames.ts';

const { CASES, PATIENCE } = oracles;

/** Shuffles the attachments of an encoded packet, so that the placeholders name them in another order than they come. */
function shuffled(chunks: readonly oracles.Chunk[], random: () => number): oracles.Chunk[] {
  const [head, ...attachments] = chunks;
  if (typeof head !== 'string' || attachments.length < 2) return [...chunks];
  const order = attachments.map((_, index) => index);
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  // Attachment n of the encoder is sent at place order[n].
  const sent = attachments.slice();
  for (const [index, place] of order.entries()) sent[place] = attachments[index]!;
  const rename = head.replaceAll(/\{"_placeholder":true,"num":(\d+)\}/g, (_, num: string) => `{"_placeholder":true,"num":${order[Number(num)]}}`);
  return [rename, ...sent];
}

interface Wire {
  url: string;
  parser: oracles.SocketOracle;
  engine: oracles.EngineOracle;
  /** Which transports carry it. */
  transports: readonly Transport[];
}

interface Queued {
  direction: Direction;
  chunk: oracles.Chunk;
}

const engineMessage = ({ chunk }: Queued): oracles.OfficialEnginePacket => ({
  type: 'message',
  data: typeof chunk === 'string' ? chunk : Buffer.from(chunk),
});

/**
 * Puts a conversation on the wire: the two directions interleaved at will, each in its order; over WebSocket a frame for
 * each chunk, in polls any number of them in one payload; heartbeats anywhere in between.
 */
function transmit(said: readonly oracles.Chunk[][], directions: readonly Direction[], wire: Wire, random: () => number): Frame[] {
  const waiting: Record<Direction, Queued[]> = { in: [], out: [] };
  for (const [index, chunks] of said.entries()) {
    const direction = directions[index]!;
    for (const chunk of chunks) waiting[direction].push({ direction, chunk });
  }
  const frames: Frame[] = [];
  while (waiting.in.length + waiting.out.length > 0) {
    const direction: Direction = waiting.out.length === 0 || (waiting.in.length > 0 && random() < 0.5) ? 'in' : 'out';
    const transport = wire.transports[Math.floor(random() * wire.transports.length)]!;
    if (random() < 0.2) {
      const ping: oracles.OfficialEnginePacket = { type: random() < 0.5 ? 'ping' : 'pong' };
      frames.push({ direction, transport, data: transport === 'polling' ? wire.engine.payload([ping]) : wire.engine.frame(ping) });
    }
    const count = transport === 'polling' ? 1 + Math.floor(random() * 4) : 1;
    const packets = waiting[direction].splice(0, count).map(engineMessage);
    frames.push({ direction, transport, data: transport === 'polling' ? wire.engine.payload(packets) : wire.engine.frame(packets[0]!) });
  }
  return frames;
}

function expectSame(said: readonly Said[], wire: Wire, random: () => number): void {
  const encoded = said.map(({ packet }) => shuffled(wire.parser.encode(packet), random));
  const expected = encoded.flatMap((chunks, index) =>
    wire.parser.decode(chunks).map((packet) => ({ direction: said[index]!.direction, packet: oracles.comparable(packet) })));
  const frames = transmit(encoded, said.map(({ direction }) => direction), wire, random);
  const decoder = createDecoder({ url: wire.url });
  const packets: Packet[] = [...frames.flatMap((frame) => decoder.decode(frame)), ...decoder.end()];
  const given = socketPackets(packets).map((packet) => ({ direction: packet.direction, packet: oracles.official(packet) }));
  for (const direction of ['in', 'out'] as const) {
    expect(given.filter((one) => one.direction === direction)).toEqual(expected.filter((one) => one.direction === direction));
  }
  expect(packets.filter(({ kind }) => kind !== 'socket' && kind !== 'engine')).toEqual([]);
  expect(packets.reduce((sum, packet) => sum + packet.bytes, 0)).toBe(frames.reduce((sum, frame) => sum + frameSize(frame), 0));
}

const WS = ['websocket'] as const;
const POLLS = ['polling'] as const;
const BOTH = ['websocket', 'polling'] as const;

const { engineParser3, engineParser3Base64, engineParser4, jsonParser, msgpackParser, socketParser4, socketParser5 } = oracles;

describe('whatever the official parsers encode is decoded to the same packets', () => {
  it.each<[string, Wire, fc.Arbitrary<oracles.OfficialPacket>]>([
    ['revision 5 over WebSocket', { url: V4, parser: socketParser5, engine: engineParser4, transports: WS }, packet5],
    ['revision 5 in polls', { url: V4, parser: socketParser5, engine: engineParser4, transports: POLLS }, packet5],
    ['revision 5 over both at once', { url: V4, parser: socketParser5, engine: engineParser4, transports: BOTH }, packet5],
    ['revision 4 over WebSocket', { url: V3, parser: socketParser4, engine: engineParser3, transports: WS }, packet4],
    ['revision 4 in polls, binary payloads', { url: V3, parser: socketParser4, engine: engineParser3, transports: POLLS }, packet4],
    ['revision 4 with b64=1', { url: V3, parser: socketParser4, engine: engineParser3Base64, transports: BOTH }, packet4],
    ['revision 4 over both at once', { url: V3, parser: socketParser4, engine: engineParser3, transports: BOTH }, packet4],
    ['msgpack over both at once', { url: V4, parser: msgpackParser, engine: engineParser4, transports: BOTH }, packet5],
    ['socket.io-json-parser over both at once', { url: V4, parser: jsonParser, engine: engineParser4, transports: BOTH }, packet5],
    ['msgpack over Engine.IO 3', { url: V3, parser: msgpackParser, engine: engineParser3, transports: BOTH }, packet5],
  ])('%s', (_, wire, packet) => {
    fc.assert(
      fc.property(conversation(packet), fc.integer(), (said, seed) => expectSame(said, wire, chance(seed))),
      { numRuns: CASES },
    );
  }, PATIENCE);
});
