/**
 * The rows of the Messages view as one list in order of time: of each recording what the search has found on disk, and what
 * is in memory of all of them. Rows on disk are read as they come in sight; until then, all that is known of one is its key.
 */
import { firstIndex } from './ascending-list.ts';
import { MergedLists, type MergedItem, type TimedList } from './merged-lists.ts';
import type { MessageList } from './message-list.ts';
import { answeredState, firstAckState, rowKey, unansweredState, type AckState, type MessageRow, type PacketEntry } from './message-row.ts';
import type { PacketHistory } from './packet-history.ts';
import type { Place } from './place.ts';
import { together, type SearchProgress } from './search-thread.ts';
import type { Pairing } from '../../core/capture/pairing.ts';
import { say } from '../../core/words/say.ts';

export class MessageRows {
  /** The number of the list in memory among those that are merged: what is on disk of a recording is older. */
  readonly #memory: number;

  constructor(
    private readonly list: MessageList,
    private readonly histories: readonly PacketHistory[],
  ) {
    this.#memory = histories.length;
  }

  get length(): number {
    return this.#merged().length;
  }

  get appended(): number {
    return this.list.appended;
  }

  /** Rows that have gone at the top, less those that came there: a row that leaves memory for the disk does not move. */
  get dropped(): number {
    return this.list.dropped + this.list.length - this.length;
  }

  /** Rows that the filter matches. */
  get matching(): number {
    return this.histories.reduce((sum, { search }) => sum + search.matches.length, this.list.matching);
  }

  /** Packets that are there without the heartbeats that are folded, as far as is known yet, and how many of these there are. */
  get total(): number {
    return this.histories.reduce((sum, { search }) => sum + search.among, this.list.total - this.list.folded);
  }

  get folded(): number {
    return this.histories.reduce((sum, { search }) => sum + search.folded, this.list.folded);
  }

  /** How far the search of what is on disk is. */
  get search(): SearchProgress {
    return together(this.histories.map(({ search }) => search));
  }

  /** Whether rows that are on disk could not be read the last time. */
  get unread(): boolean {
    return this.histories.some(({ stored }) => stored.failed);
  }

