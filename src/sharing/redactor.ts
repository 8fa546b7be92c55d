/** Leaves secrets out of what is exported, entry by entry, and counts by name what was left out. */
import { parsedObject } from './parsed-object.ts';
import type { Entry, EntryOf } from '../recording/entry.ts';
import { fromBase64 } from '../wire/base64.ts';
import { carriedBy } from '../wire/json-packet.ts';
import { previewArguments } from '../wire/preview.ts';
import { LEFT_OUT, mayHaveSecret, redactText, redactValue, type Report } from './redact-text.ts';
import { secretNames, type SecretNames } from './secret-names.ts';

export interface Redactor {
  /** The same entry without secrets. */
  entry<E extends Entry>(entry: E): E;
  /** The same text without secrets. */
  text(text: string): string;
  /** How many values were left out so far, by name; null where nothing is left out. */
  readonly counts: ReadonlyMap<string, number> | null;
  /** The same without counting, for what is gone through more than once. */
  readonly silent: Redactor;
}

/** Leaves nothing out. */
export const AS_IT_IS: Redactor = {
  entry: (entry) => entry,
  text: (text) => text,
  counts: null,
  get silent() {
    return AS_IT_IS;
  },
};

/** A page may have as many names as it likes; beyond this they are counted together. */
const NAMES = 200;
const NAME_LENGTH = 60;

/** A redactor that knows the usual names of secrets, and more that are given. */
export function createRedactor(moreNames: readonly string[] = []): Redactor {
  const names = secretNames(moreNames);
  const counts = new Map<string, number>();
  const count = (name: string) => {
    const key = name.toLowerCase().slice(0, NAME_LENGTH);
    const counted = counts.has(key) || counts.size < NAMES ? key : 'others';
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  };
  const silent: Redactor = {
    ...redactorOf(names, () => undefined),
    counts,
    get silent() {
      return silent;
    },
  };
  return { ...redactorOf(names, count), counts, silent };
}

function redactorOf(names: SecretNames, report: Report): Pick<Redactor, 'entry' | 'text'> {
  const text = (value: string) => redactText(value, names, report);

  /** Bytes are not taken apart: where they name a secret they are left out as a whole. */
  const binary = (base64: string): string => {
    const bytes = fromBase64(base64);
    if (bytes !== null && !mayHaveSecret(asText(bytes), names)) return base64;
    if (base64 !== '') report('binary data');
    return '';
  };

  function packet(entry: EntryOf<'packet'>): Entry {
    const shared = { ...entry, namespace: entry.namespace === null ? null : text(entry.namespace), event: text(entry.event), problem: text(entry.problem) };
    const attachments = entry.attachments.map(binary);
    if (entry.type === 'connect') return { ...shared, ...connect(entry, text, field, report), attachments: [] };
    const kept = {
      ...shared,
      text: entry.text === null ? null : /^b[\w+/=]+$/.test(entry.text) ? packedText(entry.text) : text(entry.text),
      binary: entry.binary === null ? null : binary(entry.binary),
      attachments,
    };
    const lost = bytesIn([entry.binary, ...entry.attachments]) - bytesIn([kept.binary, ...attachments]);
    return { ...kept, preview: preview(entry, kept.text, kept.binary), cut: entry.cut + lost };
  }

  /** The preview of what is left. It tells nothing that the packet does not, so nothing is counted twice. */
  function preview(entry: EntryOf<'packet'>, keptText: string | null, keptBinary: string | null): string {
    if (entry.binary !== keptBinary) return LEFT_OUT;
    const made = keptText === entry.text ? null : previewOf(entry.type, keptText ?? '');
    return made ?? redactText(entry.preview, names, () => undefined);
  }

  /** A packet that polling carries as base64, after one or two letters of its own. */
  function packedText(packed: string): string {
    const bytes = [packed.slice(1), packed.slice(2)].map(fromBase64);
    const clean = bytes.every((part) => part === null || !mayHaveSecret(asText(part), names));
    if (clean) return text(packed);
    report('binary data');
    return LEFT_OUT;
  }

  function field(name: string, value: unknown): unknown {
    if (name === 'source' || name === 'kind') return value;
    if (typeof value === 'string') return text(value);
    if (name === 'requestHeaders' || name === 'responseHeaders' || name === 'headers') return (value as [string, string][]).map(header);
    return typeof value === 'object' && value !== null ? redactValue(value, names, report) : value;
  }

  function header([name, value]: readonly [string, string]): [string, string] {
    if (!names.has(name)) return [name, text(value)];
    report(name);
    return [name, LEFT_OUT];
  }

  return {
    text,
    entry<E extends Entry>(entry: E): E {
      if (entry.kind === 'packet') return packet(entry) as E;
      return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, field(name, value)])) as unknown as E;
    },
  };
}

/** A packet's values in a line, or null where its JSON cannot be read. */
export function previewOf(type: EntryOf<'packet'>['type'], text: string): string | null {
  const whole = parsedObject(text.slice(Math.max(0, text.search(/[[{]/))));
  const payload = whole === null || type === 'json' ? whole : (carriedBy(text, whole).data as object | null | undefined) ?? null;
  if (type === 'json' && payload !== null) return previewArguments([payload]);
  if (type === 'connect_error' && payload !== null && 'message' in payload) return previewArguments([payload.message, ...('data' in payload ? [payload.data] : [])]);
  if (!Array.isArray(payload) || (type !== 'event' && type !== 'ack')) return null;
  return previewArguments(type === 'event' ? payload.slice(1) : payload);
}

/** Each byte as the character of that number: names of secrets are ASCII. */
function asText(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

function bytesIn(parts: readonly (string | null)[]): number {
  return parts.reduce((sum, part) => sum + (part === null ? 0 : (fromBase64(part)?.length ?? 0)), 0);
}

/**
 * A CONNECT: the client's is its auth payload, of which the names stay; the server's has the private id by which a
 * connection can be recovered.
 */
function connect(
  entry: EntryOf<'packet'>,
  text: (text: string) => string,
  value: (name: string, value: unknown) => unknown,
  report: (name: string) => void,
): Partial<EntryOf<'packet'>> {
  const isAuth = entry.direction === 'out';
  if (entry.binary !== null) {
    report(isAuth ? 'auth payload' : 'binary data');
    return { binary: '', preview: LEFT_OUT, cut: entry.cut + bytesIn([entry.binary]) };
  }
  const raw = entry.text ?? '';
  const start = raw.indexOf('{');
  if (start < 0) return { text: text(raw), preview: text(entry.preview) };
  const head = text(raw.slice(0, start));
  const whole = parsedObject(raw.slice(start));
  if (whole === null) {
    report('auth payload');
    return { text: head, preview: LEFT_OUT };
  }
  const { data: payload, withData } = carriedBy(raw, whole);
  if (typeof payload !== 'object' || payload === null) return { text: text(raw), preview: text(entry.preview) };
  const isSecret = (name: string) => isAuth || name === 'pid';
  const kept = Object.fromEntries(
    Object.entries(payload).map(([name, item]) => {
      if (!isSecret(name)) return [name, value(name, item)];
      report(isAuth ? 'auth payload' : name);
      return [name, LEFT_OUT];
    }),
  );
  return { text: head + JSON.stringify(withData(kept)), preview: previewArguments([kept]) };
}
