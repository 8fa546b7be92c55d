/** Feeding a decoder in tests. */
import { createDecoder, type DecoderOptions } from '../../../../src/core/wire/decoder.ts';
import type { Direction, Frame, Packet, SocketPacket, Transport } from '../../../../src/core/wire/packet.ts';

export const V4 = 'ws://localhost/socket.io/?EIO=4&transport=websocket';
export const V3 = 'ws://localhost/socket.io/?EIO=3&transport=websocket';

export interface Feed {
  url?: string;
  transport?: Transport;
  direction?: Direction;
  options?: DecoderOptions;
}

/** What a fresh decoder gives for these frames and the end of the connection. */
export function decodeAll(data: readonly (string | Uint8Array)[], { url = V4, transport = 'websocket', direction = 'in', options }: Feed = {}): Packet[] {
  const decoder = createDecoder({ url, ...options });
  return [...data.flatMap((chunk) => decoder.decode({ direction, transport, data: chunk })), ...decoder.end()];
}

/** The only packet that these frames give. */
export function decodeOne(data: string | Uint8Array | readonly (string | Uint8Array)[], feed: Feed = {}): Packet {
  const packets = decodeAll(typeof data === 'string' || data instanceof Uint8Array ? [data] : data, feed);
  if (packets.length !== 1) throw new Error(`Expected one packet, got ${JSON.stringify(packets)}`);
  return packets[0]!;
}

export function frameSize({ data, cut = 0 }: Frame): number {
  return (typeof data === 'string' ? Buffer.byteLength(data) : data.length) + cut;
}

export const socketPackets = (packets: readonly Packet[]): SocketPacket[] => packets.filter((packet) => packet.kind === 'socket');

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a packet says, in short, for tables. */
export function said(packet: Packet): unknown {
  switch (packet.kind) {
    case 'engine':
      return packet.probe ? `${packet.type} probe` : packet.type;
    case 'malformed':
      return { malformed: packet.reason, raw: packet.raw };
    case 'reply':
      return { reply: packet.value };
    case 'message':
      return { [packet.type]: packet.value };
    case 'socket':
      return told(packet);
  }
}

function told(packet: Extract<Packet, { kind: 'socket' }>): unknown {
  const id = packet.ackId === null ? {} : { id: packet.ackId };
  const where = { ...(packet.namespace === '/' ? {} : { ns: packet.namespace }), ...id };
  switch (packet.type) {
    case 'event':
      return { ...where, event: packet.event, args: packet.args };
    case 'ack':
      return { ...where, ack: packet.args };
    case 'connect':
      return { ...where, connect: packet.sid, ...(packet.auth === undefined ? {} : { auth: packet.auth }) };
    case 'disconnect':
      return { ...where, disconnect: true };
    case 'connect_error':
      return { ...where, error: packet.message, ...(packet.data === undefined ? {} : { data: packet.data }) };
  }
}
