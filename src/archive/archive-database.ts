/**
 * The database of the archive. Each recording's entries are kept lane by lane, and each entry's place in its lane is its
 * ordinal, from 0. Full blocks are compressed, at once or when there is time, and what is known of a block stands apart from
 * its data, so that a million entries can be found without reading one. The newest entries wait in `tails` until they fill a
 * block.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { BlockData } from './archive-block.ts';
import type { Clock } from './archive-retention.ts';
import type { Deleted } from '../core/contract/deleted.ts';
import { isErrorLine, parseEntry } from '../core/entries/entry.ts';
import { packEntries, type Slot } from '../core/entries/packed-entries.ts';
import type { Lane } from '../core/entries/lanes.ts';
import { cardOf, type RecordingHead } from '../core/session/recording-head.ts';

/** A place is that of a recording, by its id, and not of its source, which has one recording after the other. */
export type PlaceKey = [recording: string, lane: Lane, ordinal: number];

/** What is known of some entries that were written together. */
export interface Stretch {
  /** The id of the recording. */
  readonly source: string;
  readonly lane: Lane;
  /** The place of its first entry in its lane. */
  readonly ordinal: number;
  readonly count: number;
  /** The seqs of its first and its last entry. */
  readonly first: number;
  readonly last: number;
  /** The earliest and the latest time of its entries; a clock may have been set back in between. Epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  /** How many of its entries are log lines of level error or above. */
  readonly errors: number;
  /** What its data takes on disk. */
  readonly bytes: number;
  /** Whether its data is text that is still to be compressed. */
  readonly loose?: boolean;
}

/** Entries that do not fill a block yet, as text. */
export interface Tail extends Stretch {
  readonly packed: string;
}

/** What is remembered of the archive as a whole. */
export interface Upkeep {
  readonly clock: Clock | null;
  readonly deleted: readonly Deleted[];
}

interface Schema extends DBSchema {
  index: { key: PlaceKey; value: Stretch };
  blocks: { key: PlaceKey; value: BlockData };
  tails: { key: PlaceKey; value: Tail };
  heads: { key: string; value: RecordingHead };
  notes: { key: typeof UPKEEP; value: Upkeep };
}

type Stores = ('index' | 'blocks' | 'tails' | 'heads' | 'notes')[];

export type ArchiveDatabase = IDBPDatabase<Schema>;
/** A transaction in which everything can be written. */
export type ArchiveTransaction = IDBPTransaction<Schema, Stores, 'readwrite'>;

export const ARCHIVE_NAME = 'holdfast-recordings';
/** The key of the only note. */
export const UPKEEP = 'upkeep';
/**
 * Blocks of version 2 are read as they are. It knew no loose ones, and no fields that entries have in common. Version 3 knew
 * no notes.
 */
const VERSION = 4;

/** The id under which the entries of a source are stored, given the head of its recording, if it has one. */
export function storedAs(source: string, head: RecordingHead | undefined): string {
  return head === undefined ? source : cardOf(head).id;
}

/** The keys of a lane from one ordinal to before another. */
export function placesOf(recording: string, lane: Lane, from = 0, to = Number.MAX_SAFE_INTEGER): IDBKeyRange {
  return IDBKeyRange.bound([recording, lane, from], [recording, lane, to], false, true);
}

/** The keys of all lanes of a recording: an array is greater than any lane. */
export function placesOfAll(recording: string): IDBKeyRange {
  return IDBKeyRange.bound([recording], [recording, []]);
}

/** What is to be known of entries. `seq` stands in where none of them can be read. */
export function stretchOf(key: PlaceKey, entries: readonly Slot[], seq: number, bytes: number): Stretch {
  const [source, lane, ordinal] = key;
  const known = entries.filter((entry) => entry !== undefined);
  const times = known.map(({ at }) => at);
  return {
    source,
    lane,
    ordinal,
    count: entries.length,
    first: known[0]?.seq ?? seq,
    last: known.at(-1)?.seq ?? seq,
    since: times.reduce((earliest, at) => Math.min(earliest, at), Infinity),
    until: times.reduce((latest, at) => Math.max(latest, at), -Infinity),
    errors: known.filter(isErrorLine).length,
    bytes,
  };
}

export function tailOf(key: PlaceKey, entries: readonly Slot[], seq: number): Tail {
  const packed = packEntries(entries);
  return { ...stretchOf(key, entries, seq, packed.length), packed };
}

/**
 * Opens the database, made or brought up to date if need be. It closes itself when somebody wants to delete it or to open a
 * newer version. `onClosed` is called then, and when the browser closes it.
 */
export async function openDatabase(onClosed: () => void = () => {}): Promise<ArchiveDatabase> {
  return openDB<Schema>(ARCHIVE_NAME, VERSION, {
    async upgrade(database, from, _to, transaction) {
      const recorded = from === 1 ? await blocksOfVersion1(transaction) : [];
      database.createObjectStore('notes');
      if (from >= 2) return;
      if (from === 1) database.deleteObjectStore('blocks');
      else database.createObjectStore('heads', { keyPath: 'source' });
      database.createObjectStore('index', { keyPath: ['source', 'lane', 'ordinal'] });
      database.createObjectStore('blocks');
      const tails = database.createObjectStore('tails', { keyPath: ['source', 'lane', 'ordinal'] });
      await Promise.all(recorded.map(async (tail) => tails.put(tail)));
    },
    blocking(_current, _wanted, event) {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
}

/** Version 1 had uncompressed blocks of any size, by the seq of their first entry. They are the tails from which blocks are made. */
async function blocksOfVersion1(transaction: IDBPTransaction<Schema, Stores, 'versionchange'>): Promise<Tail[]> {
  const tails: Tail[] = [];
  const ordinals = new Map<string, number>();
  for (let cursor = await transaction.objectStore('blocks').openCursor(); cursor !== null; cursor = await cursor.continue()) {
    const { source, lane, first, entries } = cursor.value as unknown as { source: string; lane: Lane; first: number; entries: unknown[] };
    const ordinal = ordinals.get(`${lane} ${source}`) ?? 0;
    ordinals.set(`${lane} ${source}`, ordinal + entries.length);
    tails.push(tailOf([source, lane, ordinal], entries.map(parseEntry), first));
  }
  return tails;
}
