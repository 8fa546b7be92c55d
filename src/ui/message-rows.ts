/**
 * The rows of the Messages view as one list: first what the search has found on disk, then what is in memory. Those on
 * disk are read as they come in sight; until then, all that is known of one is its key.
 */
import type { PacketSearch } from './packet-search.ts';
import type { MessageList } from './message-list.ts';
import { answeredState, firstAckState, rowKey, type AckState, type MessageRow, type PacketEntry } from './message-row.ts';
import type { StoredPackets } from './stored-packets.ts';
import { say } from '../words/say.ts';

export class MessageRows {
  /** Whose packets are searched on disk. */
  source = '';

  constructor(
    private readonly list: MessageList,
    private readonly search: PacketSearch,
    private readonly stored: StoredPackets,
  ) {}

  get length(): number {
    return this.#older + this.list.length;
  }

  get appended(): number {
    return this.list.appended;
  }

  /** Rows that have gone at the top, less those that came there: a row that leaves memory for the disk does not move. */
  get dropped(): number {
    return this.list.dropped - this.#older;
  }

  /** Rows that the filter matches. */
  get matching(): number {
    return this.search.matches.length + this.list.matching;
  }

  /** Packets that are there without the heartbeats that are folded, as far as is known yet, and how many of these there are. */
  get total(): number {
    return this.search.among + this.list.total - this.list.folded;
  }

  get folded(): number {
    return this.search.folded + this.list.folded;
  }

  get #older(): number {
    return this.search.shown.length;
  }

  at(index: number): MessageRow | undefined {
    const seq = index < this.#older ? this.search.shown.at(index) : undefined;
    return seq === undefined ? this.list.at(index - this.#older) : this.#olderRow(seq);
  }

  keyAt(index: number): string | null {
    const seq = index < this.#older ? this.search.shown.at(index) : undefined;
    return seq === undefined ? (this.list.at(index - this.#older)?.key ?? null) : rowKey(this.source, seq);
  }

  /** A row by its key, shown or not, as far as it is known. */
  find(key: string): MessageRow | undefined {
    const kept = this.list.find(key);
    const seq = kept === undefined ? this.#seqOf(key) : null;
    return seq === null ? kept : this.#olderRow(seq);
  }

  /** Whether there is a row of this key, shown or not. */
  isKept(key: string): boolean {
    return this.list.find(key) !== undefined || this.#seqOf(key) !== null;
  }

  indexOf(key: string): number {
    const index = this.list.indexOf(key);
    if (index >= 0) return this.#older + index;
    const seq = this.#seqOf(key);
    return seq === null ? -1 : this.search.shown.indexOf(seq);
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
    const { shown, matches } = this.search;
    const seq = index < this.#older ? matches.at(matches.indexFrom(shown.at(index)!)) : undefined;
    if (seq !== undefined) return shown.indexOf(seq);
    const inMemory = this.list.rows.findIndex((row, place) => row.matches && place >= index - this.#older);
    return inMemory < 0 ? -1 : this.#older + inMemory;
  }

  /** The last match at an index or before it, or -1. */
  #lastMatch(index: number): number {
    const inMemory = this.list.rows.findLastIndex((row, place) => row.matches && place <= index - this.#older);
    if (inMemory >= 0) return this.#older + inMemory;
    const { shown, matches } = this.search;
    const newest = shown.at(Math.min(index, this.#older - 1));
    const seq = newest === undefined ? undefined : matches.at(matches.indexFrom(newest + 1) - 1);
    return seq === undefined ? -1 : shown.indexOf(seq);
  }

  /** The seq that a key names, if it is one of the source that is searched. */
  #seqOf(key: string): number | null {
    const seq = Number(key.slice(key.indexOf('-') + 1));
    return this.source !== '' && rowKey(this.source, seq) === key ? seq : null;
  }

  #olderRow(seq: number): MessageRow | undefined {
    const stored = this.stored.at(seq);
    if (stored === 'unread') return undefined;
    const entry = stored.entry?.kind === 'packet' ? stored.entry : unreadablePacket(this.source, seq);
    const partner = entry.answers?.seq ?? stored.acks[0]?.seq;
    return {
      key: rowKey(this.source, seq),
      entry,
      time: entry.at,
      partner: partner === undefined ? null : rowKey(this.source, partner),
      ack: ackState(entry, stored.acks),
      matches: this.search.matches.indexOf(seq) >= 0,
    };
  }
}

/** What is on disk has waited long enough: an event that nothing has acknowledged has timed out. */
function ackState(entry: PacketEntry, acks: readonly PacketEntry[]): AckState | null {
  const first = firstAckState(entry);
  if (first?.state !== 'pending') return first;
  return acks.reduce<AckState | null>((state, { answers }) => (answers === null ? state : answeredState(state, answers)), null) ?? { state: 'timeout' };
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
  };
}
