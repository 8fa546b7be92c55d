/**
 * The rows of the Logs view as one list: lines on disk, and behind them those in memory. While everything is shown, the
 * former are all before the first in memory; while a filter leaves lines out, they are what a search has found, and the
 * matching lines that were in memory when the search began and have left it since.
 */
import { firstIndex } from './ascending-list.ts';
import type { FilteredLog } from './log-filter.ts';
import type { LogHistory } from './log-history.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';
import type { Place } from './place.ts';

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
    if (this.log.filter === null) return this.log.rows.dropped - this.#older;
    const { found, grown } = this.history.findings;
    return grown - found.length;
  }

  at(index: number): LogEntry | undefined {
    const older = this.#older;
    return index < older ? this.history.at(this.#ordinalAt(index)) : this.log.rows.at(index - older);
  }

  /** The index of a line, or -1 when there is none or it has not been read yet. */
  indexOf(seq: number): number {
    const { rows } = this.log;
    const index = rows.indexOfSeq(seq);
    if (rows.at(index)?.seq === seq) return this.#older + index;
    const ordinal = this.history.ordinalOf(seq);
    return ordinal === null ? -1 : this.#indexOfOrdinal(ordinal);
  }

  /** The index of the first row at a place or after it, once what is on disk has been looked up; as many as there are rows when there is none. */
  async indexFrom(place: Place): Promise<number> {
    const isBefore = (line: LogEntry | undefined) => line !== undefined && ('seq' in place ? line.seq < place.seq : line.at < place.at);
    if (!isBefore(this.log.rows.first)) {
      const ordinal = await this.history.ordinalFrom(place);
      const index = ordinal === null ? this.#older : this.#indexFromOrdinal(ordinal);
      if (index < this.#older) return index;
    }
    let index = 0;
    while (isBefore(this.log.rows.at(index))) index += 1;
    return this.#older + index;
  }

  /** How many rows are on disk. */
  get #older(): number {
    if (this.log.filter === null) return this.history.before(this.log.position);
    return this.history.joined ? this.history.findings.found.length + this.log.left.length : 0;
  }

  #ordinalAt(index: number): number {
    if (this.log.filter === null) return this.history.from + index;
    const { found } = this.history.findings;
    return index < found.length ? found[found.length - 1 - index]! : this.history.ordinalAt(this.log.left[index - found.length]!);
  }

  #indexOfOrdinal(ordinal: number): number {
    const index = this.#indexFromOrdinal(ordinal);
    return index < this.#older && this.#ordinalAt(index) === ordinal ? index : -1;
  }

  /** The index of the first row on disk that has this ordinal or a larger one. */
  #indexFromOrdinal(ordinal: number): number {
    return firstIndex(this.#older, (index) => this.#ordinalAt(index) >= ordinal);
  }
}
