/** Leaves secrets out of a packet: out of its text, its bytes, its attachments, and what a client sends to be let in. */
import { parsedObject } from './parsed-object.ts';
import type { FactOf } from '../entries/entry.ts';
import { fromBase64 } from '../wire/base64.ts';
import { carriedBy } from '../wire/json-packet.ts';
import { readMsgpack } from '../wire/msgpack.ts';
import { previewArguments } from '../wire/preview.ts';
import { maskTexts, redactBytes, textsIn } from './redact-bytes.ts';
import { LEFT_OUT, mayHaveSecret, redactEventName, redactText, redactValue, type Report } from './redact-text.ts';
import { isSecret, type SecretNames } from './secret-names.ts';

type Packet = FactOf<'packet'>;

/** A client's own values in its CONNECT that let nobody in: where to, and from where a session is to be recovered. */
const RECOVERY: ReadonlySet<string> = new Set(['pid', 'offset', 'nsp']);
const UNREPORTED = () => undefined;

/** The packet without secrets; the very same one where it has none. */
export function redactPacket<P extends Packet>(packet: P, names: SecretNames, report: Report): P {
  // The first message of a custom parser is its CONNECT, whatever its form.
  const isFirstOfUnknownForm = packet.direction === 'out' && packet.problem === 'custom-parser' && packet.binary === null;
  if (isFirstOfUnknownForm || (packet.type === 'connect' && (packet.direction === 'out' || names.use === 'export'))) return { ...packet, ...redactConnect(packet, names, report) };
  const kept = {
    event: redactEventName(packet.event, report),
    namespace: packet.namespace === null ? null : redactText(packet.namespace, names, report),
    problem: redactText(packet.problem, names, report),
    text: packet.text === null ? null : redactPacketText(packet.text, names, report),
    binary: packet.binary === null ? null : redactBytes(packet.binary, names, report),
    attachments: packet.attachments.map((part) => redactBytes(part, names, report)),
  };
  const hasSameBytes = kept.binary === packet.binary && kept.attachments.every((part, index) => part === packet.attachments[index]);
  const isSame = hasSameBytes && kept.text === packet.text && kept.event === packet.event && kept.namespace === packet.namespace && kept.problem === packet.problem;
  if (isSame) {
    const preview = redactText(packet.preview, names, UNREPORTED);
    return preview === packet.preview ? packet : { ...packet, preview };
  }
  const lost = bytesIn([packet.binary, ...packet.attachments]) - bytesIn([kept.binary, ...kept.attachments]);
  // The preview tells nothing that the packet does not, so nothing is counted twice. It is the place to mark redacted bytes.
  const made = kept.binary !== packet.binary ? packedPreview(packet.type, kept.binary ?? '') : kept.text === packet.text ? null : previewOf(packet.type, kept.text ?? '');
  // Of bytes it shows the first, whatever they are.
  const preview = packet.type === 'binary' && !hasSameBytes ? LEFT_OUT : (made ?? redactText(packet.preview, names, UNREPORTED));
  return { ...packet, ...kept, preview: hasSameBytes ? preview : marked(preview), cut: packet.cut + Math.max(0, lost) };
}

/** A packet's text. One that polling carries as base64 has a letter or two of its own before it. */
function redactPacketText(text: string, names: SecretNames, report: Report): string {
  if (!/^b[\w+/=]+$/.test(text)) return redactText(text, names, report);
  const bytes = [text.slice(1), text.slice(2)].map(fromBase64);
  if (bytes.every((part) => part === null || !mayHaveSecret(asLatin1(part), names))) return redactText(text, names, report);
  report('binary data');
  return LEFT_OUT;
}

function asLatin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/**
 * A CONNECT. The client's is its auth payload: an export keeps the names of it alone, a recording also what is neither text nor
 * an object, and from where a session is to be recovered. The server's has the private id of the session.
 */
