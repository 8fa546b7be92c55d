/** Whatever comes, nothing throws, nothing is lost, and nothing grows without end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';
import type { Frame, Packet, Transport } from '../../../../src/core/wire/packet.ts';
import { problemText } from '../../../../src/core/words/problem-text.ts';
import { CASES, engineParser3, engineParser4, msgpackParser, PATIENCE, socketParser5, type Chunk } from '../../../support/oracles.ts';
import { direction, packet5 } from './arbitrary.ts';
import { ascii, bytes, decodeAll, decodeOne, frameSize, V3, V4 } from './frames.ts';

const transport = fc.constantFrom<Transport>('websocket', 'polling', 'webtransport', 'sse');

/** Frames as they should be: Socket.IO packets in the wrapping of one of the engines. */
const valid: fc.Arbitrary<Chunk> = fc
  .tuple(packet5, fc.constantFrom(socketParser5, msgpackParser), fc.constantFrom(engineParser3, engineParser4), fc.boolean(), fc.nat())
  .map(([packet, parser, engine, payload, choice]) => {
    const chunks = parser.encode(packet).map((chunk) => ({ type: 'message', data: typeof chunk === 'string' ? chunk : Buffer.from(chunk) }));
    return payload ? engine.payload(chunks) : engine.frame(chunks[choice % chunks.length]!);
  });

const place = fc.nat({ max: 0xffff });

/** Something taken out, put in or changed somewhere. */
const mutated: fc.Arbitrary<Chunk> = fc.tuple(valid, place, place, fc.string({ maxLength: 3 }), fc.uint8Array({ maxLength: 3 })).map(([chunk, at, to, text, binary]) => {
  const start = at % (chunk.length + 1);
  const end = start + (to % 4);
  if (typeof chunk === 'string') return chunk.slice(0, start) + text + chunk.slice(end);
  return Uint8Array.from([...chunk.subarray(0, start), ...binary, ...chunk.subarray(end)]);
});

/** Text of the characters that mean something to one of the parsers. */
const suggestive = fc.string({ unit: fc.constantFrom(...Array.from('0123456789-/,?:[]{}"\\b\x1e\x00é💥\ud800_nd=a')), maxLength: 30 });
const anything: fc.Arbitrary<Chunk> = fc.oneof(
  { weight: 4, arbitrary: mutated },
  { weight: 1, arbitrary: valid },
  { weight: 2, arbitrary: suggestive },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(0, 1, 2, 9, 4, 0x30, 0x7e, 0x7f, 0x82, 0x92, 0xc4, 0xd4, 0xdd, 255), { maxLength: 20 }).map((values) => Uint8Array.from(values)) },
);

const frame: fc.Arbitrary<Frame> = fc.record(
  { direction, transport, data: anything, cut: fc.nat({ max: 100 }), name: fc.string() },
  { requiredKeys: ['direction', 'transport', 'data'] },
);

const isJsonp = ({ data }: Frame) => typeof data === 'string' && /^(?:d=|(?:\/\*\*\/)?___eio\[)/.test(data);

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

describe('random and mutated frames', () => {
  it.each([V4, V3, 'ws://localhost/engine.io/?EIO=4', 'ws://localhost/plain', ''])('on %j never throw, and every byte of them is in a packet', (url) => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
        const decoder = createDecoder({ url });
        const packets: Packet[] = [...frames.flatMap((one) => decoder.decode(one)), ...decoder.end()];
        if (!frames.some(isJsonp)) expect(sum(packets.map((packet) => packet.bytes))).toBe(sum(frames.map(frameSize)));
        for (const packet of packets) if (packet.kind === 'malformed') expect(problemText({ type: 'malformed', problem: packet.reason })).not.toBe(packet.reason);
        // What it gives shares nothing with what it will still give.
        expect(decoder.end()).toEqual([]);
      }),
      { numRuns: CASES },
    );
  }, PATIENCE);

  it('over WebSocket are given back one by one, as they were', () => {
    fc.assert(
      // Base64 in text is given as the bytes that it stands for.
      fc.property(fc.array(anything.filter((data) => typeof data !== 'string' || !data.startsWith('b')), { maxLength: 8 }), (data) => {
        const packets = decodeAll(data);
        const given = packets.flatMap((packet) => {
          // What a msgpack packet holds is in its raw bytes.
          const attached = (packet.kind === 'malformed' || packet.kind === 'socket') && typeof packet.raw === 'string' ? packet.attachments : [];
          return [packet.raw, ...attached];
        });
        // A packet waits for its attachments, but the engine's own packets do not wait for it.
        const sorted = (chunks: readonly Chunk[]) => chunks.map((chunk) => JSON.stringify(chunk)).toSorted();
        expect(sorted(given)).toEqual(sorted(data));
      }),
      { numRuns: CASES },
    );
  }, PATIENCE);
});

