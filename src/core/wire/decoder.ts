/**
 * Decodes one connection: takes its frames in the order in which they crossed the wire, whatever transport each used, and
 * gives the packets. It is fed the polls and the WebSocket of a session alike, so that a packet may be announced on one
 * and its attachments come on the other. Nothing throws and nothing is lost: what cannot be read is a malformed packet.
 *
 * The official parsers are its oracles in tests and not its engine. They close at the first thing that they do not
 * accept, decode only for the end that receives, and know one revision of Engine.IO each.
 */
import { lenientUtf8Text, utf8Length, utf8Text } from './bytes.ts';
import { connectionKind, type ConnectionKind } from './connection-kind.ts';
import { isEngineType, unreadable, type EnginePart } from './engine-packet.ts';
import { isBinaryPayload, readBinaryPayloadV3, readFrameV3, readPayloadV3 } from './engine-v3.ts';
import { readFrameV4, readPayloadV4 } from './engine-v4.ts';
import { isJsonp, unwrapJsonp } from './jsonp.ts';
import { readMessage } from './message.ts';
import { readHandshake, type Handshake } from './open-packet.ts';
import type { Direction, EngineType, Frame, MalformedReason, MessagePacket, Origin, Packet } from './packet.ts';
import { createRecoveryOffsets } from './recovery-offsets.ts';
import { createSocketReader } from './socket-reader.ts';
import { createWebTransportReader, type WebTransportReader } from './webtransport.ts';

export interface DecoderOptions {
  /** Tells the protocol. What is given in `kind` wins. */
  readonly url?: string;
  readonly kind?: ConnectionKind;
  /** A packet longer than this many UTF-16 units of text or bytes of msgpack is given as partial, its payload unread. */
  readonly textLimit?: number;
  /** Attachments of an unfinished packet are cut where they are more than this many bytes in all, and the packet is marked as partial. */
  readonly pendingLimit?: number;
}

export interface Decoder {
  readonly kind: ConnectionKind;
  /**
   * Gives the packets that are complete with this frame: often one, none while attachments are awaited, many of a poll. `at` is
   * when it came, in epoch milliseconds: without it, no argument is known to be an offset of connection state recovery.
   */
  decode(frame: Frame, at?: number): Packet[];
  /** Gives what is unfinished now that the connection has ended. */
  end(): Packet[];
}

const TEXT_LIMIT = 4 << 20;
const PENDING_LIMIT = 32 << 20;
/** A WebTransport packet that claims to be longer than this is taken for nonsense, and is not waited for. */
const STREAM_LIMIT = 64 << 20;

function malformed(origin: Origin, part: EnginePart, reason: MalformedReason): Packet {
  const { raw, bytes, cut } = part;
  return { kind: 'malformed', ...origin, bytes, raw, partial: cut > 0, missing: cut, reason, attachments: [] };
}

/** What the server offers in an OPEN packet, or null if that is no object. */
function readOffer(data: string): Handshake | null {
  try {
    const offer: unknown = JSON.parse(data);
    return typeof offer === 'object' && offer !== null ? readHandshake(offer) : null;
  } catch {
    return null;
  }
}

/** A packet of the engine itself. Over WebTransport a client, too, sends an OPEN packet, which offers nothing. */
function enginePacket(origin: Origin, part: EnginePart, type: Exclude<EngineType, 'message'>): Packet {
  const { raw, bytes, cut } = part;
  const data = typeof part.data === 'string' ? part.data : lenientUtf8Text(part.data);
  const offered = type === 'open' && origin.direction === 'in';
  const handshake = offered ? readOffer(data) : null;
  if (offered && handshake === null) return malformed(origin, part, 'bad-handshake');
  const probe = (type === 'ping' || type === 'pong') && data === 'probe';
  return { kind: 'engine', ...origin, bytes, raw, partial: cut > 0, missing: cut, type, probe, handshake, data };
}

/** An answer with this status or above is about the request, whatever its body. */
const HTTP_ERROR = 400;
/**
 * `ok` answers a POST, and `OK` in Python; an error is a JSON object, in Python a JSON string. None of them begins as a packet
 * or a payload does. `0:` is revision 3's empty payload.
 */
