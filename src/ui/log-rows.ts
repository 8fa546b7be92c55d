/** The rows of the Logs view: the history, and behind it the lines in memory, as one list. */
import type { FilteredLog } from './log-filter.ts';
import type { LogHistory } from './log-history.ts';
import type { LogEntry } from './model.ts';

export class LogRows {
  constructor(
    private readonly history: LogHistory,
    private readonly log: FilteredLog,
  ) {}

  get length(): number {
    return this.#older + this.log.rows.length;
  }

  get appended(): number {
    return this.log.rows.appended;
  }

  /** Rows that have gone at the top, less those that came there: a row that leaves memory for the history does not move. */
  get dropped(): number {
    return this.log.rows.dropped - this.#older;
  }

  at(index: number): LogEntry | undefined {
    return index < this.#older ? this.history.at(index) : this.log.rows.at(index - this.#older);
  }

  /** The index of a line, or -1 when there is none or it has not been read yet. */
  indexOf(seq: number): number {
    const { rows } = this.log;
    const index = rows.indexOfSeq(seq);
    if (rows.at(index)?.seq === seq) return this.#older + index;
    const older = this.history.indexOf(seq);
    return older >= this.#older ? -1 : older;
  }

  get #older(): number {
    return this.log.position === null ? 0 : this.history.before(this.log.position);
  }
}
