/** Which event and which acknowledgement belong together. Either may have been recorded first, and the later one says so. */
import type { EntryOf } from '../entries/entry.ts';

export interface Pairing {
  /** Seqs in their recording. */
  readonly event: number;
  readonly ack: number;
  readonly afterMs: number;
  /** Whether the event was acknowledged before. */
  readonly again: boolean;
}

/** What a packet says of itself and one that was recorded before it, or null. */
export function pairingOf({ seq, answers, answeredBy }: Pick<EntryOf<'packet'>, 'seq' | 'answers' | 'answeredBy'>): Pairing | null {
  if (answers !== null) return { event: answers.seq, ack: seq, afterMs: answers.afterMs, again: answers.again };
  return answeredBy === null ? null : { event: seq, ack: answeredBy.seq, afterMs: answeredBy.afterMs, again: false };
}
