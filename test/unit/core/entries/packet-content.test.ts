import { describe, expect, it } from 'vitest';
import { Conversation } from '../../../../src/core/capture/conversation.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { packetContent } from '../../../../src/core/entries/packet-content.ts';
import { packetJson, packetValues, rawText } from '../../../../src/panel/lists/message-text.ts';
import type { PacketEntry } from '../../../../src/panel/lists/message-row.ts';
import type { Frame } from '../../../../src/core/wire/packet.ts';
import { createSessionReader } from '../../../../src/core/wire/session-reader.ts';
import { asEmitCode } from '../../../../src/core/wire/emit-code.ts';

const V4 = 'ws://x/socket.io/?EIO=4&transport=websocket';
const V3 = 'ws://x/socket.io/?EIO=3&transport=websocket';
const bytes = Uint8Array.from([1, 2, 3]);

/** What a recording keeps of these frames. */
function recorded(url: string, frames: readonly (Frame['data'] | Partial<Frame>)[]): PacketEntry[] {
  const entries: Entry[] = [];
  const conversation = new Conversation('s', createSessionReader(url), (fact, at) => {
    const entry: Entry = { ...fact, source: 'default', seq: entries.length, at };
    entries.push(entry);
    return entry;
  });
  for (const frame of frames) {
    const rest = typeof frame === 'string' || frame instanceof Uint8Array ? { data: frame } : frame;
    conversation.see({ direction: 'in', transport: 'websocket', data: '', ...rest }, 0);
  }
  return entries.filter((entry) => entry.kind === 'packet');
}

function values(entry: PacketEntry, protocol: Parameters<typeof packetContent>[1] = 'socket.io-4') {
  const packet = packetContent(entry, protocol);
  return packet === null ? null : packetValues(packet).map(({ value }) => value);
}

describe('the content of a recorded packet', () => {
  it.each<[string, string, Parameters<typeof packetContent>[1], (Frame['data'] | Partial<Frame>)[], unknown[] | null]>([
    ['an event', V4, 'socket.io-4', ['42["chat",{"a":1},null]'], [{ a: 1 }, null]],
    ['an event with attachments', V4, 'socket.io-4', ['452-["f",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]', bytes, Uint8Array.from([9])], [Uint8Array.from([9]), bytes]],
    ['an event of revision 3 with an attachment', V3, 'socket.io-2', ['451-["f",{"_placeholder":true,"num":0}]', Uint8Array.from([4, ...bytes])], [bytes]],
    ['an event of a poll', V4, 'socket.io-4', [{ transport: 'polling', data: '2\u001e42["chat",1]' }], [1]],
    ['an attachment of a poll', V4, 'socket.io-4', [{ transport: 'polling', data: '451-["f",{"_placeholder":true,"num":0}]\u001ebAQID' }], [bytes]],
    ['an acknowledgement', V4, 'socket.io-4', ['430["ok"]'], ['ok']],
    ['a CONNECT', V4, 'socket.io-4', ['40{"sid":"a"}'], ['a']],
    ['a refusal', V4, 'socket.io-4', ['44{"message":"no","data":{"code":1}}'], ['no', { code: 1 }]],
    ['a plain text', 'ws://x/', 'websocket', ['hello'], ['hello']],
    ['plain JSON of a socket that was opened before the recording', 'ws://x/', null, ['{"a":1}'], [{ a: 1 }]],
    ['a message of Engine.IO', 'ws://x/eio/?EIO=4', 'engine.io-4', ['0{"sid":"e"}', '42["a"]'], ['2["a"]']],
    ['bytes of Engine.IO 3', 'ws://x/eio/?EIO=3', 'engine.io-3', ['0{"sid":"e"}', Uint8Array.from([4, ...bytes])], [bytes]],
    ['a packet of socket.io-json-parser', V4, 'socket.io-4', ['4{"type":2,"data":["e",1],"nsp":"/x"}'], [1]],
    ['a message of an unknown parser', V4, 'socket.io-4', ['0{"sid":"e"}', '4{"t":2,"d":[1],"nsp":"/"}'], [{ t: 2, d: [1], nsp: '/' }]],
    ['plain bytes', 'ws://x/', 'websocket', [bytes], [bytes]],
    ['a Server-Sent Event', 'http://x/', 'sse', [{ transport: 'sse', data: '[1]', name: 'tick' }], [[1]]],
    ['what is malformed', V4, 'socket.io-4', ['42["a"'], null],
  ])('is that of %s', (_, url, protocol, frames, expected) => {
    expect(values(recorded(url, frames).at(-1)!, protocol)).toEqual(expected);
  });

  it('names what a handshake offers', () => {
    const [open] = recorded(V4, ['0{"sid":"e","upgrades":["websocket"],"pingInterval":1,"pingTimeout":2}']);
    const named = Object.fromEntries(packetValues(packetContent(open!, 'socket.io-4')!).map(({ name, value }) => [name, value]));
    expect(named).toMatchObject({ upgrades: ['websocket'], pingInterval: 1, pingTimeout: 2 });
  });

  it('leaves out the offset of connection state recovery where it was taken for one', () => {
    const [, event] = recorded(V4, ['40{"sid":"a","pid":"p"}', '42["chat","hi","PqNgYqA"]']);
    expect(values({ ...event!, offset: 'PqNgYqA' })).toEqual(['hi']);
    expect(values({ ...event!, offset: null })).toEqual(['hi', 'PqNgYqA']);
  });

  it('can be copied as JSON, as it stood on the wire, and as code', () => {
    const [event] = recorded(V4, ['451-/admin,7["file",{"data":{"_placeholder":true,"num":0}}]', bytes]);
    const packet = packetContent(event!, 'socket.io-4')!;
    expect(JSON.parse(packetJson(packet))).toEqual(['file', { data: { base64: 'AQID' } }]);
    expect(rawText(event!)).toMatch(/^451-\/admin,7\["file".*\n\n00000000 {2}01 02 03/s);
    expect(asEmitCode(packet)).toContain('socket.emitWithAck("file", {"data": new Uint8Array([1, 2, 3])})');
  });
});
