/** The facts of PROTOCOL.md, one by one. */
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../src/core/wire/decoder.ts';
import type { HttpReply } from '../../../../src/core/wire/packet.ts';
import { previewReply } from '../../../../src/core/wire/preview.ts';
import { ascii, bytes, decodeAll, decodeOne, said, V3, V4, type Feed } from './frames.ts';

const v3: Feed = { url: V3 };
const v3Polls: Feed = { url: V3, transport: 'polling' };
const polls: Feed = { transport: 'polling' };
const out: Feed = { direction: 'out' };

describe('Engine.IO 4 over WebSocket', () => {
  it.each<[string | Uint8Array, unknown]>([
    ['1', 'close'],
    ['2', 'ping'],
    ['3', 'pong'],
    ['3probe', 'pong probe'],
    ['5', 'upgrade'],
    ['6', 'noop'],
    ['42["foo"]', { event: 'foo', args: [] }],
    ['bMg==', { malformed: 'unannounced-binary', raw: 'bMg==' }],
    ['b&', { malformed: 'bad-base64', raw: 'b&' }],
    ['', { malformed: 'empty', raw: '' }],
    ['7', { malformed: 'unknown-engine-type', raw: '7' }],
    ['hello', { malformed: 'unknown-engine-type', raw: 'hello' }],
    ['0no', { malformed: 'bad-handshake', raw: '0no' }],
    ['0[', { malformed: 'bad-handshake', raw: '0[' }],
    ['4', { malformed: 'empty', raw: '4' }],
    ['49', { malformed: 'unknown-socket-type', raw: '49' }],
    [bytes(4, 5), { malformed: 'unannounced-binary', raw: bytes(4, 5) }],
    [bytes(), { malformed: 'unannounced-binary', raw: bytes() }],
  ])('%j', (frame, expected) => expect(said(decodeOne(frame))).toEqual(expected));

  it('reads the handshake, with and without maxPayload', () => {
    const open = '0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
    const handshake = { engineSid: 'abc', upgrades: ['websocket'], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };
    expect(decodeOne(open)).toMatchObject({ kind: 'engine', type: 'open', handshake });
    expect(decodeOne(open.replace(',"maxPayload":1000000', ''))).toMatchObject({ handshake: { ...handshake, maxPayload: null } });
    // Python's server adds a grace period, in fractions of a second.
    expect(decodeOne(open.replace('25000', '25000.5'))).toMatchObject({ handshake: { pingInterval: 25_000.5 } });
    expect(decodeOne(open.replace('25000', '"soon"'))).toMatchObject({ handshake: { pingInterval: 0 } });
    // A client opens a WebTransport session with an OPEN packet of its own.
    expect(decodeOne('0', { direction: 'out' })).toMatchObject({ type: 'open', handshake: null });
  });

  it('takes the probes of an upgrade for no heartbeat', () => {
    const decoder = createDecoder({ url: V4 });
    const frames = [
      ['out', 'websocket', '2probe'],
      ['in', 'websocket', '3probe'],
      ['in', 'polling', '6'],
      ['out', 'websocket', '5'],
      ['in', 'websocket', '2'],
      ['out', 'websocket', '3'],
    ] as const;
    const packets = frames.flatMap(([direction, transport, data]) => decoder.decode({ direction, transport, data }));
    expect(packets.map(said)).toEqual(['ping probe', 'pong probe', 'noop', 'upgrade', 'ping', 'pong']);
    expect(packets.map(({ direction }) => direction)).toEqual(frames.map(([direction]) => direction));
  });
});

describe('an HTTP error in a poll', () => {
  it.each<[number, string, string]>([
    [400, '"Not an accepted origin."', 'HTTP 400: Not an accepted origin.'],
    [400, '"Bad Request"', 'HTTP 400: Bad Request'],
    [400, '"Invalid session 7f3"', 'HTTP 400: Invalid session 7f3'],
    [400, '{"code":1,"message":"Session ID unknown"}', 'HTTP 400: Session ID unknown'],
    [422, '{"detail":[1]}', 'HTTP 422: {detail: [1]}'],
    [403, 'Forbidden', 'HTTP 403: Forbidden'],
    [502, '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body></html>', 'HTTP 502: 502 Bad Gateway'],
    [500, '<p>Internal <b>Server</b> Error</p>', 'HTTP 500: Internal Server Error'],
    [404, '42["a"]', 'HTTP 404: 42["a"]'],
    [504, '', 'HTTP 504'],
    [500, '"cut', 'HTTP 500: "cut'],
    [400, `"${'x'.repeat(300)}"`, `HTTP 400: ${'x'.repeat(109)}…`],
  ])('%d with %j is one answer: %s', (status, data, preview) => {
    for (const url of [V4, V3]) {
      const packets = createDecoder({ url }).decode({ direction: 'in', transport: 'polling', data, status });
      expect(packets).toMatchObject([{ kind: 'reply', status, raw: data, bytes: data.length }]);
      expect(previewReply(packets[0] as HttpReply)).toBe(preview);
    }
  });

  it('may be bytes of any kind', () => {
    const packets = createDecoder({ url: V4 }).decode({ direction: 'in', transport: 'polling', data: bytes(0xff, 0), status: 500 });
    expect(packets).toMatchObject([{ kind: 'reply', raw: bytes(0xff, 0) }]);
    expect(previewReply(packets[0] as HttpReply)).toBe('HTTP 500');
  });

  it('is what a server says, and nothing that a client sends', () => {
    expect(createDecoder({ url: V4 }).decode({ direction: 'out', transport: 'polling', data: '42["a"]', status: 400 })).toMatchObject([{ kind: 'socket' }]);
  });
});

