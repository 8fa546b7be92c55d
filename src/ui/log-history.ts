/**
 * The log lines of a recording that are older than those in memory. They are on disk, and are read as they come in sight:
 * a line that is asked for and not there yet is announced by `version` when it has come.
 */
import { signal } from '@preact/signals';
import type { Slot } from '../recording/archive-block.ts';
import type { ArchiveLane } from '../recording/archive-lane.ts';
import type { ArchiveReader } from '../recording/archive-reader.ts';
import { isErrorLine } from '../recording/entry.ts';
import type { EntryList } from './entry-list.ts';
import type { LineFilter } from './log-filter.ts';
import type { SearchRequest, StartSearch } from './log-search.ts';
import type { LogEntry } from './model.ts';
import { say } from '../words/say.ts';

/** When to look again for what was recorded and is not on disk yet. Milliseconds. */
const AGAIN_MS = 100;

/** More than a screen shows. */
const LINES_KEPT = 500;

/** What the history is continued by. */
export interface Continuation {
  readonly source: string;
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

interface Search extends SearchRequest {
  readonly found: number[];
  reached: number;
  stop: () => void;
}

export class LogHistory {
  readonly version = signal(0);
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
  /** The lines that were read last. Those that a search has found may each be of another block. */
  #lines = new Map<number, LogEntry>();
  #search: Search | null = null;

  /** `open` is called when something is to be read for the first time, or again after the disk has failed. */
  constructor(
    private readonly open: () => Promise<ArchiveReader>,
    private readonly startSearch: StartSearch,
  ) {}

  /** What the filter has found so far: the ordinals of lines, the newest first. */
  get found(): readonly number[] {
    return this.#search?.found ?? [];
  }

  /** Which part of what is to be searched has been, from 0 to 1, or null while nothing is searched. */
  get progress(): number | null {
    if (this.#search === null) return null;
    const { from, to, reached } = this.#search;
    return reached <= from ? null : (to - reached) / (to - from);
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
    if (this.#joint === null || lane === null) return undefined;
    const slot = lane.at(ordinal);
    if (slot !== 'unread') return lineOf(lane, ordinal, slot);
    const line = this.#lines.get(ordinal);
    if (line === undefined) this.#want(ordinal);
    return line;
  }

  /** The ordinal of a line that has been read lately, or null. */
  ordinalOf(seq: number): number | null {
    return this.#joint === null ? null : (this.#lane?.ordinalInMemory(seq) ?? null);
  }

  /** Reads the line of a seq, so that `ordinalOf` finds it. */
  find(seq: number): void {
    void this.#lane?.ordinalOfSeq(seq).then((ordinal) => this.#want(ordinal), () => this.#fail());
  }

  /** Says what the history is continued by. Joins both anew when that is another list than before, or was cleared. */
  follow(continuation: Continuation): void {
    const former = this.#continuation;
    const { source, log, began, clearedThrough, filter } = continuation;
    // Until something has come, where the list begins is not known.
    const generation = log.length === 0 && log.dropped === 0 ? -1 : log.generation;
    const sameList = former?.log === log && this.#generation === generation;
    if (sameList) this.#keepEnd(log);
    if (sameList && former.began === began && former.clearedThrough === clearedThrough && former.filter === filter) return;
    this.#continuation = continuation;
    this.#generation = generation;
    if (!sameList) {
      this.#provisional = this.#joint !== null && former?.source === source;
      if (!this.#provisional) this.#joint = null;
    }
    if (former?.filter !== filter) this.#stopSearch();
    if (!sameList) this.#keepEnd(log);
    if (former?.source !== source) {
      this.#lane = null;
      this.#lines.clear();
    }
    if (source !== '' && generation >= 0) void this.#join(continuation).catch(() => this.#fail());
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
      await later();
      if (this.#continuation === continuation) await this.#join(continuation);
      return;
    }
    // What was cleared in memory may not be on disk yet.
    const from = first === undefined || clearedThrough < first.seq ? await lane.ordinalOfSeq(clearedThrough + 1) : origin + log.dropped + log.indexOfSeq(clearedThrough + 1);
    const errors = await errorsBetween(lane, from, origin + began);
    if (this.#continuation !== continuation) return;
    this.#lane = lane;
    this.#provisional = false;
    this.#joint = { from, origin, errors };
    this.#keepEnd(log);
    this.#searchFor(filter, source, from, origin + began);
    this.version.value += 1;
  }

  /** The database was closed or deleted under us. What is in memory is shown all the same. */
  #fail(): void {
    this.#stopSearch();
    this.#opening = null;
    this.#lane = null;
    this.#joint = null;
    this.version.value += 1;
  }

  /** Goes on with a search that is for the same, and starts one otherwise. */
  #searchFor(filter: LineFilter | null, source: string, from: number, to: number): void {
    const known = this.#search;
    if (known !== null && known.filter === filter && known.source === source && known.from === from && known.to === to) return;
    this.#stopSearch();
    if (filter === null || from >= to) return;
    const search: Search = { filter, source, from, to, found: [], reached: to, stop: () => undefined };
    this.#search = search;
    search.stop = this.startSearch({ filter, source, from, to }, ({ found, reached }) => {
      for (const ordinal of found) search.found.push(ordinal);
      search.reached = reached;
      if (this.#search === search) this.version.value += 1;
    });
  }

  #stopSearch(): void {
    this.#search?.stop();
    this.#search = null;
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
    const oldest = this.#lines.keys().next().value;
    if (this.#lines.size > LINES_KEPT && oldest !== undefined) this.#lines.delete(oldest);
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
          if (to > this.#lane.end) await later();
          await this.#join(this.#continuation);
        } else {
          for (const ordinal of wanted) await this.#readLine(this.#lane, ordinal);
          this.version.value += 1;
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

async function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
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
