/**
 * The log lines of a recording that are older than those in memory. They are on disk, and are read as they come in sight:
 * a line that is asked for and not there yet is announced by `version` when it has come.
 */
import { signal } from '@preact/signals';
import type { ArchiveLane } from '../../archive/archive-lane.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import { isErrorLine } from '../../core/entries/entry.ts';
import type { Slot } from '../../core/entries/packed-entries.ts';
import { entryBytes, type LogEntry } from '../../core/entries/lanes.ts';
import { BoundedMap } from './bounded-map.ts';
import type { EntryList } from '../../views/entry-list.ts';
import type { LineFilter } from './log-filter.ts';
import { LineFindings } from './line-findings.ts';
import { say } from '../../core/words/say.ts';
import type { Place } from './place.ts';
import type { SearchThread } from './search-thread.ts';

/** When to look again for what was recorded and is not on disk yet. Milliseconds. */
const AGAIN_MS = 100;
/** When a disk that could not be read is tried again. Milliseconds. */
const RETRY_MS = 1_000;

/** More than a screen shows. */
const LINES_KEPT = { count: 500, bytes: 32 * 1024 * 1024 };

/** What the history is continued by. */
export interface Continuation {
  readonly source: string;
  /** The id of the recording: the source may have another one later. */
  readonly recording: string;
  readonly log: EntryList<LogEntry>;
  /** The position in the list, counted from the first line that it ever had, up to which errors are the history's to count. */
  readonly began: number;
  /** Lines up to this seq are no part of the history. */
  readonly clearedThrough: number;
  /** What is looked for among the lines before that position; null when all are shown. */
  readonly filter: LineFilter | null;
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
  /** What the filter has found among them. */
  readonly findings: LineFindings;
  /** Whether the disk could not be read the last time. It is tried again. */
  failed = false;
  #opening: Promise<ArchiveReader> | null = null;
  #continuation: Continuation | null = null;
  #generation = -1;
  #lane: ArchiveLane | null = null;
  #joint: Joint | null = null;
  /** Whether the joint is a guess, after the list was replaced, and the ordinal where the list ends. */
  #provisional = false;
  #end = 0;
  #wanted = new Set<number>();
  #reading = false;
  #retrying = false;
  #joining: Promise<void> = Promise.resolve();
  /** The lines that were read last. Those that a search has found may each be of another block. */
  #lines = new BoundedMap<number, LogEntry>(LINES_KEPT, entryBytes);

