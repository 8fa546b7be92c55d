/** What a list of recordings tells of one, besides what it holds. Pure. */
import * as v from 'valibot';

export const NAME_LIMIT = 100;

const cardEntries = {
  /** Under this its entries are stored. */
  id: v.string(),
  /** What the user calls it, or empty. */
  name: v.string(),
  /** Whose it is: the name of the connection, or empty of a page; and its address. */
  of: v.string(),
  url: v.string(),
  /** Epoch milliseconds; `endedAt` is null while it goes on. */
  startedAt: v.number(),
  endedAt: v.nullable(v.number()),
  /** The seq of its first entry: seqs go on when a recording ends, so that an acknowledgement never meets another event than its own. */
  first: v.number(),
  /** Whether it is kept whatever its age, and whatever room others need. */
  pinned: v.boolean(),
  /** When it was deleted, as long as that can be undone; or null. */
  deletedAt: v.nullable(v.number()),
};

const cardSchema = v.object(cardEntries);
export type RecordingCard = v.InferOutput<typeof cardSchema>;

/** A recording in the list of all that there are. */
export const listedRecordingSchema = v.object({ source: v.string(), ...cardEntries });
export type ListedRecording = v.InferOutput<typeof listedRecordingSchema>;

export function newCard(id: string, at: number, first = 0): RecordingCard {
  return { id, name: '', of: '', url: '', startedAt: at, endedAt: null, first, pinned: false, deletedAt: null };
}
