/**
 * Engine.IO over WebTransport: a stream of bytes, of which each packet has a length header modelled on WebSocket's. The
 * high bit of its first byte says binary; lengths of 126 and 127 say that 2 or 8 bytes of length follow.
 * https://socket.io/docs/v4/engine-io-protocol/#webtransport
 */
import { lenientUtf8Text } from './bytes.ts';
import { MAX_PACKETS, unreadable, type EnginePart } from './engine-packet.ts';
import { readFrameV4 } from './engine-v4.ts';

export interface WebTransportReader {
  /** Takes the next chunk of the stream and gives the packets that are complete with it. */
  read(chunk: Uint8Array, cut: number): EnginePart[];
  /** Gives the packet that the stream ended in, if it did. */
  end(): EnginePart[];
}

interface Header {
  readonly size: number;
  readonly length: number;
  readonly binary: boolean;
}

/** The header at the start of these bytes, or null if there is not all of it. */
function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length === 0) return null;
  const short = bytes[0]! & 0x7f;
  const size = short < 126 ? 1 : short === 126 ? 3 : 9;
  if (bytes.length < size) return null;
  let length = short;
  if (size > 1) {
    length = 0;
    for (const byte of bytes.subarray(1, size)) length = length * 256 + byte;
  }
  return { size, length, binary: bytes[0]! > 0x7f };
}

/** Puts bytes behind one another, with room to spare, so that a packet in a million chunks is not copied a million times. */
function append(held: Uint8Array, size: number, chunk: Uint8Array): Uint8Array {
  if (size === 0) return chunk;
  const needed = size + chunk.length;
  let joined = held;
  if (needed > held.length) {
    joined = new Uint8Array(Math.max(needed, 2 * held.length));
    joined.set(held.subarray(0, size));
  }
  joined.set(chunk, size);
  return joined;
}

/**
 * Reads one direction of a stream. A packet longer than `limit`, too many in one chunk, or bytes left out end it: nothing
 * tells where the next packet begins.
 */
export function createWebTransportReader(limit: number): WebTransportReader {
  /** What has not been read yet is the first `size` bytes. */
  let held = new Uint8Array(0) as Uint8Array;
  let size = 0;
  /** Bytes that must be there before anything more can be read. */
  let wanted = 1;
  let lost = false;

  return {
    read(chunk, cut) {
      if (lost) return [unreadable('bad-length', chunk, cut)];
      held = append(held, size, chunk);
      size += chunk.length;
      if (size < wanted && cut === 0) return [];
      const parts: EnginePart[] = [];
      let rest = held.subarray(0, size);
      for (;;) {
        const header = readHeader(rest);
        const senseless = parts.length === MAX_PACKETS || (header !== null && header.length > limit);
        wanted = header === null ? rest.length + 1 : header.size + header.length;
        if (header === null || senseless || wanted > rest.length) {
          lost = senseless || cut > 0;
          break;
        }
        const data = rest.subarray(header.size, wanted);
        parts.push({ ...readFrameV4(header.binary ? data : lenientUtf8Text(data), 0), bytes: wanted });
        rest = rest.subarray(wanted);
      }
      if (lost && rest.length + cut > 0) parts.push(unreadable(cut > 0 ? 'cut-short' : 'bad-length', rest, cut));
      held = lost ? new Uint8Array(0) : rest;
      size = held.length;
      return parts;
    },
    end() {
      const rest = held.subarray(0, size);
      size = 0;
      wanted = 1;
      return rest.length === 0 ? [] : [unreadable('cut-short', rest, 0)];
    },
  };
}
