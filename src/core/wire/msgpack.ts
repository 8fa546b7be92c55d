/**
 * Reads MessagePack, https://github.com/msgpack/msgpack/blob/master/spec.md, as notepack.io 2 does, which
 * socket.io-msgpack-parser uses. Its own decoder is not used here, because it is made for trusted input: it reserves
 * memory for lengths that it has not seen the bytes of (five bytes can ask for 4 billion slots), takes a `__proto__` key
 * for the prototype, and reads binary values from the wrong place in a view that does not begin its buffer.
 */
import { lenientUtf8Text } from './bytes.ts';

/** Deeper nesting is refused, long before it could overflow the stack. */
const MAX_DEPTH = 500;

/** Text up to this length is read byte by byte while it is ASCII, which is faster than asking a TextDecoder. */
const SHORT_TEXT = 32;

class Malformed extends Error {}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;
  #depth = 0;
  readonly binaries: Uint8Array[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** Advances over `size` bytes and gives where they begin. */
  #take(size: number): number {
    const start = this.#offset;
    if (size > this.#bytes.length - start) throw new Malformed();
    this.#offset = start + size;
    return start;
  }

  #unsigned(size: 1 | 2 | 4): number {
    const start = this.#take(size);
    if (size === 1) return this.#view.getUint8(start);
    return size === 2 ? this.#view.getUint16(start) : this.#view.getUint32(start);
  }

  /** 64 bits, of which a number keeps 53: what the application gets, too. */
  #long(signed: boolean): number {
    const start = this.#take(8);
    const high = signed ? this.#view.getInt32(start) : this.#view.getUint32(start);
    return high * 2 ** 32 + this.#view.getUint32(start + 4);
  }

  #text(length: number): string {
    const start = this.#take(length);
    if (length > SHORT_TEXT) return lenientUtf8Text(this.#bytes.subarray(start, start + length));
    let text = '';
    for (let index = start; index < start + length; index += 1) {
      const byte = this.#bytes[index]!;
      if (byte > 0x7f) return lenientUtf8Text(this.#bytes.subarray(start, start + length));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A copy, so that a small value does not keep the whole frame in memory. */
  #copy(length: number): Uint8Array {
    const start = this.#take(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  #binary(length: number): Uint8Array {
    const binary = this.#copy(length);
    this.binaries.push(binary);
    return binary;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Malformed();
  }

  #array(length: number): unknown[] {
    this.#enter();
    // Not `new Array(length)`: the length is a claim.
    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) items.push(this.value());
    this.#depth -= 1;
    return items;
  }

  #map(length: number): Record<string, unknown> {
    this.#enter();
    const map: Record<string, unknown> = {};
    for (let index = 0; index < length; index += 1) {
      const key = String(this.value());
      const value = this.value();
      if (key === '__proto__') Object.defineProperty(map, key, { value, configurable: true, enumerable: true, writable: true });
      else map[key] = value;
    }
    this.#depth -= 1;
    return map;
  }

  /**
   * An extension with its length before it. Type 0 is notepack's own: in Node it writes every binary value but a Buffer so.
   * Others are given as it gives them.
   */
  #extension(length: number): unknown {
    const type = this.#view.getInt8(this.#take(1));
    return type === 0 ? this.#binary(length) : [type, this.#copy(length)];
  }

  /** An extension whose prefix tells its length. notepack's own are undefined, in one byte, and a Date, in eight. */
  #fixedExtension(length: number): unknown {
    const type = this.#view.getInt8(this.#take(1));
    if (type === 0 && length === 1) {
      this.#take(1);
      return undefined;
    }
    return type === 0 && length === 8 ? new Date(this.#long(true)) : [type, this.#copy(length)];
  }

  value(): unknown {
    const prefix = this.#unsigned(1);
    if (prefix < 0x80) return prefix;
    if (prefix < 0x90) return this.#map(prefix & 0x0f);
    if (prefix < 0xa0) return this.#array(prefix & 0x0f);
    if (prefix < 0xc0) return this.#text(prefix & 0x1f);
    if (prefix > 0xdf) return prefix - 0x100;
    switch (prefix) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return this.#binary(this.#unsigned(1));
      case 0xc5: return this.#binary(this.#unsigned(2));
      case 0xc6: return this.#binary(this.#unsigned(4));
      case 0xc7: return this.#extension(this.#unsigned(1));
      case 0xc8: return this.#extension(this.#unsigned(2));
      case 0xc9: return this.#extension(this.#unsigned(4));
      case 0xca: return this.#view.getFloat32(this.#take(4));
      case 0xcb: return this.#view.getFloat64(this.#take(8));
      case 0xcc: return this.#unsigned(1);
      case 0xcd: return this.#unsigned(2);
      case 0xce: return this.#unsigned(4);
      case 0xcf: return this.#long(false);
      case 0xd0: return this.#view.getInt8(this.#take(1));
      case 0xd1: return this.#view.getInt16(this.#take(2));
      case 0xd2: return this.#view.getInt32(this.#take(4));
      case 0xd3: return this.#long(true);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8: return this.#fixedExtension(2 ** (prefix - 0xd4));
      case 0xd9: return this.#text(this.#unsigned(1));
      case 0xda: return this.#text(this.#unsigned(2));
      case 0xdb: return this.#text(this.#unsigned(4));
      case 0xdc: return this.#array(this.#unsigned(2));
      case 0xdd: return this.#array(this.#unsigned(4));
      case 0xde: return this.#map(this.#unsigned(2));
      case 0xdf: return this.#map(this.#unsigned(4));
      default: throw new Malformed();
    }
  }
}

/** The value that these bytes encode and the binary values in it, in order; null if they are not exactly one value. */
export function readMsgpack(bytes: Uint8Array): { value: unknown; binaries: readonly Uint8Array[] } | null {
  const reader = new Reader(bytes);
  try {
    const value = reader.value();
    return reader.atEnd ? { value, binaries: reader.binaries } : null;
  } catch {
    return null;
  }
}
