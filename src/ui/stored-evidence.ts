/** Entries on disk that findings rest on, by recording and seq. They are read when they are asked for, and announced by `version`. */
import { signal } from '@preact/signals';
import type { ArchiveReader } from '../recording/archive-reader.ts';
import type { Entry, EntryRef } from '../recording/entry.ts';
import { LANES } from '../recording/recording.ts';

/** More than all findings together rest on. */
const KEPT = 500;
/** When what is not on disk yet, or cannot be read, may be asked for again. Milliseconds. */
const AGAIN_MS = 1_000;

export class StoredEvidence {
  readonly version = signal(0);
  /** Undefined of those that are not on disk. */
  #read = new Map<string, Entry | undefined>();
  #wanted = new Map<string, EntryRef>();
  #reading = false;

  constructor(private readonly open: () => Promise<ArchiveReader>) {}

  /** The entry at a place; null when it is not on disk, and 'unread' while it is read. */
  at(ref: EntryRef): Entry | null | 'unread' {
    const key = keyOf(ref);
    if (this.#read.has(key)) return this.#read.get(key) ?? null;
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
      const entry = reader === null ? undefined : await entryAt(reader, ref).catch(() => undefined);
      this.#keep(key, entry);
      if (entry === undefined) setTimeout(() => this.#read.delete(key), AGAIN_MS);
    }
    reader?.close();
    this.#reading = false;
    this.version.value = this.version.peek() + 1;
  }

  #keep(key: string, entry: Entry | undefined): void {
    this.#read.set(key, entry);
    if (this.#read.size > KEPT) this.#read.delete(this.#read.keys().next().value!);
  }
}

function keyOf({ source, seq }: EntryRef): string {
  return `${seq} ${source}`;
}

async function entryAt(reader: ArchiveReader, { source, seq }: EntryRef): Promise<Entry | undefined> {
  for await (const part of reader.parts(source, { lanes: LANES, from: seq, to: seq })) return part[0];
  return undefined;
}
