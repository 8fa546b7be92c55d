/** Entries on disk that findings rest on, by recording and seq. They are read when they are asked for, and announced by `version`. */
import { signal } from '@preact/signals';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { Entry, EntryRef } from '../../core/entries/entry.ts';
import { entryBytes, LANES } from '../../core/entries/lanes.ts';
import { BoundedMap } from './bounded-map.ts';

/** More than all findings together rest on. */
const KEPT = { count: 500, bytes: 8 * 1024 * 1024 };
/** When what is not on disk yet, or cannot be read, may be asked for again. Milliseconds. */
const AGAIN_MS = 1_000;

export class StoredEvidence {
  readonly version = signal(0);
  /** Null of those that are not on disk. */
  #read = new BoundedMap<string, Entry | null>(KEPT, (entry) => (entry === null ? 0 : entryBytes(entry)));
  #wanted = new Map<string, EntryRef>();
  #reading = false;

  constructor(private readonly open: () => Promise<ArchiveReader>) {}

  /** The entry at a place; null when it is not on disk, and 'unread' while it is read. */
  at(ref: EntryRef): Entry | null | 'unread' {
    const key = keyOf(ref);
    const read = this.#read.get(key);
    if (read !== undefined) return read;
    this.#wanted.set(key, ref);
    if (!this.#reading) {
      this.#reading = true;
      // All that one drawing asks for is read together.
      queueMicrotask(() => void this.#readAll());
    }
    return 'unread';
  }

  async #readAll(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    const reader = await this.open().catch(() => null);
    for (const [key, ref] of wanted) {
      const entry = reader === null ? null : await entryAt(reader, ref).catch(() => null);
      this.#read.set(key, entry);
      if (entry === null) setTimeout(() => this.#read.delete(key), AGAIN_MS);
    }
    reader?.close();
    this.#reading = false;
    this.version.value = this.version.peek() + 1;
  }
}

function keyOf({ source, seq }: EntryRef): string {
  return `${seq} ${source}`;
}

async function entryAt(reader: ArchiveReader, { source, seq }: EntryRef): Promise<Entry | null> {
  for await (const part of reader.parts(source, { lanes: LANES, from: seq, to: seq })) return part[0] ?? null;
  return null;
}
