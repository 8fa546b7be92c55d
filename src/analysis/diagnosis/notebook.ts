/** The entries of one recording that a diagnosis may want, within bounds, however many there were. */
import type { Entry } from '../../recording/entry.ts';

export class Notebook {
  #entries: Entry[] = [];

  /** Takes note of an entry. Returns whether it is one that can change a diagnosis. */
  see(entry: Entry): boolean {
    this.#entries.push(entry);
    return true;
  }

  /** What was noted, oldest first. */
  entries(): readonly Entry[] {
    return this.#entries;
  }
}
