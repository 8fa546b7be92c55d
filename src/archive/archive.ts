/**
 * Recordings on disk, as the one context that writes them knows them. Entries and the heads that go with them are written
 * in one transaction, so that what is read back after a kill is always a true prefix of what was recorded.
 */
import { deleteDB } from 'idb';
import { cutBlocks, deflate, type BlockData } from './archive-block.ts';
import { ARCHIVE_NAME, openDatabase, placesOf, placesOfAll, storedAs, stretchOf, tailOf, UPKEEP, type ArchiveDatabase, type ArchiveTransaction, type PlaceKey, type Stretch, type Upkeep } from './archive-database.ts';
import { afterLook, retire, withDeleted, type Retention } from './archive-retention.ts';
import type { Deleted } from '../core/contract/deleted.ts';
import type { Bounds } from '../core/entries/bounded-buffer.ts';
import type { Entry } from '../core/entries/entry.ts';
import { LaneReader } from './lane-reader.ts';
import { packEntries, unpackEntries, type Slot } from '../core/entries/packed-entries.ts';
import { LANES, laneOf, type Lane } from '../core/entries/lanes.ts';
import { cardOf, type RecordingHead } from '../core/session/recording-head.ts';

/** The end of a lane: what does not fill a block yet, and is in `tails` on disk. */
interface LaneEnd {
  readonly source: string;
  readonly lane: Lane;
  /** The ordinal of the first of these entries. */
  readonly ordinal: number;
  readonly entries: readonly Slot[];
  /** The seq of the newest entry, or -1. */
  readonly last: number;
}

interface Block {
  readonly stretch: Stretch;
  readonly data: BlockData;
}

/** What is about to be written of one lane. */
interface Growth {
  readonly former: LaneEnd;
  readonly end: LaneEnd;
  readonly fresh: readonly Entry[];
  readonly blocks: readonly Block[];
}

/** When so many entries are written at once, their blocks are compressed later: that would take longer than all else. */
const HURRY = 1_000;

/** Errors of opening that no later attempt will mend: the database is damaged, or from a newer version. */
const HOPELESS: ReadonlySet<string> = new Set(['VersionError', 'UnknownError', 'DataError', 'NotReadableError', 'EncodingError']);

export class Archive {
  readonly reader = new LaneReader(() => this.#current());
  /** Called when the database was closed under us: deleted, or closed by the browser. */
  onClosed: () => void = () => {};
  /** Null while it is closed. */
  #database: ArchiveDatabase | null = null;
  #isEnded = false;
  #upkeep: Upkeep = { clock: null, deleted: [] };
  #ends = new Map<string, LaneEnd>();
  /** Blocks that are still to be compressed, as far as is known. */
  #loose: Stretch[] = [];
  /** Writing is one thing after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Opens the archive. One that cannot be read (damaged, or from a newer version) is replaced by an empty one, which says so
   * in what was deleted. Rejects when it cannot be opened for another reason, such as a full disk.
   */
  static async open(): Promise<Archive> {
    const archive = new Archive();
    try {
      await archive.reopen();
    } catch (error) {
      if (!(error instanceof Error || error instanceof DOMException) || !HOPELESS.has(error.name)) throw error;
      // What somebody else holds for a moment is no reason to delete it.
      await archive.reopen().catch(async () => {
        await deleteDB(ARCHIVE_NAME);
        await archive.reopen();
        await archive.tell({ why: 'unreadable', limit: 0, recordings: 0 });
      });
    }
    return archive;
  }

  /** One that is not open yet. */
  static closed(): Archive {
    return new Archive();
  }

  /** Whether the database has to be opened before anything can be written. */
  get isClosed(): boolean {
    return this.#database === null;
  }

  /** What was deleted without anybody asking for it, and is still to be told. */
  get deleted(): readonly Deleted[] {
    return this.#upkeep.deleted;
  }

  /** Opens the database, again after it was closed. What is in it then may be all that was, or nothing. */
  async reopen(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isEnded) throw new DOMException('The archive was closed.', 'InvalidStateError');
      if (this.#database !== null) return;
      const opened: ArchiveDatabase = await openDatabase(() => {
        if (this.#database === opened) this.#lose();
      });
      this.#ends.clear();
      this.#loose = [];
      const [upkeep, heads] = await Promise.all([opened.get('notes', UPKEEP), opened.getAll('heads')]);
      // What a former version has recorded tells what the clock was when it was last right.
      const newest = heads.reduce((latest, { lastAt }) => Math.max(latest, lastAt), -Infinity);
      this.#upkeep = upkeep ?? { clock: newest === -Infinity ? null : { trusted: newest, doubted: null }, deleted: [] };
      this.#database = opened;
    });
  }

