import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose, emptyDraft, type Draft } from '../../../src/panel/compose/draft.ts';
import { parseHex } from '../../../src/panel/compose/hex.ts';

const values = { counter: 1, now: 2, uuid: () => 'u' };
const draft = (changes: Partial<Draft> = {}): Draft => ({ ...emptyDraft(), event: 'chat', ...changes });

describe('a composed event', () => {
  it('has every kind of argument', () => {
    const args: Draft['args'] = [
      { kind: 'json', text: '{"a": {{counter}}}' },
      { kind: 'text', text: 'no "JSON" {{now}}' },
      { kind: 'hex', text: '00 ff' },
      { kind: 'file', name: 'a.bin', bytes: 2, base64: 'AQI=' },
    ];
    expect(compose(draft({ args, wantsAck: true, timeout: '250' }), 'event', true, values)).toEqual({
      ok: true,
      value: {
        kind: 'event',
        event: 'chat',
        namespace: '/',
        ackTimeoutMs: 250,
        args: [
          { kind: 'json', value: { a: 1 } },
          { kind: 'json', value: 'no "JSON" 2' },
          { kind: 'binary', base64: 'AP8=' },
          { kind: 'binary', base64: 'AQI=' },
        ],
      },
    });
  });

  it('asks for no acknowledgement where none can come', () => {
    expect(compose(draft({ wantsAck: true, timeout: 'nonsense' }), 'event', false, values)).toMatchObject({ ok: true, value: { ackTimeoutMs: null } });
  });

  it.each<[string, Partial<Draft>, string, RegExp]>([
    ['no event', { event: '' }, 'event', /Event is empty/],
    ['no namespace', { namespace: 'admin' }, 'namespace', /must start with “\/”/],
    ['a namespace with a comma', { namespace: '/a,b' }, 'namespace', /commas/],
    ['no number of milliseconds', { wantsAck: true, timeout: 'soon' }, 'timeout', /number of milliseconds/],
    ['an empty timeout', { wantsAck: true, timeout: ' ' }, 'timeout', /number of milliseconds/],
    ['an argument that is not JSON', { args: [{ kind: 'text', text: '' }, { kind: 'json', text: '[1,\n 2,]' }] }, 'args.1', /^Argument 2 is not JSON: line 2, column 4: “]” is not allowed here\.$/],
    ['an argument that is not hexadecimal', { args: [{ kind: 'hex', text: '00 0g' }] }, 'args.0', /line 1, column 4/],
    ['a file that nobody chose', { args: [{ kind: 'file', name: '', bytes: 0, base64: null }] }, 'args.0', /Choose one/],
    ['a file that was not kept', { args: [{ kind: 'file', name: 'big.bin', bytes: 9e6, base64: null }] }, 'args.0', /choose “big.bin” again/],
  ])('with %s is refused at its field', (_what, changes, field, message) => {
    const composed = compose(draft(changes), 'event', true, values);
    expect(composed.ok ? null : composed.error.field).toBe(field);
    expect(composed.ok ? '' : composed.error.message).toMatch(message);
  });
});

describe('a raw frame', () => {
  it.each<[Draft['frame'], unknown]>([
    [{ kind: 'text', text: 'n={{counter}}' }, { kind: 'text', text: 'n=1' }],
    [{ kind: 'json', text: '{ "n": {{counter}} }' }, { kind: 'text', text: '{"n":1}' }],
    [{ kind: 'hex', text: 'ff' }, { kind: 'binary', base64: '/w==' }],
  ])('of %j', (frame, expected) => {
    expect(compose(draft({ event: '', frame }), 'frame', false, values)).toEqual({ ok: true, value: expected });
  });
});

describe('hexadecimal', () => {
  it.each<[string, number[]]>([
    ['', []],
    ['00ff', [0, 255]],
    ['00 FF\n0a', [0, 255, 10]],
    ['0x00, 0xff', [0, 255]],
    ['de:ad-be:ef', [0xde, 0xad, 0xbe, 0xef]],
  ])('%j', (text, bytes) => {
    expect(parseHex(text, 'f', 'Frame')).toEqual({ ok: true, value: Uint8Array.from(bytes) });
  });

  it.each([
    ['0', /column 1: a byte takes two digits/],
    ['00 1', /column 4: a byte takes two digits/],
    ['zz', /column 1: “z”/],
    ['00\n0x', /line 2, column 3: it ends too early/],
    ['0x 00', /column 3/],
  ])('%j is refused', (text, message) => {
    const parsed = parseHex(text, 'f', 'Frame');
    expect(parsed.ok ? '' : parsed.error.message).toMatch(message);
  });

  it('reads whatever bytes were written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', '\n', ', ', ':'), (bytes, between) => {
        const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between);
        expect(parseHex(text, 'f', 'Frame')).toEqual({ ok: true, value: bytes });
      }),
    );
  });
});
