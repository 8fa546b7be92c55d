/** A packet as text to copy. Pure. */
import { hexDump } from '../../core/wire/preview.ts';
import { toBase64 } from '../../core/wire/base64.ts';
import type { Packet } from '../../core/wire/packet.ts';
import type { PacketEntry } from './message-row.ts';
import { formatTimestamp } from '../../core/words/format.ts';
import { bytesOf } from '../../core/entries/packet-content.ts';
import type { NamedValue } from './value-tree.ts';

const MAX_DEPTH = 500;

/** Plain JSON data, with binary values as `{base64}`. Nothing is left out, but what no JSON is nested as deeply as. */
function jsonData(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return { base64: toBase64(value) };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item) => jsonData(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonData(item, depth + 1)]));
}

/** What a packet holds, by name: arguments by their numbers, and whatever else its type has. */
export function packetValues(packet: Packet): NamedValue[] {
  const named = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined || value === null || value === '' ? [] : [{ name, value }]));
  switch (packet.kind) {
    case 'engine':
      return packet.handshake === null ? named({ data: packet.data }) : named({ ...packet.handshake });
    case 'message':
    case 'reply':
      return [{ name: 'value', value: packet.value }];
    case 'malformed':
      return [];
    case 'socket':
      switch (packet.type) {
        case 'event':
        case 'ack':
          return packet.args.map((value, index) => ({ name: String(index), value }));
        case 'connect':
          return named({ sid: packet.sid, pid: packet.pid, offset: packet.offset, query: packet.query, auth: packet.auth });
        case 'connect_error':
          return named({ message: packet.message, data: packet.data });
        case 'disconnect':
          return [];
      }
  }
}

/** What a packet holds as indented JSON: an event as the list that Socket.IO sends, or the value of a plain message. */
export function packetJson(packet: Packet): string {
  const content = () => {
    if (packet.kind === 'message' || packet.kind === 'reply') return packet.value;
    if (packet.kind === 'socket' && packet.type === 'event') return [packet.event, ...packet.args];
    if (packet.kind === 'socket' && packet.type === 'ack') return packet.args;
    return Object.fromEntries(packetValues(packet).map(({ name, value }) => [name, value]));
  };
  return JSON.stringify(jsonData(content(), 0), null, 2) ?? 'null';
}

/** A packet as it stood on the wire: text as it is, bytes as a hex dump, each attachment after it. */
export function rawText({ text, binary, attachments }: PacketEntry): string {
  const dump = (base64: string) => hexDump(bytesOf(base64), Infinity);
  return [text ?? dump(binary ?? ''), ...attachments.map(dump)].join('\n\n');
}

/** A row of the list, in a line. */
export function rowText({ at, direction, namespace, type, event, preview }: PacketEntry): string {
  const what = [namespace === null || namespace === '/' ? '' : namespace, type === 'event' || event !== '' ? event : type, preview];
  return `${formatTimestamp(at)} ${direction} ${what.filter(Boolean).join(' ')}`;
}
