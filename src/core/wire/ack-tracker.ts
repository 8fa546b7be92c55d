/**
 * Pairs the events of one session that want an acknowledgement with the acknowledgements. Ids count per namespace and per
 * direction: https://github.com/socketio/socket.io-protocol#acknowledgement. Time is given, in milliseconds: that of an event is
 * when it was sent. Over polling an acknowledgement may be told before the event, whose request ends after the one that answers.
 */
import type { Direction, Packet } from './packet.ts';
import { copied } from './value-text.ts';

/**
 * - `pending`: the event was seen and waits.
 * - `answered`: in time.
 * - `late`: after the deadline, or after it was given up as `forgotten`.
 * - `answered-again`: there was an answer before this one. Socket.IO drops it.
 * - `timed-out`: the deadline passed.
 * - `unanswered`: the session ended, or the id was used again, which a new Socket.IO session on the same connection does.
 * - `forgotten`: more events wait than can be remembered, and this was the oldest.
 * - `orphan`: an acknowledgement of no event that was seen. If that is told later it is `answered` or `late`.
 */
export type AckState = 'pending' | 'answered' | 'late' | 'answered-again' | 'timed-out' | 'unanswered' | 'forgotten' | 'orphan';

/** What became of an event or an acknowledgement. `Ref` is what the caller names its packets by. */
export interface AckChange<Ref> {
  readonly state: AckState;
  /** The event, unless this is an orphan. */
  readonly event: Ref | null;
  /** The acknowledgement, where there is one. */
  readonly ack: Ref | null;
  /** From the event to the acknowledgement, or to this change where there is none. Null of `pending` and of an orphan. */
  readonly afterMs: number | null;
}

export interface AckTracker<Ref> {
  /** How many wait. */
  readonly waiting: number;
  /** Takes the next packet of the session; gives what changed with it, usually nothing. */
  see(packet: Packet, ref: Ref, at: number): AckChange<Ref>[];
  /** Gives the events whose deadline has passed. */
  expire(now: number): AckChange<Ref>[];
  /** Gives the events that nobody will answer any more, and forgets everything: the session is over. */
  end(now: number): AckChange<Ref>[];
}

export interface AckTrackerOptions {
  readonly deadlineMs: number;
  /** How many events are remembered while they wait, how many after, and how many acknowledgements of events that were not told. */
  readonly capacity?: number;
}

/** A packet that was told, and its time. */
interface Told<Ref> {
  readonly ref: Ref;
  readonly at: number;
}

interface Settled<Ref> extends Told<Ref> {
  readonly answered: boolean;
}

const CAPACITY = 10_000;

/** Logs round the times of requests and leave out parts, so that an answer may seem to have come this much before its event was sent. */
const ROUNDING_MS = 20;

/** Of longer namespaces the beginning tells them apart, so that what is remembered is bounded. */
const NAMESPACE_LIMIT = 200;

/** An event and its acknowledgement travel in opposite directions; both are known by the event's. */
function keyOf(asker: Direction, namespace: string, id: number): string {
  return `${asker} ${id} ${copied(namespace.slice(0, NAMESPACE_LIMIT))}`;
}

export function createAckTracker<Ref>({ deadlineMs, capacity = CAPACITY }: AckTrackerOptions): AckTracker<Ref> {
  // Maps keep the order of insertion, which is the order of time, so that the oldest is always first.
  const waiting = new Map<string, Told<Ref>>();
  const settled = new Map<string, Settled<Ref>>();
  /** Acknowledgements whose events were not told yet, if they ever are. */
  const early = new Map<string, Told<Ref>>();

  /** Takes an event from those that wait to those that are remembered. */
  function settle(key: string, { ref, at }: Told<Ref>, answered: boolean): void {
    waiting.delete(key);
    settled.delete(key);
    settled.set(key, { ref, at, answered });
    if (settled.size > capacity) settled.delete(settled.keys().next().value!);
  }

  function ask(key: string, ref: Ref, at: number): AckChange<Ref>[] {
    const changes: AckChange<Ref>[] = [];
    const before = waiting.get(key);
    if (before !== undefined) {
      waiting.delete(key);
      changes.push({ state: 'unanswered', event: before.ref, ack: null, afterMs: at - before.at });
    }
    const ack = early.get(key);
    early.delete(key);
    if (ack !== undefined && at <= ack.at + ROUNDING_MS) {
      settle(key, { ref, at }, true);
      const afterMs = Math.max(0, ack.at - at);
      changes.push({ state: afterMs > deadlineMs ? 'late' : 'answered', event: ref, ack: ack.ref, afterMs });
      return changes;
    }
    settled.delete(key);
    waiting.set(key, { ref, at });
    changes.push({ state: 'pending', event: ref, ack: null, afterMs: null });
    if (waiting.size > capacity) {
      const [oldest, asked] = waiting.entries().next().value!;
      settle(oldest, asked, false);
      changes.push({ state: 'forgotten', event: asked.ref, ack: null, afterMs: at - asked.at });
    }
    return changes;
  }

  function answer(key: string, ack: Ref, at: number): AckChange<Ref> {
    const asked = waiting.get(key);
    if (asked !== undefined) {
      settle(key, asked, true);
      const afterMs = at - asked.at;
      return { state: afterMs > deadlineMs ? 'late' : 'answered', event: asked.ref, ack, afterMs };
    }
    const past = settled.get(key);
    if (past === undefined) {
      early.set(key, { ref: ack, at });
      if (early.size > capacity) early.delete(early.keys().next().value!);
      return { state: 'orphan', event: null, ack, afterMs: null };
    }
    if (!past.answered) settle(key, past, true);
    return { state: past.answered ? 'answered-again' : 'late', event: past.ref, ack, afterMs: at - past.at };
  }

  return {
    get waiting() {
      return waiting.size;
    },
    see(packet, ref, at) {
      if (packet.kind !== 'socket' || packet.ackId === null) return [];
      const { type, direction, namespace, ackId } = packet;
      if (type === 'event') return ask(keyOf(direction, namespace, ackId), ref, at);
      if (type === 'ack') return [answer(keyOf(direction === 'in' ? 'out' : 'in', namespace, ackId), ref, at)];
      return [];
    },
    expire(now) {
      const changes: AckChange<Ref>[] = [];
      for (const [key, asked] of waiting) {
        const afterMs = now - asked.at;
        if (afterMs <= deadlineMs) break;
        settle(key, asked, false);
        changes.push({ state: 'timed-out', event: asked.ref, ack: null, afterMs });
      }
      return changes;
    },
    end(now) {
      const changes = [...waiting.values()].map(({ ref, at }): AckChange<Ref> => ({ state: 'unanswered', event: ref, ack: null, afterMs: now - at }));
      waiting.clear();
      settled.clear();
      early.clear();
      return changes;
    },
  };
}