  async heads(): Promise<RecordingHead[]> {
    return (await this.#current().getAll('heads')).map((head) => ({ ...head, card: cardOf(head) }));
  }

  /** Remembers that something was deleted, until that has been told. */
  async tell(deleted: Deleted): Promise<void> {
    return this.#inTurn(async () => this.#keep({ ...this.#upkeep, deleted: withDeleted(this.#upkeep.deleted, deleted) }));
  }

  /** What was deleted has been told. */
  async forgetDeleted(): Promise<void> {
    return this.#inTurn(async () => this.#keep({ ...this.#upkeep, deleted: [] }));
  }

  /**
   * Writes new entries of any recordings, in the order in which they were recorded, and the heads that go with them: all
   * or nothing. Entries that are there already are not written again, so whoever does not know may try once more.
   */
  async append(entries: readonly Entry[], heads: readonly RecordingHead[]): Promise<void> {
    return this.#inTurn(async () => {
      const ids = new Map(heads.map((head) => [head.source, storedAs(head.source, head)]));
      const lanes = [...groupBy(entries, ({ source }) => source)].flatMap(([source, own]) => [...groupBy(own, laneOf)].map(([lane, items]) => ({ source: ids.get(source) ?? source, lane, items })));
      const inHurry = entries.length >= HURRY;
      const growths = await Promise.all(lanes.map(async ({ source, lane, items }) => grown(await this.#end(source, lane), items, inHurry)));
      await this.#write((transaction) => [
        ...heads.map(async (head) => transaction.objectStore('heads').put(head)),
        ...growths.flatMap((growth) => writeGrowth(transaction, growth)),
      ]);
      for (const { end, blocks } of growths) {
        this.#ends.set(`${end.lane} ${end.source}`, end);
        for (const { stretch } of blocks) if (stretch.loose === true) this.#loose.push(stretch);
      }
    });
  }

