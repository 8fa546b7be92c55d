/**
 * The recordings of all connections: the one place where facts become entries. It tells a listener of each entry, and
 * writes them to the archive a few times a second. A recording goes on in memory when the disk does not take it.
 */
import type { Archive } from '../recording/archive.ts';
import { DEFAULT_RETENTION } from '../recording/archive-retention.ts';
import { Backlog } from '../recording/backlog.ts';
import type { Entry, Fact } from '../recording/entry.ts';
import { LANE_BOUNDS, Recording, type Lane, type RecordingHead } from '../recording/recording.ts';
import { wallClock } from './wall-clock.ts';
import { because, type Why } from '../recording/why.ts';

/** How long an entry may wait for the disk, in milliseconds. */
const FLUSH_MS = 250;
/** How long it waits before it tries again a disk that has refused. */
const RETRY_MS = 2_000;
/** How many entries are written between two looks at whether the oldest have to make room. */
const RETAIN_EVERY = 20_000;

export class Recorder {
  #recordings = new Map<string, Recording>();
  #restorations = new Map<string, Promise<void>>();
  #backlog = new Backlog();
  #touched = new Set<string>();
  /** Entries that were written since the oldest had to make room. The first background to write looks at once. */
  #sinceRetained = RETAIN_EVERY;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> = Promise.resolve();
  /** The recordings that were told that the disk refuses them. */
  #refusing = new Set<string>();

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
    this.#backlog.push(entry);
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
    // What was recorded while it was written belongs to the recording that goes.
    this.#backlog.forget(source);
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
    this.#flushTimer ??= setTimeout(() => void this.flush(), this.#refusing.size > 0 ? RETRY_MS : FLUSH_MS);
  }

  async #restore(source: string): Promise<void> {
    if (this.archive === null) return;
    const newest = await this.archive.newest(source, LANE_BOUNDS);
    // What this context has recorded already is in memory and may be on disk too; only what is older is taken from there.
    const recording = this.of(source);
    const older = (lane: Lane) => {
      const own = recording.kept(lane)[0]?.seq ?? Infinity;
      return newest[lane].filter(({ seq }) => seq < own);
    };
    recording.restore({ log: older('log'), packet: older('packet'), signal: older('signal') });
  }

  async #write(): Promise<void> {
    const entries = this.#backlog.take();
    const heads = [...this.#touched].map((source) => this.#recordings.get(source)?.head()).filter((head) => head !== undefined);
    this.#touched.clear();
    if (entries.length === 0 && heads.length === 0) return;
    if (this.archive === null) {
      this.#refused(entries, heads, because('noDatabase'));
      return;
    }
    try {
      await this.archive.append(entries, heads);
    } catch (error) {
      this.#refused(entries, heads, error instanceof Error ? error.message : String(error));
      return;
    }
    this.#refusing.clear();
    for (const { source, ...lost } of this.#backlog.losses()) this.record(source, { kind: 'lost', ...lost });
    await this.#retainNowAndThen(entries.length);
  }

  /** The entries stay in memory and are written with the next ones, as far as they fit. One entry in each recording says so. */
  #refused(entries: readonly Entry[], heads: readonly RecordingHead[], why: Why): void {
    for (const { source } of heads) {
      if (this.#refusing.has(source)) continue;
      this.#refusing.add(source);
      this.record(source, { kind: 'unsaved', why });
    }
    if (this.archive === null) return;
    this.#backlog.putBack(entries.filter(({ source }) => this.#recordings.has(source)));
    for (const { source } of heads) if (this.#recordings.has(source)) this.#touch(source);
  }

  async #retainNowAndThen(written: number): Promise<void> {
    this.#sinceRetained += written;
    if (this.#sinceRetained < RETAIN_EVERY) return;
    this.#sinceRetained = 0;
    // What cannot make room now does so the next time.
    await this.archive?.retain(DEFAULT_RETENTION, wallClock()).catch(() => undefined);
  }
}
