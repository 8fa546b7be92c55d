/**
 * The packets of one or more recordings as the rows of the Messages view: merged by time, filtered, and each event beside
 * what became of its acknowledgement. It follows the growing recordings without starting over. Pure but for its own state.
 */
import { RecentMap } from '../../core/entries/recent.ts';
import { endOf } from '../../core/entries/socket-end.ts';
import { TimeBuckets } from '../../core/traffic/time-buckets.ts';
import { pairingOf, type Pairing } from '../../core/capture/pairing.ts';
import type { EntryList } from '../../views/entry-list.ts';
import type { Findings } from './packet-scan.ts';
import type { MessageFilter } from './message-filter.ts';
import { ACK_DEADLINE_MS, answeredState, firstAckState, isHeartbeat, rowKey, unansweredState, type MessageRow, type PacketEntry } from './message-row.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';
import { inRange, type TimeRange } from './time-range.ts';

/** A recording that is shown. */
export interface MessageSource {
  readonly source: string;
  readonly packets: EntryList<TrafficEntry>;
}

export interface MessageCriteria {
  readonly sources: readonly MessageSource[];
  /** Only this socket's packets, or null for all. */
  readonly socket: string | null;
  readonly filter: MessageFilter;
  /** Only packets of this time, or null for any. */
  readonly range: TimeRange | null;
  /** Packets from before this time are cleared, and those from `until` on wait. Epoch ms; infinite where there is no such bound. */
  readonly since: number;
  readonly until: number;
  /** Whether rows that the filter does not match are shown too. */
  readonly highlight: boolean;
  readonly heartbeats: boolean;
  /** The names that the source of a packet goes by, for the filter. */
  readonly namesOf: (entry: PacketEntry) => readonly string[];
}

/** Of the finest bar of the packets over time, in ms. */
const BAR_MS = 250;

/** Sockets whose ends are remembered. A page that opens more has its oldest forgotten. */
const ENDS = 1_000;

/** How far one recording was read. */
interface Reading {
  readonly from: MessageSource;
  readonly generation: number;
  read: number;
  time: number;
  /** The oldest packet that was there when the rows began, or null before one has come. */
  first: FirstPacket | null;
  /** The oldest of its rows, or null. Looking for it among the rows of all would take ever longer. */
  oldest: MessageRow | null;
  left: Left;
}

/** The oldest packet of a recording in memory, and the earliest time of its rows. */
export interface FirstPacket {
  readonly seq: number;
  readonly time: number;
}

/** Packets that have left memory, oldest first. */
type Left = Findings & { readonly shown: number[]; readonly times: number[]; readonly matches: number[]; among: number; folded: number };

export class MessageList {
  /** What is shown, oldest first. */
  rows: MessageRow[] = [];
  /** Rows that were ever shown since the last start, and that have gone again because their recording dropped them. */
  appended = 0;
  dropped = 0;
  /** Rises whenever the rows start over. */
  generation = 0;
  /** Rows that the filter matches. */
  matching = 0;
  /** Heartbeats that are there and not shown. */
  folded = 0;
  /** When the packets that the filter matches came, whatever the range. Those that made room still count. */
  times = new TimeBuckets(BAR_MS);

  /** Every packet of the sources, shown or not. */
  #all: MessageRow[] = [];
  #byKey = new Map<string, MessageRow>();
  /** Events whose acknowledgement may still time out. */
  #pending = new Set<MessageRow>();
  /** When sockets ended, by recording and name. */
  #ends = new RecentMap<string, number>(ENDS);
  #readings: Reading[] = [];
  #criteria: MessageCriteria | null = null;

  /** Packets that are there, heartbeats included. */
  get total(): number {
    return this.#all.length;
  }

  get length(): number {
    return this.rows.length;
  }

  at(index: number): MessageRow | undefined {
    return this.rows[index];
  }

  find(key: string): MessageRow | undefined {
    return this.#byKey.get(key);
  }

