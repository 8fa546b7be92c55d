/** One packet as a row of the Messages view, and what became of its acknowledgement. Pure. */
import { isPostAnswer, type EntryOf } from '../../core/entries/entry.ts';
import type { Pairing } from '../../core/capture/pairing.ts';

export type PacketEntry = EntryOf<'packet'>;

/** An event that is not answered within this time is shown as timed out. It may still be answered, and then is. */
export const ACK_DEADLINE_MS = 10_000;

/**
 * Of an event that asks for an acknowledgement, or of an acknowledgement. `twice` is an event that was answered again, or
 * the answer that came again; `orphan` an acknowledgement of no event that was seen; `unanswered` an event whose socket ended
 * before its time was up.
 */
export type AckState =
  | { readonly state: 'pending' | 'timeout' | 'unanswered' | 'orphan' }
  | { readonly state: 'answered' | 'twice'; readonly afterMs: number };

export interface MessageRow {
  /** Unique in the view, and fit for the id of an element. */
  readonly key: string;
  readonly entry: PacketEntry;
  /** When it happened, never before an earlier packet of the same recording: a clock that was set back folds no time over. */
  readonly time: number;
  /** The key of the event that this acknowledges, or of the first acknowledgement of this event; null while there is none. */
  partner: string | null;
  ack: AckState | null;
  /** Whether the filter in force matches it. */
  matches: boolean;
}

/** The key of an entry of a recording. A view holds the entries of one connection and of one page at the most. */
export function rowKey(source: string, seq: number): string {
  return `${source.startsWith('tab:') ? 'page' : 'own'}-${seq}`;
}

/** How a packet stands by itself: an acknowledgement says what it answers, an event waits unless it says what answered it. */
export function firstAckState({ type, ackId, answers, answeredBy }: PacketEntry): AckState | null {
  if (type === 'event' && answeredBy !== null) return { state: 'answered', afterMs: answeredBy.afterMs };
  if (type === 'event') return ackId === null ? null : { state: 'pending' };
  if (type !== 'ack') return null;
  if (answers === null) return { state: 'orphan' };
  return { state: answers.again ? 'twice' : 'answered', afterMs: answers.afterMs };
}

/** How an event stands once this acknowledgement of it has come. The time is that of the first. */
export function answeredState(former: AckState | null, { again, afterMs }: Pick<Pairing, 'again' | 'afterMs'>): AckState {
  const first = former !== null && 'afterMs' in former ? former.afterMs : afterMs;
  return { state: again ? 'twice' : 'answered', afterMs: first };
}

/** How an event stands that nothing has acknowledged, and nothing will. `endedAt`: when its socket ended, if that is known. */
export function unansweredState({ at }: Pick<PacketEntry, 'at'>, endedAt: number | undefined): AckState {
  return { state: endedAt !== undefined && endedAt - at < ACK_DEADLINE_MS ? 'unanswered' : 'timeout' };
}

const KEEPS_ALIVE: ReadonlySet<PacketEntry['type']> = new Set(['ping', 'pong', 'noop']);

/** Whether a packet only keeps the transport going: heartbeats, probes, and the `ok` that answers a POST. */
export function isHeartbeat(entry: PacketEntry): boolean {
  return KEEPS_ALIVE.has(entry.type) || isPostAnswer(entry);
}