  at(index: number): MessageRow | undefined {
    const merged = this.#merged();
    const place = merged.at(index);
    if (place === null) return undefined;
    if (place.list === this.#memory) return this.list.at(this.#hidden(this.#memory) + place.index);
    const history = this.histories[place.list]!;
    return this.#olderRow(history, history.search.shown.at(this.#hidden(place.list) + place.index)!);
  }

  keyAt(index: number): string | null {
    const place = this.#merged().at(index);
    if (place === null) return null;
    if (place.list === this.#memory) return this.list.at(this.#hidden(this.#memory) + place.index)!.key;
    const { source, search } = this.histories[place.list]!;
    return rowKey(source, search.shown.at(this.#hidden(place.list) + place.index)!);
  }

  /** A row by its key, shown or not, as far as it is known. */
  find(key: string): MessageRow | undefined {
    const kept = this.list.find(key);
    const stored = kept === undefined ? this.#storedAs(key) : null;
    return stored === null ? kept : this.#olderRow(stored.history, stored.seq);
  }

  /** Whether there is a row of this key, shown or not. */
  isKept(key: string): boolean {
    return this.list.find(key) !== undefined || this.#storedAs(key) !== null;
  }

  indexOf(key: string): number {
    const kept = this.list.indexOf(key);
    if (kept >= 0) return this.#placed({ list: this.#memory, index: kept });
    const stored = this.#storedAs(key);
    const index = stored === null ? -1 : stored.history.search.shown.indexOf(stored.seq);
    return index < 0 ? -1 : this.#placed({ list: this.histories.indexOf(stored!.history), index });
  }

  /** When the first row happened, or null when there is none. */
  get since(): number | null {
    const first = this.#merged().at(0);
    if (first === null) return null;
    if (first.list === this.#memory) return this.list.rows[this.#hidden(first.list)]!.time;
    return this.histories[first.list]!.search.times.at(this.#hidden(first.list))!;
  }

  /** The index of the first row of this time or later. */
  indexFromTime(time: number): number {
    return this.#merged().indexFrom(time);
  }

  /** The index of the first row of a recording with this seq or a larger one; all rows when there is none. */
  indexFromSeq(source: string, seq: number): number {
    const number = this.histories.findIndex((history) => history.source === source);
    const stored = number < 0 ? undefined : this.histories[number]!.search.shown;
    const index = stored?.indexFrom(seq) ?? 0;
    if (stored !== undefined && index < stored.length) return Math.max(0, this.#placed({ list: number, index }));
    const kept = this.list.rows.findIndex(({ entry }) => entry.source === source && entry.seq >= seq);
    return kept < 0 ? this.length : Math.max(0, this.#placed({ list: this.#memory, index: kept }));
  }

  /** Whether all rows from a place on are known, or will not be. */
  hasReached(place: Place): boolean {
    return this.histories.every(({ search }) => {
      if (search.state !== 'searching') return true;
      return 'seq' in place ? (search.shown.at(0) ?? Infinity) <= place.seq : search.reached <= place.at;
    });
  }

  /** The nearest matching row before (-1) or after (1) an index, going round at the ends; -1 when none matches. */
  nextMatch(from: number, step: 1 | -1): number {
    if (step === 1) {
      const after = this.#firstMatch(from + 1);
      return after >= 0 ? after : this.#firstMatch(0);
    }
    const before = from <= 0 ? -1 : this.#lastMatch(from - 1);
    return before >= 0 ? before : this.#lastMatch(this.length - 1);
  }

  /** The first match at an index or after it, or -1. */
  #firstMatch(index: number): number {
    const before = this.#merged().before(index);
    const found = this.histories.map(({ search: { shown, matches } }, list) => {
      const seq = shown.at(this.#hidden(list) + before[list]!);
      const match = seq === undefined ? undefined : matches.at(matches.indexFrom(seq));
      return match === undefined ? -1 : this.#placed({ list, index: shown.indexOf(match) });
    });
    const from = this.#hidden(this.#memory) + before[this.#memory]!;
    const inMemory = this.list.rows.findIndex((row, place) => row.matches && place >= from);
    if (inMemory >= 0) found.push(this.#placed({ list: this.#memory, index: inMemory }));
    return found.filter((each) => each >= 0).toSorted((a, b) => a - b)[0] ?? -1;
  }

  /** The last match at an index or before it, or -1. */
  #lastMatch(index: number): number {
    const before = this.#merged().before(index + 1);
    const found = this.histories.map(({ search: { shown, matches } }, list) => {
      const last = this.#hidden(list) + before[list]! - 1;
      const match = last < 0 ? undefined : matches.at(matches.indexFrom(shown.at(last)! + 1) - 1);
      return match === undefined ? -1 : this.#placed({ list, index: shown.indexOf(match) });
    });
    const to = this.#hidden(this.#memory) + before[this.#memory]!;
    const inMemory = this.list.rows.findLastIndex((row, place) => row.matches && place < to);
    if (inMemory >= 0) found.push(this.#placed({ list: this.#memory, index: inMemory }));
    return Math.max(-1, ...found);
  }

  /** What can be shown: of each list what is newer than where the searches of the others are, so that rows only come at the top. */
  #merged(): MergedLists {
    const lists = [...this.histories.map(({ search }) => search.times), null];
    return new MergedLists(lists.map((times, list): TimedList => {
      const hidden = this.#hidden(list);
      return times === null
        ? { length: this.list.length - hidden, timeAt: (index) => this.list.rows[hidden + index]!.time }
        : { length: times.length - hidden, timeAt: (index) => times.at(hidden + index)! };
    }));
  }

  /** How many items of a list are older than where the search of another recording is. */
  #hidden(list: number): number {
    const running = this.histories.filter(({ search }, other) => other !== list && search.state === 'searching');
    const reached = Math.max(-Infinity, ...running.map(({ search }) => search.reached));
    if (reached === -Infinity) return 0;
    const times = this.histories[list]?.search.times;
    return times === undefined ? firstIndex(this.list.length, (index) => this.list.rows[index]!.time >= reached) : times.indexFrom(reached);
  }

  /** The index of an item among what can be shown, or -1. */
  #placed({ list, index }: MergedItem): number {
    const visible = index - this.#hidden(list);
    return visible < 0 ? -1 : this.#merged().indexOf({ list, index: visible });
  }

  #olderRow({ source, stored, search }: PacketHistory, seq: number): MessageRow | undefined {
    const packet = stored.at(seq);
    if (packet === 'unread') return undefined;
    const entry = packet.entry?.kind === 'packet' ? packet.entry : unreadablePacket(source, seq);
    const [first] = packet.pairings;
    const partner = first === undefined ? undefined : first.event === seq ? first.ack : first.event;
    return {
      key: rowKey(source, seq),
      entry,
      time: entry.at,
      partner: partner === undefined ? null : rowKey(source, partner),
      ack: ackState(entry, packet.pairings, packet.endedAt ?? this.list.endedAt(entry)),
      matches: search.matches.indexOf(seq) >= 0,
    };
  }

  /** The recording and the seq that a key names, if that recording is searched on disk. */
  #storedAs(key: string): { readonly history: PacketHistory; readonly seq: number } | null {
    const seq = Number(key.slice(key.indexOf('-') + 1));
    const history = this.histories.find(({ source }) => source !== '' && rowKey(source, seq) === key);
    return history === undefined ? null : { history, seq };
  }
}

/** What is on disk has waited long enough: an event that nothing has acknowledged has timed out, or its socket ended before. */
function ackState(entry: PacketEntry, pairings: readonly Pairing[], endedAt: number | undefined): AckState | null {
  const first = firstAckState(entry);
  const said = pairings.reduce<AckState | null>(answeredState, null);
  return said ?? (first?.state === 'pending' ? unansweredState(entry, endedAt) : first);
}

/** What stands for a packet whose block is damaged, or has just made room. */
function unreadablePacket(source: string, seq: number): PacketEntry {
  return {
    source,
    seq,
    at: 0,
    kind: 'packet',
    socket: '',
    direction: 'in',
    transport: 'websocket',
    type: 'malformed',
    namespace: null,
    ackId: null,
    event: '',
    preview: '',
    bytes: 0,
    text: '',
    binary: null,
    attachments: [],
    cut: 0,
    problem: say('messages_unreadable'),
    answers: null,
    answeredBy: null,
    offset: null,
  };
}
