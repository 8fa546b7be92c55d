/** Reads recordings from disk for those who look at them: also how large they are, and whole ones in bulk, in order of seq. */
import { openDatabase, type Stretch } from './archive-database.ts';
import type { ArchiveLane } from './archive-lane.ts';
import type { Entry } from '../core/entries/entry.ts';
import type { EntryRange, EntryReader } from '../core/entries/entry-reader.ts';
import type { Slot } from '../core/entries/packed-entries.ts';
import { LaneReader } from './lane-reader.ts';

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

export class ArchiveReader extends LaneReader implements EntryReader {
  /** Opens the archive for a context that only reads it. Rejects when the disk cannot be read. */
  static async open(): Promise<ArchiveReader> {
    const database = await openDatabase();
    return new ArchiveReader(() => database);
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
