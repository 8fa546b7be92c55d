/**
 * Leaves secrets out of bytes. MessagePack and MQTT keep their form and have their secrets masked, so that lengths stay as they
 * are; UTF-8 text has them left out. Bytes of any other kind cannot be read: a recording keeps them as they are, and an export
 * leaves them out as a whole where a name of a secret stands in them.
 */
import { fromBase64, toBase64 } from '../wire/base64.ts';
import { lenientUtf8Text, utf8Text } from '../wire/bytes.ts';
import { readMsgpack } from '../wire/msgpack.ts';
import { mqttPassword, redactLogin } from './protocol-secrets.ts';
import { mayHaveSecret, redactText, type Report } from './redact-text.ts';
import { isSecret, type SecretNames } from './secret-names.ts';

/** What stands for each byte of a secret in binary data. */
const MASK = 0x2a;

/** Base64 without secrets; the very same text where it has none, and an empty one where nothing of it may stay. */
export function redactBytes(base64: string, names: SecretNames, report: Report): string {
  const bytes = fromBase64(base64);
  if (bytes === null) return names.use === 'recording' || base64 === '' ? base64 : leftOut(report);
  const password = mqttPassword(bytes);
  if (password !== null) {
    report('mqtt password');
    return toBase64(Uint8Array.from(bytes).fill(MASK, password.from, password.to));
  }
  const packed = readMsgpack(bytes)?.value;
  const isPacked = typeof packed === 'object' && packed !== null;
  if (isPacked && isWampLogin(packed)) return maskTexts(bytes, [packed[1]], report);
  if (!mayHaveSecret(lenientUtf8Text(bytes), names)) return base64;
  if (isPacked) {
    if (names.use === 'export' && hasUnmaskable(packed, names)) return leftOut(report);
    const secrets = secretTexts(packed, names);
    return secrets.length === 0 ? base64 : maskTexts(bytes, secrets, report);
  }
  const text = utf8Text(bytes);
  if (text !== null) {
    const kept = redactText(text, names, report);
    return kept === text ? base64 : toBase64(new TextEncoder().encode(kept));
  }
  return names.use === 'recording' ? base64 : leftOut(report);
}

function leftOut(report: Report): string {
  report('binary data');
  return '';
}

function isWampLogin(value: object): value is [5, string, object] {
  return redactLogin(value, () => undefined) !== value && Array.isArray(value);
}

/** The texts that are secrets, however deep: those under names of secrets, and those in which a secret is told. */
function secretTexts(value: unknown, names: SecretNames): string[] {
  if (typeof value === 'string') return redactText(value, names, () => undefined) === value ? [] : [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => (!Array.isArray(value) && isSecret(names, name, item) ? textsIn(item) : secretTexts(item, names)));
}

/** Whether a number or bytes stand under the name of a secret: these cannot be masked. */
function hasUnmaskable(value: unknown, names: SecretNames): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.entries(value).some(([name, item]) => (isSecret(names, name, item) && typeof item !== 'string') || hasUnmaskable(item, names));
}

/** All texts in a value but empty ones, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Base64 of the bytes with these texts in them masked. */
export function maskTexts(bytes: Uint8Array, texts: readonly string[], report: Report): string {
  const kept = Uint8Array.from(bytes);
  const units = asText(kept);
  for (const secret of new Set(texts)) {
    report('binary data');
    const wanted = asText(new TextEncoder().encode(secret));
    for (let at = units.indexOf(wanted); at >= 0; at = units.indexOf(wanted, at + wanted.length)) kept.fill(MASK, at, at + wanted.length);
  }
  return toBase64(kept);
}

/** Each byte as the character of that number. A TextDecoder has no such encoding: its latin1 is windows-1252. */
function asText(bytes: Uint8Array): string {
  let units = '';
  for (let start = 0; start < bytes.length; start += 8_192) units += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return units;
}
