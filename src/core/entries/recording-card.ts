/** What a list of recordings tells of one, besides what it holds. Pure. */

export const NAME_LIMIT = 100;

export interface RecordingCard {
  /** Under this its entries are stored. */
  readonly id: string;
  /** What the user calls it, or empty. */
  readonly name: string;
  /** Whose it is: the name of the connection, or empty of a page; and its address. */
  readonly of: string;
  readonly url: string;
  /** Epoch milliseconds; `endedAt` is null while it goes on. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The seq of its first entry: seqs go on when a recording ends, so that an acknowledgement never meets another event than its own. */
  readonly first: number;
  /** Whether it is kept whatever its age, and whatever room others need. */
  readonly pinned: boolean;
  /** When it was deleted, as long as that can be undone; or null. */
  readonly deletedAt: number | null;
}

/** A recording in the list of all that there are. */
export interface ListedRecording extends RecordingCard {
  readonly source: string;
}

export function newCard(id: string, at: number, first = 0): RecordingCard {
  return { id, name: '', of: '', url: '', startedAt: at, endedAt: null, first, pinned: false, deletedAt: null };
}
