/**
 * Leaves the values of secrets out of a text, whatever it is: a packet with JSON in it, a line of a log, an address, a
 * header. JSON that can be read is taken apart and stays JSON. All else (a text that was cut off, a preview, prose) is
 * searched for names of secrets with a value after them, and everything for secrets that are known by their form.
 */
import { lenientUtf8Text } from '../wire/bytes.ts';
import { fromBase64 } from '../wire/base64.ts';
import { redactAssignments } from './assigned-secrets.ts';
import { redactLogin, redactStomp } from './protocol-secrets.ts';
import { mayHaveForm, redactForms } from './secret-forms.ts';
import { isGenerated, isSecret, LEFT_OUT, type SecretNames } from './secret-names.ts';

export { LEFT_OUT } from './secret-names.ts';

/** Told of each value that is left out, by the name that it had. */
export type Report = (name: string) => void;

/** JSON that is nested deeper than this is left out as a whole. */
const MAX_DEPTH = 200;
/** A word of a sentence, as far as its form tells. */
const WORD = /^\p{L}+[.!?]?$/u;
/** What stands before the JSON of a Socket.IO event, with or without the engine's type: `42`, `2/admin,7`, `451-`. */
const EVENT_HEAD = /^4?[25](?:\d{1,3}-)?(?:\/[^,]{0,200},)?\d{0,20}$/;
/** The fields of an object that names a thing, and those that tell its value. */
const NAME_FIELDS = /^(?:name|key|k|field|header|param|parameter|property|attribute|setting|option|variable|var|id)$/i;
const VALUE_FIELDS = /^(?:value|val|v|content|data|text|newvalue|oldvalue)$/i;
/** Base64 that begins as JSON does: an object or a list, with or without blanks. */
const PACKED_JSON = /(?<![\w+/-])(?:ey[AIJ]|ewo|W3s|Wyd|WyJ)[\w+/-]{10,}={0,2}/g;
/** What messages have in them that let a client in, see {@link redactLogin}. */
const LOGIN = /^\s*\[\s*5\s*,|"(?:login|connection_init|connectionParams)"/;
/** Letters and digits that JSON has escaped, at any depth of escapes. */
const ESCAPED = /\\+u00([3-7][\da-fA-F])/g;

/** Letters and digits are the same in JSON whether they are escaped or not. */
function unescaped(text: string): string {
  if (!text.includes('\\u00')) return text;
  return text.replace(ESCAPED, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z\d]/.test(character) ? character : escape;
  });
}

/** Whether a text may have a secret in it. */
export function mayHaveSecret(raw: string, names: SecretNames): boolean {
  // However often an address was put into another, its characters are what they are.
  const decoded = raw.includes('%') ? raw.replace(/%(?:25)*([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : raw;
  const text = unescaped(decoded);
  return names.isIn(text) || text.search(PACKED_JSON) >= 0 || LOGIN.test(text) || (mayHaveForm(text) && redactForms(text, () => undefined) !== text);
}

export function redactText(text: string, names: SecretNames, report: Report): string {
  if (!mayHaveSecret(text, names)) return text;
  const json = redactJsonText(text, names, report);
  if (json !== null) return json;
  const plain = unescaped(text);
  const redacted = redactLoose(plain, names, report);
  return redacted === plain ? text : redacted;
}

/** The name of an event: a secret in it is known by its form alone. */
export function redactEventName(name: string, report: Report): string {
  return redactForms(name, report);
}

/** A text that is no JSON. */
function redactLoose(text: string, names: SecretNames, report: Report): string {
  const decoded = text.includes('%') ? redactEncoded(text, names, report) : text;
  const unpacked = redactPacked(redactStomp(decoded, names, report), names, report);
  return redactForms(redactAssignments(unpacked, names, report), report);
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

/** Base64 of JSON in which a secret stands goes as a whole. */
function redactPacked(text: string, names: SecretNames, report: Report): string {
  return text.replace(PACKED_JSON, (packed) => {
    const standard = packed.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
    // One that was cut off may end within a group of four.
    const bytes = fromBase64(standard.slice(0, standard.length % 4 === 1 ? -1 : undefined));
    if (bytes === null) return packed;
    const content = lenientUtf8Text(bytes);
    let found = 0;
    redactText(content, names, (name) => {
      found += 1;
      report(name);
    });
    return found === 0 ? packed : LEFT_OUT;
  });
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
  const before = text.slice(0, start);
  let found = 0;
  const count = (name: string) => {
    found += 1;
    report(name);
  };
  const isEvent = Array.isArray(value) && EVENT_HEAD.test(before);
  const redacted = isEvent ? redactEvent(value as unknown[], names, count) : redactValue(before === '' ? redactLogin(value, count) : value, names, count);
  const head = before === '' ? '' : redactText(before, names, report);
  return head + (found === 0 ? text.slice(start) : redactedJson(text.slice(start), redacted, names));
}

/**
 * The JSON of a redacted value: what is left of the text as it stood where that comes to the same, so that its numbers,
 * blanks and escapes are those of the wire, else written anew.
 */
function redactedJson(json: string, redacted: unknown, names: SecretNames): string {
  const anew = JSON.stringify(redacted);
  const spliced = redactForms(redactAssignments(unescaped(json), names, () => undefined), () => undefined);
  try {
    return JSON.stringify(JSON.parse(spliced)) === anew ? spliced : anew;
  } catch {
    return anew;
  }
}

/** An event of Socket.IO: its name, and its arguments. */
function redactEvent(packet: readonly unknown[], names: SecretNames, report: Report): unknown[] {
  const [name, item] = packet;
  if (typeof name !== 'string') return packet.map((each) => redactValue(each, names, report));
  const kept = redactEventName(name, report);
  if (packet.length === 2 && typeof item === 'string' && isSecret(names, name, item) && isGivenToEvent(name, item, names)) {
    report(name);
    return [kept, LEFT_OUT];
  }
  return [kept, ...packet.slice(1).map((each) => redactValue(each, names, report))];
}

/** A recording keeps what an event named `token` says: a language model sends words under it. */
function isGivenToEvent(name: string, item: string, { use }: SecretNames): boolean {
  if (use === 'export') return true;
  return /^tokens?$/i.test(name) ? isGenerated(item) : !WORD.test(item) && !/\s/.test(item);
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
    const isPair = value.length === 2 && typeof name === 'string' && typeof item === 'string' && (names.use === 'export' || !WORD.test(item));
    if (isPair && isSecret(names, name, item)) {
      report(name);
      return [name, LEFT_OUT];
    }
    return value.map((each) => redactValue(each, names, report, depth + 1));
  }
  const fields = Object.entries(value);
  const told: unknown = fields.find(([key, item]) => typeof item === 'string' && NAME_FIELDS.test(key))?.[1];
  return Object.fromEntries(
    fields.map(([key, item]) => {
      const isNamed = typeof told === 'string' && VALUE_FIELDS.test(key) && isSecret(names, told, item);
      const name = isNamed ? told : key;
      if (!isSecret(names, name, item)) return [redactText(key, names, report), redactValue(item, names, report, depth + 1)];
      report(name);
      return [key, LEFT_OUT];
    }),
  );
}
