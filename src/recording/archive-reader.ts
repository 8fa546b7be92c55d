/** Reads recordings from disk: whole ones in bulk, in order of seq, and single lanes by position. */
import { openDatabase, type ArchiveDatabase } from './archive-database.ts';
import { ArchiveLane } from './archive-lane.ts';
import type { Entry } from './entry.ts';
import type { EntryRange, EntryReader } from './entry-reader.ts';
import type { Slot } from './packed-entries.ts';
import type { Lane } from './recording.ts';

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
