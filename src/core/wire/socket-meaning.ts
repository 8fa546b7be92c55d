/** What a Socket.IO packet means, once its parts are read: the same for JSON, binary and msgpack packets. */
import type { MalformedReason, SocketPacket } from './packet.ts';
import type { SocketType } from './socket-packet.ts';
import { bounded, valueText } from './value-text.ts';

/** https://socket.io/docs/v4/emit-cheatsheet/#reserved-events, as socket.io-parser 4 refuses them on the wire. */
const RESERVED_EVENTS: ReadonlySet<unknown> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

/** socket.io-parser's default `maxAttachments`. */
const OFFICIAL_ATTACHMENTS = 10;
const MESSAGE_LIMIT = 1_000;

type Common = Pick<SocketPacket, 'kind' | 'direction' | 'transport' | 'bytes' | 'raw' | 'partial' | 'missing' | 'encoding' | 'attachments' | 'ackId' | 'problem'>;

export type OffsetOf = (args: readonly unknown[]) => string | null;

export interface Parts {
  readonly type: SocketType;
  readonly namespace: string;
  readonly payload: unknown;
  readonly partialName: string | number | null;
  /** Attachments that it announced. */
  readonly announced: number;
}

/** Whether it is an object of JSON or a map of msgpack; binary values and dates are objects too, but no payload. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** CONNECT, https://github.com/socketio/socket.io-protocol#connection-to-a-namespace; recovery is socket.io 4.6's own addition. */
function connect(common: Common, parts: Parts): SocketPacket {
  const { payload } = parts;
  // `?` can only stand in a namespace, and there only in revisions 3 and 4: "/admin?token=abc".
  const mark = parts.namespace.indexOf('?');
  const namespace = mark === -1 ? parts.namespace : parts.namespace.slice(0, mark);
  const query = mark === -1 ? null : parts.namespace.slice(mark + 1);
  const problem = common.problem ?? (payload === undefined || isObject(payload) ? null : 'unexpected-payload');
  const base = { ...common, problem, type: 'connect', namespace, query } as const;
  if (!isObject(payload)) return { ...base, sid: null, pid: null, offset: null, auth: payload };
  const { sid, pid, offset, ...others } = payload;
  const answer = common.direction === 'in';
  // The client's own payload may hold a `sid`, or an `offset` without a `pid`; then they are the application's.
  if (!answer && typeof pid !== 'string') return { ...base, sid: null, pid: null, offset: null, auth: payload };
  const auth = answer || sid === undefined ? others : { ...others, sid };
  return {
    ...base,
    sid: answer ? text(sid) : null,
    pid: text(pid),
    offset: text(offset),
    auth: Object.keys(auth).length > 0 ? auth : undefined,
  };
}

function connectError(common: Common, parts: Parts): SocketPacket {
  const { payload, namespace } = parts;
  const base = { ...common, type: 'connect_error', namespace } as const;
  if (typeof payload === 'string') return { ...base, message: payload, data: undefined };
  if (isObject(payload) && typeof payload['message'] === 'string') return { ...base, message: payload['message'], data: payload['data'] };
  const problem = common.problem ?? (isObject(payload) || common.partial ? null : 'unexpected-payload');
  return { ...base, problem, message: payload === undefined ? '' : bounded(valueText(payload), MESSAGE_LIMIT).text, data: payload };
}

function event(common: Common, parts: Parts, offsetOf: OffsetOf): SocketPacket | MalformedReason {
  const unread = common.partial && parts.payload === undefined;
  const payload: unknown = unread ? [parts.partialName] : parts.payload;
  if (!Array.isArray(payload)) return 'bad-payload';
  const name: unknown = payload[0];
  if (typeof name !== 'string' && typeof name !== 'number' && !unread) return 'bad-payload';
  const args = payload.slice(1) as unknown[];
  // Events that want an acknowledgement have none.
  const offset = common.direction === 'in' && common.ackId === null ? offsetOf(args) : null;
  if (offset !== null) args.pop();
  // Most packets are events. Written out, this takes a third of the time that spreading `common` takes.
  return {
    kind: 'socket',
    type: 'event',
    direction: common.direction,
    transport: common.transport,
    bytes: common.bytes,
    raw: common.raw,
    partial: common.partial,
    missing: common.missing,
    encoding: common.encoding,
    attachments: common.attachments,
    namespace: parts.namespace,
    ackId: common.ackId,
    event: name as string | number | null,
    args,
    offset,
    problem: common.problem ?? (RESERVED_EVENTS.has(name) ? 'reserved-event' : null),
  };
}

/** Gives the packet, or says why its payload is none for its type. `offsetOf` gives the offset that a server's arguments end in. */
export function interpret(given: Common, parts: Parts, offsetOf: OffsetOf): SocketPacket | MalformedReason {
  const common: Common = given.problem === null && parts.announced > OFFICIAL_ATTACHMENTS ? { ...given, problem: 'too-many-attachments' } : given;
  switch (parts.type) {
    case 'connect':
      return connect(common, parts);
    case 'disconnect': {
      const problem = common.problem ?? (parts.payload === undefined ? null : 'unexpected-payload');
      return { ...common, problem, type: 'disconnect', namespace: parts.namespace };
    }
    case 'event':
      return event(common, parts, offsetOf);
    case 'ack': {
      const problem = common.problem ?? (common.ackId === null ? 'ack-without-id' : null);
      const base = { ...common, problem, type: 'ack', namespace: parts.namespace } as const;
      if (common.partial && parts.payload === undefined) return { ...base, args: [] };
      return Array.isArray(parts.payload) ? { ...base, args: parts.payload as unknown[] } : 'bad-payload';
    }
    case 'connect_error':
      return connectError(common, parts);
  }
}
