/** What a recorded packet holds, decoded again from its bytes: recordings keep only a line of it. Pure. */
import { fromBase64 } from '../wire/base64.ts';
import type { ConnectionKind } from '../wire/connection-kind.ts';
import { createDecoder } from '../wire/decoder.ts';
import type { Packet } from '../wire/packet.ts';
import type { EntryOf } from './entry.ts';

type PacketEntry = EntryOf<'packet'>;
type Protocol = EntryOf<'socket-opened'>['protocol'];

const PLAIN: ConnectionKind = { protocol: 'plain', engineVersion: null, engineSid: null };

function kindOf({ namespace, type }: PacketEntry, protocol: Protocol | null): ConnectionKind {
  const isMessage = namespace === null && (type === 'text' || type === 'json' || type === 'binary');
  // The recording may begin after the socket was opened. A plain message is nothing that Socket.IO knows.
  if (protocol === 'websocket' || protocol === 'sse' || (protocol === null && isMessage)) return PLAIN;
  const engineVersion = protocol === 'socket.io-2' || protocol === 'engine.io-3' ? 3 : 4;
  return { protocol: isMessage ? 'engine.io' : 'socket.io', engineVersion, engineSid: null };
}

/** The bytes of a binary packet, of its attachments, or none where the recording was damaged. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return fromBase64(base64) ?? new Uint8Array(0);
}

/** The packet as it stood on the wire. */
export function rawOf({ text, binary }: PacketEntry): string | Uint8Array<ArrayBuffer> {
  return text ?? bytesOf(binary ?? '');
}

/** Decodes a packet, or gives null where that gives nothing whole. */
export function packetContent(entry: PacketEntry, protocol: Protocol | null): Packet | null {
  if (entry.type === 'malformed' || entry.type === 'reply') return null;
  const kind = kindOf(entry, protocol);
  const decoder = createDecoder({ kind });
  const { direction, cut } = entry;
  const transport = kind === PLAIN ? entry.transport : 'websocket';
  const found = decoder.decode({ direction, transport, data: rawOf(entry), cut: entry.attachments.length === 0 ? cut : 0 });
  for (const attachment of entry.attachments) {
    const bytes = bytesOf(attachment);
    // Revision 3 puts the type before the bytes, a number and not a digit.
    const data = kind.engineVersion === 3 ? Uint8Array.from([4, ...bytes]) : bytes;
    found.push(...decoder.decode({ direction, transport, data, cut }));
  }
  const packet = found.at(-1);
  if (packet === undefined || packet.kind === 'malformed' || packet.kind === 'reply' || packet.type !== entry.type) return null;
  return withoutOffset(packet, entry.offset);
}

/** What the server has appended to an event is no argument of it. */
function withoutOffset(packet: Packet, offset: string | null): Packet {
  if (packet.kind !== 'socket' || packet.type !== 'event' || offset === null || packet.args.at(-1) !== offset) return packet;
  return { ...packet, args: packet.args.slice(0, -1), offset };
}
