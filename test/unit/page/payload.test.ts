/** Frames as they are told: whole where they are short, and else cut at a character, with the bytes that were left out. */
import { describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { FRAME_LIMIT } from '../../../src/core/contract/capture.ts';
import { binaryPayload, bytesFrom, isBinary, readBlob, textPayload } from '../../../src/page/payload.ts';

// The hook's modules find their realm by its name in a page.
vi.hoisted(() => Object.assign(globalThis, { window: globalThis }));

interface Read {
  data: string;
  binary: boolean;
  cut: number;
}

const parsed = (payload: string | undefined) => JSON.parse(`{${payload}}`) as Read;
const read = (blob: Blob) => new Promise<Read>((resolve) => { readBlob(blob, blob.size, (payload) => resolve(parsed(payload))); });

describe('text', () => {
  it('is itself, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, lone) => {
      const whole = lone ? `${text}\ud800` : text;
      expect(parsed(textPayload(whole))).toEqual({ data: whole, binary: false, cut: 0 });
    }));
  });

  it('is cut at the limit, never within a character, and the rest counted in bytes', () => {
    const whole = 'é'.repeat(FRAME_LIMIT);
    expect(parsed(textPayload(whole))).toEqual({ data: whole, binary: false, cut: 0 });
    for (const rest of ['x', 'é😀', '\ud800', '😀'.repeat(50_000), `x${'😀'.repeat(50_000)}`]) {
      expect(parsed(textPayload(whole + rest))).toEqual({ data: whole, binary: false, cut: Buffer.byteLength(rest) });
    }
    const torn = `${'x'.repeat(FRAME_LIMIT - 1)}😀`;
    expect(parsed(textPayload(torn))).toEqual({ data: torn.slice(0, -2), binary: false, cut: 4 });
  });
});

describe('binary', () => {
  it('is base64 of just the bytes of a buffer or view', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(10), (bytes, skip) => {
      const from = Math.min(skip, bytes.length);
      const base64 = Buffer.from(bytes.slice(from)).toString('base64');
      const views = [bytes.subarray(from), new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from), bytes.slice(from).buffer];
      for (const view of views) expect(parsed(binaryPayload(view))).toEqual({ data: base64, binary: true, cut: 0 });
      expect(new Uint8Array(bytesFrom(base64))).toEqual(new Uint8Array(bytes.slice(from)));
    }));
  });

  it('is cut at the limit', async () => {
    const kept = (FRAME_LIMIT / 4) * 3;
    const bytes = new Uint8Array(kept + 5).fill(7);
    const expected = { data: Buffer.alloc(kept, 7).toString('base64'), binary: true, cut: 5 };
    expect(parsed(binaryPayload(bytes))).toEqual(expected);
    expect(await read(new Blob([bytes]))).toEqual(expected);
    expect(expected.data).toHaveLength(FRAME_LIMIT);
  });

  it('is nothing else', () => {
    for (const other of [{}, [1], new Map(), Object.create(ArrayBuffer.prototype) as object, new Proxy(new ArrayBuffer(1), {}), new SharedArrayBuffer(1)]) {
      expect(binaryPayload(other)).toBeUndefined();
      expect(isBinary(other)).toBe(false);
    }
    for (const binary of [new Uint8Array(), new ArrayBuffer(1), new Blob([]), new DataView(new ArrayBuffer(1))]) expect(isBinary(binary)).toBe(true);
  });
});
