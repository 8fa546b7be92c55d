/** What a decoder remembers from frame to frame: attachments that are awaited, and namespaces that can be restored. */
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../src/wire/decoder.ts';
import { bytes, decodeAll, decodeOne, said, V4, type Feed } from './frames.ts';

const out: Feed = { direction: 'out' };

describe('attachments', () => {
  const one = '451-["file",{"_placeholder":true,"num":0}]';
  const swapped = '452-/admin,7["files",{"b":{"_placeholder":true,"num":1},"a":[{"_placeholder":true,"num":0}]}]';

  it('fill their places by number, in any order', () => {
    expect(decodeOne([swapped, bytes(1), bytes(2)])).toMatchObject({
      namespace: '/admin',
      ackId: 7,
      encoding: 'binary',
      args: [{ a: [bytes(1)], b: bytes(2) }],
      attachments: [bytes(1), bytes(2)],
      bytes: swapped.length + 2,
    });
  });

  it('come in an acknowledgement too', () => {
    expect(decodeOne(['461-3[{"_placeholder":true,"num":0}]', bytes(9)])).toMatchObject({ type: 'ack', ackId: 3, args: [bytes(9)] });
  });

  it('are not disturbed by heartbeats, nor by the other direction', () => {
    const decoder = createDecoder({ url: V4 });
    const feed = (direction: 'in' | 'out', data: string | Uint8Array) => decoder.decode({ direction, transport: 'websocket', data }).map(said);
    expect(feed('in', one)).toEqual([]);
    expect(feed('in', '2')).toEqual(['ping']);
    expect(feed('out', one)).toEqual([]);
    expect(feed('out', '42["text"]')).toEqual([{ malformed: 'missing-attachments', raw: one }, { event: 'text', args: [] }]);
    expect(feed('in', bytes(1))).toEqual([{ event: 'file', args: [bytes(1)] }]);
    expect(feed('out', bytes(1))).toEqual([{ malformed: 'unannounced-binary', raw: bytes(1) }]);
  });

  it('may be announced in a poll and come over the WebSocket', () => {
    const decoder = createDecoder({ url: V4 });
    expect(decoder.decode({ direction: 'in', transport: 'polling', data: `42["before"]\x1e${swapped}\x1ebAQ==` }).map(said)).toEqual([{ event: 'before', args: [] }]);
    expect(decoder.decode({ direction: 'in', transport: 'websocket', data: bytes(2) }).map(said)).toMatchObject([{ event: 'files' }]);
  });

  it('that did not all come are kept with what announced them', () => {
    const [incomplete, next] = decodeAll([swapped, bytes(1), '42["next"]']);
    expect(incomplete).toMatchObject({ kind: 'malformed', reason: 'missing-attachments', raw: swapped, attachments: [bytes(1)], bytes: swapped.length + 1 });
    expect(said(next!)).toEqual({ event: 'next', args: [] });
  });

  it('that look like a msgpack packet are attachments where one is awaited', () => {
    expect(decodeOne([one, bytes(0x82, 1)])).toMatchObject({ args: [bytes(0x82, 1)] });
  });

  it.each(['1', '-1', '0.5', '"0"', 'null'])('leave a placeholder with num %s where it is', (num) => {
    const placeholder = `{"_placeholder":true,"num":${num}}`;
    expect(decodeOne([`451-["a",${placeholder}]`, bytes(1)])).toMatchObject({ args: [JSON.parse(placeholder)], problem: 'placeholder-without-attachment' });
  });

  it('beyond the official parsers’ ten are read, and said to be many', () => {
    const many = Array.from({ length: 11 }, (_, num) => ({ _placeholder: true, num }));
    expect(decodeOne([`4510-${JSON.stringify(['a', ...many.slice(1)])}`, ...many.slice(1).map(() => bytes(0))])).toMatchObject({ problem: 'placeholder-without-attachment' });
    expect(decodeOne([`4510-${JSON.stringify(['a', ...many.slice(0, 10)])}`, ...many.slice(1).map(() => bytes(0))])).toMatchObject({ problem: null });
    expect(decodeOne([`4511-${JSON.stringify(['a', ...many])}`, ...many.map(({ num }) => bytes(num))])).toMatchObject({ problem: 'too-many-attachments', args: many.map(({ num }) => bytes(num)) });
  });

  it('fill a place under the key __proto__', () => {
    const packet = decodeOne(['451-["a",{"__proto__":{"_placeholder":true,"num":0}}]', bytes(1)]);
    const [filled] = packet.kind === 'socket' && packet.type === 'event' ? packet.args : [];
    expect(Object.entries(filled as object)).toEqual([['__proto__', bytes(1)]]);
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
  });
});

