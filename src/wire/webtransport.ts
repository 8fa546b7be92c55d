/**
 * Engine.IO over WebTransport: a stream of bytes, of which each packet has a length header modelled on WebSocket's. The
 * high bit of its first byte says binary; lengths of 126 and 127 say that 2 or 8 bytes of length follow.
 * https://socket.io/docs/v4/engine-io-protocol/#webtransport
 */
import { lenientUtf8Text } from './bytes.ts';
import { unreadable, type EnginePart } from './engine-packet.ts';
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

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

/** Reads one direction of a stream. A packet longer than `limit`, or bytes left out, end it: nothing tells where the next packet begins. */
export function createWebTransportReader(limit: number): WebTransportReader {
  let chunks: Uint8Array[] = [];
  let held = 0;
  /** Bytes that must be there before anything can be read, so that a long packet in many chunks is joined once. */
  let wanted = 1;
  let lost = false;

  return {
    read(chunk, cut) {
      if (lost) return [unreadable('bad-length', chunk, cut > 0, cut)];
      chunks.push(chunk);
      held += chunk.length;
      lost = cut > 0;
      if (held < wanted && !lost) return [];
      let rest = join(chunks, held);
      const parts: EnginePart[] = [];
      for (;;) {
        const header = readHeader(rest);
        wanted = header === null ? rest.length + 1 : header.size + header.length;
        if (header !== null && (header.length === 0 || header.length > limit)) lost = true;
        if (lost && (header === null || header.length === 0 || wanted > rest.length)) {
          if (rest.length + cut > 0) parts.push(unreadable(cut > 0 ? 'cut-short' : 'bad-length', rest, cut > 0, cut));
          rest = rest.subarray(rest.length);
          break;
        }
        if (header === null || wanted > rest.length) break;
        const raw = rest.subarray(header.size, wanted);
        const part = readFrameV4(header.binary ? raw : lenientUtf8Text(raw), 0);
        parts.push({ ...part, bytes: wanted });
        rest = rest.subarray(wanted);
      }
      chunks = rest.length > 0 ? [rest] : [];
      held = rest.length;
      return parts;
    },
    end() {
      const rest = join(chunks, held);
      chunks = [];
      held = 0;
      wanted = 1;
      return rest.length === 0 ? [] : [unreadable('cut-short', rest, false)];
    },
  };
}
