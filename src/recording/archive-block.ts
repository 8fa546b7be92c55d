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

/** What stands before the first row. */
const ROWS = '"rows":[\n';

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
  // Each row stands on a line of its own, so that a search can take out one without reading all others.
  return `{"shapes":${JSON.stringify(shapes)},${ROWS}${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`;
}

/**
 * The rows of a text in which something is found, each as an entry without its source and seq, and its index. `pattern` is
 * global, and finds nothing that JSON writes otherwise. Null of a text whose rows are not on lines, as former versions wrote
 * it, and of one that is damaged.
 */
export function packedRowsWith(text: string, pattern: RegExp): PackedRow[] | null {
  const head = text.indexOf(ROWS);
  if (head < 0) return null;
  try {
    return rowsWith(text, head, pattern);
  } catch {
    return null;
  }
}

export interface PackedRow {
  readonly index: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function rowsWith(text: string, head: number, pattern: RegExp): PackedRow[] {
  const { shapes } = JSON.parse(`${text.slice(0, head)}${ROWS}]}`) as { shapes: Shape[] };
  const found: PackedRow[] = [];
  let from = head + ROWS.length;
  let index = 0;
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    let end = text.indexOf('\n', from);
    for (; end >= 0 && end < match.index; end = text.indexOf('\n', from)) {
      from = end + 1;
      index += 1;
    }
    if (end < 0) break;
    const row = JSON.parse(text.slice(from, text[end - 1] === ',' ? end - 1 : end)) as Row | null;
    if (row !== null) found.push({ index, fields: fieldsOf(row, shapes) });
    from = end + 1;
    index += 1;
    pattern.lastIndex = from;
  }
  return found;
}

function fieldsOf([number, , at, ...values]: Row, shapes: readonly Shape[]): PackedRow['fields'] {
  const [kind, ...names] = shapes[number]!;
  return { kind, at, ...Object.fromEntries(names.map((name, place) => [name, values[place]])) };
}

/**
 * The entries of a text that {@link packEntries} has written, or null when it is none. Whoever looks for a few of a million
 * does not have each field looked at: what is shown is read once more.
 */
export function unpackEntries(source: string, text: string, parse: (value: unknown) => Entry | undefined = parseEntry): Slot[] | null {
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
      return parse(entry);
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
