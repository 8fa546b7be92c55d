/** Engine.IO revision 4 (Socket.IO 3 and 4): https://socket.io/docs/v4/engine-io-protocol/ */
import { utf8Length } from './bytes.ts';
import { MAX_PACKETS, readTextPacket, unreadable, type EnginePart } from './engine-packet.ts';

const SEPARATOR = '\x1e';

/** A WebSocket frame is one packet: text with its type digit, or the bare bytes of a message. `b<base64>` may stand in text here too. */
export function readFrameV4(data: string | Uint8Array, cut: number): EnginePart {
  if (typeof data === 'string') return readTextPacket(data, utf8Length(data) + cut, cut, false);
  return { type: 'message', data, raw: data, bytes: data.length + cut, cut };
}

/** A polling payload is packets joined by U+001E, where a binary one is `b<base64>` without a type digit. */
export function readPayloadV4(payload: string, cut: number): EnginePart[] {
  const parts: EnginePart[] = [];
  let start = 0;
  for (;;) {
    const framing = start === 0 ? 0 : 1;
    if (parts.length === MAX_PACKETS) {
      parts.push(unreadable('too-many-packets', payload.slice(start), cut, framing));
      return parts;
    }
    const end = payload.indexOf(SEPARATOR, start);
    const last = end === -1;
    const raw = last ? payload.slice(start) : payload.slice(start, end);
    const missing = last ? cut : 0;
    parts.push(readTextPacket(raw, utf8Length(raw) + framing + missing, missing, false));
    if (last) return parts;
    start = end + 1;
  }
}
