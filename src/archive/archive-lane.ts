/**
 * One lane of a recording as it is on disk, read by position. It holds the index of the lane's blocks, and the few blocks
 * that were read last; `refresh` brings the index up to date with what has been written since.
 */
import { textOf, type BlockData } from './archive-block.ts';
import { placesOf, storedAs, type ArchiveDatabase, type Stretch } from './archive-database.ts';
import { unpackEntries, type Slot } from '../core/entries/packed-entries.ts';
import type { Lane } from '../core/entries/lanes.ts';

/** Blocks that are kept decoded. */
const CACHED = 24;

export class ArchiveLane {
  #blocks: readonly Stretch[] = [];
  /** Everything that is stored, in order: the blocks, and then the tails. */
  #stretches: readonly Stretch[] = [];
  /** The blocks that were read last, by ordinal, and of these what has come. */
  #decoded = new Map<number, Promise<readonly Slot[]>>();
  #ready = new Map<number, readonly Slot[]>();
  #tailSlots = new Map<number, readonly Slot[]>();
  #recording = '';
  #refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: ArchiveDatabase,
    readonly source: string,
    readonly lane: Lane,
  ) {}

  /** The id of the recording that is read, which is another once that of the source has ended. */
  get recording(): string {
    return this.#recording;
  }

  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  /** The ordinal of the oldest entry that is stored. Older ones have made room. */
  get first(): number {
    return this.#stretches[0]?.ordinal ?? 0;
  }

  /** The ordinal that the next entry will have. */
  get end(): number {
    const last = this.#stretches.at(-1);
    return last === undefined ? 0 : last.ordinal + last.count;
  }

  get count(): number {
    return this.end - this.first;
  }

  /** Reads what is new in the index, and which of the oldest blocks have gone. Two at once would both add what is new. */
  async refresh(): Promise<void> {
    const refresh = async () => this.#refresh();
    this.#refreshing = this.#refreshing.then(refresh, refresh);
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const { database, source, lane } = this;
    const transaction = database.transaction(['heads', 'index', 'tails']);
    const recording = storedAs(source, await transaction.objectStore('heads').get(source));
    if (recording !== this.#recording) this.#forget(recording);
    const known = this.#blocks.at(-1);
    const from = known === undefined ? 0 : known.ordinal + known.count;
    const index = transaction.objectStore('index');
    const [oldest, fresh, tails] = await Promise.all([
      index.getAllKeys(placesOf(recording, lane), 1),
      index.getAll(placesOf(recording, lane, from)),
      transaction.objectStore('tails').getAll(placesOf(recording, lane)),
    ]);
    const first = oldest[0]?.[2] ?? Infinity;
    this.#blocks = [...this.#blocks.filter(({ ordinal }) => ordinal >= first), ...fresh];
    this.#tailSlots = new Map(tails.map((tail) => [tail.ordinal, unpackEntries(source, tail.packed) ?? holes(tail)]));
    this.#stretches = [...this.#blocks, ...tails.map(({ packed: _packed, ...stretch }) => stretch)];
  }

  /** The entry at an ordinal if its block is in memory; 'unread' when `read` has to come first. */
  at(ordinal: number): Slot | 'unread' {
    const stretch = this.stretchOf(ordinal);
    const slots = stretch === undefined || ordinal >= this.end ? undefined : this.#slotsInMemory(stretch);
    return stretch === undefined || slots === undefined ? 'unread' : slots[ordinal - stretch.ordinal];
  }

  /** The entries from an ordinal to before another. What cannot be read is undefined. */
  async read(from: number, to: number): Promise<Slot[]> {
    const slots: Slot[] = [];
    for (let index = Math.max(0, this.#indexOf(from)); index < this.#stretches.length; index += 1) {
      const stretch = this.#stretches[index]!;
      if (stretch.ordinal >= to) break;
      const all = await this.slots(stretch);
      for (const slot of all.slice(Math.max(0, from - stretch.ordinal), to - stretch.ordinal)) slots.push(slot);
    }
    return slots;
  }

  /** The ordinal of the first entry whose seq is at least this one. */
  async ordinalOfSeq(seq: number): Promise<number> {
    return this.#find(({ last }) => last >= seq, (entry) => entry.seq >= seq);
  }

  /** The ordinal of the first entry that was recorded at a time or later. */
  async ordinalOfTime(at: number): Promise<number> {
    return this.#find(({ until }) => until >= at, (entry) => entry.at >= at);
  }

  /** The ordinal of an entry whose block is in memory, or null. */
  ordinalInMemory(seq: number): number | null {
    const stretch = this.#stretches.find(({ last }) => last >= seq);
    const index = stretch === undefined ? -1 : (this.#slotsInMemory(stretch)?.findIndex((slot) => slot?.seq === seq) ?? -1);
    return stretch === undefined || index < 0 ? null : stretch.ordinal + index;
  }

  /** What an ordinal belongs to, as far as the index knows. */
  stretchOf(ordinal: number): Stretch | undefined {
    return this.#stretches[this.#indexOf(ordinal)];
  }

  /** All entries of a stretch. */
  async slots(stretch: Stretch): Promise<readonly Slot[]> {
    const tail = this.#tailSlots.get(stretch.ordinal);
    if (tail !== undefined) return tail;
    const known = this.#decoded.get(stretch.ordinal);
    if (known === undefined) return this.#remember(stretch.ordinal, this.#decode(stretch));
    // What is asked for again stays longest.
    this.#decoded.delete(stretch.ordinal);
    this.#decoded.set(stretch.ordinal, known);
    return known;
  }

  /** Another recording has other entries at the same places. */
  #forget(recording: string): void {
    this.#recording = recording;
    this.#blocks = [];
    this.#decoded.clear();
    this.#ready.clear();
  }

  #slotsInMemory({ ordinal }: Stretch): readonly Slot[] | undefined {
    return this.#tailSlots.get(ordinal) ?? this.#ready.get(ordinal);
  }

  /** The index of the stretch that holds an ordinal: the last that does not begin after it. */
  #indexOf(ordinal: number): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#stretches[middle]!.ordinal <= ordinal) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async #find(inStretch: (stretch: Stretch) => boolean, isIt: (entry: NonNullable<Slot>) => boolean): Promise<number> {
    const stretch = this.#stretches.find(inStretch);
    if (stretch === undefined) return this.end;
    const index = (await this.slots(stretch)).findIndex((slot) => slot !== undefined && isIt(slot));
    return stretch.ordinal + Math.max(0, index);
  }

  /** The data of neighbouring blocks, by ordinal; nothing of a tail. For whoever looks before it reads. */
  async blocks(stretches: readonly Stretch[]): Promise<ReadonlyMap<number, BlockData>> {
    const ordinals = stretches.map(({ ordinal }) => ordinal);
    const places = placesOf(this.#recording, this.lane, Math.min(...ordinals), Math.max(...ordinals) + 1);
    const blocks = this.database.transaction('blocks').store;
    const [keys, data] = await Promise.all([blocks.getAllKeys(places), blocks.getAll(places)]);
    return new Map(keys.map(([, , ordinal], index) => [ordinal, data[index]!]));
  }

  async #decode(stretch: Stretch): Promise<readonly Slot[]> {
    const data = (await this.blocks([stretch])).get(stretch.ordinal);
    const text = data === undefined ? null : await textOf(data);
    return (text === null ? null : unpackEntries(this.source, text)) ?? holes(stretch);
  }

  async #remember(ordinal: number, decoding: Promise<readonly Slot[]>): Promise<readonly Slot[]> {
    this.#decoded.set(ordinal, decoding);
    const oldest = this.#decoded.keys().next().value;
    if (this.#decoded.size > CACHED && oldest !== undefined) {
      this.#decoded.delete(oldest);
      this.#ready.delete(oldest);
    }
    const slots = await decoding;
    if (this.#decoded.get(ordinal) === decoding) this.#ready.set(ordinal, slots);
    return slots;
  }
}

function holes({ count }: Stretch): Slot[] {
  return Array.from<Slot>({ length: count });
}
