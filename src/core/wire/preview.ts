/** Renders the arguments of an event in one short line, and bytes as a hex dump. The work is bounded by the length asked for. */
import { visible } from './unseen.ts';
import { bounded } from './value-text.ts';

const PREVIEW_LIMIT = 120;
/** Deeper than this a preview says nothing any more. */
const MAX_DEPTH = 6;

/** What a quoted text shows as it is, which most texts are made of: looking for that alone is many times as fast. */
const PLAIN = /^[ !#-[\]-~]*$/;
const NAME = /^[\w$]{1,100}$/;

/** Writes into a text until it is full, and can be asked whether it is. */
class Line {
  text = '';
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get full(): boolean {
    return this.text.length > this.limit;
  }

  quoted(value: string): void {
    // Only what could still be shown is looked at: the text may have 100 MB.
    const kept = value.length > this.limit + 1 ? bounded(value, this.limit + 1).text : value;
    if (PLAIN.test(kept)) this.text += `"${kept}"`;
    else this.text += `"${visible(kept.replace(/["\\]/g, String.raw`\$&`))}"`;
  }

  value(value: unknown, depth: number): void {
    if (typeof value === 'string') this.quoted(value);
    else if (typeof value !== 'object' || value === null) this.text += bounded(String(value), this.limit + 1).text;
    else if (ArrayBuffer.isView(value)) this.text += `<${value.byteLength} bytes>`;
    else if (value instanceof Date) this.text += Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    else if (depth >= MAX_DEPTH) this.text += '…';
    else if (Array.isArray(value)) this.list(value as unknown[], '[]', depth);
    else this.object(value as Readonly<Record<string, unknown>>, depth);
  }

  list(items: readonly unknown[], brackets: '[]' | '', depth: number): void {
    this.text += brackets.slice(0, 1);
    for (let index = 0; index < items.length && !this.full; index += 1) {
      if (index > 0) this.text += ', ';
      this.value(items[index], depth + 1);
    }
    this.text += brackets.slice(1);
  }

  object(object: Readonly<Record<string, unknown>>, depth: number): void {
    this.text += '{';
    let first = true;
    for (const key of Object.keys(object)) {
      if (this.full) break;
      if (!first) this.text += ', ';
      first = false;
      if (NAME.test(key)) this.text += key;
      else this.quoted(key);
      this.text += ': ';
      this.value(object[key], depth + 1);
    }
    this.text += '}';
  }
}

/** The arguments in one line of at most `limit` characters, such as `"general", {text: "hello", file: <12 bytes>}`. */
export function previewArguments(args: readonly unknown[], limit: number = PREVIEW_LIMIT): string {
  const line = new Line(limit);
  line.list(args, '', 0);
  return line.full ? `${bounded(line.text, limit - 1).text}…` : line.text;
}

/** Of bytes so many are shown as hex, and so many as text. */
const HEX_SHOWN = 12;
const TEXT_SHOWN = 48;

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}

/** Bytes in one line, the first as hex and as text where they hold any: `10 0c 00 04 4d 51 54 54 "....MQTT"`. */
export function previewBytes(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, HEX_SHOWN), hexOf).join(' ');
  const text = printable(bytes.subarray(0, TEXT_SHOWN));
  const shown = `${hex}${bytes.length > HEX_SHOWN ? '…' : ''}`;
  return /[a-z\d]{2}/i.test(text) ? `${shown} "${text}${bytes.length > TEXT_SHOWN ? '…' : ''}"` : shown;
}

/** From this status on an HTTP answer is an error. */
const HTTP_ERROR = 400;
/** Of the body of an error only so much is looked through for its words. */
const BODY_LOOKED_AT = 4_000;

/** What a server says of an error: the text or the `message` of its JSON, the text of its page, or its text. */
function wordsOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    const { message } = value as { message?: unknown };
    return typeof message === 'string' ? message : previewArguments([value]);
  }
  if (typeof value !== 'string') return '';
  const text = bounded(value, BODY_LOOKED_AT).text;
  if (text.startsWith('"')) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text;
    }
  }
  const heading = /<(title|h1)\b[^<>]*>([^<>]+)</i.exec(text)?.[2];
  return heading ?? text.replace(/<[^<>]*>/g, ' ');
}

/** An HTTP answer in one line: an error begins with its status, such as `HTTP 400: Session ID unknown`. */
export function previewReply({ status, value }: { readonly status: number | null; readonly value: unknown }): string {
  if (status === null || status < HTTP_ERROR) return previewArguments([value]);
  const words = visible(wordsOf(value).replace(/\s+/g, ' ').trim());
  const line = words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
  return line.length > PREVIEW_LIMIT ? `${bounded(line, PREVIEW_LIMIT - 1).text}…` : line;
}

const ROW = 16;

/** A classic hex dump of the first `limit` bytes: offset, bytes, and what of them is printable ASCII. */
export function hexDump(bytes: Uint8Array, limit = 4_096): string {
  const rows: string[] = [];
  const end = Math.min(bytes.length, limit);
  for (let start = 0; start < end; start += ROW) {
    const row = bytes.subarray(start, Math.min(start + ROW, end));
    const hex = Array.from(row, (byte, index) => (index === ROW / 2 ? ' ' : '') + hexOf(byte)).join(' ');
    rows.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(ROW * 3)}  ${printable(row)}`);
  }
  if (end < bytes.length) rows.push(`… ${bytes.length - end} more bytes`);
  return rows.join('\n');
}