describe('connection state recovery', () => {
  const feed = (...frames: (string | Uint8Array)[]) => decodeAll(frames).at(-1)!;

  it.each(['PvTi9rK', 'PvTi9rK.0', 'PvTi9rK.1f', '1700000000000-0', '65f0c0ffee65f0c0ffee65f0'])('takes the offset %s out of the arguments, where there is a pid', (offset) => {
    const event = `42["chat","hi","${offset}"]`;
    expect(feed('40{"sid":"s","pid":"p"}', event)).toMatchObject({ event: 'chat', args: ['hi'], offset });
    expect(feed('40{"sid":"s"}', event)).toMatchObject({ args: ['hi', offset], offset: null });
  });

  it.each([
    ['a volatile event has none', '42["chat","hi"]', ['hi']],
    ['an event that wants an acknowledgement has none', '420["chat","PvTi9rK"]', ['PvTi9rK']],
    ['another namespace has its own', '42/admin,["chat","PvTi9rK"]', ['PvTi9rK']],
  ])('%s', (_, event, args) => expect(feed('40{"sid":"s","pid":"p"}', event)).toMatchObject({ args, offset: null }));

  it('goes on in a binary event', () => {
    expect(feed('40{"sid":"s","pid":"p"}', '451-["f",{"_placeholder":true,"num":0},"PvTi9rK"]', bytes(1))).toMatchObject({ args: [bytes(1)], offset: 'PvTi9rK' });
  });

  it('concerns what the server says only', () => {
    const decoder = createDecoder({ url: V4 });
    const tell = (direction: 'in' | 'out', data: string) => decoder.decode({ direction, transport: 'websocket', data })[0];
    tell('in', '40{"sid":"s","pid":"p"}');
    expect(tell('out', '42["chat","PvTi9rK"]')).toMatchObject({ args: ['PvTi9rK'], offset: null });
    tell('out', '40');
    expect(tell('in', '42["chat","PvTi9rK"]')).toMatchObject({ args: [], offset: 'PvTi9rK' });
  });

  it('ends with a CONNECT that has no pid', () => {
    expect(feed('40{"sid":"s","pid":"p"}', '40{"sid":"t"}', '42["chat","PvTi9rK"]')).toMatchObject({ args: ['PvTi9rK'] });
  });

  it('brings what was missed before the answer to CONNECT', () => {
    const decoder = createDecoder({ url: V4 });
    decoder.decode({ direction: 'out', transport: 'websocket', data: '40{"pid":"p","offset":"PvTi9rK"}' });
    const [missed] = decoder.decode({ direction: 'in', transport: 'websocket', data: '42["chat","hi","PvTi9rL"]' });
    expect(missed).toMatchObject({ args: ['hi'], offset: 'PvTi9rL' });
  });

  it('recognises what a client asks with, beside its auth payload', () => {
    expect(decodeOne('40{"pid":"p","offset":"PvTi9rK","token":"t"}', out)).toMatchObject({ pid: 'p', offset: 'PvTi9rK', auth: { token: 't' }, sid: null });
    expect(decodeOne('40{"offset":3}', out)).toMatchObject({ pid: null, offset: null, auth: { offset: 3 } });
  });
});