describe('Engine.IO 4 in polls', () => {
  it.each<[string | Uint8Array, unknown[]]>([
    ['2', ['ping']],
    ['42["a"]\x1e42["b"]\x1e6', [{ event: 'a', args: [] }, { event: 'b', args: [] }, 'noop']],
    [ascii('42["é"]\x1e2'), [{ event: 'é', args: [] }, 'ping']],
    ['451-["f",{"_placeholder":true,"num":0}]\x1ebAQI=', [{ event: 'f', args: [bytes(1, 2)] }]],
    ['42["a"]\x1e', [{ event: 'a', args: [] }, { malformed: 'empty', raw: '' }]],
    ['42["a"]\x1e9\x1e2', [{ event: 'a', args: [] }, { malformed: 'unknown-engine-type', raw: '9' }, 'ping']],
    ['ok', [{ reply: 'ok' }]],
    ['OK', [{ reply: 'OK' }]],
    [ascii('ok'), [{ reply: 'ok' }]],
    ['', [{ reply: '' }]],
    ['"Not an accepted origin."', [{ reply: '"Not an accepted origin."' }]],
    ['{"code":1,"message":"Session ID unknown"}', [{ reply: { code: 1, message: 'Session ID unknown' } }]],
    ['<html>502</html>', [{ malformed: 'unknown-engine-type', raw: '<html>502</html>' }]],
    [ascii('\ufeff2'), [{ malformed: 'unknown-engine-type', raw: '\ufeff2' }]],
    [bytes(0x34, 0xff), [{ malformed: 'bad-utf8', raw: bytes(0x34, 0xff) }]],
  ])('%j', (body, expected) => expect(decodeAll([body], polls).map(said)).toEqual(expected));
});

describe('Engine.IO 3', () => {
  it.each<[string, string | Uint8Array, Feed, unknown[]]>([
    ['a client’s ping', '2', { ...v3, direction: 'out' }, ['ping']],
    ['text over WebSocket', '42["foo"]', v3, [{ event: 'foo', args: [] }]],
    ['a payload', '6:42["a"]1:3', v3Polls, [{ malformed: 'bad-json', raw: '42["a"' }, { malformed: 'bad-length', raw: ']1:3' }]],
    ['a payload', '7:42["a"]1:3', v3Polls, [{ event: 'a', args: [] }, 'pong']],
    ['a length in UTF-16 units', '8:42["💥"]1:2', v3Polls, [{ event: '💥', args: [] }, 'ping']],
    ['the same as bytes', ascii('8:42["💥"]1:2'), v3Polls, [{ event: '💥', args: [] }, 'ping']],
    ['base64, b64=1', '39:451-["f",{"_placeholder":true,"num":0}]6:b4AQI=', v3Polls, [{ event: 'f', args: [bytes(1, 2)] }]],
    ['base64 over WebSocket', 'b4AQI=', v3, [{ malformed: 'unannounced-binary', raw: 'b4AQI=' }]],
    ['base64 of no type', 'bAQI=', v3, [{ malformed: 'unknown-engine-type', raw: 'bAQI=' }]],
    ['a binary payload', bytes(0, 7, 255, ...ascii('42["a"]'), 0, 1, 255, ...ascii('2')), v3Polls, [{ event: 'a', args: [] }, 'ping']],
    ['several digits', bytes(0, 1, 0, 255, ...ascii('42["abcd"]')), v3Polls, [{ event: 'abcd', args: [] }]],
    ['UTF-8 in it', bytes(0, 8, 255, ...ascii('42["é"]')), v3Polls, [{ event: 'é', args: [] }]],
    ['binary in it', bytes(0, 3, 9, 255, ...ascii('451-["f",{"_placeholder":true,"num":0}]'), 1, 3, 255, 4, 8, 9), v3Polls, [{ event: 'f', args: [bytes(8, 9)] }]],
    ['no end of the length', bytes(0, 1, 2, 3), v3Polls, [{ malformed: 'bad-length', raw: bytes(0, 1, 2, 3) }]],
    ['a length too great', bytes(0, 9, 255, 50), v3Polls, [{ malformed: 'bad-length', raw: bytes(0, 9, 255, 50) }]],
    ['no type byte', bytes(), v3, [{ malformed: 'empty', raw: bytes() }]],
    ['an unknown type byte', bytes(9, 1), v3, [{ malformed: 'unknown-engine-type', raw: bytes(9, 1) }]],
    ['a length beyond the end', '8:42["a"]', v3Polls, [{ malformed: 'bad-length', raw: '8:42["a"]' }]],
    ['a length that would split a character', '5:42["💥"]', v3Polls, [{ malformed: 'bad-length', raw: '5:42["💥"]' }]],
    ['an empty payload', '0:', v3Polls, [{ reply: '0:' }]],
    ['the server’s answer to a POST', 'ok', v3Polls, [{ reply: 'ok' }]],
  ])('%s: %j', (_, data, feed, expected) => expect(decodeAll([data], feed).map(said)).toEqual(expected));

  it('keeps the leading type byte of a binary frame out of the attachment', () => {
    expect(decodeAll(['451-["f",{"_placeholder":true,"num":0}]', bytes(4, 7, 8)], v3).map(said)).toEqual([{ event: 'f', args: [bytes(7, 8)] }]);
  });
});

