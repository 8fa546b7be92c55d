/** Which of Socket.IO's parsers has written a packet, as far as its form tells. */
import type { EntryOf } from './entry.ts';

/**
 * `default` is socket.io-parser, `msgpack` socket.io-msgpack-parser, `json` socket.io-json-parser; `custom` is none of them, which
 * the first message of a connection says.
 */
export type PacketParser = 'default' | 'msgpack' | 'json' | 'custom';

/** Null of what is no packet of Socket.IO. `4` in front is Engine.IO's type of a message, `b` its base64 in a poll. */
export function parserOf({ namespace, text, problem }: Pick<EntryOf<'packet'>, 'namespace' | 'text' | 'problem'>): PacketParser | null {
  if (problem === 'custom-parser') return 'custom';
  if (namespace === null) return null;
  if (text === null || text.startsWith('b')) return 'msgpack';
  return text.startsWith('4{') ? 'json' : 'default';
}
