import { createPacketEncoderStream, type Packet as EnginePacket } from 'engine.io-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';
import { CASES, PATIENCE, socketParser5, official, comparable } from '../../../support/oracles.ts';
import { packet5 } from './arbitrary.ts';
import { bytes, decodeAll, socketPackets, type Feed } from './frames.ts';

const stream: Feed = { transport: 'webtransport' };

/** What engine.io-parser writes for these packets. */
async function written(packets: readonly EnginePacket[]): Promise<Uint8Array> {
  const { readable, writable } = createPacketEncoderStream() as TransformStream<EnginePacket, Uint8Array>;
  const chunks: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of readable) chunks.push(chunk);
  })();
  const writer = writable.getWriter();
  for (const packet of packets) await writer.write(packet);
  await writer.close();
  await reading;
  return Uint8Array.from(Buffer.concat(chunks));
}

function split(data: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (data.length + 1)).toSorted((a, b) => a - b), data.length];
  return places.slice(1).map((end, index) => data.subarray(places[index], end));
}

describe('Engine.IO over WebTransport', () => {
  it('is read like WebSocket, wherever its stream is split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(packet5, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), async (packets, cuts) => {
        const encoded = packets.map((packet) => socketParser5.encode(packet));
        const data = await written(encoded.flat().map((chunk) => ({ type: 'message', data: typeof chunk === 'string' ? chunk : Buffer.from(chunk) })));
        const given = decodeAll(split(data, cuts), stream);
        expect(socketPackets(given).map(official)).toEqual(encoded.flatMap((chunks) => socketParser5.decode(chunks)).map(comparable));
        expect(given.reduce((sum, packet) => sum + packet.bytes, 0)).toBe(data.length);
      }),
      { numRuns: Math.ceil(CASES / 5) },
    );
  }, PATIENCE);

  it.each([125, 126, 65_535, 65_536, 200_000])('has a header for a packet of %i bytes', async (length) => {
    const data = await written([{ type: 'message', data: Buffer.alloc(length, 1) }, { type: 'message', data: `2${JSON.stringify(['x'.repeat(length)])}` }, { type: 'ping' }]);
    expect(decodeAll(split(data, [1, 2, 5, 9, 70_000]), stream)).toMatchObject([
      { kind: 'malformed', reason: 'unannounced-binary', raw: { length } },
      { kind: 'socket', args: [] },
      { kind: 'engine', type: 'ping' },
    ]);
  });

  it('goes on after an empty packet, where the official decoder stops', () => {
    expect(decodeAll([bytes(0, 1, 0x32)], stream)).toMatchObject([{ reason: 'empty' }, { type: 'ping' }]);
  });

  it('says so where it cannot go on', () => {
    const endless = bytes(127, 255, 255, 255, 255, 255, 255, 255, 255, 5);
    expect(decodeAll([bytes(1, 0x32, ...endless), bytes(6)], stream)).toMatchObject([{ type: 'ping' }, { reason: 'bad-length', raw: endless }, { reason: 'bad-length', raw: bytes(6) }]);
    expect(decodeAll([bytes(9, 1)], stream)).toMatchObject([{ reason: 'cut-short', raw: bytes(9, 1) }]);
    const decoder = createDecoder({ url: 'https://localhost/socket.io/?EIO=4&transport=webtransport' });
    expect(decoder.decode({ direction: 'in', transport: 'webtransport', data: bytes(1, 0x32, 9), cut: 7 })).toMatchObject([{ type: 'ping' }, { reason: 'cut-short', bytes: 8 }]);
  });

  it('takes a packet in a hundred thousand chunks in time and memory that it is worth', () => {
    const packet = new Uint8Array(100_000).fill(1);
    const header = bytes(0x80 | 127, 0, 0, 0, 0, 0, 1, 0x86, 0xa0);
    const chunks = Array.from(packet, (_, index) => packet.subarray(index, index + 1));
    expect(decodeAll([header, ...chunks], stream)).toMatchObject([{ raw: { length: 100_000 }, bytes: 100_009 }]);
  });
});
