/**
 * Finds names of secrets in a text that is not JSON, or no longer: a line of a log, a preview, an address, markup, a packet
 * that was cut off. What each is given goes, however deep the quotes around it are escaped.
 */
import { isSecret, LEFT_OUT, type SecretNames } from './secret-names.ts';

/** UTF-16 units of a name to either side of what makes it a secret's. */
const NAME_LENGTH = 100;
/** What a name ends at. */
const DELIMITER = /[\s"'`=:,;&?#{}()[\]<>\\/|@：，。、；“”「」（）]/;
/** From the end of a name to its value: the quote that closes the name, and what assigns. */
const ASSIGNMENT = /(\\*["'])?\s*(?:=>|[:=：＝])\s*/y;
/** The same of a quoted name with blanks in it. */
const SPACED_ASSIGNMENT = /[^"\\\n:{}[\],]{0,60}(\\*["'])\s*:\s*/y;
/** From a name that is itself a value to the value beside it: of a pair, or of `"name":"password","value":"…"`. */
const PAIR = /(\\*["'])\s*,\s*(?=\\*["'])/y;
const NAMED = /(\\*["'])\s*,\s*\\*["']?(?:value|val|v|content|data|text)\\*["']?\s*:\s*/iy;
const NAMING = /(?:^|[^\w])(?:name|key|k|field|header|param|parameter|property|attribute|setting|option|variable|var)\\*["']?\s*[:=]\s*\\*["']$/i;
/** In a tag: `<add key="password" value="…"/>`, `<string name="password">…<`, `<password>…<`. */
const ATTRIBUTE = /(\\*["'])\s{1,20}(?:value|content)\s*=\s*(?=\\*["'])/iy;
const AFTER_TAG = /\\*["']\s*>([^<\s]+)(?=\s*<)/y;
const ELEMENT = /(?:[^<>]{0,300}[^<>/])?>(?:<!\[CDATA\[)?([^<\]]+)/y;
const TAG = /<(?:[\w.-]{1,60}:)?$/;
/** An option of a command: `--password secret`. */
const OPTION = /\s{1,5}(?!-)/y;
const QUOTE = /(\\*)(["'])/y;
const BARE = /[^\s\p{Cc},;&"'`<>(){}[\]\\#|，；。、]+/uy;
/** A value that is looked at without being left out, and may be looked at again. */
const SHORT_BARE = /[^\s\p{Cc},;&"'`<>(){}[\]\\#|，；。、]{1,500}/uy;
/** What follows these names has blanks and commas of its own, and ends with the line. */
const TO_END_OF_LINE = /authorization|cookie/i;
const REST_OF_LINE = /[^\r\n"'\\]+/y;
/** A word of a sentence, as far as its form tells. */
const WORD = /^\p{L}+[.!?。！？]?$/u;
/** What follows the colon in the name of an event, such as `auth:start` and `token:refresh:v2`. */
const REST_OF_EVENT = /^[\p{L}_-]+(?::[\p{L}_-]*\d{0,2})*[.!?]?$/u;

/** A line begins, and it is not the first of a body, which follows a blank line. Breaks may be escaped. */
const HEADER_START = /(?:^|[^\nn])(?:\r?\n|(?:\\r)?\\n)$/;

interface Found {
  readonly from: number;
  readonly to: number;
  /** What to put in its place; null where it is no secret, and no name of one is in it. */
  readonly put: string | null;
}

/** The text without what it gives to names of secrets. `report` is told each name. */
export function redactAssignments(text: string, names: SecretNames, report: (name: string) => void): string {
  let result = '';
  let done = 0;
  let seen = 0;
  for (const [from, to] of names.placesIn(text)) {
    if (from < seen) continue;
    const [start, end] = nameAround(text, from, to);
    const name = text.slice(start, end);
    const value = start < done || names.strength(name) === null ? null : valueOf(text, start, end, name, names);
    seen = Math.max(end, value?.to ?? 0);
    if (value === null || value.put === null) continue;
    report(name);
    result += text.slice(done, value.from) + value.put;
    done = value.to;
  }
  return result + text.slice(done);
}

/** The whole of the name of which a part was found. */
function nameAround(text: string, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  while (start > 0 && from - start < NAME_LENGTH && !DELIMITER.test(text[start - 1]!)) start -= 1;
  while (end < text.length && end - to < NAME_LENGTH && !DELIMITER.test(text[end]!)) end += 1;
  // The letter of a line break that JSON has escaped is no part of the name.
  if (start < from && text[start - 1] === '\\' && /[bfnrt]/.test(text[start]!)) start += 1;
  return [start, end];
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The value that a name is given, or null where it is given none, or none that is a secret. */
function valueOf(text: string, start: number, end: number, name: string, names: SecretNames): Found | null {
  if (TAG.test(text.slice(Math.max(0, start - 62), start))) {
    const value = matchAt(ELEMENT, text, end)?.[1];
    return value === undefined || value.trim() === '' ? null : found(name, value, ELEMENT.lastIndex, names);
  }
  const before = text.slice(Math.max(0, start - 40), start);
  const isNamed = NAMING.test(before);
  if (isNamed) {
    const value = matchAt(AFTER_TAG, text, end)?.[1];
    if (value !== undefined) return found(name, value, AFTER_TAG.lastIndex, names);
  }
  const beside = isNamed ? (matchAt(NAMED, text, end) ?? matchAt(ATTRIBUTE, text, end)) : names.use === 'export' ? matchAt(PAIR, text, end) : null;
  const assigned = matchAt(ASSIGNMENT, text, end) ?? matchAt(SPACED_ASSIGNMENT, text, end) ?? beside;
  if (assigned !== null) return valueAfter(text, assigned, start, name, names);
  const option = name.startsWith('--') ? matchAt(OPTION, text, end) : null;
  return option === null ? null : valueAfter(text, option, start, name, names);
}

function found(name: string, value: string, to: number, names: SecretNames): Found | null {
  return isSecret(names, name, value) ? { from: to - value.length, to, put: LEFT_OUT } : null;
}

function valueAfter(text: string, assignment: RegExpExecArray, start: number, name: string, names: SecretNames): Found | null {
  const from = assignment.index + assignment[0].length;
  const keyQuote = assignment[1] ?? '';
  const open = matchAt(QUOTE, text, from);
  // A quote that is escaped less than that of the name closes what the name stands in: there is no value.
  if (open !== null && open[1]!.length < keyQuote.length - 1) return null;
  if (open !== null) {
    const inside = from + open[0].length;
    const to = endOfQuoted(text, inside, open[1]!.length, open[2]!);
    return found(name, text.slice(inside, to), to, names);
  }
  const quote = keyQuote === '' ? '"' : keyQuote;
  const first = text[from];
  if (first === '{' || first === '[') return isSecret(names, name, {}) ? { from, to: endOfBrackets(text, from, quote.length - 1), put: quote + LEFT_OUT + quote } : null;
  const bare = matchAt(names.strength(name) === 'weak' ? SHORT_BARE : BARE, text, from)?.[0];
  if (bare === undefined || text.startsWith(LEFT_OUT, from)) return null;
  if (keyQuote === '' && isOfEvent(text, assignment[0], start, bare, name)) return { from, to: from + bare.length, put: null };
  const value = keyQuote === '' && TO_END_OF_LINE.test(name) && names.has(name) ? matchAt(REST_OF_LINE, text, from)![0] : bare;
  if (keyQuote === '' && isProse(assignment[0], value, names)) return null;
  if (!isSecret(names, name, keyQuote === '' ? value : unquoted(value))) return null;
  return { from, to: from + value.length, put: keyQuote === '' ? LEFT_OUT : quote + LEFT_OUT + quote };
}

/** A value without quotes, as JSON would read it. */
function unquoted(value: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

/** Whether a colon stands within the name of an event, `auth:start`, and not in a header line, `passcode:guest`. */
function isOfEvent(text: string, assigns: string, start: number, bare: string, name: string): boolean {
  if (assigns !== ':' || !REST_OF_EVENT.test(bare)) return false;
  const isHeader = HEADER_START.test(text.slice(Math.max(0, start - 4), start));
  return !isHeader && (!TO_END_OF_LINE.test(name) || /^\p{Ll}/u.test(bare));
}

/** Whether a colon after a name is that of a sentence: “Invalid token: expired”. */
function isProse(assigns: string, value: string, { use }: SecretNames): boolean {
  return use === 'recording' && /[\s：]$/.test(assigns) && WORD.test(value);
}

/**
 * Where a quoted text ends whose quotes are escaped by so many backslashes: 0, 1 inside of another text, then 3, 7 and so on.
 * A quote that is escaped less ends the text around it, and with that this one.
 */
function endOfQuoted(text: string, inside: number, escapes: number, quote: string): number {
  for (let at = text.indexOf(quote, inside); at >= 0; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > inside && text[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % (2 * escapes + 2) === escapes) return at - escapes;
    if (backslashes < escapes) return at - backslashes;
  }
  return text.length;
}

/** Where an object or a list ends: after its last bracket, or with the text where that was cut off. */
function endOfBrackets(text: string, from: number, escapes: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const unit = text[at]!;
    if (unit === '"') at = endOfQuoted(text, at + 1, escapes, '"') + escapes;
    else if (unit === '{' || unit === '[') depth += 1;
    else if (unit === '}' || unit === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
