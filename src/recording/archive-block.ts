/**
 * How entries are written to disk. Entries of one kind share their field names, so these are written once per block and
 * each entry is a row of values; a block that is full is compressed as well. Whatever cannot be read back is a hole in
 * its place, so that the position of every other entry stays what it was.
 */
import { parseEntry, type Entry } from './entry.ts';
import { entryBytes } from './recording.ts';

/** A place in a block: an entry, or undefined where it could not be read. */
export type Slot = Entry | undefined;

/** When a block is full: so many entries, or so many bytes of them in memory. Browsers store values below 64 KB best. */
export const BLOCK = { count: 512, bytes: 1024 * 1024 };

/** A kind and the names of its fields besides source, seq and at. */
type Shape = readonly [kind: string, ...names: string[]];
/** The number of its shape, how many seqs lie between this entry and the one before, the time, and the fields. */
type Row = readonly [shape: number, skipped: number, at: number, ...values: unknown[]];

/** The text of entries of one source, in order of seq. */
export function packEntries(entries: readonly Slot[]): string {
  const shapes: Shape[] = [];
  const numbers = new Map<string, number>();
  let previous = -1;
  const rows = entries.map((entry): Row | null => {
    if (entry === undefined) return null;
    const { source: _source, seq, at, kind, ...fields } = entry;
    const shape: Shape = [kind, ...Object.keys(fields)];
    const key = shape.join(' ');
    const number = numbers.get(key) ?? shapes.push(shape) - 1;
    numbers.set(key, number);
    const skipped = seq - previous - 1;
    previous = seq;
    return [number, skipped, at, ...Object.values(fields)];
  });
  return JSON.stringify({ shapes, rows });
}

/** The entries of a text that {@link packEntries} has written, or null when it is none. */
export function unpackEntries(source: string, text: string): Slot[] | null {
  try {
    const { shapes, rows } = JSON.parse(text) as { shapes: Shape[]; rows: (Row | null)[] };
    let previous = -1;
    return rows.map((row) => {
      if (row === null) return undefined;
      const [number, skipped, at, ...values] = row;
      const [kind, ...names] = shapes[number]!;
      previous += 1 + skipped;
      const entry: Record<string, unknown> = { source, seq: previous, at, kind };
      for (const [index, name] of names.entries()) entry[name] = values[index];
      return parseEntry(entry);
    });
  } catch {
    return null;
  }
}

/** Compresses a text. The format has a checksum, so that damage is found when it is read. */
export async function deflate(text: string): Promise<Uint8Array> {
  return through(new CompressionStream('deflate'), new TextEncoder().encode(text));
}

/** The text that {@link deflate} was given, or null when the bytes are damaged. */
export async function inflate(bytes: Uint8Array): Promise<string | null> {
  try {
    return new TextDecoder().decode(await through(new DecompressionStream('deflate'), bytes));
  } catch {
    return null;
  }
}

async function through(transform: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // What goes wrong with the input is seen at the output.
  const writing = Promise.allSettled([writer.write(bytes as Uint8Array<ArrayBuffer>), writer.close()]);
  const output = new Uint8Array(await new Response(transform.readable).arrayBuffer());
  await writing;
  return output;
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
