/**
 * What is kept of a recording besides its entries: enough to go on, and its card, which a list of recordings shows. Each
 * source has one recording that goes on. One that has ended becomes the only recording of a source of its own, to which
 * nothing more comes; its entries stay where they are, under the id that it always had. Pure.
 */
import { continuedState, type SessionState } from './session.ts';
import { newCard, type RecordingCard } from '../entries/recording-card.ts';

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
