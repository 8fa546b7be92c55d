/** Which log lines a view shows: a pure rule, and a list that follows a growing log without starting over. */
import { TimeBuckets } from '../analysis/traffic/time-buckets.ts';
import { LOG_LEVELS, type LogLevel } from '../recording/entry.ts';
import { EntryList } from './entry-list.ts';
import type { LogEntry } from './model.ts';
import { inRange, type TimeRange } from './time-range.ts';

export interface LogCriteria {
  readonly minLevel: LogLevel;
  /** A plain substring, whatever its case; empty for everything. */
  readonly query: string;
  /** Lines up to this seq are hidden. */
  readonly clearedThrough: number;
  /** While paused: the last seq that is shown. */
  readonly pausedAt: number | null;
  /** Only lines that came within this time, or null for any. */
  readonly range: TimeRange | null;
}

/** Of the finest bar of the lines over time, in ms. */
const BAR_MS = 250;

const rank = (level: LogLevel) => LOG_LEVELS.indexOf(level);
export const isError = (line: LogEntry): boolean => rank(line.level) >= rank('error');

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
  /** Lines, matching or not, that are neither cleared nor dropped. */
  lines = 0;
  /** When the matching lines came, whatever the range, and which of them are errors. Those that made room still count. */
  times = new TimeBuckets(BAR_MS);
  errorTimes = new TimeBuckets(BAR_MS);
  /** The last seq that `times` counts. */
  #timed = -1;
  readonly #errors: EntryList<LogEntry>;
  #criteria: LogCriteria | null = null;
  #log: EntryList<LogEntry> | null = null;
  #generation = -1;
  #read = 0;
  #matches: (line: LogEntry) => boolean = () => true;

  constructor(limit: number) {
    this.rows = new EntryList(limit);
    this.#errors = new EntryList(limit);
  }

  /** Errors among `lines`. */
  get errors(): number {
    return this.#errors.length;
  }

  /** Brings the rows up to date with a log. */
  follow(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    if (!same(criteria, this.#criteria) || log !== this.#log || log.generation !== this.#generation) this.#startOver(log, criteria);
    const { clearedThrough, pausedAt, range } = criteria;
    const shown: LogEntry[] = [];
    const errors: LogEntry[] = [];
    for (let i = Math.max(0, log.length - (log.appended - this.#read)); i < log.length; i += 1) {
      const line = log.at(i)!;
      if (line.seq <= clearedThrough) continue;
      if (isError(line)) errors.push(line);
      if (!this.#matches(line)) continue;
      if (pausedAt !== null && line.seq > pausedAt) {
        this.waiting += 1;
        continue;
      }
      this.#time(line);
      if (inRange(line.at, range)) shown.push(line);
    }
    this.#read = log.appended;
    this.rows.append(shown);
    this.#errors.append(errors);
    const oldest = log.first?.seq ?? 0;
    this.#errors.dropBefore(oldest);
    // What a pause has frozen stays, though the log has dropped it.
    if (pausedAt === null) this.rows.dropBefore(oldest);
    this.lines = log.length - log.indexOfSeq(clearedThrough + 1);
  }

  #time(line: LogEntry): void {
    if (line.seq <= this.#timed) return;
    this.#timed = line.seq;
    this.times.add(line.at);
    if (isError(line)) this.errorTimes.add(line.at);
  }

  #startOver(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    if (log !== this.#log || log.generation !== this.#generation || !matchSame(criteria, this.#criteria)) {
      this.times = new TimeBuckets(BAR_MS);
      this.errorTimes = new TimeBuckets(BAR_MS);
      this.#timed = -1;
    }
    this.#criteria = criteria;
    this.#log = log;
    this.#generation = log.generation;
    this.#matches = lineMatcher(criteria.minLevel, criteria.query);
    this.#read = 0;
    this.waiting = 0;
    this.rows.clear();
    this.#errors.clear();
  }
}

/** Whether the same lines match, though they may not all be shown. */
function matchSame(a: LogCriteria, b: LogCriteria | null): boolean {
  return b !== null && a.minLevel === b.minLevel && a.query === b.query && a.clearedThrough === b.clearedThrough;
}

function same(a: LogCriteria, b: LogCriteria | null): boolean {
  return b !== null && matchSame(a, b) && a.pausedAt === b.pausedAt && a.range === b.range;
}
