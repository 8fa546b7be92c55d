/** Reads from disk what a background needs to go on: single lanes by position, and the newest entries. */
import type { ArchiveDatabase } from './archive-database.ts';
import { ArchiveLane } from './archive-lane.ts';
import type { Bounds } from '../core/entries/bounded-buffer.ts';
import type { Entry } from '../core/entries/entry.ts';
import { entryBytes, type Lane } from '../core/entries/lanes.ts';

export class LaneReader {
  /** `current` gives the database, or throws as long as there is none. */
  constructor(private readonly current: () => ArchiveDatabase) {}

  get database(): ArchiveDatabase {
    return this.current();
  }

  /** A lane of a recording as it is now. */
  async lane(source: string, lane: Lane): Promise<ArchiveLane> {
    const opened = new ArchiveLane(this.database, source, lane);
    await opened.refresh();
    return opened;
  }

  /** The newest entries of a recording that fit these bounds, oldest first. */
  async newest(source: string, bounds: Readonly<Record<Lane, Bounds>>): Promise<Record<Lane, Entry[]>> {
    const [log, packet, signal] = await Promise.all([
      this.#newestOf(source, 'log', bounds.log),
      this.#newestOf(source, 'packet', bounds.packet),
      this.#newestOf(source, 'signal', bounds.signal),
    ]);
    return { log, packet, signal };
  }

  async #newestOf(source: string, lane: Lane, bounds: Bounds): Promise<Entry[]> {
    const stored = await this.lane(source, lane);
    let newest: Entry[] = [];
    let bytes = 0;
    for (const stretch of stored.stretches.toReversed()) {
      if (newest.length >= bounds.count || bytes >= bounds.bytes) break;
      const entries = (await stored.slots(stretch)).filter((slot) => slot !== undefined);
      newest = [...entries, ...newest];
      bytes += entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    }
    return newest.slice(-bounds.count);
  }
}
