/**
 * The log lines on disk that a filter has found. What has left memory since, of which nobody knows any more which lines
 * match, is searched on its own and put behind what was found: whoever reads older lines keeps their place.
 */
import type { LineFilter } from './log-filter.ts';
import type { LinePart, LineSearch } from './log-search.ts';
import { startSearch, type SearchProgress, type SearchState, type SearchThread } from './search-thread.ts';

/** A search on its way. */
interface Running {
  readonly to: number;
  readonly stop: () => void;
}

export class LineFindings implements SearchProgress {
  /** Ordinals, the newest first. */
  found: number[] = [];
  /** How many of these were put behind the others once they had been found. */
  grown = 0;
  unreadable = 0;
  #wanted: LineSearch | null = null;
  /** The ordinal down to which everything has been searched. */
  #reached = 0;
  #state: SearchState = 'idle';
  #older: Running | null = null;
  #newer: Running | null = null;

  /** `onLines` is called with lines that come along with what was found, `onChange` after everything that was found, and at the end. */
  constructor(
    private readonly startThread: () => SearchThread,
    private readonly onLines: (lines: LinePart['lines']) => void,
    private readonly onChange: () => void,
  ) {}

  get state(): SearchState {
    return this.#older !== null || this.#newer !== null ? 'searching' : this.#state;
  }

  /** Whether all lines from this ordinal on have been searched, or will not be. */
  hasReached(ordinal: number): boolean {
    return this.#older === null || this.#reached <= ordinal;
  }

  get progress(): number {
    if (this.#wanted === null || this.#older === null) return 1;
    const { from, to } = this.#wanted;
    return (to - this.#reached) / (to - from);
  }

  /** Says what is wanted: goes on with a search that is for the same, and starts one otherwise. */
  follow(filter: LineFilter | null, source: string, from: number, to: number): void {
    const known = this.#wanted;
    const isSame = known !== null && known.filter === filter && known.source === source && known.from === from && this.#state !== 'failed';
    if (!isSame || to < known.to) {
      this.clear();
      if (filter !== null && from < to) this.#begin({ filter, source, from, to });
    } else if (to > known.to && to !== this.#newer?.to) {
      this.#goOn(known, to);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#older?.stop();
    this.#newer?.stop();
    this.#older = null;
    this.#newer = null;
    this.#wanted = null;
    this.#state = 'idle';
    this.found = [];
    this.grown = 0;
    this.unreadable = 0;
  }

  #begin(wanted: LineSearch): void {
    this.#wanted = wanted;
    this.#reached = wanted.to;
    this.#older = this.#run(wanted, ({ found, reached }) => {
      for (const ordinal of found) this.found.push(ordinal);
      this.#reached = reached;
    }, () => (this.#older = null));
  }

  /** Searches what lies between the end of what was searched and a later one. It is put behind the rest all at once. */
  #goOn(known: LineSearch, to: number): void {
    this.#newer?.stop();
    const newer: number[] = [];
    this.#newer = this.#run({ ...known, from: known.to, to }, ({ found }) => {
      for (const ordinal of found) newer.push(ordinal);
    }, () => {
      this.#newer = null;
      this.#wanted = { ...known, to };
      this.found = [...newer, ...this.found];
      this.grown += newer.length;
    });
  }

  #run(request: LineSearch, onPart: (part: LinePart) => void, onEnd: () => void): Running {
    const stop = startSearch<'lines'>(this.startThread(), { of: 'lines', request }, (part) => {
      this.unreadable += part.unreadable;
      this.onLines(part.lines);
      onPart(part);
      this.onChange();
    }, (state) => {
      // Of two, the one that went wrong is told of.
      if (this.#state !== 'failed' && this.#state !== 'stopped') this.#state = state;
      onEnd();
      this.onChange();
    });
    return { to: request.to, stop };
  }
}
