/**
 * Finds what became of events that were sent: their own packets in the recording, which stand there in the order of
 * sending, and the acknowledgements that answer those. Pure, and fed entry by entry.
 */
import { RecentMap } from '../../core/entries/recent.ts';
import type { EntryOf } from '../../core/entries/entry.ts';
import { pairingOf } from '../../core/capture/pairing.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';

/** Of so many acknowledgements it is remembered what they said, until their events are recorded. */
const ORPHANS = 100;

/** What was sent, once or repeatedly. */
export interface Awaited {
  readonly event: string;
  readonly namespace: string;
  /** The page's socket, or `own`. */
  readonly socket: string;
  /** Its first packet stands after this one in the recording. */
  readonly afterSeq: number;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly afterMs: number;
  readonly preview: string;
}

export class Answers {
  /** When each was sent that has no answer yet, by its place among all. */
  readonly #waiting = new Map<number, number>();
  /** Seq of a packet → its event's place among all. */
  readonly #places = new Map<number, number>();
  /** Seq of an acknowledgement of no event that was recorded yet → its preview. */
  readonly #orphans = new RecentMap<number, string>(ORPHANS);
  #sent = 0;
  #seen = 0;
  /** How many were acknowledged, and the last acknowledgement. */
  acknowledged = 0;
  last: Answer | null = null;

  constructor(readonly awaited: Awaited) {}

  /** Notes that one is being sent, at epoch ms. */
  sending(at: number): void {
    this.#waiting.set(this.#sent, at);
    this.#sent += 1;
  }

  /** The one that was being sent was refused. */
  refused(): void {
    this.#sent -= 1;
    this.#waiting.delete(this.#sent);
  }

  add(entry: TrafficEntry): void {
    const { event, namespace, socket, afterSeq } = this.awaited;
    if (entry.kind !== 'packet' || entry.socket !== socket || entry.namespace !== namespace || entry.seq <= afterSeq) return;
    if (entry.type === 'ack' && entry.answers === null) this.#noteOrphan(entry);
    if (entry.direction === 'out' && entry.type === 'event') {
      // A recording keeps only so much of a long name.
      if (entry.ackId === null || !event.startsWith(entry.event) || this.#seen >= this.#sent) return;
      this.#places.set(entry.seq, this.#seen);
      this.#seen += 1;
    }
    const pairing = pairingOf(entry);
    const place = pairing === null ? undefined : this.#places.get(pairing.event);
    if (pairing === null || place === undefined) return;
    this.#places.delete(pairing.event);
    this.#waiting.delete(place);
    this.acknowledged += 1;
    this.last = { afterMs: pairing.afterMs, preview: entry.type === 'ack' ? entry.preview : (this.#orphans.get(pairing.ack) ?? '') };
  }

  /** An acknowledgement may be recorded before the event that it answers. */
  #noteOrphan({ seq, preview }: EntryOf<'packet'>): void {
    this.#orphans.set(seq, preview);
  }

  /** How many got no answer in time, and how many may yet get one. `now` in epoch ms. */
  open(now: number): { unanswered: number; waiting: number } {
    const unanswered = [...this.#waiting.values()].filter((at) => now - at > this.awaited.timeoutMs).length;
    return { unanswered, waiting: this.#waiting.size - unanswered };
  }
}
