/** When the sockets of a recording on disk ended: what tells it lies in another lane than their packets. */
import { endOf } from '../../core/entries/socket-end.ts';
import type { EntryReader } from '../../core/entries/entry-reader.ts';

/** The times at which sockets ended, by socket, as far as they are on disk. Epoch milliseconds. */
export async function socketEnds(reader: Pick<EntryReader, 'parts'>, source: string): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  for await (const entries of reader.parts(source, { lanes: ['signal'] })) {
    for (const entry of entries) {
      const end = endOf(entry);
      if (end !== null) ends.set(end.socket, end.at);
    }
  }
  return ends;
}