  indexOf(key: string): number {
    const row = this.#byKey.get(key);
    return row === undefined ? -1 : this.rows.lastIndexOf(row);
  }

  /** When the socket of a packet ended, if that has been told since the rows began. */
  endedAt({ source, socket }: Pick<PacketEntry, 'source' | 'socket'>): number | undefined {
    return this.#ends.get(`${source} ${socket}`);
  }

  /** Matching packets that wait for the end of a pause. */
  get waiting(): number {
    const until = this.#criteria?.until ?? Infinity;
    let count = 0;
    for (let index = this.#all.length - 1; index >= 0 && this.#all[index]!.time >= until; index -= 1) {
      const row = this.#all[index]!;
      if (row.matches && !isFolded(row, this.#criteria!)) count += 1;
    }
    return count;
  }

  /** The oldest packet of a source that was there when the rows began, or null. All older ones are on disk. */
  firstOf(source: string): FirstPacket | null {
    return this.#readingOf(source)?.first ?? null;
  }

  /** Begins anew with what is in memory now of a source. */
  forgetLeft(source: string): void {
    const reading = this.#readingOf(source);
    if (reading !== undefined) this.#beginAnew(reading);
  }

  /** What has left memory of a source since this was asked last. */
  takeLeft(source: string): Findings {
    const reading = this.#readingOf(source);
    const left = reading?.left ?? nothingLeft();
    if (reading !== undefined) reading.left = nothingLeft();
    return left;
  }

  #readingOf(source: string): Reading | undefined {
    return this.#readings.find(({ from }) => from.source === source);
  }

  #beginAnew(reading: Reading): void {
    reading.left = nothingLeft();
    const packet = firstPacket(reading.from);
    reading.first = packet === undefined ? null : { seq: packet.seq, time: Math.min(packet.at, reading.oldest?.time ?? Infinity) };
  }

  /** Brings the rows up to date. Returns whether anything changed. */
  follow(criteria: MessageCriteria, now: number): boolean {
    if (this.#readingsAreStale(criteria)) {
      this.#criteria = criteria;
      this.#startOver(criteria);
      this.#readNew(criteria);
      this.#timeOut(criteria, now);
      return true;
    }
    const retimed = this.#criteria === null || !matchSame(criteria, this.#criteria);
    const refiltered = retimed || criteria.range !== this.#criteria?.range || criteria.until !== this.#criteria?.until;
    this.#criteria = criteria;
    const read = this.#readNew(criteria);
    const timedOut = this.#timeOut(criteria, now);
    if (refiltered) this.#refilter(criteria);
    if (retimed) this.#timeAnew(criteria);
    return refiltered || read || timedOut;
  }

  #readingsAreStale({ sources, socket }: MessageCriteria): boolean {
    if (sources.length !== this.#readings.length || socket !== this.#criteria?.socket) return true;
    return sources.some(({ packets }, index) => {
      const reading = this.#readings[index]!;
      return reading.from.packets !== packets || reading.generation !== packets.generation;
    });
  }

