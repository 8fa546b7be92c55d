/**
 * The log lines of a recording that are older than those in memory. They are on disk, and are read as they come in sight:
 * a line that is asked for and not there yet is announced by `version` when it has come.
 */
import { signal } from '@preact/signals';
import type { ArchiveLane } from '../recording/archive-lane.ts';
import type { ArchiveReader } from '../recording/archive-reader.ts';
import { isErrorLine } from '../recording/entry.ts';
import type { EntryList } from './entry-list.ts';
import type { LogEntry } from './model.ts';

/** What the history is continued by. */
export interface Continuation {
  readonly source: string;
  readonly log: EntryList<LogEntry>;
  /** The position in the list, counted from the first line that it ever had, up to which errors are the history's to count. */
  readonly began: number;
  /** Lines up to this seq are no part of the history. */
  readonly clearedThrough: number;
}

/** Where the list in memory joins what is on disk. */
interface Joint {
  /** The ordinal of the first line that was not cleared. */
  readonly from: number;
  /** The ordinal of the line that was the first ever of the list in memory. */
  readonly origin: number;
  readonly errors: number;
}

export class LogHistory {
  readonly version = signal(0);
  #opening: Promise<ArchiveReader> | null = null;
  #continuation: Continuation | null = null;
  #generation = -1;
  #lane: ArchiveLane | null = null;
  #joint: Joint | null = null;
  #wanted = new Set<number>();
  #reading = false;

  /** `open` is called when something is to be read for the first time, or again after the disk has failed. */
  constructor(private readonly open: () => Promise<ArchiveReader>) {}

  /** How many lines had to make room on disk. */
  get dropped(): number {
    return this.#lane?.first ?? 0;
  }

  /** Errors among the lines before the position where counting them began. */
  get errors(): number {
    return this.#joint?.errors ?? 0;
  }

  /** How many lines there are before a position of the list in memory, counted from the first that it ever had. */
  before(position: number): number {
    return this.#joint === null ? 0 : Math.max(0, this.#joint.origin + position - this.#joint.from);
  }

  /** The line at an index from the oldest, or undefined while it is read. */
  at(index: number): LogEntry | undefined {
    if (this.#joint === null || this.#lane === null) return undefined;
    const { from } = this.#joint;
    const lane = this.#lane;
    const slot = lane.at(from + index);
    if (slot === 'unread') {
      this.#want(from + index);
      return undefined;
    }
    return slot?.kind === 'log' ? slot : unreadable(lane, from + index);
  }

  /** The index of a line that has been read lately, or -1. */
  indexOf(seq: number): number {
    const ordinal = this.#lane?.ordinalInMemory(seq) ?? null;
    return this.#joint === null || ordinal === null ? -1 : ordinal - this.#joint.from;
  }

  /** Reads the line of a seq, so that `indexOf` finds it. */
  find(seq: number): void {
    void this.#lane?.ordinalOfSeq(seq).then((ordinal) => this.#want(ordinal), () => this.#fail());
  }

  /** Says what the history is continued by. Joins both anew when that is another list than before, or was cleared. */
  follow(continuation: Continuation): void {
    const former = this.#continuation;
    const { source, log, began, clearedThrough } = continuation;
    // Until something has come, where the list begins is not known.
    const generation = log.length === 0 && log.dropped === 0 ? -1 : log.generation;
    const sameList = former?.log === log && this.#generation === generation;
    if (sameList && former.began === began && former.clearedThrough === clearedThrough) return;
    this.#continuation = continuation;
    this.#generation = generation;
    if (!sameList) this.#joint = null;
    if (former?.source !== source) this.#lane = null;
    if (source !== '' && generation >= 0) void this.#join(continuation).catch(() => this.#fail());
  }

  async #join(continuation: Continuation): Promise<void> {
    const { source, log, began, clearedThrough } = continuation;
    this.#opening ??= this.open();
    const lane = this.#lane ?? (await (await this.#opening).lane(source, 'log'));
    await lane.refresh();
    const { dropped, first } = log;
    const origin = (await lane.ordinalOfSeq(first?.seq ?? Infinity)) - dropped;
    // What was cleared in memory may not be on disk yet.
    const from = first === undefined || clearedThrough < first.seq ? await lane.ordinalOfSeq(clearedThrough + 1) : origin + log.dropped + log.indexOfSeq(clearedThrough + 1);
    const errors = await errorsBetween(lane, from, origin + began);
    if (this.#continuation !== continuation) return;
    this.#lane = lane;
    this.#joint = { from, origin, errors };
    this.version.value += 1;
  }

  /** The database was closed or deleted under us. What is in memory is shown all the same. */
  #fail(): void {
    this.#opening = null;
    this.#lane = null;
    this.#joint = null;
    this.version.value += 1;
  }

  #want(ordinal: number): void {
    this.#wanted.add(ordinal);
    if (this.#reading) return;
    this.#reading = true;
    // All rows that one drawing asks for are read together.
    queueMicrotask(() => void this.#read().catch(() => this.#fail()));
  }

  /** Reads what was asked for last. What has left the sight in the meantime is not asked for again. */
  async #read(): Promise<void> {
    try {
      while (this.#wanted.size > 0 && this.#lane !== null && this.#continuation !== null) {
        const wanted = [...this.#wanted];
        this.#wanted.clear();
        const [from, to] = [Math.min(...wanted), Math.max(...wanted) + 1];
        // Lines were written since, or have made room.
        if (from < this.#lane.first || to > this.#lane.end) await this.#join(this.#continuation);
        else {
          await this.#lane.read(from, to);
          this.version.value += 1;
        }
      }
    } finally {
      this.#reading = false;
    }
  }
}

function unreadable(lane: ArchiveLane, ordinal: number): LogEntry {
  const stretch = lane.stretchOf(ordinal);
  const seq = stretch === undefined ? ordinal : stretch.first + ordinal - stretch.ordinal;
  return unreadableLine({ source: lane.source, seq, at: stretch?.since ?? 0 });
}

/** What stands for a line whose block is damaged. */
export function unreadableLine(place: Pick<LogEntry, 'source' | 'seq' | 'at'>): LogEntry {
  return {
    ...place,
    kind: 'log',
    level: 'warning',
    levelText: '',
    logger: '',
    message: 'This line cannot be read: its block on disk is damaged.',
    serverTime: null,
    serverTimeText: '',
    fields: '',
    cut: 0,
  };
}

/** Blocks have counted theirs; only the first and the last need to be read. */
async function errorsBetween(lane: ArchiveLane, from: number, to: number): Promise<number> {
  let errors = 0;
  for (const stretch of lane.stretches) {
    const { ordinal, count } = stretch;
    if (ordinal + count <= from || ordinal >= to) continue;
    if (ordinal >= from && ordinal + count <= to) errors += stretch.errors;
    else errors += (await lane.read(Math.max(from, ordinal), Math.min(to, ordinal + count))).filter((slot) => slot !== undefined && isErrorLine(slot)).length;
  }
  return errors;
}