describe('frames that were cut short', () => {
  const cutFrame = (data: string | Uint8Array, cut: number, url = V4, way: Transport = 'websocket') => createDecoder({ url }).decode({ direction: 'in', transport: way, data, cut });

  it.each<[string, object]>([
    ['42["chat",{"text":"aaa', { type: 'event', event: 'chat', args: [] }],
    ['42/admin,7["chat', { type: 'event', event: null, namespace: '/admin', ackId: 7 }],
    ['42["a \\"name\\"","', { event: 'a "name"' }],
    ['42[12,', { event: 12 }],
    ['42[12', { event: null }],
    ['437["aaa', { type: 'ack', ackId: 7, args: [] }],
    ['44{"message":"aa', { type: 'connect_error', message: '', problem: null }],
    ['40{"token":"aa', { type: 'connect', auth: undefined, problem: null }],
  ])('%s still tell what they are', (data, expected) => {
    expect(cutFrame(data, 1_000)).toMatchObject([{ kind: 'socket', partial: true, raw: data, bytes: data.length + 1_000, ...expected }]);
  });

  it('leave the other packets of a payload whole', () => {
    expect(cutFrame('42["a"]\x1e42["b"', 5, V4, 'polling')).toMatchObject([{ partial: false, event: 'a' }, { partial: true, event: 'b' }]);
    expect(createDecoder({ url: V4 }).decode({ direction: 'out', transport: 'polling', data: 'd=42[%22b%22,', cut: 9 })).toMatchObject([{ partial: true, event: 'b' }]);
    expect(cutFrame('7:42["a"]900:42["b",', 5, V3, 'polling')).toMatchObject([{ partial: false, event: 'a' }, { partial: true, event: 'b' }]);
    expect(cutFrame(bytes(0, 7, 255, ...ascii('42["a"]'), 0, 9, 0, 255, ...ascii('42["b",')), 5, V3, 'polling')).toMatchObject([{ partial: false, event: 'a' }, { partial: true, event: 'b' }]);
  });

  it('give the beginning of an attachment', () => {
    const decoder = createDecoder({ url: V4 });
    decoder.decode({ direction: 'in', transport: 'websocket', data: '451-["f",{"_placeholder":true,"num":0}]' });
    expect(decoder.decode({ direction: 'in', transport: 'websocket', data: bytes(1), cut: 99 })).toMatchObject([{ partial: true, args: [bytes(1)], bytes: 39 + 100 }]);
  });
});

