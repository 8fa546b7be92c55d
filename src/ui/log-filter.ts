/** Which log lines a view shows: a pure rule, and a list that follows a growing log without starting over. */
import { isErrorLine, LOG_LEVELS, type LogLevel } from '../recording/entry.ts';
import { EntryList } from './entry-list.ts';
import type { LogEntry } from './model.ts';

export interface LogCriteria {
  readonly minLevel: LogLevel;
  /** A plain substring, whatever its case; empty for everything. */
  readonly query: string;
  /** Lines up to this seq are hidden. */
  readonly clearedThrough: number;
  /** While paused: the last seq that is shown. */
  readonly pausedAt: number | null;
}

const rank = (level: LogLevel) => LOG_LEVELS.indexOf(level);

/** The test for level and text. An escaped expression finds a substring in any case without copying each line. */
export function lineMatcher(minLevel: LogLevel, query: string): (line: LogEntry) => boolean {
  const least = rank(minLevel);
  const needle = query.trim();
  if (needle === '') return (line) => rank(line.level) >= least;
  const pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return (line) =>
    rank(line.level) >= least &&
    (pattern.test(line.message) ||
      pattern.test(line.logger) ||
      pattern.test(line.level) ||
      pattern.test(line.levelText) ||
      pattern.test(line.fields));
}

/** The matching lines of a log. `follow` reads only what is new, unless the criteria changed or the log started over. */
export class FilteredLog {
  readonly rows: EntryList<LogEntry>;
  /** Matching lines that came since the pause. */
  waiting = 0;
  /** The position in the log where this list began to follow it, counted from the first line that the log ever had. */
  began = 0;
  /** Lines since then, matching or not, that are not cleared, and the errors among them. */
  lines = 0;
  errors = 0;
  /** The seq of the first line that this list has followed, or null before it has come. All older ones are on disk. */
  first: number | null = null;
  /** Seqs of lines that match a filter and have left memory, until somebody takes them. */
  #left: number[] = [];
  #criteria: LogCriteria | null = null;
  #log: EntryList<LogEntry> | null = null;
  #generation = -1;
  #read = 0;
  /** Cleared lines since then. */
  #cleared = 0;
  #matches: (line: LogEntry) => boolean = () => true;

  constructor(limit: number) {
    this.rows = new EntryList(limit);
  }

  /** The position in the log of the first row, or null while a filter leaves lines out. */
  get position(): number | null {
    const everything = this.#criteria === null || (this.#criteria.minLevel === 'debug' && this.#criteria.query.trim() === '');
    return everything ? this.began + this.#cleared + this.rows.dropped : null;
  }

  /** The seqs of the rows that have left memory since this was asked last. Oldest first. */
  takeLeft(): number[] {
    return this.#left.splice(0);
  }

  /** Brings the rows up to date with a log. */
  follow(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    if (!same(criteria, this.#criteria) || log !== this.#log || log.generation !== this.#generation) this.#startOver(log, criteria);
    this.first ??= log.first?.seq ?? null;
    const { clearedThrough, pausedAt } = criteria;
    const shown: LogEntry[] = [];
    for (let i = Math.max(0, log.length - (log.appended - this.#read)); i < log.length; i += 1) {
      const line = log.at(i)!;
      if (line.seq <= clearedThrough) {
        this.#cleared += 1;
        continue;
      }
      this.lines += 1;
      if (isErrorLine(line)) this.errors += 1;
      if (!this.#matches(line)) continue;
      if (pausedAt !== null && line.seq > pausedAt) this.waiting += 1;
      else shown.push(line);
    }
    this.#read = log.appended;
    // What a pause has frozen stays, though the log has dropped it.
    if (pausedAt === null) this.#leave(log.first?.seq ?? 0);
    this.rows.append(shown);
  }

  #leave(oldest: number): void {
    const { rows } = this;
    // Without a filter, all that is on disk is shown.
    const count = this.position === null ? rows.indexOfSeq(oldest) : 0;
    for (let index = 0; index < count; index += 1) this.#left.push(rows.at(index)!.seq);
    rows.dropBefore(oldest);
  }

  #startOver(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    this.#criteria = criteria;
    this.#log = log;
    this.#generation = log.generation;
    this.#matches = lineMatcher(criteria.minLevel, criteria.query);
    this.#read = 0;
    this.began = log.dropped;
    this.#cleared = 0;
    this.lines = 0;
    this.errors = 0;
    this.waiting = 0;
    this.first = null;
    this.#left = [];
    this.rows.clear();
  }
}

function same(a: LogCriteria, b: LogCriteria | null): boolean {
  return b !== null && a.minLevel === b.minLevel && a.query === b.query && a.clearedThrough === b.clearedThrough && a.pausedAt === b.pausedAt;
}
