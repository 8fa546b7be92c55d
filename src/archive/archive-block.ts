/** What is a block of entries on disk: as many as are read at once, packed, and compressed unless there was no time for it. */
import type { Slot } from '../core/entries/packed-entries.ts';
import { entryBytes } from '../core/entries/lanes.ts';

/** A block on disk: compressed bytes or, as long as it was written in a hurry, its text. */
export type BlockData = Uint8Array | string;

/** When a block is full: so many entries, or so many bytes of them in memory. Browsers store values below 64 KB best. */
export const BLOCK = { count: 512, bytes: 1024 * 1024 };

/** Compresses a text. The format has a checksum, so that damage is found when it is read. */
export async function deflate(text: string): Promise<Uint8Array> {
  return through(new CompressionStream('deflate'), new TextEncoder().encode(text));
}

/** The text of a block, or null when its bytes are damaged. */
export async function textOf(data: BlockData): Promise<string | null> {
  if (typeof data === 'string') return data;
  try {
    return new TextDecoder().decode(await through(new DecompressionStream('deflate'), data));
  } catch {
    return null;
  }
}

async function through(transform: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // What goes wrong with the input is seen at the output.
  const writing = Promise.allSettled([writer.write(bytes as Uint8Array<ArrayBuffer>), writer.close()]);
  const parts: Uint8Array[] = [];
  const reader = (transform.readable as ReadableStream<Uint8Array>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  await writing;
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** Cuts entries into full blocks, and what is left over. */
export function cutBlocks(entries: readonly Slot[]): { full: Slot[][]; rest: Slot[] } {
  const full: Slot[][] = [];
  let rest: Slot[] = [];
  let bytes = 0;
  for (const entry of entries) {
    rest.push(entry);
    bytes += entry === undefined ? 0 : entryBytes(entry);
    if (rest.length < BLOCK.count && bytes < BLOCK.bytes) continue;
    full.push(rest);
    rest = [];
    bytes = 0;
  }
  return { full, rest };
}
