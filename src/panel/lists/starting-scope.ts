/** Which source a list or a count of messages starts with. Pure. */
import type { EntryList } from '../../views/entry-list.ts';
import type { RecordingModel } from '../../views/model.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';

/** How far back events are looked for: whoever talks does it often. */
const LOOKED_AT = 2_000;

function hasEvents(packets: EntryList<TrafficEntry>): boolean {
  for (let index = packets.length - 1; index >= Math.max(0, packets.length - LOOKED_AT); index -= 1) {
    const entry = packets.at(index);
    if (entry?.kind === 'packet' && entry.type === 'event') return true;
  }
  return false;
}

/**
 * Everything, unless both the connection and the page's sockets are told events: a server that says the same to each of its
 * clients would seem to say all of it twice.
 */
export function startingScope(connection: RecordingModel, page: RecordingModel | null): 'all' | 'connection' {
  return page !== null && hasEvents(connection.packets) && hasEvents(page.packets) ? 'connection' : 'all';
}
