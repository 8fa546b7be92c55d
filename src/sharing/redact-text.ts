/**
 * Leaves the values of secrets out of a text, whatever it is: a packet with JSON in it, a line of a log, an address, a
 * header. JSON that can be read is taken apart and stays JSON. All else (a text that was cut off, a preview, prose) is
 * searched for names of secrets with a value after them, however deep the quotes around them are escaped.
 */
import { isCount, type SecretNames } from './secret-names.ts';

/** What stands for a value that was left out. It needs no escape in JSON, in an address or in a spreadsheet. */
export const LEFT_OUT = '(redacted)';

/** Told of each value that is left out, by the name that it had. */
export type Report = (name: string) => void;

/** JSON that is nested deeper than this is left out as a whole. */
const MAX_DEPTH = 200;
/** UTF-16 units of a name to either side of what makes it a secret's. */
const NAME_LENGTH = 100;
/** What a name ends at. */
const DELIMITER = /[\s"'`=:,;&?#{}()[\]<>\\/|@]/;
/** From the end of a name to its value: the quote that closes the name, and what assigns. */
const ASSIGNMENT = /(\\*["'])?\s*(?:=>|[:=])\s*/y;
/** The same of a quoted name with blanks in it. */
const SPACED_ASSIGNMENT = /[^"\\\n:{}[\],]{0,60}(\\*["'])\s*:\s*/y;
/** The same where the name is itself a value: of a pair, or of `{name, value}`. */
const PAIR = /(\\*")\s*,\s*(?:(?:\\*")?value(?:\\*")?\s*:\s*)?(?=\\*")/y;
const QUOTE = /(\\*)(["'])/y;
const BARE = /[^\s,;&"'`<>(){}[\]\\#|]+/y;
/** What follows these names has blanks and commas of its own, and ends with the line. */
const TO_END_OF_LINE = /authorization|cookie/i;
const REST_OF_LINE = /[^\r\n"'\\]+/y;
const NO_SECRET = /^(?:null|none|undefined|true|false|nan)$/i;
/** A word of a sentence, as far as its form tells. */
const WORD = /^[A-Za-z]+[.!?]?$/;

/** Secrets that are known by their own form, and what they are called. */
const BY_FORM: readonly { readonly name: string; readonly form: RegExp; readonly keep: string }[] = [
  { name: 'authorization', form: /\b(Bearer|Basic|Digest|Negotiate)(\s+|%20|\+)[\w.~+/=%-]{6,}/gi, keep: `$1$2${LEFT_OUT}` },
  { name: 'json web token', form: /\beyJ[\w-]{5,4000}\.[\w-]{5,8000}\.[\w-]*/g, keep: LEFT_OUT },
  { name: 'password in an address', form: /(\/\/[^\s/@:"'?#]{0,200}:)[^\s/@"'?#]{1,500}@/g, keep: `$1${LEFT_OUT}@` },
];

/** Whether a text may have a secret in it. */
export function mayHaveSecret(raw: string, names: SecretNames): boolean {
  if (!raw.includes('%') && !raw.includes('//') && !names.quick.test(raw)) return false;
  // However often an address was put into another, its characters are what they are.
  const text = raw.includes('%') ? raw.replace(/%(?:25)*([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : raw;
  names.finder.lastIndex = 0;
  if (names.finder.test(text)) return true;
  return BY_FORM.some(({ form }) => {
    form.lastIndex = 0;
    return form.test(text);
  });
}

export function redactText(text: string, names: SecretNames, report: Report): string {
  if (!mayHaveSecret(text, names)) return text;
  const json = redactJsonText(text, names, report);
  if (json !== null) return json;
  const decoded = text.includes('%') ? redactEncoded(text, names, report) : text;
  return redactForms(redactAssignments(decoded, names, report), report);
}

/** Parts of addresses that are themselves texts with secrets in them, such as JSON in a query parameter. */
function redactEncoded(text: string, names: SecretNames, report: Report): string {
  return text
    .split(/([\s"'<>&?#=;,]+)/)
    .map((part) => {
      const decoded = part.includes('%') ? decodedText(part) : part;
      if (decoded === part) return part;
      const redacted = redactText(decoded, names, report);
      return redacted === decoded ? part : encodeURIComponent(redacted);
    })
    .join('');
}

function decodedText(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // It was cut off, or is no UTF-8: then byte by byte, in which names are as they are.
    return encoded.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** A text that ends in JSON, as the packets of Socket.IO do; null of any other. */
function redactJsonText(text: string, names: SecretNames, report: Report): string | null {
  const start = text.search(/[[{]/);
  if (start < 0) return null;
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start));
  } catch {
    return null;
  }
  let found = 0;
  const redacted = redactValue(value, names, (name) => {
    found += 1;
    report(name);
  });
  const before = text.slice(0, start);
  const head = before === '' ? '' : redactText(before, names, report);
  return head + (found === 0 ? text.slice(start) : redactedJson(text.slice(start), redacted, names));
}

/**
 * The JSON of a redacted value: what is left of the text as it stood where that comes to the same, so that its numbers,
 * blanks and escapes are those of the wire, else written anew.
 */
function redactedJson(json: string, redacted: unknown, names: SecretNames): string {
  const anew = JSON.stringify(redacted);
  const spliced = redactForms(redactAssignments(json, names, () => undefined), () => undefined);
  try {
    return JSON.stringify(JSON.parse(spliced)) === anew ? spliced : anew;
  } catch {
    return anew;
  }
}

/** A value as it was parsed from JSON, with the secrets in it left out: as properties, as pairs, and as `{name, value}`. */
export function redactValue(value: unknown, names: SecretNames, report: Report, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, names, report);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) {
    report('nested too deeply');
    return LEFT_OUT;
  }
  if (Array.isArray(value)) {
    const [name, item] = value as unknown[];
    const isPair = names.use === 'export' && value.length === 2 && typeof name === 'string' && typeof item === 'string';
    if (isPair && hasSecret(names, name, item)) {
      report(name);
      return [name, LEFT_OUT];
    }
    return value.map((each) => redactValue(each, names, report, depth + 1));
  }
  const { name: told, value: given } = value as { name?: unknown; value?: unknown };
  const isNamed = typeof told === 'string' && given !== undefined && hasSecret(names, told, given);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = isNamed && key === 'value' ? told : key;
      if (!names.has(name)) return [redactText(key, names, report), redactValue(item, names, report, depth + 1)];
      if (!hasSecret(names, name, item)) return [key, item];
      report(name);
      return [key, LEFT_OUT];
    }),
  );
}

/** Whether a value is a secret by its name, and is one at all. */
export function hasSecret(names: SecretNames, name: string, value: unknown): boolean {
  return names.has(name) && value !== null && value !== '' && value !== LEFT_OUT && typeof value !== 'boolean' && !isCount(name, value);
}

function redactForms(text: string, report: Report): string {
  let result = text;
  for (const { name, form, keep } of BY_FORM) {
    result = result.replace(form, (_: string, ...parts: string[]) => {
      report(name);
      return keep.replace(/\$(\d)/g, (__, place: string) => parts[Number(place) - 1] ?? '');
    });
  }
  return result;
}

function redactAssignments(text: string, names: SecretNames, report: Report): string {
  const { finder } = names;
  let result = '';
  let done = 0;
  finder.lastIndex = 0;
  for (let match = finder.exec(text); match !== null; match = finder.exec(text)) {
    const [start, end] = nameAround(text, match.index, finder.lastIndex);
    const name = text.slice(start, end);
    const value = names.has(name) ? valueAfter(text, end, name, names) : null;
    if (value !== null) {
      report(name);
      result += text.slice(done, value.from) + value.put;
      done = value.to;
    }
    finder.lastIndex = Math.max(end, done);
  }
  return result + text.slice(done);
}

/** The whole of the name of which a part was found. */
function nameAround(text: string, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  while (start > 0 && from - start < NAME_LENGTH && !DELIMITER.test(text[start - 1]!)) start -= 1;
  while (end < text.length && end - to < NAME_LENGTH && !DELIMITER.test(text[end]!)) end += 1;
  return [start, end];
}

interface Found {
  readonly from: number;
  readonly to: number;
  /** What to put in its place. */
  readonly put: string;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The value that a name is given, or null where it is given none, or none that is a secret. */
function valueAfter(text: string, nameEnd: number, name: string, { use }: SecretNames): Found | null {
  const assignment = matchAt(ASSIGNMENT, text, nameEnd) ?? matchAt(SPACED_ASSIGNMENT, text, nameEnd) ?? (use === 'export' ? matchAt(PAIR, text, nameEnd) : null);
  if (assignment === null) return null;
  const from = assignment.index + assignment[0].length;
  const keyQuote = assignment[1] ?? '';
  const open = matchAt(QUOTE, text, from);
  // A quote that is escaped less than that of the name closes what the name stands in: there is no value.
  if (open !== null && open[1]!.length < keyQuote.length - 1) return null;
  if (open !== null) {
    const inside = from + open[0].length;
    const to = endOfQuoted(text, inside, open[1]!.length, open[2]!);
    const value = text.slice(inside, to);
    return value === '' || value === LEFT_OUT ? null : { from: inside, to, put: LEFT_OUT };
  }
  const quote = keyQuote === '' ? '"' : keyQuote;
  const first = text[from];
  if (first === '{' || first === '[') return { from, to: endOfBrackets(text, from, quote.length - 1), put: quote + LEFT_OUT + quote };
  const bare = matchAt(TO_END_OF_LINE.test(name) && keyQuote === '' ? REST_OF_LINE : BARE, text, from);
  if (bare === null || NO_SECRET.test(bare[0]) || bare[0] === LEFT_OUT || isCount(name, bare[0])) return null;
  if (use === 'recording' && keyQuote === '' && assignment[0].endsWith(' ') && WORD.test(bare[0])) return null;
  return { from, to: from + bare[0].length, put: keyQuote === '' ? LEFT_OUT : quote + LEFT_OUT + quote };
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
