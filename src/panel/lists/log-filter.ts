/** Which log lines a view shows: a pure rule, and a list that follows a growing log without starting over. */
import { TimeBuckets } from '../../core/traffic/time-buckets.ts';
import { isErrorLine, LOG_LEVELS, type LogLevel } from '../../core/entries/entry.ts';
import { EntryList } from '../../views/entry-list.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';
import { inRange, type TimeRange } from './time-range.ts';

/** Which lines are looked for. */
export interface LineFilter {
  readonly minLevel: LogLevel;
  /** A plain substring, whatever its case; empty for everything. */
  readonly query: string;
  /** Only lines that came within this time, or null for any. */
  readonly range: TimeRange | null;
}

export interface LogCriteria extends LineFilter {
  /** Lines up to this seq are hidden. */
  readonly clearedThrough: number;
  /** While paused: the last seq that is shown. */
  readonly pausedAt: number | null;
}

/** Of the finest bar of the lines over time, in ms. */
const BAR_MS = 250;

const rank = (level: LogLevel) => LOG_LEVELS.indexOf(level);

/** Finds a query in a text. */
export function queryPattern(query: string): RegExp {
  return new RegExp(query.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
}

/** The test for level and text. An escaped expression finds a substring in any case without copying each line. */
export function lineMatcher(minLevel: LogLevel, query: string): (line: LogEntry) => boolean {
  const least = rank(minLevel);
  if (query.trim() === '') return (line) => rank(line.level) >= least;
  const pattern = queryPattern(query);
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
  /** As many as the log holds at the most. */
  readonly rows = new EntryList<LogEntry>(Infinity);
  /** Matching lines that came since the pause. */
  waiting = 0;
  /** The position in the log where this list began to follow it, counted from the first line that the log ever had. */
  began = 0;
  /** Lines since then, matching or not, that are not cleared, and the errors among them. */
  lines = 0;
  errors = 0;
  /** While a filter leaves lines out: the positions of the matching lines since then that have left memory. */
  left: number[] = [];
  /** When the matching lines came, whatever the range, and which of them are errors. Those that made room still count. */
  times = new TimeBuckets(BAR_MS);
  errorTimes = new TimeBuckets(BAR_MS);
  /** The last seq that `times` counts. */
  #timed = -1;
  #criteria: LogCriteria | null = null;
  #log: EntryList<LogEntry> | null = null;
  #generation = -1;
  #read = 0;
  /** Lines before this position are counted. */
  #counted = 0;
  /** The positions of the rows, and of the matching lines that wait for the end of a pause. */
  #positions: number[] = [];
  #filter: LineFilter | null = null;
  /** The position where reading the rows began, and how many cleared lines there were since. */
  #rowsBegan = 0;
  #cleared = 0;
  #matches: (line: LogEntry) => boolean = () => true;

  /** The filter, or null while every line is shown. The same object as long as it is the same search. */
  get filter(): LineFilter | null {
    return this.#filter;
  }

  /** Up to this seq, and before this time, no line is shown, whatever it says. */
  get start(): { readonly seq: number; readonly at: number } {
    return { seq: this.#criteria?.clearedThrough ?? -1, at: this.#criteria?.range?.from ?? -Infinity };
  }

  /** The position in the log of the first row, while every line is shown. */
  get position(): number {
    return this.#rowsBegan + this.#cleared + this.rows.dropped;
  }

  /** Whether a line is shown under the criteria in force, wherever it is kept. */
  shows(line: LogEntry): boolean {
    if (this.#criteria === null) return false;
    const { clearedThrough, pausedAt, range } = this.#criteria;
    return line.seq > clearedThrough && (pausedAt === null || line.seq <= pausedAt) && this.#matches(line) && inRange(line.at, range);
  }

  /** Brings the rows up to date with a log. */
  follow(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    if (!same(criteria, this.#criteria) || log !== this.#log || log.generation !== this.#generation) this.#startOver(log, criteria);
    const { clearedThrough, pausedAt, range } = criteria;
    const shown: LogEntry[] = [];
    for (let i = Math.max(0, log.length - (log.appended - this.#read)); i < log.length; i += 1) {
      const line = log.at(i)!;
      if (line.seq <= clearedThrough) {
        this.#cleared += 1;
        continue;
      }
      const position = log.dropped + i;
      if (position >= this.#counted) {
        this.lines += 1;
        if (isErrorLine(line)) this.errors += 1;
      }
      if (!this.#matches(line)) continue;
      const waits = pausedAt !== null && line.seq > pausedAt;
      if (!waits) this.#time(line);
      if (!inRange(line.at, range)) continue;
      if (waits) this.waiting += 1;
      else shown.push(line);
      if (this.#filter !== null) this.#positions.push(position);
    }
    this.#read = log.appended;
    this.#counted = log.appended;
    this.rows.append(shown);
    // What a pause has frozen stays, though the log has dropped it.
    if (pausedAt !== null) return;
    const before = this.rows.dropped;
    this.rows.dropBefore(log.first?.seq ?? 0);
    for (const position of this.#positions.splice(0, this.rows.dropped - before)) this.left.push(position);
  }

  #time(line: LogEntry): void {
    if (line.seq <= this.#timed) return;
    this.#timed = line.seq;
    this.times.add(line.at);
    if (isErrorLine(line)) this.errorTimes.add(line.at);
  }

  #startOver(log: EntryList<LogEntry>, criteria: LogCriteria): void {
    const former = this.#criteria;
    if (log !== this.#log || log.generation !== this.#generation || !matchSame(criteria, former)) {
      this.times = new TimeBuckets(BAR_MS);
      this.errorTimes = new TimeBuckets(BAR_MS);
      this.#timed = -1;
    }
    const sameLines = former !== null && log === this.#log && log.generation === this.#generation && same({ ...criteria, pausedAt: former.pausedAt }, former);
    if (sameLines) {
      // A pause ends or begins: what has left memory meanwhile is on disk.
      for (const position of this.#positions) if (position < log.dropped) this.left.push(position);
    } else {
      const { minLevel, query, range } = criteria;
      const everything = minLevel === 'debug' && query.trim() === '' && range === null;
      const filter = everything ? null : { minLevel, query, range };
      if (!sameFilter(filter, this.#filter)) this.#filter = filter;
      this.#matches = lineMatcher(minLevel, query);
      this.began = log.dropped;
      this.left = [];
      this.lines = 0;
      this.errors = 0;
      this.#counted = log.dropped;
    }
    this.#criteria = criteria;
    this.#log = log;
    this.#generation = log.generation;
    this.#read = 0;
    this.#rowsBegan = log.dropped;
    this.#cleared = 0;
    this.#positions = [];
    this.waiting = 0;
    this.rows.clear();
  }
}

/** Whether the same lines match, though they may not all be shown. */
function matchSame(a: LogCriteria, b: LogCriteria | null): boolean {
  return b !== null && a.minLevel === b.minLevel && a.query === b.query && a.clearedThrough === b.clearedThrough;
}

function sameFilter(a: LineFilter | null, b: LineFilter | null): boolean {
  return a === b || (a !== null && b !== null && a.minLevel === b.minLevel && a.query === b.query && a.range === b.range);
}

function same(a: LogCriteria, b: LogCriteria | null): boolean {
  return b !== null && matchSame(a, b) && a.pausedAt === b.pausedAt && a.range === b.range;
}
