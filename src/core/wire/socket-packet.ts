/**
 * The text of a Socket.IO packet, revisions 3 to 5, which share one form:
 * `<type>[<attachments>-][<namespace>,][<acknowledgement id>][JSON]`
 * https://github.com/socketio/socket.io-protocol#packet-encoding
 */
import type { MalformedReason } from './packet.ts';

export const SOCKET_TYPES = ['connect', 'disconnect', 'event', 'ack', 'connect_error'] as const;
export type SocketType = (typeof SOCKET_TYPES)[number];

export interface SocketText {
  readonly type: SocketType;
  readonly binary: boolean;
  /** How many attachments it announces. */
  readonly announced: number;
  /** As it stands there: in revision 4 it may have a query. */
  readonly namespace: string;
  readonly ackId: number | null;
  /** The parsed JSON; undefined if there is none, or if it could not be read because the text is partial. */
  readonly payload: unknown;
  /** The event's name where only that could be read. */
  readonly partialName: string | number | null;
}

const DIGIT_0 = 48;
const SLASH = 47;
const HYPHEN = 45;
/** Beyond these many digits a count or an id is not exact any more, and no counter came that far. */
const MAX_DIGITS = 15;
/** An event's name is looked for in this many characters of a text that is not all there. */
const NAME_LIMIT = 1_000;

function isDigit(unit: number): boolean {
  return unit >= DIGIT_0 && unit <= DIGIT_0 + 9;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** The name of an event whose arguments end before their end. */
export function beginningName(payload: string): string | number | null {
  const found = /^\s*\[\s*("(?:[^"\\]|\\.)*"|-?[\d.]+(?=\s*[,\]]))/.exec(payload.slice(0, NAME_LIMIT));
  const name = found === null ? null : parseJson(found[1]!)?.value;
  return typeof name === 'string' || typeof name === 'number' ? name : null;
}

/** Reads a packet, or says why it cannot be. `partial`: the text ends early, or is too long to be parsed. */
export function readSocketText(text: string, partial: boolean): SocketText | MalformedReason {
  if (text.length === 0) return 'empty';
  const number = text.charCodeAt(0) - DIGIT_0;
  // 5 and 6 are BINARY_EVENT and BINARY_ACK.
  const binary = number === 5 || number === 6;
  const type = SOCKET_TYPES[binary ? number - 3 : number];
  if (type === undefined) return 'unknown-socket-type';

  let position = 1;
  let announced = 0;
  if (binary) {
    const end = digitsEnd(text, position);
    if (end === position || end - position > MAX_DIGITS || text.charCodeAt(end) !== HYPHEN) return 'bad-attachment-count';
    announced = Number(text.slice(position, end));
    position = end + 1;
  }

  let namespace = '/';
  if (text.charCodeAt(position) === SLASH) {
    // Where nothing follows the namespace its comma may be missing.
    const comma = text.indexOf(',', position);
    const end = comma === -1 ? text.length : comma;
    namespace = text.slice(position, end);
    position = end + 1;
  }

  let ackId: number | null = null;
  const end = digitsEnd(text, position);
  if (end > position) {
    if (end - position > MAX_DIGITS) return 'bad-ack-id';
    ackId = Number(text.slice(position, end));
    position = end;
  }

  let payload: unknown;
  let partialName: string | number | null = null;
  if (position < text.length) {
    const json = text.slice(position);
    const parsed = partial ? null : parseJson(json);
    if (partial) partialName = beginningName(json);
    else if (parsed === null) return 'bad-json';
    else payload = parsed.value;
  }
  return { type, binary, announced, namespace, ackId, payload, partialName };
}