  /** Compresses blocks that were written in a hurry, so many at the most. Returns whether there are more. */
  async compress(most: number): Promise<boolean> {
    return this.#inTurn(async () => {
      const some = this.#loose.slice(0, most);
      if (some.length === 0) return this.#loose.length > 0;
      const data = await Promise.all(some.map(async (stretch) => this.#compressed(stretch)));
      await this.#write((transaction) => some.flatMap((stretch, index) => {
        const compressed = data[index];
        return compressed === undefined ? [] : writeBlock(transaction, { stretch: { ...stretch, bytes: compressed.length, loose: false }, data: compressed });
      }));
      this.#loose = this.#loose.slice(some.length);
      return this.#loose.length > 0;
    });
  }

  /** The newest entries of a recording that fit these bounds, oldest first. */
  async newest(source: string, bounds: Readonly<Record<Lane, Bounds>>): Promise<Record<Lane, Entry[]>> {
    return this.reader.newest(source, bounds);
  }

  /**
   * Deletes what has to make room: blocks, and recordings that have ended as a whole, of which it returns the sources. By age
   * only what is old by a clock that can be believed.
   */
  async retain(retention: Retention, now: number): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const transaction = this.#current().transaction(['heads', 'index', 'tails']);
      const [heads, blocks, tails] = await Promise.all([transaction.objectStore('heads').getAll(), transaction.objectStore('index').getAll(), transaction.objectStore('tails').getAll()]);
      // Those that an earlier background has left are found here.
      this.#loose = blocks.filter(({ loose }) => loose === true);
      const clock = afterLook(this.#upkeep.clock ?? { trusted: now, doubted: null }, now);
      const { sources, stretches, deleted } = retire(heads, blocks, tails, retention, clock.trusted);
      const ids = sources.map((source) => storedAs(source, heads.find((head) => head.source === source)));
      const upkeep = { clock, deleted: deleted.reduce(withDeleted, this.#upkeep.deleted) };
      await this.#write((writing) => [
        writing.objectStore('notes').put(upkeep, UPKEEP),
        ...stretches.flatMap(({ source, lane, ordinal }) => (['index', 'blocks', 'tails'] as const).map(async (store) => writing.objectStore(store).delete([source, lane, ordinal]))),
        ...sources.flatMap((source, index) => removeRecording(writing, source, ids[index]!)),
      ]);
      this.#upkeep = upkeep;
      // What is written to such a lane next must not bring back its end.
      const ended = new Set(heads.map(cardOf).flatMap(({ id, endedAt }) => (endedAt === null ? [] : [id])));
      for (const { source, lane } of stretches) if (ended.has(source)) this.#ends.delete(`${lane} ${source}`);
      for (const id of ids) for (const lane of LANES) this.#ends.delete(`${lane} ${id}`);
      return sources;
    });
  }

  /** Makes blocks of what never filled one: nothing more comes to the recording. */
  async seal(source: string): Promise<void> {
    return this.#inTurn(async () => {
      const id = storedAs(source, await this.#current().get('heads', source));
      const ends = await Promise.all(LANES.map(async (lane) => this.#end(id, lane)));
      const blocks = await Promise.all(ends.filter(({ entries }) => entries.length > 0).map(async ({ lane, ordinal, entries, last }) => blockOf([id, lane, ordinal], entries, last)));
      await this.#write((transaction) => [...blocks.flatMap((block) => writeBlock(transaction, block)), transaction.objectStore('tails').delete(placesOfAll(id))]);
      for (const lane of LANES) this.#ends.delete(`${lane} ${id}`);
    });
  }

  async remove(source: string): Promise<void> {
    return this.#inTurn(async () => {
      const id = storedAs(source, await this.#current().get('heads', source));
      for (const lane of LANES) this.#ends.delete(`${lane} ${id}`);
      await this.#write((transaction) => removeRecording(transaction, source, id));
    });
  }

  /** Closes it for good. */
  close(): void {
    this.#isEnded = true;
    this.#database?.close();
    this.#database = null;
  }

  #current(): ArchiveDatabase {
    if (this.#database === null) throw new DOMException('The database is closed.', 'InvalidStateError');
    return this.#database;
  }

  #lose(): void {
    this.#database = null;
    this.onClosed();
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch((error: unknown) => {
      // Not every browser says when it closes a database.
      if (error instanceof DOMException && error.name === 'InvalidStateError' && this.#database !== null) {
        this.#database.close();
        this.#lose();
      }
    });
    return turn;
  }

  async #keep(upkeep: Upkeep): Promise<void> {
    await this.#write((transaction) => [transaction.objectStore('notes').put(upkeep, UPKEEP)]);
    this.#upkeep = upkeep;
  }

  /** Writes in one transaction: all of it or, when any of it fails, nothing. */
  async #write(start: (transaction: ArchiveTransaction) => Promise<unknown>[]): Promise<void> {
    const transaction = this.#current().transaction(['index', 'blocks', 'tails', 'heads', 'notes'], 'readwrite', { durability: 'relaxed' });
    try {
      await Promise.all([...start(transaction), transaction.done]);
    } catch (error) {
      // A value that cannot be stored fails alone, and the browser would go on with the others.
      if (transaction.error === null) transaction.abort();
      throw transaction.error ?? error;
    }
  }

  /** The compressed data of a loose block, or undefined of one that has gone. */
  async #compressed({ source, lane, ordinal }: Stretch): Promise<Uint8Array | undefined> {
    const data = await this.#current().get('blocks', [source, lane, ordinal]);
    return typeof data === 'string' ? deflate(data) : undefined;
  }

  async #end(source: string, lane: Lane): Promise<LaneEnd> {
    const known = this.#ends.get(`${lane} ${source}`);
    if (known !== undefined) return known;
    const transaction = this.#current().transaction(['index', 'tails']);
    const [newest, tails] = await Promise.all([
      transaction.objectStore('index').openCursor(placesOf(source, lane), 'prev'),
      transaction.objectStore('tails').getAll(placesOf(source, lane)),
    ]);
    const block = newest?.value;
    const ordinal = tails[0]?.ordinal ?? (block === undefined ? 0 : block.ordinal + block.count);
    const entries = tails.flatMap(({ packed, count }) => unpackEntries(source, packed) ?? Array.from<Slot>({ length: count }));
    return { source, lane, ordinal, entries, last: tails.at(-1)?.last ?? block?.last ?? -1 };
  }
}