const REPLY = /^(?:ok|OK|0:|)$|^[{"]/;

export function createDecoder(options: DecoderOptions = {}): Decoder {
  const kind = options.kind ?? connectionKind(options.url ?? '');
  const { textLimit = TEXT_LIMIT, pendingLimit = PENDING_LIMIT } = options;
  const v3 = kind.engineVersion === 3;
  const offsets = createRecoveryOffsets();
  const readers = {
    in: createSocketReader({ textLimit, pendingLimit }, offsets),
    out: createSocketReader({ textLimit, pendingLimit }, offsets),
  };
  const streams: Partial<Record<Direction, WebTransportReader>> = {};

  /** The text of an HTTP body of a poll, out of its JSONP wrapping. */
  function readPayload(text: string, direction: Direction, cut: number): EnginePart[] {
    const payload = isJsonp(text, direction) ? unwrapJsonp(text, direction) : text;
    if (payload === null) return [unreadable('bad-jsonp', text, cut)];
    return (v3 ? readPayloadV3 : readPayloadV4)(payload, cut);
  }

  function packets(origin: Origin, parts: readonly EnginePart[], at: number | null): Packet[] {
    const found: Packet[] = [];
    for (const part of parts) {
      if (part.type === 'message') {
        if (kind.protocol === 'engine.io') found.push(readMessage(origin, part, null, textLimit));
        else readers[origin.direction].read(origin, part, found, at);
      } else found.push(isEngineType(part.type) ? enginePacket(origin, part, part.type) : malformed(origin, part, part.type));
    }
    return found;
  }

  /** A message that no Engine.IO wraps. */
  function bare(origin: Origin, data: string | Uint8Array, cut: number, name: string | null): MessagePacket {
    const bytes = (typeof data === 'string' ? utf8Length(data) : data.length) + cut;
    return readMessage(origin, { data, raw: data, bytes, cut }, name, textLimit);
  }

  function reply(origin: Origin, body: string | Uint8Array, cut: number, status: number | null): Packet {
    const { bytes, raw, partial, missing, value } = bare(origin, typeof body === 'string' ? body : (utf8Text(body) ?? body), cut, null);
    return { kind: 'reply', ...origin, bytes, raw, partial, missing, status, value };
  }

  function poll(origin: Origin, body: string | Uint8Array, cut: number, status: number | null, at: number | null): Packet[] {
    const isError = origin.direction === 'in' && status !== null && status >= HTTP_ERROR;
    if (isError) return [reply(origin, body, cut, status)];
    if (v3 && typeof body !== 'string' && isBinaryPayload(body)) return packets(origin, readBinaryPayloadV3(body, cut), at);
    const text = typeof body === 'string' ? body : utf8Text(body);
    if (text === null) return packets(origin, [unreadable('bad-utf8', body, cut)], at);
    if (origin.direction === 'in' && REPLY.test(text)) return [reply(origin, text, cut, status)];
    return packets(origin, readPayload(text, origin.direction, cut), at);
  }

  return {
    kind,
    decode({ direction, transport, data, cut = 0, name = null, status = null }, at) {
      const time = at ?? null;
      const origin = { direction, transport };
      if (kind.protocol === 'plain' || transport === 'sse') return [bare(origin, data, cut, name)];
      switch (transport) {
        case 'websocket':
          return packets(origin, [v3 ? readFrameV3(data, cut) : readFrameV4(data, cut)], time);
        case 'polling':
          return poll(origin, data, cut, status, time);
        case 'webtransport': {
          const stream = (streams[direction] ??= createWebTransportReader(STREAM_LIMIT));
          return packets(origin, stream.read(typeof data === 'string' ? new TextEncoder().encode(data) : data, cut), time);
        }
      }
    },
    end() {
      const found: Packet[] = [];
      for (const direction of ['in', 'out'] as const) {
        found.push(...packets({ direction, transport: 'webtransport' }, streams[direction]?.end() ?? [], null));
        readers[direction].end(found);
      }
      return found;
    },
  };
}
