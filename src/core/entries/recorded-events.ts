/** The events of a recording, read again with their arguments: packets keep only a line of those. Pure. */
import type { Entry, EntryOf } from './entry.ts';
import { packetContent } from './packet-content.ts';

type PacketEntry = EntryOf<'packet'>;

export interface RecordedEvent {
  readonly packet: PacketEntry;
  readonly args: readonly unknown[];
}

/** Whether a packet is an event that came in and can be read. */
export function isIncomingEvent(entry: Entry): entry is PacketEntry {
  return entry.kind === 'packet' && entry.type === 'event' && entry.direction === 'in' && entry.problem === '';
}

/** The arguments of an event of a background connection, or null where its packet cannot be read whole. */
export function eventArguments(packet: PacketEntry): readonly unknown[] | null {
  const content = packetContent(packet, 'socket.io-4');
  return content?.kind === 'socket' && content.type === 'event' ? content.args : null;
}

/** The events of this name and namespace that came after the entry of seq `after`, oldest first. */
export function recordedEvents(entries: readonly Entry[], name: string, namespace: string, after: number): RecordedEvent[] {
  const found: RecordedEvent[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'packet' || entry.namespace !== namespace || entry.direction !== 'in') continue;
    if (entry.seq <= after || entry.event !== name || !isIncomingEvent(entry)) continue;
    const args = eventArguments(entry);
    if (args !== null) found.push({ packet: entry, args });
  }
  return found;
}
