import fc from 'fast-check';
import { expect, it } from 'vitest';
import { connectionKind } from '../../../../src/core/wire/connection-kind.ts';

it.each<[string, string, number | null, string | null]>([
  ['ws://localhost/socket.io/?EIO=4&transport=websocket', 'socket.io', 4, null],
  ['ws://localhost/socket.io/?EIO=4&transport=websocket&sid=abc', 'socket.io', 4, 'abc'],
  ['http://localhost/socket.io/?EIO=3&transport=polling&t=N&sid=a%20b', 'socket.io', 3, 'a b'],
  ['ws://localhost/custom?transport=websocket&EIO=4#x', 'socket.io', 4, null],
  ['ws://localhost/socket.io/?transport=websocket', 'socket.io', 3, null],
  ['ws://localhost/engine.io/?EIO=4', 'engine.io', 4, null],
  ['ws://localhost/?transport=websocket', 'plain', null, null],
  ['ws://localhost/graphql', 'plain', null, null],
  ['ws://localhost/?token=1#?EIO=4', 'plain', null, null],
  ['ws://localhost/?NOTEIO=4', 'plain', null, null],
  ['', 'plain', null, null],
])('%s is %s %s %s', (url, protocol, engineVersion, engineSid) => expect(connectionKind(url)).toEqual({ protocol, engineVersion, engineSid }));

it('never throws', () => fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
  for (const url of [text, `/socket.io/?${text}`, `ws://${text}?EIO=4&sid=${text}`]) expect(connectionKind(url).protocol).toBeDefined();
})));
