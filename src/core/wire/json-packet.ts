/**
 * Packets of socket.io-json-parser, an official parser that writes each packet as one JSON object:
 * `{"type":2,"data":["chat","hi"],"id":7,"nsp":"/"}`. https://github.com/socketio/socket.io-json-parser
 */
import type { MalformedReason } from './packet.ts';
import { beginningName, SOCKET_TYPES, type SocketText } from './socket-packet.ts';

interface JsonPacket {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: unknown;
}

/** Where the object of a long text ends. */
const TAIL = /"nsp":("(?:[^"\\]|\\.){0,400}")\}$/;
/** UTF-16 units of a text in which its end is looked for. */
const TAIL_LENGTH = 500;

function isJsonPacket(value: object): value is JsonPacket {
  const { type, nsp } = value as Partial<JsonPacket>;
  return typeof type === 'number' && SOCKET_TYPES[type] !== undefined && typeof nsp === 'string';
}

/** What a packet's JSON carries. */
export interface Carried {
  readonly data: unknown;
  /** The same JSON with other data in it. */
  readonly withData: (data: unknown) => unknown;
}

/** Of a packet of this form, whose object follows Engine.IO's type at once, the data; of any other all its JSON. `raw` is the packet as it stands on the wire. */
export function carriedBy(raw: string, json: object): Carried {
  if (!raw.startsWith('4{') || !isJsonPacket(json)) return { data: json, withData: (data) => data };
  return { data: json.data, withData: (data) => ({ ...json, data }) };
}

/** Reads a packet, or says why it cannot be. `partial`: the text ends early, or is too long to be parsed. */
export function readJsonPacket(text: string, partial: boolean): SocketText | MalformedReason {
  if (partial) return readLong(text);
  try {
    const value = JSON.parse(text) as object;
    if (!isJsonPacket(value)) return 'unknown-socket-type';
    const { type, nsp, data, id } = value;
    const ackId = typeof id === 'number' && Number.isInteger(id) ? id : null;
    return { type: SOCKET_TYPES[type]!, binary: false, announced: 0, namespace: nsp, ackId, payload: data, partialName: null };
  } catch {
    return 'unknown-socket-type';
  }
}

/** Of a packet that is too long to be parsed, its name stands at the beginning and its namespace at the end. */
function readLong(text: string): SocketText | MalformedReason {
  const begin = /^\{"type":([0-4]),"data":/.exec(text.slice(0, 100));
  if (begin === null) return 'unknown-socket-type';
  const tail = text.slice(-TAIL_LENGTH);
  const namespace = TAIL.exec(tail)?.[1];
  if (namespace === undefined) return 'cut-short';
  const id = /"id":(\d{1,15})[,}]/.exec(tail)?.[1];
  return {
    type: SOCKET_TYPES[Number(begin[1])]!,
    binary: false,
    announced: 0,
    namespace: JSON.parse(namespace) as string,
    ackId: id === undefined ? null : Number(id),
    payload: undefined,
    partialName: beginningName(text.slice(begin[0].length)),
  };
}
