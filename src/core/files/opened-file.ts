/** What was read of a file, whichever its format. */
import { entryBytes } from '../entries/lanes.ts';
import type { Entry } from '../entries/entry.ts';
import { say } from '../words/say.ts';

export interface ReadRecording {
  readonly source: string;
  readonly name: string;
  readonly url: string;
  readonly entries: Entry[];
}

export interface ReadFile {
  /** Recordings with their entries in order of seq; none when the file could not be read at all. */
  readonly recordings: readonly ReadRecording[];
  /** What is wrong with the file, in a sentence, or null. */
  readonly problem: string | null;
}

/** What a panel holds of one file at the most. */
export const READ_BOUNDS = { entries: 200_000, bytes: 256 * 1024 * 1024 } as const;

/** Counts what was read, and tells when there is no room for more. */
export class Room {
  #entries = 0;
  #bytes = 0;

  get isFull(): boolean {
    return this.#entries > READ_BOUNDS.entries || this.#bytes > READ_BOUNDS.bytes;
  }

  /** Whether there is room for this entry, and all before it. */
  take(entry: Entry): boolean {
    this.#entries += 1;
    this.#bytes += entryBytes(entry);
    return !this.isFull;
  }
}

export const tooLarge = (read: number) => say('sharing_problem_tooLarge', { count: read });

export function refusal(problem: string): ReadFile {
  return { recordings: [], problem };
}
