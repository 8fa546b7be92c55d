/** Messages of the application outside of Socket.IO. */
import type { EnginePart } from './engine-packet.ts';
import type { MessagePacket, Origin } from './packet.ts';

/** Objects and arrays are JSON. A bare number or word is more likely to be meant as text, and reads the same. */
function parsed(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

/** Text longer than `textLimit` stays text. */
export function readMessage(
  origin: Origin,
  { data, raw, bytes, cut }: Omit<EnginePart, 'type'>,
  name: string | null,
  textLimit: number,
): MessagePacket {
  const base = { kind: 'message', direction: origin.direction, transport: origin.transport, bytes, raw, partial: cut > 0, missing: cut, name, problem: null } as const;
  if (typeof data !== 'string') return { ...base, type: 'binary', value: data };
  const json = cut > 0 || data.length > textLimit ? null : parsed(data);
  return json === null ? { ...base, type: 'text', value: data } : { ...base, type: 'json', value: json };
}
