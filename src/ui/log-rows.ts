/**
 * The rows of the Logs view as one list: first what is on disk, which is the whole history or, with a filter, what the
 * search has found of it; behind it the lines in memory.
 */
import type { ArchiveSearch } from './archive-search.ts';
import type { FilteredLog } from './log-filter.ts';
import { unreadableLine, type LogHistory } from './log-history.ts';
import type { LogEntry } from './model.ts';
import type { StoredEntries } from './stored-entries.ts';

export class LogRows {
  constructor(
    private readonly history: LogHistory,
    private readonly log: FilteredLog,
    private readonly search: ArchiveSearch,
    private readonly stored: StoredEntries,
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
    if (index >= this.#older) return this.log.rows.at(index - this.#older);
    return this.log.position === null ? this.#found(index) : this.history.at(index);
  }

  /** The index of a line, or -1 when there is none or it has not been read yet. */
  indexOf(seq: number): number {
    const { rows } = this.log;
    const index = rows.indexOfSeq(seq);
    if (rows.at(index)?.seq === seq) return this.#older + index;
    if (this.log.position === null) return this.search.shown.indexOf(seq);
    const older = this.history.indexOf(seq);
    return older >= this.#older ? -1 : older;
  }

  get #older(): number {
    return this.log.position === null ? this.search.shown.length : this.history.before(this.log.position);
  }

  #found(index: number): LogEntry | undefined {
    const seq = this.search.shown.at(index);
    const stored = seq === undefined ? 'unread' : this.stored.at(seq);
    if (seq === undefined || stored === 'unread') return undefined;
    return stored.entry?.kind === 'log' ? stored.entry : unreadableLine({ source: '', seq, at: 0 });
  }
}
