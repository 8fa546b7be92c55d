/** Reads recordings from disk: whole ones in bulk, in order of seq, and single lanes by position. */
import { openDatabase, type ArchiveDatabase, type Stretch } from './archive-database.ts';
import { ArchiveLane } from './archive-lane.ts';
import type { Bounds } from './bounded-buffer.ts';
import type { Entry } from './entry.ts';
import type { EntryRange, EntryReader } from './entry-reader.ts';
import type { Slot } from './packed-entries.ts';
import { entryBytes, type Lane } from './recording.ts';

/** What a recording takes on disk, and what of it is there. */
export interface StoredSize {
  readonly entries: number;
  readonly logs: number;
  readonly packets: number;
  readonly bytes: number;
  /** The earliest and the latest time of its entries. Epoch milliseconds. */
  readonly since: number;
  readonly until: number;
}

/** What of the index is read at once, so that nobody waits long for the thread. */
const INDEX_PART = 1_000;

export class ArchiveReader implements EntryReader {
  constructor(private readonly database: ArchiveDatabase) {}

  /** Opens the archive for a context that only reads it. Rejects when the disk cannot be read. */
  static async open(): Promise<ArchiveReader> {
    return new ArchiveReader(await openDatabase());
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

  /** The sizes of all recordings, by id. */
  async sizes(): Promise<Map<string, StoredSize>> {
    const sizes = new Map<string, StoredSize>();
    const add = ({ source, lane, count, bytes, since, until }: Stretch) => {
      const { entries, logs, packets, ...former } = sizes.get(source) ?? { entries: 0, logs: 0, packets: 0, bytes: 0, since: Infinity, until: -Infinity };
      sizes.set(source, {
        entries: entries + count,
        logs: logs + (lane === 'log' ? count : 0),
        packets: packets + (lane === 'packet' ? count : 0),
        bytes: former.bytes + bytes,
        since: Math.min(former.since, since),
        until: Math.max(former.until, until),
      });
    };
    for (const store of ['tails', 'index'] as const) {
      let part: Stretch[] = [];
      do {
        const last = part.at(-1);
        const after = last === undefined ? null : IDBKeyRange.lowerBound([last.source, last.lane, last.ordinal], true);
        part = await this.database.getAll(store, after, INDEX_PART);
        part.forEach(add);
      } while (part.length === INDEX_PART);
    }
    return sizes;
  }

  async *parts(source: string, { lanes, from = 0, to = Infinity }: EntryRange): AsyncIterable<readonly Entry[]> {
    const runs = await Promise.all(lanes.map(async (lane) => new Run(await this.lane(source, lane), from, to)));
    for (;;) {
      for (const run of runs) await run.fill();
      const waiting = runs.filter(({ entries }) => entries.length > 0);
      if (waiting.length === 0) return;
      // Up to here every lane has told what it has.
      const through = Math.min(...waiting.map(({ entries }) => entries.at(-1)!.seq));
      yield waiting.flatMap((run) => run.take(through)).toSorted((a, b) => a.seq - b.seq);
    }
  }

  close(): void {
    this.database.close();
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

/** The entries of one lane that are still to be told, block by block. */
class Run {
  entries: Entry[] = [];
  #next: number;

  constructor(
    private readonly lane: ArchiveLane,
    private readonly from: number,
    private readonly to: number,
  ) {
    const first = lane.stretches.findIndex(({ last }) => last >= from);
    this.#next = first < 0 ? Infinity : first;
  }

  /** Reads on until there is something to tell, or nothing is left. */
  async fill(): Promise<void> {
    const isWanted = (slot: Slot): slot is Entry => slot !== undefined && slot.seq >= this.from && slot.seq <= this.to;
    while (this.entries.length === 0) {
      const stretch = this.lane.stretches[this.#next];
      if (stretch === undefined || stretch.first > this.to) return;
      this.#next += 1;
      this.entries = (await this.lane.slots(stretch)).filter(isWanted);
    }
  }

  take(through: number): Entry[] {
    const end = this.entries.findIndex(({ seq }) => seq > through);
    return this.entries.splice(0, end < 0 ? this.entries.length : end);
  }
}
