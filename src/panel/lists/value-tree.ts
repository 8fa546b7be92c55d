/**
 * A decoded value as the rows of a collapsible tree. Whatever it is, rows are made only of what is open, and of long lists
 * and texts only a part at a time. Pure.
 */
import { previewArguments } from '../../core/wire/preview.ts';
import { visible } from '../../core/wire/unseen.ts';
import { clip, formatBytes, formatCount } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';

/** Members that open at once, and UTF-16 units of a text. */
export const PART = 100;
export const TEXT_PART = 2_000;
const NAME = 200;
const PREVIEW = 100;

export interface TreeRow {
  /** Where it is, as the positions of members from the root: `0.3.1`. The rest of a long list ends in `+`. */
  readonly path: string;
  readonly depth: number;
  /** Its place among its siblings, from 1, and how many of those are there. */
  readonly place: number;
  readonly siblings: number;
  readonly name: string;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'binary' | 'date' | 'other' | 'more';
  /** The value in a line; of a text that was opened, more of it. */
  readonly text: string;
  /** Null of what cannot be opened. */
  readonly open: boolean | null;
}

/** How many members, or parts of a text, of each open row are shown. */
export type OpenRows = ReadonlyMap<string, number>;

export interface NamedValue {
  readonly name: string;
  readonly value: unknown;
}

function kindOf(value: unknown): TreeRow['kind'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (ArrayBuffer.isView(value)) return 'binary';
  if (value instanceof Date) return 'date';
  const type = typeof value;
  return type === 'object' || type === 'string' || type === 'number' || type === 'boolean' ? type : 'other';
}

/** The members from one index to another, without a copy of the others' names where that can be avoided. */
function members(value: object, from: number, to: number): NamedValue[] {
  if (Array.isArray(value)) return value.slice(from, to).map((item: unknown, index) => ({ name: String(from + index), value: item }));
  return Object.keys(value)
    .slice(from, to)
    .map((key) => ({ name: key, value: (value as Readonly<Record<string, unknown>>)[key] }));
}

function sizeOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function isContainer(value: unknown): value is object {
  const kind = kindOf(value);
  return kind === 'object' || kind === 'array';
}

function lineOf(value: unknown, kind: TreeRow['kind'], parts: number | undefined): string {
  // Its members stand beneath it.
  if (parts !== undefined && isContainer(value)) return kind === 'array' ? `[${formatCount(sizeOf(value))}]` : `{${formatCount(sizeOf(value))}}`;
  if (kind === 'string') return visible(JSON.stringify(clip(value as string, parts === undefined ? PREVIEW : parts * TEXT_PART)));
  if (kind === 'binary') return `<${formatBytes((value as ArrayBufferView).byteLength)}>`;
  return previewArguments([value], PREVIEW);
}

/** The rows of these values with what is open of them, from top to bottom. */
export function treeRows(roots: readonly NamedValue[], opened: OpenRows): TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: (TreeRow & { value: unknown })[] = [];
  const wait = (values: readonly NamedValue[], prefix: string, depth: number, siblings: number) => {
    const next = values.map(({ name, value }, index) => {
      const path = `${prefix}${index}`;
      const kind = kindOf(value);
      const parts = opened.get(path);
      const long = kind === 'string' && (value as string).length > PREVIEW;
      const canOpen = long || (isContainer(value) && sizeOf(value) > 0);
      return { path, depth, place: index + 1, siblings, name: visible(clip(name, NAME)), kind, text: lineOf(value, kind, parts), open: canOpen ? parts !== undefined : null, value };
    });
    // The last that waits comes first. The rest of a long list stands after its members.
    for (const row of next.toReversed()) waiting.push(row);
  };
  wait(roots, '', 1, roots.length);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    const { value, ...shown } = row;
    rows.push(shown);
    if (row.open !== true) continue;
    const parts = opened.get(row.path)!;
    const rest = restOf(value, row.kind, parts);
    const size = isContainer(value) ? sizeOf(value) : 0;
    const siblings = Math.min(size, parts * PART) + (rest === 0 ? 0 : 1);
    if (rest > 0) {
      const text = row.kind === 'string' ? say('messages_moreCharacters', { count: rest }) : say('messages_more', { count: rest });
      waiting.push({ path: `${row.path}.+`, depth: row.depth + 1, place: siblings, siblings, name: '', kind: 'more', text, open: null, value: undefined });
    }
    if (isContainer(value)) wait(members(value, 0, parts * PART), `${row.path}.`, row.depth + 1, siblings);
  }
  return rows;
}

function restOf(value: unknown, kind: TreeRow['kind'], parts: number): number {
  if (kind === 'string') return Math.max(0, (value as string).length - parts * TEXT_PART);
  return isContainer(value) ? Math.max(0, sizeOf(value) - parts * PART) : 0;
}

/** Opens a row, closes one that is open, or shows the next part of what a “more” row stands for. */
export function toggled(opened: OpenRows, row: TreeRow): OpenRows {
  const next = new Map(opened);
  if (row.kind === 'more') {
    const path = row.path.slice(0, -2);
    next.set(path, (opened.get(path) ?? 1) + 1);
  } else if (row.open === true) next.delete(row.path);
  else if (row.open === false) next.set(row.path, 1);
  return next;
}

/** What is open at first: the values themselves where they are few and small. */
export function openAtFirst(roots: readonly NamedValue[]): OpenRows {
  const opened = new Map<string, number>();
  for (const [index, { value }] of roots.slice(0, 5).entries()) {
    if (isContainer(value) && sizeOf(value) > 0 && sizeOf(value) <= 30) opened.set(String(index), 1);
  }
  return opened;
}

/** The row that a key leads to and what it opens or closes, after the ARIA pattern for trees; null for keys that do nothing. */
export function treeKey(key: string, rows: readonly TreeRow[], at: number): { readonly at: number; readonly toggle: boolean } | null {
  const row = rows[at];
  if (row === undefined) return null;
  const stay = (toggle: boolean) => ({ at, toggle });
  const go = (to: number) => ({ at: Math.min(Math.max(to, 0), rows.length - 1), toggle: false });
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      return row.open === true ? go(at + 1) : stay(row.open === false);
    case 'ArrowLeft':
      return row.open === true ? stay(true) : go(rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth));
    case 'Enter':
    case ' ':
      return stay(row.open !== null || row.kind === 'more');
    default:
      return null;
  }
}
