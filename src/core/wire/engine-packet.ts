/** One Engine.IO packet, in both revisions of that protocol: what the payload readers give and the decoder takes further. */
import { fromBase64 } from './base64.ts';
import { utf8Length } from './bytes.ts';
import type { EngineType, MalformedReason } from './packet.ts';

/** An Engine.IO packet, or what stands in its place, with the bytes that it takes on the wire. */
export interface EnginePart {
  readonly type: EngineType | MalformedReason;
  /** What follows the type. */
  readonly data: string | Uint8Array;
  readonly raw: string | Uint8Array;
  readonly bytes: number;
  /** How many of them were left out at the end of `raw`. */
  readonly cut: number;
  /** How many bytes of `data` that makes: as base64, three bytes are four. Absent where it is the same. */
  readonly dataCut?: number;
}

/** https://socket.io/docs/v4/engine-io-protocol/#packet-types, the same in revisions 3 and 4. The index is the number on the wire. */
export const ENGINE_TYPES: readonly EngineType[] = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

export function isEngineType(type: EngineType | MalformedReason): type is EngineType {
  return (ENGINE_TYPES as readonly string[]).includes(type);
}

/** Packets of a payload that are read; whatever follows them is one malformed part. A body of 1 MB has room for 500,000. */
export const MAX_PACKETS = 100_000;

const DIGIT_0 = 48;
const LETTER_B = 98;

/** Reads a packet that stands as text. `base64Type` says whether its base64 form names its type, which it does in revision 3 only. */
export function readTextPacket(raw: string, bytes: number, cut: number, base64Type: boolean): EnginePart {
  if (raw.length === 0) return { type: 'empty', data: '', raw, bytes, cut };
  const first = raw.charCodeAt(0);
  if (first === LETTER_B) {
    const type = base64Type ? ENGINE_TYPES[raw.charCodeAt(1) - DIGIT_0] : 'message';
    if (type === undefined) return { type: 'unknown-engine-type', data: '', raw, bytes, cut };
    const base64 = raw.slice(base64Type ? 2 : 1);
    // Where it was cut short, its whole groups of four characters are what can be read.
    const rest = cut > 0 ? base64.length % 4 : 0;
    const data = fromBase64(rest > 0 ? base64.slice(0, -rest) : base64);
    const dataCut = Math.floor(((rest + cut) * 3) / 4);
    return data === null ? { type: 'bad-base64', data: '', raw, bytes, cut } : { type, data, raw, bytes, cut, dataCut };
  }
  const type = ENGINE_TYPES[first - DIGIT_0];
  return type === undefined ? { type: 'unknown-engine-type', data: '', raw, bytes, cut } : { type, data: raw.slice(1), raw, bytes, cut };
}

/** What cannot be read as any packet. `framing` is what belongs to it beside `raw` and `cut`, in bytes. */
export function unreadable(reason: MalformedReason, raw: string | Uint8Array, cut: number, framing = 0): EnginePart {
  return { type: reason, data: '', raw, bytes: framing + (typeof raw === 'string' ? utf8Length(raw) : raw.length) + cut, cut };
}