describe('JSONP', () => {
  it.each<[string, Feed, unknown[]]>([
    ['___eio[0]("7:42[\\"a\\"]1:2");', v3Polls, [{ event: 'a', args: [] }, 'ping']],
    ['___eio[12]("42[\\"a\\"]\\u001e2");', polls, [{ event: 'a', args: [] }, 'ping']],
    ['___eio[0]("42[\\"\\u2028\\"]");', polls, [{ event: '\u2028', args: [] }]],
    ['___eio[0](oops);', polls, [{ malformed: 'bad-jsonp', raw: '___eio[0](oops);' }]],
    ['d=7%3A42%5B%22a%22%5D', { ...v3Polls, ...out }, [{ event: 'a', args: [] }]],
    // A newline inside JSON is a backslash and "n"; the client doubles the backslash, and the server takes it out again.
    ['d=42%5B%22a+b%5C%5Cn%22%5D', { ...polls, ...out }, [{ event: 'a b\n', args: [] }]],
    ['d=%', { ...polls, ...out }, [{ malformed: 'bad-jsonp', raw: 'd=%' }]],
  ])('%s', (body, feed, expected) => expect(decodeAll([body], feed).map(said)).toEqual(expected));
});

describe('Socket.IO packets', () => {
  it.each<[string, unknown, Feed?]>([
    // Firefox's monitor takes the first for type 4 and id 2; a popular plug-in takes the attachments of a binary event for an id.
    ['42["foo"]', { event: 'foo', args: [] }],
    ['421["foo"]', { id: 1, event: 'foo', args: [] }],
    ['420["foo"]', { id: 0, event: 'foo', args: [] }],
    ['42/admin,["foo",1]', { ns: '/admin', event: 'foo', args: [1] }],
    ['42/admin,12["foo"]', { ns: '/admin', id: 12, event: 'foo', args: [] }],
    ['42[1,"a number names it"]', { event: 1, args: ['a number names it'] }],
    ['42["a",{"_placeholder":true,"num":0}]', { event: 'a', args: [{ _placeholder: true, num: 0 }] }],
    ['43/admin,0["answer"]', { ns: '/admin', id: 0, ack: ['answer'] }],
    ['43[]', { ack: [] }],
    ['40', { connect: null }],
    ['40/admin', { ns: '/admin', connect: null }],
    ['40/admin,', { ns: '/admin', connect: null }],
    ['40{"sid":"abc"}', { connect: 'abc' }],
    ['40/admin,{"sid":"abc"}', { ns: '/admin', connect: 'abc' }],
    ['40{"token":"t"}', { connect: null, auth: { token: 't' } }, out],
    ['40{"sid":"mine"}', { connect: null, auth: { sid: 'mine' } }, out],
    ['41', { disconnect: true }],
    ['41/admin', { ns: '/admin', disconnect: true }],
    ['41/admin,', { ns: '/admin', disconnect: true }],
    ['44{"message":"no","data":{"code":1}}', { error: 'no', data: { code: 1 } }],
    ['44/admin,{"message":"no"}', { ns: '/admin', error: 'no' }],
    ['44"not allowed"', { error: 'not allowed' }, v3],
    ['44/x,"Invalid namespace"', { ns: '/x', error: 'Invalid namespace' }, v3],
    ['44{"code":7}', { error: '{"code":7}', data: { code: 7 } }, v3],
    ['44', { error: '' }],
    ['40/admin?token=a%2Cb&x=1,', { ns: '/admin', connect: null }, { ...v3, ...out }],
    ['450-["none"]', { event: 'none', args: [] }, v3],
    ['42["__proto__",{"__proto__":{"polluted":1}}]', { event: '__proto__', args: [JSON.parse('{"__proto__":{"polluted":1}}')] }],
    ['42 ["spaces"]', { event: 'spaces', args: [] }],
    ['42', { malformed: 'bad-payload', raw: '42' }],
    ['42[]', { malformed: 'bad-payload', raw: '42[]' }],
    ['42[null]', { malformed: 'bad-payload', raw: '42[null]' }],
    ['42{"a":1}', { malformed: 'bad-payload', raw: '42{"a":1}' }],
    ['42["foo"', { malformed: 'bad-json', raw: '42["foo"' }],
    ['42["foo"]x', { malformed: 'bad-json', raw: '42["foo"]x' }],
    ['42?["foo"]', { malformed: 'bad-json', raw: '42?["foo"]' }],
    ['431{}', { malformed: 'bad-payload', raw: '431{}' }],
    [`42${'9'.repeat(16)}["foo"]`, { malformed: 'bad-ack-id', raw: `42${'9'.repeat(16)}["foo"]` }],
    ['45["foo"]', { malformed: 'bad-attachment-count', raw: '45["foo"]' }],
    ['45-["foo"]', { malformed: 'bad-attachment-count', raw: '45-["foo"]' }],
    ['45x-["foo"]', { malformed: 'bad-attachment-count', raw: '45x-["foo"]' }],
    ['451', { malformed: 'bad-attachment-count', raw: '451' }],
    ['451001-["foo"]', { malformed: 'too-many-attachments', raw: '451001-["foo"]' }],
    ['451-["foo"]', { malformed: 'missing-attachments', raw: '451-["foo"]' }],
  ])('%s', (frame, expected, feed) => expect(said(decodeOne(frame, feed))).toEqual(expected));

  it('keep the query of a namespace apart', () => {
    expect(decodeOne('40/admin?token=a', { ...v3, ...out })).toMatchObject({ namespace: '/admin', query: 'token=a' });
    expect(decodeOne('40/admin', v3)).toMatchObject({ namespace: '/admin', query: null });
  });

  it.each([
    ['42["connect"]', 'reserved-event'],
    ['43[]', 'ack-without-id'],
    ['41{}', 'unexpected-payload'],
    ['40"text"', 'unexpected-payload'],
    ['44', 'unexpected-payload'],
    ['42["chat"]', null],
  ])('%s is read, and said to be refused by others: %s', (frame, problem) => expect(decodeOne(frame)).toMatchObject({ kind: 'socket', problem }));

  it('do not pollute prototypes', () => {
    decodeAll(['42["a",{"__proto__":{"polluted":1}}]', '451-["a",{"__proto__":{"_placeholder":true,"num":0}}]', bytes(1)]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('other connections', () => {
  const plain: Feed = { url: 'wss://localhost/feed?token=EIO' };
  it.each<[string | Uint8Array, unknown]>([
    ['hello', { text: 'hello' }],
    ['', { text: '' }],
    ['{"a":1}', { json: { a: 1 } }],
    [' [1]', { json: [1] }],
    ['{broken', { text: '{broken' }],
    ['42', { text: '42' }],
    ['42["foo"]', { text: '42["foo"]' }],
    [bytes(1), { binary: bytes(1) }],
  ])('a plain WebSocket: %j', (data, expected) => expect(said(decodeOne(data, plain))).toEqual(expected));

  it('a Server-Sent Event has a name', () => {
    const decoder = createDecoder({ url: 'http://localhost/events' });
    expect(decoder.decode({ direction: 'in', transport: 'sse', data: '{"n":1}', name: 'tick' })).toMatchObject([{ kind: 'message', name: 'tick', type: 'json', value: { n: 1 } }]);
  });

  it('bare Engine.IO carries messages of the application', () => {
    const url = 'ws://localhost/engine.io/?EIO=4&transport=websocket';
    expect(decodeAll(['4hello', '4{"a":1}', bytes(1), '2'], { url }).map(said)).toEqual([{ text: 'hello' }, { json: { a: 1 } }, { binary: bytes(1) }, 'ping']);
  });
});
