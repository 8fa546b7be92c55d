/** Reads the Socket.IO packets of one direction of a session, which is what attachments and recovery have to be remembered for. */
import { fillPlaceholders } from './attachments.ts';
import type { EnginePart } from './engine-packet.ts';
import { readJsonPacket } from './json-packet.ts';
import { readMsgpack } from './msgpack.ts';
import type { MalformedReason, Origin, Packet, PacketProblem, SocketPacket } from './packet.ts';
import type { RecoveryOffsets } from './recovery-offsets.ts';
import { interpret, type Parts } from './socket-meaning.ts';
import { readSocketText, SOCKET_TYPES, type SocketText } from './socket-packet.ts';

export interface SocketReader {
  /** Takes an Engine.IO message, which came at this time, if that is known, and appends the packets that are complete with it to `found`. */
  read(origin: Origin, part: EnginePart, found: Packet[], at: number | null): void;
  /** Appends what is unfinished to `found`. */
  end(found: Packet[]): void;
}

export interface SocketReaderLimits {
  readonly textLimit: number;
  readonly pendingLimit: number;
}

/** A packet that announces more attachments than this is not waited for. The official parser's own default is 10. */
const MAX_ATTACHMENTS = 1_000;
/** What is known of a packet before it is known what it means. */
interface Seen {
  readonly origin: Origin;
  readonly part: EnginePart;
  readonly attachments: readonly Uint8Array[];
  readonly bytes: number;
  readonly partial: boolean;
  readonly missing: number;
  readonly at: number | null;
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
  missing: number;
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

export function createSocketReader({ textLimit, pendingLimit }: SocketReaderLimits, offsets: RecoveryOffsets): SocketReader {
  let pending: Pending | null = null;

  function fail({ origin, part, bytes, partial, missing, attachments }: Seen, reason: MalformedReason, found: Packet[]): void {
    const { direction, transport } = origin;
    found.push({ kind: 'malformed', direction, transport, bytes, raw: part.raw, partial, missing, reason, attachments });
  }

  function complete(
    seen: Seen,
    encoding: SocketPacket['encoding'],
    problem: PacketProblem | null,
    parts: Parts & { readonly ackId: number | null },
    found: Packet[],
  ): void {
    const { origin, part, bytes, partial, missing, attachments, at } = seen;
    const { direction, transport } = origin;
    const packet = interpret(
      { kind: 'socket', direction, transport, bytes, raw: part.raw, partial, missing, encoding, attachments, ackId: parts.ackId, problem },
      parts,
      (args) => (at === null ? null : offsets.endOf(parts.namespace, args, at)),
    );
    if (typeof packet === 'string') return fail(seen, packet, found);
    if (packet.type === 'connect' && at !== null) offsets.connect(direction, packet.namespace, packet.pid, packet.offset, at);
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

  function readText(origin: Origin, part: EnginePart, data: string, found: Packet[], at: number | null): void {
    abandon(found);
    const partial = part.cut > 0 || data.length > textLimit;
    const isObject = data.startsWith('{');
    const text = isObject ? readJsonPacket(data, partial) : readSocketText(data, partial);
    const seen = { origin, part, attachments: [], bytes: part.bytes, partial, missing: part.cut, at };
    if (typeof text === 'string') fail(seen, text, found);
    else if (text.announced > MAX_ATTACHMENTS) fail(seen, 'too-many-attachments', found);
    else if (text.announced > 0) pending = { ...seen, text, held: 0 };
    else if (isObject) complete(seen, 'object', null, text, found);
    else finish(seen, text, found);
  }

  function readAttachment(whole: Pending, part: EnginePart, data: Uint8Array, found: Packet[]): void {
    // A copy, so that what is cut off is let go.
    const room = pendingLimit - whole.held;
    const kept = data.length <= room ? data : data.slice(0, room);
    whole.bytes += part.bytes;
    whole.held += kept.length;
    const missing = (part.dataCut ?? part.cut) + data.length - kept.length;
    whole.missing += missing;
    whole.partial ||= missing > 0;
    whole.attachments.push(kept);
    if (whole.attachments.length < whole.text.announced) return;
    pending = null;
    finish(whole, whole.text, found);
  }

  function readBinary(origin: Origin, part: EnginePart, data: Uint8Array, found: Packet[], at: number | null): void {
    const partial = part.cut > 0 || data.length > textLimit;
    const fields = partial ? null : msgpackFields(data);
    const seen = { origin, part, attachments: fields?.binaries ?? [], bytes: part.bytes, partial, missing: part.cut, at };
    if (fields !== null) return complete(seen, 'msgpack', null, { ...fields, partialName: null, announced: 0 }, found);
    // What only begins as a msgpack packet does is more usefully called a bad one than called unannounced.
    fail(seen, data[0]! >= 0x82 && data[0]! <= 0x84 ? 'bad-msgpack' : 'unannounced-binary', found);
  }

  return {
    read(origin, part, found, at) {
      const { data } = part;
      if (typeof data === 'string') readText(origin, part, data, found, at);
      else if (pending !== null) readAttachment(pending, part, data, found);
      else readBinary(origin, part, data, found, at);
    },
    end: abandon,
  };
}
