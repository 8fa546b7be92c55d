import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asEmitCode } from '../../../../src/core/wire/emit-code.ts';
import { messageName } from '../../../../src/core/wire/message-name.ts';
import { hexDump, previewArguments, previewBytes } from '../../../../src/core/wire/preview.ts';
import { ascii, bytes, decodeOne } from './frames.ts';

const anything = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true, withSparseArray: true });

describe('a preview of arguments', () => {
  it.each<[unknown[], string]>([
    [[], ''],
    [['a', 1, null, true], '"a", 1, null, true'],
    [[{ text: 'hello', 'two words': [1, [2]] }], '{text: "hello", "two words": [1, [2]]}'],
    [[bytes(1, 2, 3), undefined, new Date(0), new Date(NaN)], '<3 bytes>, undefined, 1970-01-01T00:00:00.000Z, Invalid Date'],
    [['say "hi" \\ there'], String.raw`"say \"hi\" \\ there"`],
    [['a\nb\u2028c\u202ed\u0000'], String.raw`"a\nb\u2028c\u202ed\u0000"`],
    [[JSON.parse('{"__proto__":1}')], '{__proto__: 1}'],
    [[[[[[[[['deep']]]]]]]], '[[[[[…]]]]]'],
  ])('%o', (args, line) => expect(previewArguments(args)).toBe(line));

  it('of anything is one line within its limit', () =>
    fc.assert(fc.property(fc.array(anything, { maxLength: 4 }), fc.integer({ min: 2, max: 60 }), (args, limit) => {
      const line = previewArguments(args, limit);
      expect(line.length).toBeLessThanOrEqual(limit);
      expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
    })));

  it('does little work for what is too long to show', () => {
    const list = Array.from({ length: 100_000 }, () => 'x'.repeat(100));
    const text = 'y'.repeat(50_000_000);
    const start = performance.now();
    for (let round = 0; round < 100; round += 1) for (const huge of [{ list }, text, list]) previewArguments([huge]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('a preview of bytes', () => {
  it.each<[Uint8Array, string]>([
    [bytes(), ''],
    [bytes(0, 255), '00 ff'],
    [bytes(0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0), '10 0c 00 04 4d 51 54 54 04 02 00 3c… "....MQTT...<.."'],
    [ascii('{"op":1}'), '7b 22 6f 70 22 3a 31 7d "{"op":1}"'],
    [ascii('a'.repeat(60)), `61 61 61 61 61 61 61 61 61 61 61 61… "${'a'.repeat(48)}…"`],
  ])('%o is %s', (given, line) => expect(previewBytes(given)).toBe(line));
});

describe('the name of a message', () => {
  it.each<[unknown, string]>([
    [{ type: 'connection_init', payload: {} }, 'connection_init'],
    [{ event: 'pusher:subscribe', data: '{}' }, 'pusher:subscribe'],
    [{ id: 7, method: 'Page.enable' }, 'Page.enable'],
    [{ op: 10, d: {} }, '10'],
    [{ type: 1, target: 'Send', method: 'send' }, 'send'],
    [{ command: 'subscribe', identifier: '{}' }, 'subscribe'],
    [{ header: {}, msg_type: 'status' }, 'status'],
    [['EVENT', { id: 1 }], 'EVENT'],
    [['3', '4', 'room:lobby', 'phx_join', {}], 'room:lobby'],
    [[1, 2], ''],
    [{ type: '', event: null, a: 1 }, ''],
    [{ type: 'x'.repeat(101) }, ''],
    [JSON.parse('{"__proto__":{"type":"a"}}'), ''],
    ['type', ''],
    [bytes(1), ''],
    [null, ''],
  ])('%j is %j', (value, name) => expect(messageName(value)).toBe(name));
});

describe('a hex dump', () => {
  it('has offsets, bytes and text', () => {
    expect(hexDump(ascii('Holdfast reads\nthe wire.'))).toBe(
      '00000000  48 6f 6c 64 66 61 73 74  20 72 65 61 64 73 0a 74  Holdfast reads.t\n00000010  68 65 20 77 69 72 65 2e                           he wire.',
    );
  });

  it('is bounded, and says what is missing', () => {
    expect(hexDump(new Uint8Array(100), 32).split('\n').length).toBe(3);
    expect(hexDump(new Uint8Array(100), 32)).toContain('… 68 more bytes');
    expect(hexDump(new Uint8Array(0))).toBe('');
  });
});

describe('code to copy', () => {
  const code = (...frames: (string | Uint8Array)[]) => asEmitCode(decodeOne(frames));

  it.each<[string, string | null]>([
    ['42["chat",{"text":"hi"}]', 'socket.emit("chat", {"text": "hi"});'],
    ['427["chat"]', 'const answer = await socket.emitWithAck("chat");'],
    ['42[1,-0,null,[true]]', 'socket.emit(1, -0, null, [true]);'],
    ['42/admin,["chat"]', '// const socket = io("/admin");\nsocket.emit("chat");'],
    ['42["a",{"__proto__":1}]', 'socket.emit("a", {["__proto__"]: 1});'],
    ['437["answer"]', null],
    ['2', null],
    ['42[', null],
  ])('%s', (frame, expected) => expect(code(frame)).toBe(expected));

  it('writes binary values, up to a limit', () => {
    expect(code('451-["f",{"_placeholder":true,"num":0}]', bytes(1, 255))).toBe('socket.emit("f", new Uint8Array([1, 255]));');
    expect(code('451-["f",{"_placeholder":true,"num":0}]', new Uint8Array(5_000))).toBe('socket.emit("f", new Uint8Array(5000) /* its contents are left out */);');
  });

  it('runs nothing but the emit, whatever the packet says, and emits what came', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...Array.from('"\'`\\/*$ {}()\n\r\u2028\u2029;,<!->a')), maxLength: 12 });
    const value = fc.letrec((tie) => ({ value: fc.oneof({ maxDepth: 3 }, nasty, fc.double({ noNaN: true }), fc.constant(null), fc.array(tie('value')), fc.dictionary(fc.oneof(nasty, fc.constant('__proto__')), tie('value'))) })).value;
    fc.assert(fc.property(nasty, nasty, fc.array(value, { maxLength: 3 }), (namespace, event, args) => {
      const text = `42/${namespace.replaceAll(',', '')},${JSON.stringify([event, ...args])}`;
      const emitted: unknown[][] = [];
      // oxlint-disable-next-line typescript/no-implied-eval -- What is tested is that this is safe.
      const run = new Function('socket', code(text)!) as (socket: unknown) => void;
      run({ emit: (...all: unknown[]) => emitted.push(all) });
      expect(emitted).toEqual([JSON.parse(JSON.stringify([event, ...args]))]);
    }));
  });
});