  /** `open` is called when something is to be read for the first time, or again after the disk has failed. */
  constructor(
    private readonly open: () => Promise<ArchiveReader>,
    startThread: () => SearchThread,
  ) {
    this.findings = new LineFindings(
      startThread,
      (lines) => lines.forEach(([ordinal, line]) => this.#lines.set(ordinal, line)),
      () => this.#announce(),
    );
  }

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

  /** Whether it is known how the history and the list in memory join. */
  get joined(): boolean {
    return this.#joint !== null;
  }

  /** The ordinal of the first line of the history. */
  get from(): number {
    return this.#joint?.from ?? 0;
  }

  /** The ordinal of a position of the list in memory. */
  ordinalAt(position: number): number {
    return (this.#joint?.origin ?? 0) + position;
  }

  /** The line at an ordinal, or undefined while it is read. */
  at(ordinal: number): LogEntry | undefined {
    const lane = this.#lane;
    if (this.#joint === null) return undefined;
    const slot = lane === null ? 'unread' : lane.at(ordinal);
    if (lane !== null && slot !== 'unread') return lineOf(lane, ordinal, slot);
    const line = this.#lines.get(ordinal);
    if (line === undefined) this.#want(ordinal);
    return line;
  }

  /** The ordinal of a line that has been read lately, or null. */
  ordinalOf(seq: number): number | null {
    if (this.#joint === null) return null;
    for (const [ordinal, line] of this.#lines.entries()) if (line.seq === seq) return ordinal;
    return this.#lane?.ordinalInMemory(seq) ?? null;
  }

  /** Reads the line of a seq, so that `ordinalOf` finds it. */
  find(seq: number): void {
    void this.#lane?.ordinalOfSeq(seq).then((ordinal) => this.#want(ordinal), () => this.#fail());
  }

  /**
   * The ordinal of the first line at a place or after it, once the search for what the filter finds has come so far; null
   * when nothing on disk can be read.
   */
  async ordinalFrom(place: Place): Promise<number | null> {
    try {
      // A filter that was just put in is not searched for yet.
      await this.#joining;
      const lane = this.#lane;
      if (lane === null) return null;
      const ordinal = 'seq' in place ? await lane.ordinalOfSeq(place.seq) : await lane.ordinalOfTime(place.at);
      while (!this.findings.hasReached(ordinal)) await later(AGAIN_MS);
      return ordinal;
    } catch {
      this.#fail();
      return null;
    }
  }

  /** When the oldest line on disk was recorded, or null when there is none. */
  get since(): number | null {
    return this.#lane?.stretches[0]?.since ?? null;
  }

  /** Says what the history is continued by. Joins both anew when that is another list than before, or was cleared. */
  follow(continuation: Continuation): void {
    const former = this.#continuation;
    const { source, recording, log, began, clearedThrough, filter } = continuation;
    const sameRecording = former?.source === source && former.recording === recording;
    // Until something has come, where the list begins is not known.
    const generation = log.length === 0 && log.dropped === 0 ? -1 : log.generation;
    const sameList = former?.log === log && this.#generation === generation;
    if (sameList) this.#keepEnd(log);
    if (sameList && former.began === began && former.clearedThrough === clearedThrough && former.filter === filter) return;
    this.#continuation = continuation;
    this.#generation = generation;
    if (!sameList) {
      this.#provisional = this.#joint !== null && sameRecording;
      if (!this.#provisional) this.#joint = null;
    }
    if (former?.filter !== filter || former?.source !== source) this.findings.clear();
    if (!sameList) this.#keepEnd(log);
    if (!sameRecording) {
      this.#lane = null;
      this.#lines.clear();
    }
    if (source === '' || generation < 0) return;
    if (sameList && former.clearedThrough === clearedThrough) this.#searchAtOnce(continuation);
    this.#joining = this.#join(continuation).catch(() => this.#fail());
  }

  /**
   * A list that replaces another of the same recording, after the background was lost, ends about where that ended. Until
   * both are joined anew it is taken to do so, so that whoever reads the history stays where they are.
   */
  #keepEnd(log: EntryList<LogEntry>): void {
    if (this.#joint === null) return;
    const end = log.dropped + log.length;
    if (this.#provisional) this.#joint = { ...this.#joint, origin: this.#end - end };
    else this.#end = this.#joint.origin + end;
  }

  /** Where the list and what is on disk are known to join, a new filter does not wait until that has been looked at once more. */
  #searchAtOnce({ source, began, filter }: Continuation): void {
    if (this.#joint === null || this.#provisional || this.#lane === null) return;
    const to = this.#joint.origin + began;
    if (to <= this.#lane.end) this.findings.follow(filter, source, this.#joint.from, to);
  }

  async #join(continuation: Continuation): Promise<void> {
    const { source, log, began, clearedThrough, filter } = continuation;
    this.#opening ??= this.open();
    const lane = this.#lane ?? (await (await this.#opening).lane(source, 'log'));
    await lane.refresh();
    const { dropped, first } = log;
    const isStored = first === undefined || first.seq <= (lane.stretches.at(-1)?.last ?? -1);
    // As long as the disk is behind by more than memory holds, what was known still holds.
    const origin = isStored ? (await lane.ordinalOfSeq(first?.seq ?? Infinity)) - dropped : this.#provisional ? undefined : this.#joint?.origin;
    if (origin === undefined) {
      await later(AGAIN_MS);
      if (this.#continuation === continuation) await this.#join(continuation);
      return;
    }
    // What was cleared in memory may not be on disk yet.
    const from = first === undefined || clearedThrough < first.seq ? await lane.ordinalOfSeq(clearedThrough + 1) : origin + log.dropped + log.indexOfSeq(clearedThrough + 1);
    const errors = await errorsBetween(lane, from, origin + began);
    if (this.#continuation !== continuation) return;
    this.#lane = lane;
    this.failed = false;
    this.#provisional = false;
    this.#joint = { from, origin, errors };
    this.#keepEnd(log);
    this.findings.follow(filter, source, from, origin + began);
    this.#announce();
  }

  /**
   * The database was closed or deleted under us. What is in memory is shown all the same, and everything else keeps its place
   * until the disk can be read again.
   */
  #fail(): void {
    this.#opening = null;
    this.#lane = null;
    this.failed = true;
    this.#announce();
    if (this.#retrying) return;
    this.#retrying = true;
    void later(RETRY_MS).then(() => {
      this.#retrying = false;
      if (this.failed && this.#continuation !== null && this.#continuation.source !== '') void this.#join(this.#continuation).catch(() => this.#fail());
    });
  }

  #announce(): void {
    this.version.value = this.version.peek() + 1;
  }

  #want(ordinal: number): void {
    this.#wanted.add(ordinal);
    if (this.#reading) return;
    this.#reading = true;
    // All rows that one drawing asks for are read together.
    queueMicrotask(() => void this.#read().catch(() => this.#fail()));
  }

  async #readLine(lane: ArchiveLane, ordinal: number): Promise<void> {
    const [slot] = await lane.read(ordinal, ordinal + 1);
    this.#lines.set(ordinal, lineOf(lane, ordinal, slot));
  }

  /** Reads what was asked for last. What has left the sight in the meantime is not asked for again. */
  async #read(): Promise<void> {
    try {
      while (this.#wanted.size > 0 && this.#lane !== null && this.#continuation !== null) {
        const wanted = [...this.#wanted];
        this.#wanted.clear();
        const [from, to] = [Math.min(...wanted), Math.max(...wanted) + 1];
        // Lines were written since, or have made room.
        if (from < this.#lane.first || to > this.#lane.end) {
          await this.#lane.refresh();
          if (to > this.#lane.end) await later(AGAIN_MS);
          await this.#join(this.#continuation);
        } else {
          for (const ordinal of wanted) await this.#readLine(this.#lane, ordinal);
          this.#announce();
        }
      }
    } finally {
      this.#reading = false;
    }
  }
}

/** What is shown of a slot. */
function lineOf(lane: ArchiveLane, ordinal: number, slot: Slot): LogEntry {
  return slot?.kind === 'log' ? slot : unreadable(lane, ordinal);
}

async function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What stands for a line whose block is damaged. */
function unreadable(lane: ArchiveLane, ordinal: number): LogEntry {
  const stretch = lane.stretchOf(ordinal);
  const seq = stretch === undefined ? ordinal : stretch.first + ordinal - stretch.ordinal;
  return {
    source: lane.source,
    seq,
    at: stretch?.since ?? 0,
    kind: 'log',
    level: 'warning',
    levelText: '',
    logger: '',
    message: say('logs_unreadable'),
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
