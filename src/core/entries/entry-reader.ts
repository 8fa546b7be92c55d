/** How recorded entries are read back in bulk, wherever they are kept. */
import type { Entry } from './entry.ts';
import type { Lane } from './lanes.ts';

/** Which entries: all of these lanes, from one seq to another, both included. */
export interface EntryRange {
  readonly lanes: readonly Lane[];
  readonly from?: number;
  readonly to?: number;
}

export interface EntryReader {
  /**
   * The entries of a recording in order of seq, oldest first, in parts that fit memory. What cannot be read is left out.
   * Whoever has enough ends the loop.
   */
  parts(source: string, range: EntryRange): AsyncIterable<readonly Entry[]>;
}
