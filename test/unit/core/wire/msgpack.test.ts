import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMsgpack } from '../../../../src/core/wire/msgpack.ts';
import { CASES, msgpackParser, PATIENCE, plain } from '../../../support/oracles.ts';
import { ascii, bytes, decodeOne, V3 } from './frames.ts';

// notepack.io is what socket.io-msgpack-parser encodes and decodes with.
const notepack = createRequire(createRequire(import.meta.url).resolve('socket.io-msgpack-parser'))('notepack.io') as {
  encode(value: unknown): Buffer;
  decode(data: Buffer): unknown;
};

/** Plain data. notepack.io takes a `__proto__` key for the prototype, so that it is no oracle for one. */
const value = fc
  .anything({ maxDepth: 4 })
  .map((any) => JSON.stringify(any) ?? 'null')
  .filter((json) => !json.includes('__proto__'))
  .map((json) => JSON.parse(json) as unknown);

describe('msgpack', () => {
  it('is read as notepack.io reads it', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: -(2 ** 53), max: 2 ** 53 }), fc.double(), fc.uint8Array(), (any, integer, double, binary) => {
        const encoded = notepack.encode([any, integer, double, Buffer.from(binary), binary, undefined]);
        expect(plain(readMsgpack(Uint8Array.from(encoded))?.value)).toEqual(plain(notepack.decode(encoded)));
      }),
      { numRuns: CASES },
    );
  }, PATIENCE);

  it.each<[unknown, number[]]>([
    [0x7f, [0x7f]],
    [-1, [0xff]],
    [null, [0xc0]],
    [false, [0xc2]],
    [true, [0xc3]],
    [1.5, [0xca, 0x3f, 0xc0, 0, 0]],
    [2 ** 32, [0xcf, 0, 0, 0, 1, 0, 0, 0, 0]],
    [-(2 ** 31) - 1, [0xd3, 255, 255, 255, 255, 0x7f, 255, 255, 255]],
    [undefined, [0xd4, 0, 0]],
    [new Date(0), [0xd7, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    // In Node notepack.io writes a Uint8Array like this, so that eight bytes of it must not be taken for a Date.
    [bytes(1, 2, 3, 4, 5, 6, 7, 8), [0xc7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]],
    [[5, bytes(9)], [0xd4, 5, 9]],
    ['é', [0xa2, 0xc3, 0xa9]],
    ['\ufffd', [0xa1, 0xff]],
    ['\ufeff', [0xa3, 0xef, 0xbb, 0xbf]],
    [{ 1: 'a' }, [0x81, 1, 0xa1, 0x61]],
  ])('%j', (expected, data) => expect(readMsgpack(Uint8Array.from(data))?.value).toEqual(expected));

  it.each([[[]], [[0xc1]], [[0xc0, 0xc0]], [[0x92, 1]], [[0xd9, 5, 0x61]], [[0xc4, 2, 1]]])('%j is none', (data) => expect(readMsgpack(Uint8Array.from(data))).toBeNull());

  it('takes __proto__ for a key', () => {
    const map = readMsgpack(Uint8Array.from([0x81, 0xa9, ...ascii('__proto__'), 0x81, 0xa1, 0x61, 1]))!.value as object;
    expect(Object.keys(map)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  });

  it('reads a view into the middle of a buffer', () => {
    const whole = bytes(9, 9, 0xc4, 2, 7, 8, 9);
    expect(readMsgpack(whole.subarray(2, 6))).toEqual({ value: bytes(7, 8), binaries: [bytes(7, 8)] });
  });
});

describe('a packet of socket.io-msgpack-parser', () => {
  const [packed] = msgpackParser.encode({ type: 2, nsp: '/admin', data: ['file', { a: bytes(1, 2) }], id: undefined });

  it('is one binary frame, its undefined id written as d4 00 00', () => {
    expect(packed![0]).toBe(0x84);
    expect(Buffer.from(packed as Uint8Array).toString('hex')).toContain('d40000');
    expect(decodeOne(packed!)).toMatchObject({
      kind: 'socket',
      type: 'event',
      encoding: 'msgpack',
      namespace: '/admin',
      ackId: null,
      event: 'file',
      args: [{ a: bytes(1, 2) }],
      attachments: [bytes(1, 2)],
    });
  });

  it('has a leading type byte in Engine.IO 3', () => {
    expect(decodeOne(Uint8Array.from([4, ...(packed as Uint8Array)]), { url: V3 })).toMatchObject({ encoding: 'msgpack', event: 'file' });
  });

  it.each<[string, unknown, object]>([
    ['two fields', { type: 1, nsp: '/' }, { type: 'disconnect' }],
    ['an id of 0', { type: 3, nsp: '/', data: [1], id: 0 }, { type: 'ack', ackId: 0, args: [1] }],
    ['CONNECT', { type: 0, nsp: '/', data: { sid: 'abc' } }, { type: 'connect', sid: 'abc' }],
    ['an error', { type: 4, nsp: '/', data: { message: 'no' } }, { type: 'connect_error', message: 'no' }],
    ['more fields', { type: 2, nsp: '/', data: ['a'], id: 1, extra: 1 }, { type: 'event', ackId: 1 }],
    ['a binary type', { type: 5, nsp: '/', data: ['a'] }, { kind: 'malformed', reason: 'bad-msgpack' }],
    ['no namespace', { type: 2, data: ['a'] }, { kind: 'malformed', reason: 'bad-msgpack' }],
    ['no arguments', { type: 2, nsp: '/', data: {} }, { kind: 'malformed', reason: 'bad-payload' }],
    ['a huge binary value for a payload', { type: 0, nsp: '/', data: Buffer.alloc(1_000_000) }, { type: 'connect', problem: 'unexpected-payload' }],
  ])('with %s', (_, packet, expected) => expect(decodeOne(Uint8Array.from(notepack.encode(packet)))).toMatchObject(expected));
});
