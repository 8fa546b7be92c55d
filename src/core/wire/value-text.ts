/** Renders values that came from a server, whatever they are, into bounded text and bounded values. Never throws. */

/** Shorter parts of a text are copied by V8 and SpiderMonkey themselves. */
const SLICED = 13;

/** Deeper nesting than this is replaced by "…". JSON.stringify overflows the stack some thousands of levels down. */
const MAX_DEPTH = 64;

function bytesNote(length: number): string {
  return `[binary, ${length} bytes]`;
}

/** How many UTF-16 units the value has as JSON, however deep it is nested. What occurs twice in it is counted once. */
function jsonLength(value: unknown): number {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  let length = 0;
  while (waiting.length > 0) {
    const item = waiting.pop();
    const isBytes = item instanceof ArrayBuffer || ArrayBuffer.isView(item);
    if (typeof item !== 'object' || item === null || isBytes || item instanceof Date) {
      length += (JSON.stringify(toPlain(item, 0, NO_LOSS)) ?? '').length;
      continue;
    }
    if (seen.has(item)) continue;
    seen.add(item);
    const names = Object.keys(item);
    length += 2 + Math.max(0, names.length - 1);
    if (!Array.isArray(item)) for (const name of names) length += JSON.stringify(name).length + 1;
    for (const name of names) waiting.push((item as Readonly<Record<string, unknown>>)[name]);
  }
  return length;
}

/** What was left out, in UTF-16 units of JSON. */
interface Loss {
  add: (units: number) => void;
}

const NO_LOSS: Loss = { add: () => {} };

/**
 * Copies a value into plain JSON data: binary becomes a note of its size, functions and symbols disappear, and whatever
 * lies deeper than MAX_DEPTH becomes "…". Cycles, which a parser cannot produce, end there too.
 */
function toPlain(value: unknown, depth: number, loss: Loss): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ArrayBuffer) return bytesNote(value.byteLength);
  if (ArrayBuffer.isView(value)) return bytesNote(value.byteLength);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) {
    if (loss !== NO_LOSS) loss.add(jsonLength(value));
    return '…';
  }
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth + 1, loss));
  // fromEntries defines own properties, so that a "__proto__" key from a server stays data.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item, depth + 1, loss)]));
}

/** The value as JSON text; a string stays itself. `indent` spaces per level when given. */
export function valueText(value: unknown, indent?: number): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(toPlain(value, 0, NO_LOSS), null, indent) ?? String(value);
}

/** The value as text of at most `limit` UTF-16 units, and how many were left out at its end and where it is nested too deep. */
export function boundedText(value: unknown, limit: number): { text: string; cut: number } {
  let lost = 0;
  const text = typeof value === 'string' ? value : (JSON.stringify(toPlain(value, 0, { add: (units) => (lost += units) })) ?? String(value));
  const kept = bounded(text, limit);
  return { text: kept.text, cut: kept.cut + lost };
}

/**
 * The same text in memory of its own. Engines make a part of a text without copying it, and the part keeps the whole alive,
 * be it a hundred times as long. JSON has every text, lone surrogates too.
 */
export function copied(text: string): string {
  return text.length < SLICED ? text : (JSON.parse(JSON.stringify(text)) as string);
}

/** At most `limit` UTF-16 units of `text`, as a copy, never ending inside a surrogate pair, and how many were cut. */
export function bounded(text: string, limit: number): { text: string; cut: number } {
  if (text.length <= limit) return { text, cut: 0 };
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return { text: copied(text.slice(0, end)), cut: text.length - end };
}

/** The value as plain JSON data of at most `limit` characters of JSON; a larger one becomes the beginning of its text. */
export function boundedValue(value: unknown, limit: number): unknown {
  const plain = toPlain(value, 0, NO_LOSS);
  const text = typeof plain === 'string' ? plain : (JSON.stringify(plain) ?? '');
  if (text.length <= limit) return plain ?? null;
  const kept = bounded(text, limit);
  return `${kept.text}… (${kept.cut} more characters)`;
}
