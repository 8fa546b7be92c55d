/**
 * The recordings of all connections: the one place where facts become entries. It tells a listener of each entry, and
 * writes them to the archive a few times a second. A recording goes on in memory when the disk does not take it.
 */
import type { Archive } from '../recording/archive.ts';
import type { Entry, Fact } from '../recording/entry.ts';
import { LANES, Recording, type Lane, type RecordingHead } from '../recording/recording.ts';
import { wallClock } from './wall-clock.ts';

/** How long an entry may wait for the disk, in milliseconds. */
const FLUSH_MS = 250;
/** How many entries are appended to one recording between two prunings of its blocks on disk. */
const PRUNE_EVERY = 5_000;

export class Recorder {
  #recordings = new Map<string, Recording>();
  #restorations = new Map<string, Promise<void>>();
  #unsaved: Entry[] = [];
  #touched = new Set<string>();
  #sincePruned = new Map<string, number>();
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #diskFailed = false;

  /** `onEntry` is called with each entry right after it was recorded, `onChange` when something else about a recording changed. */
  constructor(
    private readonly archive: Archive | null,
    heads: readonly RecordingHead[],
    private readonly onEntry: (entry: Entry) => void,
    private readonly onChange: (source: string) => void,
  ) {
    for (const head of heads) this.#recordings.set(head.source, new Recording(head.source, wallClock(), head));
  }

  has(source: string): boolean {
    return this.#recordings.has(source);
  }

  /** The recording of a source, made if there is none yet. */
  of(source: string): Recording {
    const known = this.#recordings.get(source);
    if (known !== undefined) return known;
    const made = new Recording(source, wallClock());
    this.#recordings.set(source, made);
    this.#restorations.set(source, Promise.resolve());
    return made;
  }

  /** `at` is when it happened, for facts that reach us later. */
  record(source: string, fact: Fact, at = wallClock()): Entry {
    const entry = this.of(source).append(fact, at);
    this.#unsaved.push(entry);
    this.#touch(source);
    this.onEntry(entry);
    return entry;
  }

  /** Resolves once what was recorded before this context was born is back in memory. Reads the disk at most once. */
  async restored(source: string): Promise<void> {
    const known = this.#restorations.get(source);
    if (known !== undefined) return known;
    const reading = this.#restore(source);
    this.#restorations.set(source, reading);
    return reading;
  }

  setClearedThrough(source: string, through: number): void {
    this.of(source).clearedThrough = through;
    this.#touch(source);
    this.onChange(source);
  }

  markErrorsRead(source: string): void {
    const recording = this.of(source);
    recording.errorsRead = recording.state.logs.errors;
    this.#touch(source);
    this.onChange(source);
  }

  /** Deletes a recording, from memory and disk. */
  async remove(source: string): Promise<void> {
    await this.flush();
    this.#recordings.delete(source);
    this.#restorations.delete(source);
    this.#touched.delete(source);
    await this.archive?.remove(source);
  }

  /** Writes what is not on disk yet. Resolves when it is, or when the disk has refused it. */
  async flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#flushing = this.#flushing.then(async () => this.#write());
    return this.#flushing;
  }

  #touch(source: string): void {
    this.#touched.add(source);
    this.#flushTimer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  async #restore(source: string): Promise<void> {
    if (this.archive === null) return;
    // What this context has recorded already is in memory and may be on disk too; only what is older is taken from there.
    const recording = this.of(source);
    const firstOwn = this.#firstOwn(recording);
    const tail = await this.archive.read(source);
    const older = (lane: Lane) => tail[lane].filter((entry) => entry.seq < firstOwn);
    recording.restore({ log: older('log'), packet: older('packet'), signal: older('signal') });
  }

  #firstOwn(recording: Recording): number {
    return Math.min(...LANES.map((lane) => recording.kept(lane)[0]?.seq ?? recording.next));
  }

  async #write(): Promise<void> {
    const entries = this.#unsaved;
    const heads = [...this.#touched].map((source) => this.#recordings.get(source)?.head()).filter((head) => head !== undefined);
    this.#unsaved = [];
    this.#touched.clear();
    if (this.archive === null || (entries.length === 0 && heads.length === 0)) return;
    try {
      await this.archive.append(entries, heads);
      this.#diskFailed = false;
      for (const { source } of heads) await this.#pruneNowAndThen(source, entries);
    } catch (error) {
      // One entry says so; the entries themselves stay in memory, and the next write is tried as usual.
      if (this.#diskFailed) return;
      this.#diskFailed = true;
      const why = error instanceof Error ? error.message : String(error);
      for (const { source } of heads) this.record(source, { kind: 'unsaved', why });
    }
  }

  async #pruneNowAndThen(source: string, written: readonly Entry[]): Promise<void> {
    const count = (this.#sincePruned.get(source) ?? 0) + written.filter((entry) => entry.source === source).length;
    this.#sincePruned.set(source, count < PRUNE_EVERY ? count : 0);
    const recording = this.#recordings.get(source);
    if (count < PRUNE_EVERY || recording === undefined) return;
    // Nothing may be pruned before the older entries are back, or they would look unwanted.
    await this.restored(source);
    const oldest = (lane: Lane) => recording.kept(lane)[0]?.seq ?? recording.next;
    await this.archive?.prune(source, { log: oldest('log'), packet: oldest('packet'), signal: oldest('signal') });
  }
}
