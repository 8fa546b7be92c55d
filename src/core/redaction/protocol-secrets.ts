/** What a client sends to be let in, at the places that protocols over a WebSocket have for it, whatever it is named there. Pure. */
import { isSecret, LEFT_OUT, type SecretNames } from './secret-names.ts';

type Report = (name: string) => void;
type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A whole message, as JSON or MessagePack tells it, without what lets a client in; the same value where it has none.
 * WAMP: `[5, signature, extra]` (AUTHENTICATE). Meteor DDP: `{"msg":"method","method":"login","params":[{"resume":…}]}`.
 * GraphQL over WebSocket: `{"type":"connection_init","payload":{…}}`. tRPC: `{"method":"connectionParams","data":{…}}`.
 */
export function redactLogin(message: unknown, report: Report): unknown {
  const leaveOut = (name: string) => {
    report(name);
    return LEFT_OUT;
  };
  if (Array.isArray(message)) {
    const [type, signature, extra] = message as unknown[];
    const isAuthenticate = message.length === 3 && type === 5 && typeof signature === 'string' && signature !== '' && isFields(extra);
    return isAuthenticate ? [type, leaveOut('wamp signature'), extra] : message;
  }
  if (!isFields(message)) return message;
  const { msg, method, params, type, payload, data } = message;
  if (msg === 'method' && method === 'login' && Array.isArray(params)) {
    const kept = (params as unknown[]).map((param) => (isFields(param) && typeof param['resume'] === 'string' ? { ...param, resume: leaveOut('resume') } : param));
    return kept.some((param, index) => param !== params[index]) ? { ...message, params: kept } : message;
  }
  if (type === 'connection_init' && isFields(payload)) return { ...message, payload: withoutValues(payload, leaveOut) };
  if (method === 'connectionParams' && isFields(data)) return { ...message, data: withoutValues(data, leaveOut) };
  return message;
}

/** Texts and objects of a payload may let somebody in; numbers and truth values do not. */
function withoutValues(payload: Fields, leaveOut: (name: string) => string): Fields {
  const isOne = (value: unknown) => (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, isOne(value) ? leaveOut('auth payload') : value]));
}

/** A frame of STOMP begins with its command and header lines: `CONNECT`, `login:guest`, `passcode:guest`. https://stomp.github.io/ */
const STOMP_HEAD = /^\s{0,100}[A-Z]{3,20}\r?\n(?:[^\n:]{1,200}:[^\n]*\n)+/;
const STOMP_HEADER = /^([^\n:\r]{1,200}):([^\r\n]+)/gm;

/** A text without the header values of secrets, where it is a frame of STOMP. */
export function redactStomp(text: string, names: SecretNames, report: Report): string {
  const head = STOMP_HEAD.exec(text)?.[0];
  if (head === undefined) return text;
  const kept = head.replace(STOMP_HEADER, (line, name: string, value: string) => {
    if (!isSecret(names, name, value)) return line;
    report(name);
    return `${name}:${LEFT_OUT}`;
  });
  return kept + text.slice(head.length);
}

/** Where the password of an MQTT CONNECT packet is in its bytes, or null where they are no such packet or have none. */
export function mqttPassword(bytes: Uint8Array): { readonly from: number; readonly to: number } | null {
  if (bytes[0] !== 0x10) return null;
  let at = 1;
  while (at < 5 && bytes[at]! > 0x7f) at += 1;
  at += 1;
  const short = (from: number) => (bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0);
  const protocol = String.fromCharCode(...bytes.subarray(at + 2, at + 2 + Math.min(6, short(at))));
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return null;
  at += 2 + short(at);
  const [level, flags] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  at += 4;
  const skip = () => (at += 2 + short(at));
  const skipProperties = () => {
    if (level < 5) return;
    let [length, shift] = [0, 0];
    for (let more = true; more && shift < 28; shift += 7, at += 1) {
      length += ((bytes[at] ?? 0) & 0x7f) << shift;
      more = (bytes[at] ?? 0) > 0x7f;
    }
    at += length;
  };
  skipProperties();
  skip();
  if ((flags & 0x04) !== 0) {
    skipProperties();
    skip();
    skip();
  }
  if ((flags & 0x80) !== 0) skip();
  if ((flags & 0x40) === 0 || at + 2 >= bytes.length) return null;
  return { from: at + 2, to: Math.min(bytes.length, at + 2 + short(at)) };
}
