/** Entries of one lane of a recording on disk, by seq. They are read as they come in sight, and announced by `version`. */
import { signal } from '@preact/signals';
import type { Slot } from '../recording/archive-block.ts';
import type { ArchiveLane } from '../recording/archive-lane.ts';
import type { ArchiveReader } from '../recording/archive-reader.ts';
import type { Lane } from '../recording/recording.ts';

/** Far more than are ever in sight at once. */
const KEPT = 1_000;

export class StoredEntries {
  readonly version = signal(0);
  #source = '';
  #opening: Promise<ArchiveReader> | null = null;
  #lane: ArchiveLane | null = null;
  /** What has been read, the oldest reading first; undefined of what cannot be. */
  #kept = new Map<number, Slot>();
  #wanted = new Set<number>();
  #reading = false;

  constructor(
    private readonly lane: Lane,
    private readonly open: () => Promise<ArchiveReader>,
  ) {}

  /** Says whose entries are asked for from now on. */
  follow(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#lane = null;
    this.#kept.clear();
    this.#wanted.clear();
  }

  /** The entry of a seq; undefined when it cannot be read, and 'unread' while it is. */
  at(seq: number): Slot | 'unread' {
    if (this.#kept.has(seq)) return this.#kept.get(seq);
    this.#wanted.add(seq);
    if (!this.#reading) {
      this.#reading = true;
      // All rows that one drawing asks for are read together.
      queueMicrotask(() => void this.#read().catch(() => this.#fail()));
    }
    return 'unread';
  }

  async #read(): Promise<void> {
    try {
      while (this.#wanted.size > 0) {
        const wanted = [...this.#wanted].toSorted((a, b) => a - b);
        this.#wanted.clear();
        const lane = await this.#laneThrough(wanted.at(-1)!);
        for (const seq of wanted) {
          const ordinal = await lane.ordinalOfSeq(seq);
          const [slot] = await lane.read(ordinal, ordinal + 1);
          if (lane.source === this.#source) this.#keep(seq, slot?.seq === seq ? slot : undefined);
        }
        this.version.value += 1;
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The lane, as it was when a seq had been written. */
  async #laneThrough(seq: number): Promise<ArchiveLane> {
    this.#opening ??= this.open();
    const source = this.#source;
    const lane = this.#lane ?? (await (await this.#opening).lane(source, this.lane));
    if ((lane.stretches.at(-1)?.last ?? -1) < seq) await lane.refresh();
    if (source === this.#source) this.#lane = lane;
    return lane;
  }

  #keep(seq: number, slot: Slot): void {
    this.#kept.set(seq, slot);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }

  /** The database was closed or deleted under us: it is opened again for what is asked for next. */
  #fail(): void {
    this.#opening = null;
    this.#lane = null;
  }
}
