/** What a recorded packet holds, decoded again from its bytes: recordings keep only a line of it. Pure. */
import { fromBase64 } from '../wire/base64.ts';
import type { ConnectionKind } from '../wire/connection-kind.ts';
import { createDecoder } from '../wire/decoder.ts';
import type { Packet } from '../wire/packet.ts';
import type { EntryOf } from './entry.ts';

type PacketEntry = EntryOf<'packet'>;
type Protocol = EntryOf<'socket-opened'>['protocol'];

const PLAIN: ConnectionKind = { protocol: 'plain', engineVersion: null, engineSid: null };
const socketIo = (engineVersion: 3 | 4): ConnectionKind => ({ protocol: 'socket.io', engineVersion, engineSid: null });

function kindOf({ namespace, type }: PacketEntry, protocol: Protocol | null): ConnectionKind {
  switch (protocol) {
    case 'socket.io-2':
      return socketIo(3);
    case 'websocket':
    case 'sse':
      return PLAIN;
    case 'socket.io-4':
      return socketIo(4);
    case null:
      // The recording begins after the socket was opened. A plain message is nothing that Socket.IO knows.
      return namespace === null && (type === 'text' || type === 'json' || type === 'binary') ? PLAIN : socketIo(4);
  }
}

/** The bytes of a binary packet, of its attachments, or none where the recording was damaged. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return fromBase64(base64) ?? new Uint8Array(0);
}

/** The packet as it stood on the wire. */
export function rawOf({ text, binary }: PacketEntry): string | Uint8Array<ArrayBuffer> {
  return text ?? bytesOf(binary ?? '');
}

/**
 * Decodes a packet, or gives null where that gives nothing whole. `connect` is the server's answer to the CONNECT of its
 * namespace, if it is known: it tells whether events end in an offset that is not the application's.
 */
export function packetContent(entry: PacketEntry, protocol: Protocol | null, connect: PacketEntry | null): Packet | null {
  if (entry.type === 'malformed' || entry.type === 'reply') return null;
  const kind = kindOf(entry, protocol);
  const decoder = createDecoder({ kind });
  const feed = (packet: PacketEntry): Packet[] => {
    const { direction, cut } = packet;
    const raw = rawOf(packet);
    const transport = kind === PLAIN ? packet.transport : 'websocket';
    const found = decoder.decode({ direction, transport, data: raw, cut: packet.attachments.length === 0 ? cut : 0 });
    for (const attachment of packet.attachments) {
      const bytes = bytesOf(attachment);
      // Revision 3 puts the type before the bytes, a number and not a digit.
      const data = kind.engineVersion === 3 ? Uint8Array.from([4, ...bytes]) : bytes;
      found.push(...decoder.decode({ direction, transport, data, cut }));
    }
    return found;
  };
  if (connect !== null) feed(connect);
  const packet = feed(entry).at(-1);
  return packet === undefined || packet.kind === 'malformed' || packet.kind === 'reply' || packet.type !== entry.type ? null : packet;
}
