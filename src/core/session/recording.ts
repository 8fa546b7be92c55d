/**
 * The recording of one source in memory: it gives each fact its place (`seq`), folds it into the session's state, and
 * keeps the newest entries within bounds. Log lines, packets and everything else are kept in lanes of their own, so
 * that a flood of one cannot push out the day's connects and heartbeats.
 */
import { completedState, initialState, reduce, type SessionState } from './session.ts';
import { BoundedBuffer } from '../entries/bounded-buffer.ts';
import type { Entry, Fact } from '../entries/entry.ts';
import { LANE_BOUNDS, LANES, entryBytes, laneOf, type Lane } from '../entries/lanes.ts';
import { newCard, type RecordingCard } from '../entries/recording-card.ts';
import { RecentSet } from '../entries/recent.ts';
import { endOf } from '../entries/socket-end.ts';
import type { RecordingHead } from './recording-head.ts';

function emptyLanes(): Record<Lane, BoundedBuffer<Entry>> {
  const lane = (name: Lane) => new BoundedBuffer<Entry>(LANE_BOUNDS[name], entryBytes);
  return { log: lane('log'), packet: lane('packet'), signal: lane('signal') };
}

export class Recording {
  #next: number;
  #state: SessionState;
  #lastAt: number;
  #lanes = emptyLanes();
  /** A page may claim to open as many as it likes. What is forgotten is recorded as opened once more. */
  #openSockets = new RecentSet<string>(LANE_BOUNDS.signal.count);
  clearedThrough: number;
  errorsRead: number;
  card: RecordingCard;

  /** A new recording with this id, or one that goes on where `head` left off. `at` is now. */
  constructor(
    readonly source: string,
    at: number,
    head?: RecordingHead,
    id = source,
  ) {
    this.#next = head?.next ?? 0;
    this.#state = head === undefined ? initialState(at) : completedState(head.state);
    this.#lastAt = head?.lastAt ?? at;
    this.clearedThrough = head?.clearedThrough ?? -1;
    this.errorsRead = head?.errorsRead ?? 0;
    this.card = head?.card ?? newCard(id, at);
  }

  /** Whether nothing was ever recorded in it. */
  get isEmpty(): boolean {
    return this.#next === this.card.first;
  }

  /** The seq that the next entry will have. */
  get next(): number {
    return this.#next;
  }

  get state(): SessionState {
    return this.#state;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  append(fact: Fact, at: number): Entry {
    const entry: Entry = { ...fact, source: this.source, seq: this.#next, at };
    this.#next += 1;
    // What was recorded before may be read once more, at the time that it had.
    this.#lastAt = Math.max(this.#lastAt, at);
    this.#state = reduce(this.#state, entry);
    this.#lanes[laneOf(entry)].push(entry);
    this.#noteSocket(entry);
    return entry;
  }

  /** Puts entries that were read back from disk, oldest first, in front of what has been recorded since. */
  restore(entries: Readonly<Record<Lane, readonly Entry[]>>): void {
    const recorded = this.#lanes;
    this.#lanes = emptyLanes();
    for (const lane of LANES) for (const entry of [...entries[lane], ...recorded[lane].items()]) this.#lanes[lane].push(entry);
    this.#openSockets.clear();
    for (const entry of this.#lanes.signal.items()) this.#noteSocket(entry);
  }

  /** Whether a socket of a page was opened in it, and has not closed. */
  isOpen(socket: string): boolean {
    return this.#openSockets.has(socket);
  }

  #noteSocket(entry: Entry): void {
    const end = endOf(entry);
    if (end !== null) this.#openSockets.delete(end.socket);
    if (entry.kind === 'socket-opened') this.#openSockets.add(entry.socket);
  }

  /** All that is kept, in the order in which it was recorded. */
  entries(): Entry[] {
    return LANES.flatMap((lane) => this.kept(lane)).toSorted((a, b) => a.seq - b.seq);
  }

  /** What is kept of one lane, oldest first. */
  kept(lane: Lane): readonly Entry[] {
    return this.#lanes[lane].items();
  }

  head(): RecordingHead {
    const { source, clearedThrough, errorsRead, card } = this;
    return { source, next: this.#next, state: this.#state, clearedThrough, errorsRead, lastAt: this.#lastAt, card };
  }
}
