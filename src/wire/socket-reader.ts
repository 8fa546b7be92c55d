/** Reads the Socket.IO packets of one direction of a session, which is what attachments and recovery have to be remembered for. */
import { fillPlaceholders } from './attachments.ts';
import type { EnginePart } from './engine-packet.ts';
import { readJsonPacket } from './json-packet.ts';
import { readMsgpack } from './msgpack.ts';
import type { MalformedReason, Origin, Packet, PacketProblem, SocketPacket } from './packet.ts';
import { interpret, type Parts } from './socket-meaning.ts';
import { readSocketText, SOCKET_TYPES, type SocketText } from './socket-packet.ts';

export interface SocketReader {
  /** Takes an Engine.IO message and appends the packets that are complete with it to `found`. */
  read(origin: Origin, part: EnginePart, found: Packet[]): void;
  /** Appends what is unfinished to `found`. */
  end(found: Packet[]): void;
}

export interface SocketReaderLimits {
  readonly textLimit: number;
  readonly pendingLimit: number;
}

/** A packet that announces more attachments than this is not waited for. The official parser's own default is 10. */
const MAX_ATTACHMENTS = 1_000;
/** How many namespaces are remembered, and how long their names may be. */
const MAX_NAMESPACES = 1_000;
const NAMESPACE_LIMIT = 200;

/**
 * The namespaces that the server can restore, of both directions of a session. Servers that can do so give out a `pid`;
 * from then on their events end in an offset. What a client has missed comes before the answer to its CONNECT, so that a
 * client which asks with its `pid` counts, too.
 */
export interface RecoverableNamespaces {
  has(namespace: string): boolean;
  remember(packet: SocketPacket): void;
}

export function createRecoverableNamespaces(): RecoverableNamespaces {
  const names = new Set<string>();
  return {
    has: (namespace) => names.has(namespace),
    remember(packet) {
      if (packet.type !== 'connect') return;
      const { direction, namespace, pid } = packet;
      if (pid === null && direction === 'in') names.delete(namespace);
      if (pid !== null && names.size < MAX_NAMESPACES && namespace.length <= NAMESPACE_LIMIT) names.add(namespace);
    },
  };
}

/** What is known of a packet before it is known what it means. */
interface Seen {
  readonly origin: Origin;
  readonly part: EnginePart;
  readonly attachments: readonly Uint8Array[];
  readonly bytes: number;
  readonly partial: boolean;
}

/** A packet whose attachments are still coming. */
interface Pending extends Seen {
  readonly text: SocketText;
  readonly attachments: Uint8Array[];
  /** Bytes of it so far on the wire. */
  bytes: number;
  /** Bytes of attachments that are held here. */
  held: number;
  partial: boolean;
}

/** The type, namespace, id and data of a packet of socket.io-msgpack-parser, or null if it is something else. */
function msgpackFields(bytes: Uint8Array) {
  // A packet is a map of a few fields: https://github.com/socketio/socket.io-msgpack-parser
  if ((bytes[0]! & 0xf0) !== 0x80) return null;
  const read = readMsgpack(bytes);
  if (read === null) return null;
  const { type, nsp, data, id } = read.value as Readonly<Record<string, unknown>>;
  const named = typeof type === 'number' ? SOCKET_TYPES[type] : undefined;
  if (named === undefined || typeof nsp !== 'string') return null;
  const ackId = typeof id === 'number' && Number.isInteger(id) ? id : null;
  return { type: named, namespace: nsp, payload: data, ackId, binaries: read.binaries };
}

export function createSocketReader({ textLimit, pendingLimit }: SocketReaderLimits, recoverable: RecoverableNamespaces): SocketReader {
  let pending: Pending | null = null;

  function fail({ origin, part, bytes, partial, attachments }: Seen, reason: MalformedReason, found: Packet[]): void {
    const { direction, transport } = origin;
    found.push({ kind: 'malformed', direction, transport, bytes, raw: part.raw, partial, reason, attachments });
  }

  function complete(
    seen: Seen,
    encoding: SocketPacket['encoding'],
    problem: PacketProblem | null,
    parts: Parts & { readonly ackId: number | null },
    found: Packet[],
  ): void {
    const { origin, part, bytes, partial, attachments } = seen;
    const { direction, transport } = origin;
    const packet = interpret(
      { kind: 'socket', direction, transport, bytes, raw: part.raw, partial, encoding, attachments, ackId: parts.ackId, problem },
      parts,
      recoverable.has(parts.namespace),
    );
    if (typeof packet === 'string') return fail(seen, packet, found);
    recoverable.remember(packet);
    found.push(packet);
  }

  function finish(seen: Seen, text: SocketText, found: Packet[]): void {
    const missing = text.binary && Array.isArray(text.payload) && fillPlaceholders(text.payload as unknown[], seen.attachments);
    complete(seen, text.binary ? 'binary' : 'json', missing ? 'placeholder-without-attachment' : null, text, found);
  }

  /** Gives up waiting: the official parsers take anything but the next attachment for an error, too. */
  function abandon(found: Packet[]): void {
    if (pending !== null) fail(pending, 'missing-attachments', found);
    pending = null;
  }

  function readText(origin: Origin, part: EnginePart, data: string, found: Packet[]): void {
    abandon(found);
    const partial = part.cut || data.length > textLimit;
    const isObject = data.startsWith('{');
    const text = isObject ? readJsonPacket(data, partial) : readSocketText(data, partial);
    const seen = { origin, part, attachments: [], bytes: part.bytes, partial };
    if (typeof text === 'string') fail(seen, text, found);
    else if (text.announced > MAX_ATTACHMENTS) fail(seen, 'too-many-attachments', found);
    else if (text.announced > 0) pending = { ...seen, text, held: 0 };
    else if (isObject) complete(seen, 'object', null, text, found);
    else finish(seen, text, found);
  }

  function readAttachment(whole: Pending, part: EnginePart, data: Uint8Array, found: Packet[]): void {
    whole.bytes += part.bytes;
    whole.held += data.length;
    const tooMuch = whole.held > pendingLimit;
    whole.partial ||= part.cut || tooMuch;
    if (tooMuch) whole.held -= data.length;
    whole.attachments.push(tooMuch ? new Uint8Array(0) : data);
    if (whole.attachments.length < whole.text.announced) return;
    pending = null;
    finish(whole, whole.text, found);
  }

  function readBinary(origin: Origin, part: EnginePart, data: Uint8Array, found: Packet[]): void {
    const partial = part.cut || data.length > textLimit;
    const fields = partial ? null : msgpackFields(data);
    const seen = { origin, part, attachments: fields?.binaries ?? [], bytes: part.bytes, partial };
    if (fields !== null) return complete(seen, 'msgpack', null, { ...fields, partialName: null, announced: 0 }, found);
    // What only begins as a msgpack packet does is more usefully called a bad one than called unannounced.
    fail(seen, data[0]! >= 0x82 && data[0]! <= 0x84 ? 'bad-msgpack' : 'unannounced-binary', found);
  }

  return {
    read(origin, part, found) {
      const { data } = part;
      if (typeof data === 'string') readText(origin, part, data, found);
      else if (pending !== null) readAttachment(pending, part, data, found);
      else readBinary(origin, part, data, found);
    },
    end: abandon,
  };
}
