/** How much of a packet is not in its recording, whoever left it out: its bytes on the wire less those that are kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogMessage } from '../../../src/core/session/log-line.ts';
import { cutBinary, cutText } from '../../../src/core/capture/har-bodies.ts';
import { Conversation } from '../../../src/core/capture/conversation.ts';
import type { Entry, EntryOf } from '../../../src/core/entries/entry.ts';
import { fromBase64, toBase64 } from '../../../src/core/wire/base64.ts';
import { utf8Length } from '../../../src/core/wire/bytes.ts';
import type { Frame } from '../../../src/core/wire/packet.ts';
import { createOwnReader, createSessionReader, type SessionReader } from '../../../src/core/wire/session-reader.ts';

const USUAL = 'ws://x/socket.io/?EIO=4&transport=websocket';
const PLAIN = 'ws://x/plain';
const own = () => createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });

function recorded(reader: SessionReader, frames: readonly Omit<Frame, 'direction'>[]): EntryOf<'packet'> {
  const entries: Entry[] = [];
  const conversation = new Conversation('s', reader, (fact, at) => {
    const entry: Entry = { ...fact, source: 'tab:1', seq: entries.length, at };
    entries.push(entry);
    return entry;
  });
  for (const frame of frames) conversation.see({ direction: 'in', ...frame }, 0);
  return entries.findLast((entry) => entry.kind === 'packet')!;
}

/** A frame as a capture reports it, cut to what it keeps. */
function captured(data: string | Uint8Array, transport: Frame['transport'] = 'websocket'): Omit<Frame, 'direction'> {
  const body = typeof data === 'string' ? cutText(data) : cutBinary(toBase64(data));
  return { transport, data: body.binary ? fromBase64(body.data)! : body.data, cut: body.cut };
}

const keptBytes = ({ text, binary, attachments }: EntryOf<'packet'>) =>
  utf8Length(text ?? '') + [binary ?? '', ...attachments].reduce((sum, base64) => sum + fromBase64(base64)!.length, 0);

describe('what is cut off a packet', () => {
  it.each<[string, SessionReader, Omit<Frame, 'direction'>[]]>([
    ['a text of 30 MB that the hook has cut', createSessionReader(PLAIN), [captured('x'.repeat(30_000_001))]],
    ['a text of 3 MB in two-byte letters', createSessionReader(PLAIN), [captured('ü'.repeat(3_000_000))]],
    ['an event of 5 MB', createSessionReader(USUAL), [captured(`42["a","${'x'.repeat(5_000_000)}"]`)]],
    ['bytes of 50 MB', createSessionReader(PLAIN), [captured(new Uint8Array(50_000_000))]],
    ['an attachment of 2.5 MB', createSessionReader(USUAL), [captured('451-["f",{"_placeholder":true,"num":0}]'), captured(new Uint8Array(2_500_000))]],
    ['an event of 30 MB of our own', own(), [{ transport: 'websocket', data: `42["a","${'x'.repeat(30_000_000)}"]` }]],
    ['an attachment of 50 MB of our own', own(), [{ transport: 'websocket', data: '451-["f",{"_placeholder":true,"num":0}]' }, { transport: 'websocket', data: new Uint8Array(50_000_000) }]],
    ['two attachments of 0.9 MB', own(), [{ transport: 'websocket', data: '452-["f",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]' }, ...[0, 1].map(() => ({ transport: 'websocket' as const, data: new Uint8Array(900_000) }))]],
    ['one nested 100,000 deep', own(), [{ transport: 'websocket', data: `42["a",${'['.repeat(200_000)}${']'.repeat(200_000)}]` }]],
    ['a message of Engine.IO 3', createSessionReader('ws://x/eio/?EIO=3'), [{ transport: 'websocket', data: '0{"sid":"e"}' }, captured(Uint8Array.from([4, ...new Uint8Array(2_000_000)]))]],
    ['what no parser accepts', own(), [{ transport: 'websocket', data: '40{"sid":"s"}' }, { transport: 'websocket', data: `4x${'y'.repeat(2_000_000)}` }]],
    ['an error page', createSessionReader('http://x/socket.io/?EIO=4&transport=polling'), [{ ...captured('<p>'.repeat(1_000_000), 'polling'), status: 500 }]],
  ])('is all that is not kept: %s', (_, reader, frames) => {
    const packet = recorded(reader, frames);
    expect(packet.cut).toBe(packet.bytes - keptBytes(packet));
    expect(packet.cut).toBeGreaterThan(100_000);
    expect(keptBytes(packet)).toBeGreaterThanOrEqual(262_144);
  });

  it('is counted in bytes of an attachment that a poll carries as base64, to the end of its padding', () => {
    const payload = `451-["f",{"_placeholder":true,"num":0}]\x1eb${toBase64(new Uint8Array(2_000_000))}`;
    const packet = recorded(createSessionReader('http://x/socket.io/?EIO=4&transport=polling'), [captured(payload, 'polling')]);
    const kept = fromBase64(packet.attachments[0]!)!.length;
    expect(Math.abs(packet.cut - (2_000_000 - kept))).toBeLessThanOrEqual(2);
  });

  it('is nothing where all is kept, and else what is missing, whatever the sizes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.nat(1_000), fc.boolean(), (text, cut, isBinary) => {
      const data = isBinary ? new TextEncoder().encode(text) : text;
      const packet = recorded(createSessionReader(PLAIN), [{ transport: 'websocket', data, cut }]);
      expect([packet.cut, packet.bytes - keptBytes(packet)]).toEqual([cut, cut]);
    }));
  });
});

describe('what is cut off a log line', () => {
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}"end"${']'.repeat(levels)}`) as unknown;

  it('is also what is nested too deep', () => {
    const line = parseLogMessage([{ message: 'm', deep: deep(100_000) }]);
    expect(line.fields).toContain('…');
    expect(line.cut).toBe('{"deep":}'.length + 200_000 + '"end"'.length - (line.fields.length - '"…"'.length));
    expect(parseLogMessage([{ message: 'm', deep: deep(10) }]).cut).toBe(0);
    expect(parseLogMessage([{ message: deep(70) }]).cut).toBeGreaterThan(0);
  });
});
