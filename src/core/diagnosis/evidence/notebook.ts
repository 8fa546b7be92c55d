/** The entries of one recording that a diagnosis may want, within bounds, however many there were. */
import { BoundedBuffer } from '../../entries/bounded-buffer.ts';
import { isPostAnswer, type Entry, type EntryKind, type EntryOf } from '../../entries/entry.ts';
import { entryBytes } from '../../entries/lanes.ts';
import { bounded } from '../../wire/value-text.ts';
import { isTellingLine } from './phrases.ts';

/** How many of each kind are kept, newest first to stay. Each has a place of its own, so that a flood of one displaces no other. */
const KEPT: Readonly<Partial<Record<EntryKind, number>>> = {
  'worker-restarted': 5,
  intent: 20,
  opening: 150,
  handshake: 150,
  upgrade: 150,
  connected: 100,
  acknowledged: 50,
  unacknowledged: 50,
  ping: 10,
  heartbeat: 20,
  closed: 150,
  'connect-failed': 150,
  refused: 50,
  policy: 50,
  ended: 20,
  navigation: 50,
  'socket-opened': 200,
  'socket-handshake': 200,
  'socket-closed': 200,
  document: 50,
  violation: 50,
  'page-state': 50,
  malformed: 50,
  probing: 10,
  probe: 60,
  log: 100,
};

/** Packets are kept for what they tell, each sort with its own bound. */
type PacketSort = 'handshake' | 'flawed' | 'big' | 'after-connect' | 'last';
const KEPT_PACKETS: Readonly<Record<PacketSort, number>> = { handshake: 400, flawed: 100, big: 20, 'after-connect': 300, last: 100 };

/** Whose text or bytes are longer than this may have been too large for a server. */
export const BIG_BYTES = 50_000;
/** Events that leave so soon after a connect may have waited for it. Milliseconds. */
export const BURST_MS = 500;
const BURST_KEPT = 40;
/** What all entries of one kind or sort may take, since a log line alone may be megabytes long. Bytes of memory. */
const BYTES_KEPT = 4 * 1024 * 1024;
/** What is kept of a packet's content, in UTF-16 units. */
const TEXT_KEPT = 2_000;
const BINARY_KEPT = 64;
/** Sockets whose last packets and connects are remembered. */
const SOCKETS = 200;

const HANDSHAKE_TYPES: ReadonlySet<string> = new Set(['open', 'connect', 'connect_error', 'disconnect', 'close', 'upgrade']);

export class Notebook {
  #kept = new Map<string, BoundedBuffer<Entry>>();
  /** The newest packet from the server on each socket, which is noted when that socket ends. */
  #lastIn = new Recent<EntryOf<'packet'>>();
  /** The newest event from the server on each socket, noted likewise: a client takes its last text for an offset. */
  #lastEvent = new Recent<EntryOf<'packet'>>();
  /** When each socket was connected, and how many events it has sent right after. */
  #connects = new Recent<{ readonly at: number; events: number }>();

  /** Takes note of an entry. Returns whether it is one that can change a diagnosis. */
  see(entry: Entry): boolean {
    if (entry.kind === 'packet') return this.#seePacket(entry);
    const bound = KEPT[entry.kind];
    if (bound === undefined || (entry.kind === 'log' && !isTellingLine(entry))) return false;
    if (entry.kind === 'closed') this.#noteLast('own');
    if (entry.kind === 'socket-closed') this.#noteLast(entry.socket);
    this.#keep(entry.kind, bound, entry);
    return true;
  }

  /** What was noted, in the order in which it was recorded. */
  entries(): readonly Entry[] {
    const entries = [...this.#kept.values()].flatMap((kept) => kept.items());
    return entries.toSorted((a, b) => a.seq - b.seq);
  }

  /** What was noted of one kind. */
  of<K extends EntryKind>(kind: K): readonly EntryOf<K>[] {
    return (this.#kept.get(kind)?.items() ?? []).filter((entry): entry is EntryOf<K> => entry.kind === kind);
  }

  #seePacket(entry: EntryOf<'packet'>): boolean {
    if (entry.direction === 'in') {
      const kept = slim(entry);
      this.#lastIn.set(entry.socket, kept);
      if (entry.type === 'event') this.#lastEvent.set(entry.socket, kept);
    }
    const sort = this.#sortOf(entry);
    if (sort === null) return false;
    if (sort === 'handshake' && entry.type === 'connect' && entry.direction === 'in') this.#connects.set(entry.socket, { at: entry.at, events: 0 });
    this.#keepPacket(sort, entry);
    return true;
  }

  #sortOf(entry: EntryOf<'packet'>): PacketSort | null {
    if (entry.type === 'malformed' || entry.problem !== '') return 'flawed';
    if (HANDSHAKE_TYPES.has(entry.type)) return 'handshake';
    if (entry.type === 'reply') return isPostAnswer(entry) ? null : 'flawed';
    if (entry.direction !== 'out') return null;
    if (entry.bytes >= BIG_BYTES) return 'big';
    return this.#isRightAfterConnect(entry) ? 'after-connect' : null;
  }

  #isRightAfterConnect({ socket, at, type }: EntryOf<'packet'>): boolean {
    const connect = this.#connects.get(socket);
    if (type !== 'event' || connect === undefined || at - connect.at > BURST_MS || connect.events >= BURST_KEPT) return false;
    connect.events += 1;
    return true;
  }

  #noteLast(socket: string): void {
    const last = this.#lastIn.take(socket);
    const event = this.#lastEvent.take(socket);
    if (event !== undefined && event !== last && this.#sortOf(event) === null) this.#keepPacket('last', event);
    if (last !== undefined && this.#sortOf(last) === null) this.#keepPacket('last', last);
  }

  #keepPacket(sort: PacketSort, entry: EntryOf<'packet'>): void {
    this.#keep(`packet ${sort}`, KEPT_PACKETS[sort], slim(entry));
  }

  #keep(place: string, bound: number, entry: Entry): void {
    let kept = this.#kept.get(place);
    if (kept === undefined) this.#kept.set(place, (kept = new BoundedBuffer({ count: bound, bytes: BYTES_KEPT }, entryBytes)));
    kept.push(entry);
  }
}

/** A value for each of the sockets that were heard of last. */
class Recent<V> {
  #values = new Map<string, V>();

  get(socket: string): V | undefined {
    return this.#values.get(socket);
  }

  set(socket: string, value: V): void {
    this.#values.delete(socket);
    this.#values.set(socket, value);
    if (this.#values.size > SOCKETS) this.#values.delete(this.#values.keys().next().value!);
  }

  take(socket: string): V | undefined {
    const value = this.#values.get(socket);
    this.#values.delete(socket);
    return value;
  }
}

/** A packet without the bulk of its content: a megabyte tells a diagnosis no more than its beginning does. */
function slim(entry: EntryOf<'packet'>): EntryOf<'packet'> {
  const { text, binary, attachments } = entry;
  if ((text?.length ?? 0) <= TEXT_KEPT && (binary?.length ?? 0) <= BINARY_KEPT && attachments.length === 0) return entry;
  return { ...entry, text: beginning(text, TEXT_KEPT), binary: beginning(binary, BINARY_KEPT), attachments: [] };
}

function beginning(text: string | null, limit: number): string | null {
  return text === null ? null : bounded(text, limit).text;
}
