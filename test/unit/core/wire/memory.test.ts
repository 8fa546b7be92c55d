/** What a decoder remembers from frame to frame: attachments that are awaited, and namespaces that can be restored. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';
import { bytes, decodeAll, decodeOne, said, V4, type Feed } from './frames.ts';

/** What socket.io's adapter in memory makes its offsets with. */
const yeast = createRequire(import.meta.url)('../../../../node_modules/socket.io-adapter/dist/contrib/yeast.js') as { encode(number: number): string; decode(text: string): number };

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

/** A time that `PvTi9rK` is, by the adapter's own reading. */
const NOW = yeast.decode('PvTi9rK');

describe('connection state recovery', () => {
  const listen = (url = V4) => {
    const decoder = createDecoder({ url });
    let at = NOW;
    return (data: string | Uint8Array, direction: 'in' | 'out' = 'in', passed = 1) => decoder.decode({ direction, transport: 'websocket', data }, (at += passed))[0];
  };
  const after = (connect: string, event: string) => {
    const tell = listen();
    tell(connect);
    return tell(event);
  };
  const offsets = {
    memory: (time: number, count = -1) => yeast.encode(time) + (count < 0 ? '' : `.${yeast.encode(count)}`),
    redis: (time: number, count = 0) => `${time}-${count}`,
    mongo: (time: number, count = 0) => Math.floor(time / 1_000).toString(16).padStart(8, '0') + 'c0ffee65f0' + count.toString(16).padStart(6, '0'),
  };

  it.each(['PvTi9rK', 'PvTi9rK.0', 'PvTi9rK.1f', offsets.redis(NOW), offsets.mongo(NOW)])('takes the offset %s out of the arguments, where there is a pid', (offset) => {
    const event = `42["chat","hi","${offset}"]`;
    expect(after('40{"sid":"s","pid":"p"}', event)).toMatchObject({ event: 'chat', args: ['hi'], offset });
    expect(after('40{"sid":"s"}', event)).toMatchObject({ args: ['hi', offset], offset: null });
  });

  it.each(['Running', 'Pending', 'Stopped', 'Offline', 'Success', 'Warning', 'Quickly', '1700000000123-0', '65f0c0ffee65f0c0ffee65f0', 'deadbeefdeadbeefdeadbeef'])('leaves %s, which ends a volatile event, where it is', (text) => {
    for (const form of ['memory', 'redis', 'mongo'] as const) {
      const tell = listen();
      tell('40{"sid":"s","pid":"p"}');
      const last = () => tell(`42["state","x","${text}"]`);
      expect(last()).toMatchObject({ args: ['x', text], offset: null });
      expect(tell(`42["chat","${offsets[form](NOW + 2)}"]`)).toMatchObject({ args: [] });
      expect([last(), last()]).toMatchObject([{ args: ['x', text] }, { args: ['x', text] }]);
      expect(tell(`42["chat","${offsets[form](NOW + 9_000)}"]`)).toMatchObject({ args: [] });
    }
  });

  it('leaves what has another form than the offsets of its namespace, and what does not rise', () => {
    const tell = listen();
    tell('40{"sid":"s","pid":"p"}');
    expect(tell(`42["chat","${offsets.memory(NOW)}"]`)).toMatchObject({ args: [] });
    for (const fresh of [offsets.mongo(NOW + 5), offsets.redis(NOW + 5), offsets.memory(NOW), offsets.memory(NOW - 5)]) expect(tell(`42["order","${fresh}"]`)).toMatchObject({ args: [fresh] });
    expect(tell(`42["chat","${offsets.memory(NOW, 0)}"]`)).toMatchObject({ args: [] });
  });

  it.each([
    ['a volatile event has none', '42["chat","hi"]', ['hi']],
    ['an event that wants an acknowledgement has none', '420["chat","PvTi9rK"]', ['PvTi9rK']],
    ['another namespace has its own', `42/admin,["chat","${offsets.redis(NOW)}"]`, [offsets.redis(NOW)]],
    ['an event’s name is none', '42["PvTi9rK"]', []],
  ])('%s', (_, event, args) => expect(after('40{"sid":"s","pid":"p"}', event)).toMatchObject({ args, offset: null }));

  it('goes on in a binary event', () => {
    const tell = listen();
    tell('40{"sid":"s","pid":"p"}');
    tell('451-["f",{"_placeholder":true,"num":0},"PvTi9rK"]');
    expect(tell(bytes(1))).toMatchObject({ args: [bytes(1)], offset: 'PvTi9rK' });
  });

  it('concerns what the server says only', () => {
    const tell = listen();
    tell('40{"sid":"s","pid":"p"}');
    expect(tell('42["chat","PvTi9rK"]', 'out')).toMatchObject({ args: ['PvTi9rK'], offset: null });
    tell('40', 'out');
    expect(tell('42["chat","PvTi9rK"]')).toMatchObject({ args: [], offset: 'PvTi9rK' });
  });

  it('ends with a CONNECT that has no pid', () => {
    const tell = listen();
    tell('40{"sid":"s","pid":"p"}');
    tell('40{"sid":"t"}');
    expect(tell('42["chat","PvTi9rK"]')).toMatchObject({ args: ['PvTi9rK'] });
  });

  it('brings what was missed before the answer to CONNECT', () => {
    for (const offset of Object.values(offsets)) {
      const tell = listen();
      tell(`40{"pid":"p","offset":"${offset(NOW - 60_000)}"}`, 'out');
      expect(tell(`42["chat","hi","${offset(NOW - 50_000)}"]`)).toMatchObject({ args: ['hi'], offset: offset(NOW - 50_000) });
      expect(tell(`42["chat","hi","${offset(NOW - 90_000)}"]`)).toMatchObject({ offset: null });
    }
  });

  it('is seen in the event that comes before the first answer to CONNECT, and of that the form in memory alone', () => {
    expect(listen()('42/admin,["room_joined","a","PvTi9rK"]')).toMatchObject({ args: ['a'], offset: 'PvTi9rK' });
    expect(listen()('42/admin,["room_joined","Running"]')).toMatchObject({ args: ['Running'] });
    expect(listen()(`42["order","${offsets.mongo(NOW)}"]`)).toMatchObject({ offset: null });
  });

  it('goes by the pace of a server whose clock is wrong, and shows the first in doubt', () => {
    for (const offset of Object.values(offsets)) {
      const tell = listen();
      const server = NOW - 400 * 86_400_000;
      tell('40{"sid":"s","pid":"p"}');
      expect(tell(`42["chat","${offset(server)}"]`, 'in', 10)).toMatchObject({ offset: null });
      for (const passed of [5_000, 1_000_000]) {
        const last = offset(server + passed, 1);
        expect(tell(`42["chat","${last}"]`, 'in', passed === 5_000 ? 4_990 : passed - 5_000)).toMatchObject({ offset: last });
      }
      expect(tell('42["state","Running"]')).toMatchObject({ offset: null });
    }
  });

  it('without a time takes nothing away', () => {
    expect(decodeAll(['40{"sid":"s","pid":"p"}', '42["chat","hi","PvTi9rK"]']).at(-1)).toMatchObject({ args: ['hi', 'PvTi9rK'], offset: null });
  });

  it('recognises what a client asks with, beside its auth payload', () => {
    expect(decodeOne('40{"pid":"p","offset":"PvTi9rK","token":"t"}', out)).toMatchObject({ pid: 'p', offset: 'PvTi9rK', auth: { token: 't' }, sid: null });
    expect(decodeOne('40{"offset":3}', out)).toMatchObject({ pid: null, offset: null, auth: { offset: 3 } });
  });

  it('gives each event its own arguments, whichever adapter and however many are volatile', () => {
    const word = fc.oneof(fc.stringMatching(/^[A-Za-z]{7}$/), fc.string(), fc.stringMatching(/^[\da-f]{24}$/));
    const event = fc.record({ word, isVolatile: fc.boolean(), passed: fc.nat(60_000) });
    fc.assert(fc.property(fc.constantFrom(...Object.values(offsets)), fc.array(event), (offset, events) => {
      const tell = listen();
      tell('40{"sid":"s","pid":"p"}');
      let at = NOW + 1;
      // A word that is a time of these days may be an offset, as far as anybody can tell.
      fc.pre(events.every((each) => ![yeast.decode(each.word), Number.parseInt(each.word.slice(0, 8), 16) * 1_000].some((time) => Math.abs(time - NOW) < 1e8)));
      for (const [count, each] of events.entries()) {
        at += each.passed;
        const given = each.isVolatile ? null : offset(at, count);
        expect(tell(`42${JSON.stringify(['chat', each.word, ...(given === null ? [] : [given])])}`, 'in', each.passed)).toMatchObject({ args: [each.word], offset: given });
      }
    }));
  });
});
