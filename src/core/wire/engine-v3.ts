/**
 * Engine.IO revision 3 (Socket.IO 1 and 2): https://github.com/socketio/engine.io-protocol/tree/v3. What its text leaves
 * open is decided by engine.io-parser 2.
 */
import { lenientUtf8Text, utf8Length, utf8Text } from './bytes.ts';
import { ENGINE_TYPES, MAX_PACKETS, readTextPacket, unreadable, type EnginePart } from './engine-packet.ts';

/** Reads a packet that stands as bytes: the type is the first byte, a number and not a digit. */
function readBinaryPacket(raw: Uint8Array, bytes: number, cut: number): EnginePart {
  if (raw.length === 0) return { type: 'empty', data: '', raw, bytes, cut };
  const type = ENGINE_TYPES[raw[0]!];
  return type === undefined
    ? { type: 'unknown-engine-type', data: '', raw, bytes, cut }
    : { type, data: raw.subarray(1), raw, bytes, cut };
}

/** A WebSocket frame is one packet. Text may be `b<type><base64>`, for a client that asked for `b64=1`. */
export function readFrameV3(data: string | Uint8Array, cut: number): EnginePart {
  return typeof data === 'string'
    ? readTextPacket(data, utf8Length(data) + cut, cut, true)
    : readBinaryPacket(data, data.length + cut, cut);
}

/** Whether a surrogate pair spans this place, where then no packet ends. */
function splitsPair(text: string, place: number): boolean {
  return (text.charCodeAt(place) & 0xfc00) === 0xdc00 && (text.charCodeAt(place - 1) & 0xfc00) === 0xd800;
}

/** A text payload is `<length>:<packet>` again and again, the length in UTF-16 units; `0:` is a payload without a packet. */
export function readPayloadV3(payload: string, cut: number): EnginePart[] {
  if (payload.length === 0) return [unreadable('empty', payload, cut)];
  const header = /(\d{1,10}):/y;
  const parts: EnginePart[] = [];
  let start = 0;
  while (start < payload.length) {
    header.lastIndex = start;
    const found = parts.length < MAX_PACKETS ? header.exec(payload) : null;
    const begin = header.lastIndex;
    const end = begin + Number(found?.[1]);
    // Where a length does not fit there is no telling where the next packet begins, so that the rest stays one piece.
    if (found === null || (end > payload.length && cut === 0) || splitsPair(payload, end)) {
      const reason = parts.length < MAX_PACKETS ? 'bad-length' : 'too-many-packets';
      parts.push(unreadable(reason, payload.slice(start), cut));
      return parts;
    }
    const raw = payload.slice(begin, end);
    const missing = end >= payload.length ? cut : 0;
    parts.push(readTextPacket(raw, found[0].length + utf8Length(raw) + missing, missing, true));
    start = end;
  }
  return parts;
}

/** Reads the `<digits as bytes><255>` that begin at `start`, and where they end. */
function readLength(payload: Uint8Array, start: number): { length: number; end: number } | null {
  let length = 0;
  for (let index = start; index < Math.min(start + 11, payload.length); index += 1) {
    const digit = payload[index]!;
    if (digit === 255) return index === start ? null : { length, end: index + 1 };
    if (digit > 9) return null;
    length = length * 10 + digit;
  }
  return null;
}

/** Text inside a binary payload. The official encoder writes lone surrogates too, which are no UTF-8: then the bytes stay beside it. */
function readEncodedText(bytes: Uint8Array, size: number, cut: number): EnginePart {
  const text = utf8Text(bytes);
  if (text !== null) return readTextPacket(text, size, cut, true);
  return { ...readTextPacket(lenientUtf8Text(bytes), size, cut, true), raw: bytes };
}

/** Whether a body that came as bytes is a binary payload. A text payload begins with a digit, which is a far greater byte. */
export function isBinaryPayload(body: Uint8Array): boolean {
  return body.length > 0 && body[0]! <= 1;
}

/** A binary payload is `<0 for text, 1 for binary><length digits as bytes><255><packet>` again and again, the length in bytes. */
export function readBinaryPayloadV3(payload: Uint8Array, cut: number): EnginePart[] {
  const parts: EnginePart[] = [];
  let start = 0;
  while (start < payload.length) {
    const marker = payload[start]!;
    const header = marker > 1 || parts.length === MAX_PACKETS ? null : readLength(payload, start + 1);
    const end = header === null ? 0 : header.end + header.length;
    if (header === null || (end > payload.length && cut === 0)) {
      const reason = parts.length < MAX_PACKETS ? 'bad-length' : 'too-many-packets';
      parts.push(unreadable(reason, payload.subarray(start), cut));
      return parts;
    }
    const raw = payload.subarray(header.end, end);
    const missing = end >= payload.length ? cut : 0;
    const bytes = header.end - start + raw.length + missing;
    if (marker === 1) parts.push(readBinaryPacket(raw, bytes, missing));
    else parts.push(readEncodedText(raw, bytes, missing));
    start = end;
  }
  return parts;
}