/** A lane's end with new entries behind it, cut into full blocks and what is left. */
async function grown(former: LaneEnd, items: readonly Entry[], inHurry: boolean): Promise<Growth> {
  const { source, lane } = former;
  const fresh = items.filter(({ seq }) => seq > former.last);
  const last = fresh.at(-1)?.seq ?? former.last;
  const { full, rest } = cutBlocks([...former.entries, ...fresh]);
  // One after the other they would wait for the thread each time, and fall behind what is recorded.
  const packed = await Promise.all(full.map(async (entries) => (inHurry ? packEntries(entries) : deflate(packEntries(entries)))));
  let { ordinal } = former;
  const blocks: Block[] = [];
  for (const [index, entries] of full.entries()) {
    const data = packed[index]!;
    const stretch = stretchOf([source, lane, ordinal], entries, blocks.at(-1)?.stretch.last ?? -1, data.length);
    blocks.push({ stretch: inHurry ? { ...stretch, loose: true } : stretch, data });
    ordinal += entries.length;
  }
  return { former, end: { source, lane, ordinal, entries: rest, last }, fresh, blocks };
}

/** `seq` stands in where no entry can be read. */
async function blockOf(key: PlaceKey, entries: readonly Slot[], seq: number): Promise<Block> {
  const data = await deflate(packEntries(entries));
  return { stretch: stretchOf(key, entries, seq, data.length), data };
}

function writeBlock(transaction: ArchiveTransaction, { stretch, data }: Block): Promise<unknown>[] {
  const { source, lane, ordinal } = stretch;
  return [transaction.objectStore('index').put(stretch), transaction.objectStore('blocks').put(data, [source, lane, ordinal])];
}

/** Deletes the recording that is kept of a source, under this id. */
function removeRecording(transaction: ArchiveTransaction, source: string, id: string): Promise<unknown>[] {
  return [
    ...(['index', 'blocks', 'tails'] as const).map(async (store) => transaction.objectStore(store).delete(placesOfAll(id))),
    transaction.objectStore('heads').delete(source),
  ];
}

function writeGrowth(transaction: ArchiveTransaction, { former, end, fresh, blocks }: Growth): Promise<unknown>[] {
  const { source, lane } = end;
  const tails = transaction.objectStore('tails');
  if (blocks.length === 0) return fresh.length === 0 ? [] : [tails.put(tailOf([source, lane, former.ordinal + former.entries.length], fresh, end.last))];
  return [
    ...blocks.flatMap((block) => writeBlock(transaction, block)),
    tails.delete(placesOf(source, lane)),
    ...(end.entries.length === 0 ? [] : [tails.put(tailOf([source, lane, end.ordinal], end.entries, end.last))]),
  ];
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
