/** Renders values that came from a server, whatever they are, into bounded text and bounded values. Never throws. */

/** Deeper nesting than this is replaced by "…". JSON.stringify overflows the stack some thousands of levels down. */
const MAX_DEPTH = 64;

function bytesNote(length: number): string {
  return `[binary, ${length} bytes]`;
}

/**
 * Copies a value into plain JSON data: binary becomes a note of its size, functions and symbols disappear, and whatever
 * lies deeper than MAX_DEPTH becomes "…". Cycles, which a parser cannot produce, end there too.
 */
function toPlain(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ArrayBuffer) return bytesNote(value.byteLength);
  if (ArrayBuffer.isView(value)) return bytesNote(value.byteLength);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth + 1));
  // fromEntries defines own properties, so that a "__proto__" key from a server stays data.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item, depth + 1)]));
}

/** The value as JSON text; a string stays itself. `indent` spaces per level when given. */
export function valueText(value: unknown, indent?: number): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(toPlain(value, 0), null, indent) ?? String(value);
}

/** At most `limit` UTF-16 units of `text`, never ending inside a surrogate pair, and how many were cut. */
export function bounded(text: string, limit: number): { text: string; cut: number } {
  if (text.length <= limit) return { text, cut: 0 };
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return { text: text.slice(0, end), cut: text.length - end };
}

/** The value as plain JSON data of at most `limit` characters of JSON; a larger one becomes the beginning of its text. */
export function boundedValue(value: unknown, limit: number): unknown {
  const plain = toPlain(value, 0);
  const text = typeof plain === 'string' ? plain : (JSON.stringify(plain) ?? '');
  if (text.length <= limit) return plain ?? null;
  const kept = bounded(text, limit);
  return `${kept.text}… (${kept.cut} more characters)`;
}
