/**
 * What is kept of a recording besides its entries: enough to go on, and its card, which a list of recordings shows. Each
 * source has one recording that goes on. One that has ended becomes the only recording of a source of its own, to which
 * nothing more comes; its entries stay where they are, under the id that it always had. Pure.
 */
import * as v from 'valibot';
import { continuedState, type SessionState } from '../analysis/session.ts';

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

/** What of a recording outlives its context, besides the entries: enough to go on without reading any of them. */
export interface RecordingHead {
  readonly source: string;
  readonly next: number;
  readonly state: SessionState;
  readonly clearedThrough: number;
  readonly errorsRead: number;
  /** When the newest entry was recorded. Epoch milliseconds. */
  readonly lastAt: number;
  readonly card: RecordingCard;
}

export function newCard(id: string, at: number, first = 0): RecordingCard {
  return { id, name: '', of: '', url: '', startedAt: at, endedAt: null, first, pinned: false, deletedAt: null };
}

/** The card of a recording on disk. Earlier versions had none, and stored entries by their source. */
export function cardOf(head: Omit<RecordingHead, 'card'> & { readonly card?: RecordingCard }): RecordingCard {
  return head.card ?? newCard(head.source, head.lastAt);
}

/** A recording as it is kept once it has ended. */
export function endedHead(head: RecordingHead, at: number): RecordingHead {
  const { id } = head.card;
  return { ...head, source: `${head.source}#${id}`, card: { ...head.card, endedAt: at } };
}

/** The next recording of the same source. What it is of stands as it stood. */
export function followingHead(head: RecordingHead, id: string, at: number): RecordingHead {
  const { of, url } = head.card;
  const { source, next, state } = head;
  return { source, next, state: continuedState(state), clearedThrough: -1, errorsRead: 0, lastAt: at, card: { ...newCard(id, at, next), of, url } };
}