describe('a hostile peer', () => {
  it('that nests JSON a hundred thousand deep does not overflow the stack', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const placed = deep.replace('1', '{"_placeholder":true,"num":0}');
    expect(decodeOne(`42["a",${deep}]`)).toMatchObject({ kind: 'socket', event: 'a' });
    expect(decodeOne([`451-["a",${placed}]`, bytes(1)])).toMatchObject({ kind: 'socket', event: 'a', problem: null });
    expect(decodeOne(deep, { url: 'ws://plain' }).kind).toBe('message');
  });

  it('that nests msgpack deep is told that it is malformed', () => {
    const [packet] = msgpackParser.encode({ type: 2, nsp: '/', data: 7 });
    // The last byte is the 7, in place of which come arrays of one item each.
    const nested = (levels: number) => Uint8Array.from([...(packet as Uint8Array).subarray(0, -1), ...Array<number>(levels).fill(0x91), 7]);
    expect(decodeOne(nested(400))).toMatchObject({ reason: 'bad-payload' });
    for (const levels of [600, 100_000]) expect(decodeOne(nested(levels))).toMatchObject({ reason: 'bad-msgpack' });
  });

  it('that announces attachments and never sends them holds one packet at a time', () => {
    const decoder = createDecoder({ url: V4 });
    for (let round = 0; round < 2_000; round += 1) {
      const given = decoder.decode({ direction: 'in', transport: 'websocket', data: '45999-["a"]' });
      expect(given.length).toBe(round === 0 ? 0 : 1);
    }
    expect(decodeOne('451000000-["a"]')).toMatchObject({ reason: 'too-many-attachments' });
  });

  it('that sends more attachments than are held gets its packet, with their beginnings, marked as partial', () => {
    const sizes = [400, 400, 400, 100];
    const feed = { options: { pendingLimit: 1_000 } };
    expect(decodeOne(['454-["a",{"_placeholder":true,"num":3}]', ...sizes.map((size) => new Uint8Array(size))], feed)).toMatchObject({
      partial: true,
      attachments: [{ length: 400 }, { length: 400 }, { length: 200 }, { length: 0 }],
      bytes: 39 + 1_300,
      missing: 300,
    });
  });

  it('that sends text beyond the limit has it shown, but not parsed', () => {
    const text = `42["a",${JSON.stringify('x'.repeat(2_000))}]`;
    const options = { textLimit: 1_000 };
    expect(decodeOne(text, { options })).toMatchObject({ kind: 'socket', event: 'a', args: [], partial: true, raw: text });
    expect(decodeOne(text.slice(2), { options, url: 'ws://plain' })).toMatchObject({ kind: 'message', type: 'text' });
    const [packed] = msgpackParser.encode({ type: 2, nsp: '/', data: ['a', 'x'.repeat(2_000)] });
    expect(decodeOne(packed!, { options })).toMatchObject({ kind: 'malformed', partial: true });
  });

  it('that fills a payload with packets gets a hundred thousand of them, and the rest in one piece', () => {
    const payload = Array(100_500).fill('2').join('\x1e');
    const packets = decodeAll([payload], { transport: 'polling' });
    expect(packets.length).toBe(100_001);
    expect(packets.at(-1)).toMatchObject({ reason: 'too-many-packets', bytes: 1_000 });
    const older = decodeAll(['1:2'.repeat(100_500)], { transport: 'polling', url: V3 });
    expect(older.at(-1)).toMatchObject({ reason: 'too-many-packets', bytes: 1_500 });
    const binary = decodeAll([Uint8Array.from({ length: 100_500 * 4 }, (_, index) => [0, 1, 255, 0x32][index % 4]!)], { transport: 'polling', url: V3 });
    expect(binary.at(-1)).toMatchObject({ reason: 'too-many-packets', bytes: 2_000 });
    const stream = decodeAll([Uint8Array.from({ length: 100_500 * 2 }, (_, index) => [1, 0x32][index % 2]!)], { transport: 'webtransport' });
    expect(stream.at(-1)).toMatchObject({ reason: 'bad-length', bytes: 1_000 });
  });

  it.each([bytes(0x83, 0xdd, 255, 255, 255, 255), bytes(0x82, 0xdf, 255, 255, 255, 255), bytes(0x82, 0xc6, 255, 255, 255, 255), bytes(0x84, 0xdb, 255, 255, 255, 255)])(
    'that claims 4 billion items in %j is not believed',
    (data) => expect(decodeOne(data)).toMatchObject({ reason: 'bad-msgpack' }),
  );

  it('that nests claims of many items does not multiply them', () => {
    const claim = [0xdd, 0, 0x0f, 0xff, 0xff];
    const data = Uint8Array.from([0x83, ...Array.from({ length: 400 }, () => claim).flat(), ...Array<number>(5_000).fill(0)]);
    expect(decodeOne(data)).toMatchObject({ reason: 'bad-msgpack' });
  });

  it('that connects to a million namespaces with a pid is not remembered without end', () => {
    const decoder = createDecoder({ url: V4 });
    // The time that PvTi9rK is.
    const at = 1_779_688_316_244;
    for (let index = 0; index < 5_000; index += 1) decoder.decode({ direction: 'in', transport: 'websocket', data: `40/${index},{"sid":"s","pid":"p"}` }, at);
    const last = (data: string) => decoder.decode({ direction: 'in', transport: 'websocket', data }, at)[0];
    expect(last('42/999,["a","PvTi9rK"]')).toMatchObject({ offset: 'PvTi9rK' });
    expect(last('42/4999,["a","PvTi9rK"]')).toMatchObject({ offset: null });
  });
});
