/**
 * Recordings on disk, in IndexedDB: blocks of entries, and one head per recording. A batch and the heads that go with it
 * are written in one transaction, so that what is read back after a kill is always a true prefix of what was recorded.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { parseEntry, type Entry } from './entry.ts';
import { LANES, laneOf, type Lane, type RecordingHead } from './recording.ts';

interface Block {
  readonly source: string;
  readonly lane: Lane;
  /** The seq of the block's first entry. */
  readonly first: number;
  readonly entries: readonly Entry[];
}

type BlockKey = [source: string, lane: Lane, first: number];

interface Schema extends DBSchema {
  blocks: { key: BlockKey; value: Block };
  heads: { key: string; value: RecordingHead };
}

const NAME = 'holdfast-recordings';
const VERSION = 1;

function everyBlockOf(source: string, lane: Lane): IDBKeyRange {
  return IDBKeyRange.bound([source, lane, 0], [source, lane, Number.MAX_SAFE_INTEGER]);
}

async function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore('blocks', { keyPath: ['source', 'lane', 'first'] });
      database.createObjectStore('heads', { keyPath: 'source' });
    },
  });
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

export class Archive {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** Opens the archive. One that cannot be opened (damaged, or from a newer version) is replaced by an empty one. */
  static async open(): Promise<Archive> {
    try {
      return new Archive(await open());
    } catch {
      await deleteDB(NAME);
      return new Archive(await open());
    }
  }

  async heads(): Promise<RecordingHead[]> {
    return this.database.getAll('heads');
  }

  /** Writes new entries of any recordings, in the order in which they were recorded, and the heads that go with them. */
  async append(entries: readonly Entry[], heads: readonly RecordingHead[]): Promise<void> {
    const transaction = this.database.transaction(['blocks', 'heads'], 'readwrite', { durability: 'relaxed' });
    const blocks = transaction.objectStore('blocks');
    const writes: Promise<unknown>[] = [];
    for (const [source, own] of groupBy(entries, (entry) => entry.source)) {
      for (const [lane, items] of groupBy(own, laneOf)) {
        writes.push(blocks.put({ source, lane, first: items[0]!.seq, entries: items }));
      }
    }
    for (const head of heads) writes.push(transaction.objectStore('heads').put(head));
    await Promise.all([...writes, transaction.done]);
  }

  /** What is on disk of a recording, oldest first. Pruning keeps that to about as much as memory holds. */
  async read(source: string): Promise<Record<Lane, Entry[]>> {
    const [log, packet, signal] = await Promise.all([this.#readLane(source, 'log'), this.#readLane(source, 'packet'), this.#readLane(source, 'signal')]);
    return { log, packet, signal };
  }

  /** Deletes the blocks that lie wholly before the oldest entry that is still wanted. */
  async prune(source: string, oldest: Readonly<Record<Lane, number>>): Promise<void> {
    for (const lane of LANES) {
      // The block that holds the oldest wanted entry may begin before it, so the last block before it stays.
      const keys = await this.database.getAllKeys('blocks', IDBKeyRange.bound([source, lane, 0], [source, lane, oldest[lane]]));
      const keep = keys.at(-1);
      if (keep === undefined || keys.length < 2) continue;
      await this.database.delete('blocks', IDBKeyRange.bound([source, lane, 0], keep, false, true));
    }
  }

  async remove(source: string): Promise<void> {
    const transaction = this.database.transaction(['blocks', 'heads'], 'readwrite');
    const blocks = transaction.objectStore('blocks');
    await Promise.all([
      ...LANES.map(async (lane) => blocks.delete(everyBlockOf(source, lane))),
      transaction.objectStore('heads').delete(source),
      transaction.done,
    ]);
  }

  close(): void {
    this.database.close();
  }

  async #readLane(source: string, lane: Lane): Promise<Entry[]> {
    const blocks = await this.database.getAll('blocks', everyBlockOf(source, lane));
    return blocks.flatMap((block) => block.entries.map(parseEntry).filter((entry) => entry !== undefined));
  }
}
