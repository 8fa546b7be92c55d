/** Packets of a recording on disk, by seq. They are read as they come in sight, and announced by `version`. */
import { signal } from '@preact/signals';
import type { ArchiveLane } from '../../archive/archive-lane.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { Slot } from '../../core/entries/packed-entries.ts';
import { pairingOf, type Pairing } from '../../core/capture/pairing.ts';
import { entryBytes } from '../../core/entries/lanes.ts';
import { BoundedMap } from './bounded-map.ts';
import { socketEnds } from './socket-ends.ts';

/** So many blocks after its own are searched for what belongs to a packet. */
const LOOK_AHEAD = 2;
/** When what is not on disk yet is asked for again, in ms. */
const AGAIN_MS = 250;
/** When a disk that could not be read is tried again, in ms. */
const RETRY_MS = 1_000;
/** Far more than are ever in sight at once. */
const KEPT = { count: 1_000, bytes: 32 * 1024 * 1024 };

export interface StoredPacket {
  /** Undefined when it cannot be read. */
  readonly entry: Slot;
  /** What packets say of it and themselves: itself of one before it, and others, in order, of it. */
  readonly pairings: readonly Pairing[];
  /** When the socket of a question without an answer ended, if that is known. */
  readonly endedAt: number | undefined;
}

export class StoredPackets {
  readonly version = signal(0);
  /** Whether the disk could not be read the last time. It is tried again. */
  failed = false;
  #source = '';
  #opening: Promise<ArchiveReader> | null = null;
  #lane: ArchiveLane | null = null;
  /** When sockets ended, as far as that was on disk when the lane was read last; null until a row asks for it. */
  #ends: Promise<ReadonlyMap<string, number>> | null = null;
  /** What has been read, the oldest reading first. */
  #kept = new BoundedMap<number, StoredPacket>(KEPT, ({ entry }) => (entry === undefined ? 0 : entryBytes(entry)));
  #wanted = new Set<number>();
  #reading = false;
  #tryAfter = 0;

  constructor(private readonly open: () => Promise<ArchiveReader>) {}

  /** Says whose packets are asked for from now on. */
  follow(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#lane = null;
    this.#ends = null;
    this.#kept.clear();
    this.#wanted.clear();
  }

  /** The packet of a seq, or 'unread' while it is read. */
  at(seq: number): StoredPacket | 'unread' {
    const kept = this.#kept.get(seq);
    if (kept !== undefined) return kept;
    this.#wanted.add(seq);
    // While the disk fails, each drawing would have it tried again.
    if (!this.#reading && !(this.failed && performance.now() < this.#tryAfter)) {
      this.#reading = true;
      // All rows that one drawing asks for are read together.
      queueMicrotask(() => void this.#read().catch(() => this.#fail()));
    }
    return 'unread';
  }

  async #read(): Promise<void> {
    try {
      while (this.#wanted.size > 0) {
        const wanted = [...this.#wanted].toSorted((a, b) => a - b);
        this.#wanted.clear();
        const lane = await this.#laneThrough(wanted.at(-1)!);
        for (const seq of wanted) {
          // What has just left memory may not be on disk yet. It is asked for again with the next drawing.
          if (seq > lastOf(lane)) continue;
          const stored = await this.#storedAt(lane, seq);
          if (lane.source === this.#source) this.#kept.set(seq, stored);
        }
        this.failed = false;
        if (wanted.at(-1)! > lastOf(lane)) await later(AGAIN_MS);
        this.version.value += 1;
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The lane, as it was when a seq had been written. */
  async #laneThrough(seq: number): Promise<ArchiveLane> {
    this.#opening ??= this.open();
    const source = this.#source;
    const lane = this.#lane ?? (await (await this.#opening).lane(source, 'packet'));
    if (lastOf(lane) < seq) {
      await lane.refresh();
      this.#ends = null;
    }
    if (source === this.#source) this.#lane = lane;
    return lane;
  }

  async #storedAt(lane: ArchiveLane, seq: number): Promise<StoredPacket> {
    const ordinal = await lane.ordinalOfSeq(seq);
    const [slot] = await lane.read(ordinal, ordinal + 1);
    if (slot?.seq !== seq) return { entry: undefined, pairings: [], endedAt: undefined };
    if (slot.kind !== 'packet' || slot.ackId === null) return { entry: slot, pairings: [], endedAt: undefined };
    const pairings = await saidOf(lane, seq);
    return { entry: slot, pairings, endedAt: pairings.length > 0 ? undefined : (await this.#endsOf(lane.source)).get(slot.socket) };
  }

  async #endsOf(source: string): Promise<ReadonlyMap<string, number>> {
    const ends = this.#ends ?? socketEnds(await (this.#opening ??= this.open()), source);
    if (source === this.#source) this.#ends = ends;
    return ends;
  }

  /** The database was closed or deleted under us: it is opened again, after a while, for what is in sight then. */
  #fail(): void {
    this.#opening = null;
    this.#lane = null;
    this.#ends = null;
    this.failed = true;
    this.#tryAfter = performance.now() + RETRY_MS;
    this.version.value += 1;
    void later(RETRY_MS + 1).then(() => (this.version.value += 1));
  }
}

/** The newest seq that is on disk. */
function lastOf(lane: ArchiveLane): number {
  return lane.stretches.at(-1)?.last ?? -1;
}

async function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What is said of a packet, from its own block on. */
async function saidOf(lane: ArchiveLane, seq: number): Promise<readonly Pairing[]> {
  const own = lane.stretches.findIndex(({ last }) => last >= seq);
  const found: Pairing[] = [];
  for (const stretch of lane.stretches.slice(own, own + 1 + LOOK_AHEAD)) {
    for (const slot of await lane.slots(stretch)) {
      const pairing = slot?.kind === 'packet' ? pairingOf(slot) : null;
      if (pairing?.event === seq || pairing?.ack === seq) found.push(pairing);
    }
  }
  return found;
}
