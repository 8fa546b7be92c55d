/**
 * Reads a growing list of entries, each once, also when the list starts over: a background that comes back has the same
 * recording restored, of which only the newest entries are left. Pure but for its own state.
 */
import type { EntryList } from '../../views/entry-list.ts';

interface Recorded {
  readonly seq: number;
  readonly at: number;
}

export class NewEntries<E extends Recorded> {
  #generation = -1;
  #read = 0;
  /** The last seq that was read, and the latest time of any. */
  #through = -1;
  #latest = -Infinity;

  /** What has not been read yet, in order. `anew` tells that this is another recording, which began after the former. */
  read(list: EntryList<E>): { readonly fresh: readonly E[]; readonly anew: boolean } {
    if (list.generation !== this.#generation) this.#read = 0;
    this.#generation = list.generation;
    const fresh: E[] = [];
    let anew = false;
    // What came and went again between two looks is not to be had any more.
    for (let index = Math.max(0, list.length - (list.appended - this.#read)); index < list.length; index += 1) {
      const entry = list.at(index)!;
      if (entry.seq <= this.#through) {
        if (entry.at <= this.#latest) continue;
        // A number that was read before, of a time after everything that was: it is numbered from the start again.
        anew = true;
        this.#latest = -Infinity;
      }
      this.#through = entry.seq;
      this.#latest = Math.max(this.#latest, entry.at);
      fresh.push(entry);
    }
    this.#read = list.appended;
    return { fresh, anew };
  }
}