  #startOver({ sources }: MessageCriteria): void {
    this.#readings = sources.map((from) => ({ from, generation: from.packets.generation, read: 0, time: -Infinity, first: null, oldest: null, left: nothingLeft() }));
    this.#all = [];
    this.#byKey.clear();
    this.#pending.clear();
    this.#ends.clear();
    this.times = new TimeBuckets(BAR_MS);
    this.#clearRows();
  }

  #clearRows(): void {
    this.rows = [];
    this.appended = 0;
    this.dropped = 0;
    this.matching = 0;
    this.folded = 0;
    this.generation += 1;
    for (const reading of this.#readings) this.#beginAnew(reading);
  }

  #readNew(criteria: MessageCriteria): boolean {
    const fresh: MessageRow[] = [];
    let trimmed = false;
    for (const reading of this.#readings) {
      const { packets } = reading.from;
      const known = fresh.length;
      for (let index = Math.max(0, packets.length - (packets.appended - reading.read)); index < packets.length; index += 1) {
        const entry = packets.at(index)!;
        this.#noteEnd(entry);
        if (entry.kind === 'packet') reading.first ??= { seq: entry.seq, time: Math.max(reading.time, entry.at) };
        if (entry.kind !== 'packet' || (criteria.socket !== null && entry.socket !== criteria.socket)) continue;
        reading.time = Math.max(reading.time, entry.at);
        fresh.push(this.#newRow(entry, reading.time, criteria));
      }
      reading.read = packets.appended;
      trimmed = this.#trim(reading) || trimmed;
      reading.oldest ??= fresh[known] ?? null;
    }
    if (fresh.length > 0) this.#insert(fresh, criteria);
    return fresh.length > 0 || trimmed;
  }

  #noteEnd(entry: TrafficEntry): void {
    const end = endOf(entry);
    if (end !== null) this.#ends.set(`${entry.source} ${end.socket}`, end.at);
  }

  #newRow(entry: PacketEntry, time: number, criteria: MessageCriteria): MessageRow {
    const row: MessageRow = { key: rowKey(entry.source, entry.seq), entry, time, partner: null, ack: firstAckState(entry), matches: false };
    this.#byKey.set(row.key, row);
    if (row.ack?.state === 'pending') this.#pending.add(row);
    const pairing = pairingOf(entry);
    if (pairing !== null) this.#pair(row, pairing, criteria);
    row.matches = criteria.filter.matches({ entry, ack: row.ack, sources: criteria.namesOf(entry) });
    return row;
  }

  /** Leads from a row to the one before it that it belongs to, and from an event to its first acknowledgement. */
  #pair(row: MessageRow, pairing: Pairing, criteria: MessageCriteria): void {
    const { source, seq } = row.entry;
    const other = this.#byKey.get(rowKey(source, pairing.ack === seq ? pairing.event : pairing.ack));
    if (other === undefined) return;
    row.partner = other.key;
    other.partner ??= row.key;
    this.#pending.delete(other);
    this.#setAck(other, answeredState(other.ack, pairing), criteria);
  }

  #timeOut(criteria: MessageCriteria, now: number): boolean {
    let changed = false;
    for (const row of this.#pending) {
      const endedAt = this.endedAt(row.entry);
      if (endedAt === undefined && now - row.time < ACK_DEADLINE_MS) continue;
      this.#pending.delete(row);
      this.#setAck(row, unansweredState(row.entry, endedAt), criteria);
      changed = true;
    }
    return changed;
  }

  /** Whether a row matches may change with its acknowledgement, and with that whether it is shown. */
  #setAck(row: MessageRow, ack: MessageRow['ack'], criteria: MessageCriteria): void {
    row.ack = ack;
    const matches = criteria.filter.matches({ entry: row.entry, ack, sources: criteria.namesOf(row.entry) });
    if (matches === row.matches) return;
    const shownBefore = this.rows.lastIndexOf(row);
    // What is not in the list of all yet comes into the rows, and is counted, together with it.
    const known = shownBefore >= 0 || this.#all.lastIndexOf(row) >= 0;
    row.matches = matches;
    if (known && isTimed(row, criteria)) this.times.add(row.entry.at, matches ? 1 : -1);
    if (shownBefore >= 0) this.matching += matches ? 1 : -1;
    if (shownBefore >= 0 && !shows(row, criteria)) this.rows.splice(shownBefore, 1);
    if (shownBefore < 0 && known && shows(row, criteria)) this.#show([row], criteria);
  }

  #insert(fresh: MessageRow[], criteria: MessageCriteria): void {
    fresh.sort(byTime);
    merge(this.#all, fresh);
    this.#time(fresh, criteria);
    this.#show(fresh, criteria);
  }

  #time(rows: readonly MessageRow[], criteria: MessageCriteria): void {
    for (const row of rows) if (row.matches && isTimed(row, criteria)) this.times.add(row.entry.at);
  }

  #timeAnew(criteria: MessageCriteria): void {
    this.times = new TimeBuckets(BAR_MS);
    this.#time(this.#all, criteria);
  }

  #show(fresh: readonly MessageRow[], criteria: MessageCriteria): void {
    const shown = fresh.filter((row) => shows(row, criteria));
    for (const row of fresh) if (isFolded(row, criteria) && row.entry.at >= criteria.since) this.folded += 1;
    for (const row of shown) if (row.matches) this.matching += 1;
    merge(this.rows, shown);
    this.appended += shown.length;
  }

  #refilter(criteria: MessageCriteria): void {
    this.#clearRows();
    for (const row of this.#all) row.matches = criteria.filter.matches({ entry: row.entry, ack: row.ack, sources: criteria.namesOf(row.entry) });
    this.#show(this.#all, criteria);
  }

  /** Lets go of what the recording has dropped. */
  #trim(reading: Reading): boolean {
    const { from, left } = reading;
    const oldest = from.packets.first?.seq ?? 0;
    const gone = (row: MessageRow) => row.entry.source === from.source && row.entry.seq < oldest;
    // Rows of one recording are in order, so that its first row tells whether there is anything to do.
    if (reading.oldest === null || !gone(reading.oldest)) return false;
    for (const row of this.#all) {
      if (!gone(row)) continue;
      this.#byKey.delete(row.key);
      this.#pending.delete(row);
      const folded = isFolded(row, this.#criteria!);
      if (folded && row.entry.at >= this.#criteria!.since) this.folded -= 1;
      left[folded ? 'folded' : 'among'] += 1;
      if (!shows(row, this.#criteria!)) continue;
      left.shown.push(row.entry.seq);
      left.times.push(row.time);
      if (row.matches) left.matches.push(row.entry.seq);
    }
    this.#all = this.#all.filter((row) => !gone(row));
    reading.oldest = this.#all.find((row) => row.entry.source === from.source) ?? null;
    const kept = this.rows.filter((row) => !gone(row));
    this.dropped += this.rows.length - kept.length;
    this.rows = kept;
    this.matching = kept.reduce((count, row) => count + (row.matches ? 1 : 0), 0);
    return true;
  }
}

function nothingLeft(): Left {
  return { shown: [], times: [], matches: [], among: 0, folded: 0 };
}

function firstPacket({ packets }: MessageSource): TrafficEntry | undefined {
  for (const entry of packets) if (entry.kind === 'packet') return entry;
  return undefined;
}

function isFolded(row: MessageRow, { heartbeats }: MessageCriteria): boolean {
  return !heartbeats && isHeartbeat(row.entry);
}

/** Whether it counts in the histogram once it matches. */
function isTimed(row: MessageRow, criteria: MessageCriteria): boolean {
  return !isFolded(row, criteria) && row.entry.at >= criteria.since;
}

function shows(row: MessageRow, criteria: MessageCriteria): boolean {
  const { at } = row.entry;
  return (row.matches || criteria.highlight) && !isFolded(row, criteria) && inRange(at, criteria.range) && at >= criteria.since && at < criteria.until;
}

function byTime(a: MessageRow, b: MessageRow): number {
  return a.time - b.time;
}

/** Adds rows that are in order to rows that are. Usually they all come last; another recording's may have been told before. */
function merge(rows: MessageRow[], fresh: readonly MessageRow[]): void {
  const last = rows.at(-1);
  const late = last !== undefined && fresh.length > 0 && fresh[0]!.time < last.time;
  for (const row of fresh) rows.push(row);
  if (late) rows.sort(byTime);
}

/** Whether the same rows match and are shown, but for the range. */
function matchSame(a: MessageCriteria, b: MessageCriteria): boolean {
  return a.filter === b.filter && a.highlight === b.highlight && a.heartbeats === b.heartbeats && a.namesOf === b.namesOf && a.since === b.since;
}
