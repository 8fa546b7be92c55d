/**
 * Leaves secrets out of what is recorded, before it reaches memory, disk or a collector. It is milder than what an export
 * leaves out: whoever debugs has to see the payloads, so only values under the names of secrets go, and whatever a client
 * sends to be let in. It is on the way of every entry, so an entry without the name of a secret is handed on as it is.
 */
import { parsedObject } from './parsed-object.ts';
import type { Fact, FactOf } from '../recording/entry.ts';
import { fromBase64, toBase64 } from '../wire/base64.ts';
import { carriedBy } from '../wire/json-packet.ts';
import { readMsgpack } from '../wire/msgpack.ts';
import { hasSecret, LEFT_OUT, mayHaveSecret, redactText, redactValue } from './redact-text.ts';
import { previewOf } from './redactor.ts';
import { secretNames } from './secret-names.ts';

type Packet = FactOf<'packet'>;

/** What stands for each byte of a secret in binary data, whose lengths have to stay as they are. */
const MASK = 0x2a;
/** A client's own values in its CONNECT that let nobody in: where to, and from where a session is to be recovered. */
const RECOVERY: ReadonlySet<string> = new Set(['pid', 'offset', 'nsp']);

/** Names of secrets are ASCII, which is all that is looked for in bytes. */
const latin1 = new TextDecoder('latin1');
const unreported = () => undefined;

/** Gives each fact without its secrets; the very same one where it has none. */
export function redactRecorded(moreNames: readonly string[]): <F extends Fact>(fact: F) => F {
  const names = secretNames(moreNames, 'recording');
  const text = (value: string) => redactText(value, names, unreported);
  const textOrNull = (value: string | null) => (value === null ? null : text(value));

  function packet(fact: Packet): Fact {
    const isFirstOfUnknownForm = fact.problem === 'custom-parser' && fact.binary === null;
    if (fact.direction === 'out' && (fact.type === 'connect' || isFirstOfUnknownForm)) return connect(fact);
    const kept = {
      event: text(fact.event),
      namespace: textOrNull(fact.namespace),
      text: textOrNull(fact.text),
      binary: fact.binary === null ? null : binary(fact.binary),
      attachments: fact.attachments.map(binary),
    };
    const isSame = kept.text === fact.text && kept.binary === fact.binary && kept.attachments.every((part, index) => part === fact.attachments[index]);
    if (isSame && kept.event === fact.event && kept.namespace === fact.namespace) return fact;
    const made = kept.text === fact.text ? null : previewOf(fact.type, kept.text ?? '');
    // Of bytes it shows the first, whatever they are.
    const preview = fact.type === 'binary' && kept.binary !== fact.binary ? LEFT_OUT : marked(made ?? text(fact.preview));
    return { ...fact, ...kept, preview, problem: text(fact.problem) };
  }

  /** Of what a client sends to be let in, the names stay, and what is neither text nor an object. */
  function connect(fact: Packet): Fact {
    if (fact.binary !== null) {
      const bytes = fromBase64(fact.binary);
      const auth = bytes === null ? null : (readMsgpack(bytes)?.value as { data?: unknown } | null | undefined)?.data;
      if (bytes === null || auth === null || auth === undefined) return fact;
      return { ...fact, binary: masked(bytes, authTexts(auth)), preview: LEFT_OUT };
    }
    const raw = fact.text ?? '';
    const start = raw.indexOf('{');
    if (start < 0 && fact.type !== 'connect') return { ...fact, text: LEFT_OUT, preview: LEFT_OUT };
    if (start < 0) return raw === text(raw) ? fact : { ...fact, text: text(raw), namespace: textOrNull(fact.namespace) };
    const whole = parsedObject(raw.slice(start));
    const head = text(raw.slice(0, start));
    if (whole === null) return { ...fact, text: head + LEFT_OUT, preview: LEFT_OUT };
    const { data: payload, withData } = carriedBy(raw, whole);
    if (typeof payload !== 'object' || payload === null) return fact;
    const kept = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, isAuth(name, value) || hasSecret(names, name, value) ? LEFT_OUT : value]));
    return { ...fact, text: head + JSON.stringify(withData(kept)), preview: previewOf('json', JSON.stringify(kept)) ?? LEFT_OUT };
  }

  /** MessagePack keeps its form and has its secrets masked, JSON has them left out, and anything else is no place for names. */
  function binary(base64: string): string {
    const bytes = fromBase64(base64);
    if (bytes === null || !mayHaveSecret(latin1.decode(bytes), names)) return base64;
    const packed = readMsgpack(bytes);
    if (packed !== null && typeof packed.value === 'object') {
      const secrets = secretTexts(packed.value);
      return secrets.length === 0 ? base64 : masked(bytes, secrets);
    }
    const read = utf8(bytes);
    const redacted = read === null ? null : text(read);
    return redacted === null || redacted === read ? base64 : toBase64(new TextEncoder().encode(redacted));
  }

  /** The texts that stand, however deep, under names of secrets. */
  function secretTexts(value: unknown): string[] {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
    return Object.entries(value).flatMap(([name, item]) => (!Array.isArray(value) && hasSecret(names, name, item) ? textsIn(item) : secretTexts(item)));
  }

  function field(name: string, value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (/headers$/i.test(name) && Array.isArray(value)) return (value as [string, string][]).map(([header, held]) => [header, hasSecret(names, header, held) ? LEFT_OUT : text(held)]);
    return mayHaveSecret(JSON.stringify(value), names) ? redactValue(value, names, unreported) : value;
  }

  return <F extends Fact>(fact: F): F => {
    if (fact.kind === 'packet') return packet(fact) as F;
    let kept: Record<string, unknown> | null = null;
    for (const name of Object.keys(fact)) {
      const value: unknown = fact[name as keyof F];
      const clean = name === 'kind' || name === 'source' ? value : field(name, value);
      if (clean !== value) (kept ??= { ...fact })[name] = clean;
    }
    return (kept as F | null) ?? fact;
  };
}

/** Whether a value of a CONNECT may let somebody in. */
function isAuth(name: string, value: unknown): boolean {
  return !RECOVERY.has(name) && value !== null && value !== '' && (typeof value === 'string' || typeof value === 'object');
}

function authTexts(auth: unknown): string[] {
  if (typeof auth !== 'object' || auth === null) return textsIn(auth);
  return Object.entries(auth).flatMap(([name, value]) => (isAuth(name, value) ? textsIn(value) : []));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(textsIn);
}

/** A preview is cut off, so it may not show what was left out. */
function marked(preview: string): string {
  return preview.includes(LEFT_OUT) ? preview : `${preview} ${LEFT_OUT}`.trim();
}

/** Base64 of the bytes with these texts in them masked. */
function masked(bytes: Uint8Array, texts: readonly string[]): string {
  const kept = Uint8Array.from(bytes);
  const units = asText(kept);
  for (const secret of new Set(texts)) {
    const wanted = asText(new TextEncoder().encode(secret));
    for (let at = units.indexOf(wanted); at >= 0; at = units.indexOf(wanted, at + wanted.length)) kept.fill(MASK, at, at + wanted.length);
  }
  return toBase64(kept);
}

/** Each byte as the character of that number. */
function asText(bytes: Uint8Array): string {
  let units = '';
  for (let start = 0; start < bytes.length; start += 8_192) units += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return units;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
