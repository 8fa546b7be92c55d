/**
 * Entries of one recording as text, for the disk and for the port to a view. Field names, and what most entries of a kind
 * have in common, stand once at the front, and each entry is a short row of the rest. Whatever cannot be read back is a hole
 * in its place, so that the position of every other entry stays what it was. Pure.
 */
import { parseEntry, type Entry } from './entry.ts';

/** A place among entries: an entry, or undefined where it could not be read. */
export type Slot = Entry | undefined;

/** Field names and values. */
type Fields = Readonly<Record<string, unknown>>;
/** A kind, the fields that all entries of this shape have in common, and the names of the others. Version 2 of the archive knew no common fields. */
type Shape = readonly [kind: string, common: Fields, ...names: string[]];
type FormerShape = readonly [kind: string, ...names: string[]];
/** The number of its shape, how many seqs lie between this entry and the one before, the time, and the fields. */
type Row = readonly [shape: number, skipped: number, at: number, ...values: unknown[]];

/** Fields that say the same of packet after packet. Of other fields, only what is empty is common. */
const REPEATED: ReadonlySet<string> = new Set(['socket', 'direction', 'transport', 'type', 'namespace', 'event', 'problem']);
/** How many shapes of a kind an entry is compared with before it gets one of its own: entries are alike in turns. */
const COMPARED = 8;

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Array.isArray(a) && a.length === 0 && Array.isArray(b) && b.length === 0);
}

/** The shapes that the entries of a text have. */
class Shapes {
  readonly all: Shape[] = [];
  #ofKind = new Map<string, number[]>();

  /** The number of a shape that an entry has. */
  numberOf(entry: Entry): number {
    const known = this.#ofKind.get(entry.kind) ?? [];
    for (const number of known) if (fits(this.all[number]!, entry)) return number;
    const number = this.all.push(shapeOf(entry)) - 1;
    this.#ofKind.set(entry.kind, [number, ...known.slice(0, COMPARED - 1)]);
    return number;
  }
}

function shapeOf({ source: _source, seq: _seq, at: _at, kind, ...fields }: Entry): Shape {
  const isCommon = ([name, value]: [string, unknown]) => REPEATED.has(name) || isEmpty(value);
  const all = Object.entries(fields);
  return [kind, Object.fromEntries(all.filter(isCommon)), ...all.filter((field) => !isCommon(field)).map(([name]) => name)];
}

/** Whether an entry of the same kind, which has the same fields, agrees in those that are common. */
function fits([, common]: Shape, entry: Fields): boolean {
  for (const name in common) if (!isSame(common[name], entry[name])) return false;
  return true;
}

/** What stands before the first row. */
const ROWS = '"rows":[\n';

/** The text of entries of one source, in order of seq. */
export function packEntries(entries: readonly Slot[]): string {
  const shapes = new Shapes();
  let previous = -1;
  const rows = entries.map((entry) => {
    if (entry === undefined) return 'null';
    const number = shapes.numberOf(entry);
    const row: unknown[] = [number, entry.seq - previous - 1, entry.at];
    const shape = shapes.all[number]!;
    for (let index = 2; index < shape.length; index += 1) row.push((entry as unknown as Fields)[shape[index] as string]);
    previous = entry.seq;
    return JSON.stringify(row);
  });
  // Each row stands on a line of its own, so that a search can take out one without reading all others.
  return `{"shapes":${JSON.stringify(shapes.all)},${ROWS}${rows.join(',\n')}\n]}`;
}

/**
 * The rows of a text in which something is found, each as an entry without its source and seq, and its index. `pattern` is
 * global, and finds nothing that JSON writes otherwise; what entries have in common is not looked at, of which log lines have
 * nothing but what is empty. Null of a text whose rows are not on lines, as former versions wrote
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
  readonly fields: Fields;
}

function rowsWith(text: string, head: number, pattern: RegExp): PackedRow[] {
  const { shapes } = JSON.parse(`${text.slice(0, head)}${ROWS}]}`) as { shapes: (Shape | FormerShape)[] };
  const known = shapes.map(readShape);
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
    if (row !== null) found.push({ index, fields: fieldsOf(row, known) });
    from = end + 1;
    index += 1;
    pattern.lastIndex = from;
  }
  return found;
}

/** The seq of one of the rows that {@link packedRowsWith} has found: it is counted from the first row on, which few are worth. */
export function seqOfRow(text: string, index: number): number {
  let from = text.indexOf(ROWS) + ROWS.length;
  let seq = -1;
  for (let row = 0; row <= index; row += 1) {
    const skipped = text.indexOf(',', from) + 1;
    // A hole has no seq.
    if (!text.startsWith('null', from)) seq += 1 + Number.parseInt(text.slice(skipped, text.indexOf(',', skipped)), 10);
    from = text.indexOf('\n', from) + 1;
  }
  return seq;
}

function fieldsOf([number, , at, ...values]: Row, shapes: readonly KnownShape[]): Fields {
  const { kind, common, names } = shapes[number]!;
  return { kind, at, ...common, ...Object.fromEntries(names.map((name, place) => [name, values[place]])) };
}

/**
 * The entries of a text that {@link packEntries} has written, or null when it is none. Whoever looks for a few of a million
 * does not have each field looked at: what is shown is read once more.
 */
export function unpackEntries(source: string, text: string, parse: (value: unknown) => Entry | undefined = parseEntry): Slot[] | null {
  try {
    return unpack(source, text).map((entry) => (entry === undefined ? undefined : parse(entry)));
  } catch {
    return null;
  }
}

/**
 * The same for what our own background has just packed, where every entry must be there. Their fields are not looked at one
 * by one: the port is the extension's own, and in a burst that would cost more than all else.
 */
export function unpackOwnEntries(source: string, text: string): Entry[] | null {
  try {
    const entries = unpack(source, text);
    return entries.every((entry) => entry !== undefined && isPlaced(entry)) ? (entries as unknown as Entry[]) : null;
  } catch {
    return null;
  }
}

function isPlaced({ seq, at, kind }: Fields): boolean {
  return typeof seq === 'number' && typeof at === 'number' && typeof kind === 'string';
}

function unpack(source: string, text: string): (Fields | undefined)[] {
  const { shapes, rows } = JSON.parse(text) as { shapes: (Shape | FormerShape)[]; rows: (Row | null)[] };
  const known = shapes.map(readShape);
  let previous = -1;
  return rows.map((row) => {
    if (row === null) return undefined;
    const { kind, common, names } = known[row[0]]!;
    previous += 1 + row[1];
    const entry: Record<string, unknown> = { source, seq: previous, at: row[2], kind, ...common };
    for (let index = 0; index < names.length; index += 1) entry[names[index]!] = row[index + 3];
    return entry;
  });
}

interface KnownShape {
  readonly kind: string;
  readonly common: Fields;
  readonly names: readonly string[];
}

function readShape([kind, ...rest]: Shape | FormerShape): KnownShape {
  const [common, ...names] = rest;
  return typeof common === 'object' ? { kind, common, names: names as string[] } : { kind, common: {}, names: rest as string[] };
}