function redactConnect(packet: Packet, names: SecretNames, report: Report): Partial<Packet> {
  const isAuth = packet.direction === 'out';
  const isKept = (name: string, value: unknown) => {
    if (names.use === 'export') return !isAuth && name !== 'pid';
    return RECOVERY.has(name) || !(isAuthValue(value) || isSecret(names, name, value));
  };
  if (packet.binary !== null) return redactPackedConnect(packet, packet.binary, names, isKept, report);
  const raw = packet.text ?? '';
  const start = raw.indexOf('{');
  const text = (value: string) => redactText(value, names, report);
  const shared = { namespace: packet.namespace === null ? null : text(packet.namespace), attachments: [] };
  if (start < 0 && packet.type !== 'connect') {
    report('auth payload');
    return { ...shared, text: LEFT_OUT, preview: LEFT_OUT };
  }
  if (start < 0) return { ...shared, text: text(raw), preview: text(packet.preview) };
  const head = text(raw.slice(0, start));
  const whole = parsedObject(raw.slice(start));
  if (whole === null) {
    report('auth payload');
    return { ...shared, text: head + LEFT_OUT, preview: LEFT_OUT };
  }
  const { data: payload, withData } = carriedBy(raw, whole);
  if (typeof payload !== 'object' || payload === null) return { ...shared, text: text(raw), preview: text(packet.preview) };
  const bare = Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      if (isKept(name, value)) return [name, value];
      report(isAuth ? 'auth payload' : name);
      return [name, LEFT_OUT];
    }),
  );
  const kept = redactValue(bare, names, report);
  return { ...shared, text: head + JSON.stringify(withData(kept)), preview: previewArguments([kept]) };
}

/** The same in MessagePack, whose texts are masked in a recording. */
function redactPackedConnect(packet: Packet, base64: string, names: SecretNames, isKept: (name: string, value: unknown) => boolean, report: Report): Partial<Packet> {
  if (names.use === 'export') {
    report(packet.direction === 'out' ? 'auth payload' : 'binary data');
    return { binary: '', attachments: [], preview: LEFT_OUT, cut: packet.cut + bytesIn([base64]) };
  }
  const bytes = fromBase64(base64);
  const auth = bytes === null ? null : (readMsgpack(bytes)?.value as { data?: unknown } | null | undefined)?.data;
  if (bytes === null || auth === null || auth === undefined) return {};
  const secrets = typeof auth === 'object' ? Object.entries(auth).flatMap(([name, value]) => (isKept(name, value) ? [] : textsIn(value))) : textsIn(auth);
  return { binary: maskTexts(bytes, secrets, report), preview: LEFT_OUT };
}

/** Whether a value of a CONNECT may let somebody in. */
function isAuthValue(value: unknown): boolean {
  return value !== null && value !== '' && (typeof value === 'string' || typeof value === 'object');
}

/** A packet's values in a line, or null where its JSON cannot be read. */
function previewOf(type: Packet['type'], text: string): string | null {
  const whole = parsedObject(text.slice(Math.max(0, text.search(/[[{]/))));
  const payload = whole === null || type === 'json' ? whole : ((carriedBy(text, whole).data as object | null | undefined) ?? null);
  if (type === 'json' && payload !== null) return previewArguments([payload]);
  if (type === 'connect_error' && payload !== null && 'message' in payload) return previewArguments([payload.message, ...('data' in payload ? [payload.data] : [])]);
  return argumentsPreview(type, payload);
}

/** The same of MessagePack with its secrets masked. */
function packedPreview(type: Packet['type'], base64: string): string | null {
  const bytes = fromBase64(base64);
  const packed = bytes === null ? null : (readMsgpack(bytes)?.value as { data?: unknown } | null | undefined);
  return argumentsPreview(type, packed?.data ?? null) ?? LEFT_OUT;
}

function argumentsPreview(type: Packet['type'], payload: unknown): string | null {
  if (!Array.isArray(payload) || (type !== 'event' && type !== 'ack')) return null;
  return previewArguments(type === 'event' ? payload.slice(1) : payload);
}

/** Bytes do not show that something was left out of them. */
function marked(preview: string): string {
  return preview.includes(LEFT_OUT) ? preview : `${preview} ${LEFT_OUT}`.trim();
}

function bytesIn(parts: readonly (string | null)[]): number {
  return parts.reduce((sum, part) => sum + (part === null ? 0 : (fromBase64(part)?.length ?? 0)), 0);
}
