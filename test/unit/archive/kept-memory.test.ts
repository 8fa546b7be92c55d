/** What a recording keeps of large messages keeps nothing else of them in memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Conversation } from '../../../src/core/capture/conversation.ts';
import type { Entry } from '../../../src/core/entries/entry.ts';
import type { Frame } from '../../../src/core/wire/packet.ts';
import { createOwnReader, createSessionReader, type SessionReader } from '../../../src/core/wire/session-reader.ts';
import { bounded, copied } from '../../../src/core/wire/value-text.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MB = 1_000_000;
const TIMES = 12;
const SIZE = 4 * MB;
/** What else may be in use, of each message, which is a good deal less than the message. */
const SLACK = 1;

/** Bytes in use, on the heap and beside it. */
function used(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A text that nothing else is a part of, as a socket gives it. */
const large = (before: string, after = '') => Buffer.from(`${before}${'x'.repeat(SIZE)}${after}`).toString();
const USUAL = 'ws://x/socket.io/?EIO=4&transport=websocket';
const own = () => createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null });
const namespace = '/a-namespace-with-a-long-name';

describe('what is kept of large messages', () => {
  it.each<[string, () => SessionReader, (n: number) => Omit<Frame, 'direction'>, number]>([
    ['a text', () => createSessionReader('ws://x/'), () => ({ transport: 'websocket', data: large('') }), 0.27],
    ['an event with a question, in a namespace', own, (n) => ({ transport: 'websocket', data: large(`42${namespace}${n},${n}["an event with a long name","`, '"]') }), 0.27],
    ['an event of socket.io-json-parser', own, () => ({ transport: 'websocket', data: large('4{"type":2,"data":["an event with a long name","', '"],"nsp":"/a-namespace-with-a-name"}') }), 0.27],
    ['what no parser accepts', () => createSessionReader(USUAL, 'socket.io'), () => ({ transport: 'websocket', data: large('42["') }), 0.27],
    ['a small packet in a large poll', own, () => ({ transport: 'polling', data: large('42["a small event with a name"]\x1e6') }), 0.27],
    ['a small message in a large poll', () => createSessionReader(USUAL, 'engine.io'), () => ({ transport: 'polling', data: large('4a message of the application, no longer than this\x1e4') }), 0.27],
    ['a CONNECT that can be recovered', own, (n) => ({ transport: 'websocket', data: large(`40${namespace}${n},{"sid":"s","pid":"p","x":"`, '"}') }), 0.27],
    ['bytes', () => createSessionReader('ws://x/'), () => ({ transport: 'websocket', data: new Uint8Array(SIZE) }), 1.4],
    ['an HTTP error', own, () => ({ transport: 'polling', data: large('an error with a long text '), status: 500 }), 0.27],
  ])('is no more than it says: %s', (_, makeReader, frameOf, keptMB) => {
    const entries: Entry[] = [];
    const conversation = new Conversation('own', makeReader(), (fact, at) => {
      const entry: Entry = { ...fact, source: 'own', seq: entries.length, at };
      entries.push(entry);
      return entry;
    });
    conversation.see({ direction: 'in', ...frameOf(0) }, 0);
    const before = used();
    for (let n = 1; n <= TIMES; n += 1) conversation.see({ direction: 'in', ...frameOf(n) }, n);
    const perMessage = (used() - before) / TIMES / MB;
    expect(entries.length).toBeGreaterThan(TIMES);
    expect(perMessage).toBeLessThan(keptMB + SLACK);
  });

  it('is the same text, whatever is in it', () => {
    for (const text of ['', 'short', 'a text that is long enough', '\ud800 a lone half of a pair \udc00', '\u2028"\\\u0000'.repeat(9)]) {
      expect(copied(text)).toBe(text);
      expect(bounded(`${text}${'y'.repeat(99)}`, text.length || 1).text).toBe(text || 'y');
    }
  });
});
