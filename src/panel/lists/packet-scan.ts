/** Looks through the packets of a recording on disk for those that a filter matches, block by block, the newest first. */
import type { ArchiveLane } from '../../archive/archive-lane.ts';
import { entriesOf, textsOf } from '../../archive/archive-pass.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { Entry } from '../../core/entries/entry.ts';
import { pairingOf, type Pairing } from '../../core/capture/pairing.ts';
import { LANES } from '../../core/entries/lanes.ts';
import { socketEnds } from './socket-ends.ts';
import { parseMessageFilter, type MessageFilter } from './message-filter.ts';
import { inRange, type TimeRange } from './time-range.ts';
import { answeredState, firstAckState, isHeartbeat, unansweredState, type AckState, type PacketEntry } from './message-row.ts';

/** What to look for, and up to where in a recording. It crosses to the search thread. */
export interface ScanRequest {
  readonly source: string;
  /** Only packets before this seq, of which none counts as later than this time: it is that of the next one. */
  readonly before: number;
  readonly until: number;
  /** In the language of the Messages view. */
  readonly query: string;
  /** Whether packets that the query does not match are shown too. */
  readonly highlight: boolean;
  readonly heartbeats: boolean;
  /** Only this socket's packets, or null for all. */
  readonly socket: string | null;
  /** Only packets of this time, or null for any. */
  readonly range: TimeRange | null;
}

/** What else one has to know to judge packets, as it is when the scan begins. */
export interface ScanContext {
  /** The addresses of a page's sockets, by which the query may name them; null of our own connection. */
  readonly addresses: ReadonlyMap<string, string> | null;
  /** What packets that are newer than what is looked through say of some that may be among it. Oldest first. */
  readonly pairings: readonly Pairing[];
  /** When sockets ended of which newer entries tell that. */
  readonly ends: ReadonlyMap<string, number>;
}

/** What some packets are to a filter. */
export interface Findings {
  /**
   * The seqs of what is to be shown, and when each happened, never after a later packet of the same recording: a clock that was
   * set back folds no time over.
   */
  readonly shown: readonly number[];
  readonly times: readonly number[];
  /** The seqs of what matches where that is not the same, or else null. */
  readonly matches: readonly number[] | null;
  /** How many there are in all, without the heartbeats that are folded, and how many of these. */
  readonly among: number;
  readonly folded: number;
}

/** What some blocks held, newest first. */
export interface ScanBatch extends Findings {
  /** Packets that could not be read. */
  readonly unreadable: number;
  /** The time down to which everything is found. */
  readonly reached: number;
  /** Blocks that have been looked through, and how many there are in all. */
  readonly done: number;
  readonly total: number;
}

/** How often, and how many ms apart, to look whether everything is on disk. In all less than a search may be silent. */
const TRIES = 8;
const AGAIN_MS = 250;

type Verdict = 'apart' | 'folded' | 'hidden' | 'shown' | 'matches';

const NO_CONTEXT: ScanContext = { addresses: null, pairings: [], ends: new Map() };

/** One batch for each block. Whoever has enough ends the loop. */
export async function* scan(reader: ArchiveReader, request: ScanRequest, context = NO_CONTEXT): AsyncGenerator<ScanBatch> {
  const { source, before } = request;
  const lane = await packetsBefore(reader, source, before);
  const stretches = lane.stretches.filter(({ first }) => first < before).toReversed();
  const parsed = parseMessageFilter(request.query);
  const filter = parsed.ok ? parsed.value : null;
  // What tells of ends lies in a lane of its own, which is read where it makes a difference.
  const ended = filter?.asksForAcks === true ? await socketEnds(reader, source) : [];
  const judge = judgeOf(request, filter, { ...context, ends: new Map([...ended, ...context.ends]) });
  let reached = request.until;
  let done = 0;
  for await (const { stretch, text } of textsOf(lane, stretches)) {
    done += 1;
    const shown: number[] = [];
    const times: number[] = [];
    const matches: number[] = [];
    let [among, folded, unreadable] = [0, 0, 0];
    for (const slot of (await entriesOf(lane, stretch, text)).toReversed()) {
      if (slot === undefined) unreadable += 1;
      if (slot === undefined || slot.seq >= before) continue;
      reached = Math.min(reached, slot.at);
      const verdict = judge(slot);
      if (verdict === 'folded') folded += 1;
      if (verdict === 'folded' || verdict === 'apart') continue;
      among += 1;
      if (verdict !== 'hidden') {
        shown.push(slot.seq);
        times.push(reached);
      }
      if (verdict === 'matches') matches.push(slot.seq);
    }
    yield { shown, times, matches: matches.length === shown.length ? null : matches, among, folded, unreadable, reached, done, total: stretches.length };
  }
}

/**
 * The packets on disk, once all before a seq are there. What has left memory may not have been written yet; lanes are
 * written together and in order, so that the newest entry of any tells how far. A disk that is full is not waited for.
 */
async function packetsBefore(reader: ArchiveReader, source: string, before: number): Promise<ArchiveLane> {
  for (let tries = 1; ; tries += 1) {
    const lanes = await Promise.all(LANES.map(async (lane) => reader.lane(source, lane)));
    const written = Math.max(...lanes.map(({ stretches }) => stretches.at(-1)?.last ?? -1));
    const packets = lanes.find(({ lane }) => lane === 'packet')!;
    if (written >= before - 1 || tries === TRIES) return packets;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Two batches, of which the second followed the first, as one. */
export function joined(a: ScanBatch, b: ScanBatch): ScanBatch {
  const matches = a.matches === null && b.matches === null ? null : [...(a.matches ?? a.shown), ...(b.matches ?? b.shown)];
  return {
    shown: [...a.shown, ...b.shown],
    times: [...a.times, ...b.times],
    matches,
    among: a.among + b.among,
    folded: a.folded + b.folded,
    unreadable: a.unreadable + b.unreadable,
    reached: b.reached,
    done: b.done,
    total: b.total,
  };
}

/** Given packets from the newest to the oldest, so that what is said of a packet is known before the packet. */
function judgeOf({ highlight, heartbeats, socket, range }: ScanRequest, filter: MessageFilter | null, { addresses, pairings, ends }: ScanContext): (entry: Entry) => Verdict {
  /** What is said of events and acknowledgements, by their seqs. */
  const acks = new Map<number, AckState>();
  const note = (pairing: Pairing) => {
    acks.set(pairing.event, earlierAnswer(acks.get(pairing.event) ?? null, pairing));
    acks.set(pairing.ack, answeredState(null, pairing));
  };
  for (const pairing of pairings.toReversed()) note(pairing);
  const ackOf = (entry: PacketEntry): AckState | null => {
    const said = acks.get(entry.seq);
    acks.delete(entry.seq);
    const first = firstAckState(entry);
    return said ?? (first?.state === 'pending' ? unansweredState(entry, ends.get(entry.socket)) : first);
  };
  return (entry) => {
    if (entry.kind !== 'packet') return 'apart';
    const pairing = pairingOf(entry);
    if (pairing !== null) note(pairing);
    const ack = ackOf(entry);
    if (socket !== null && entry.socket !== socket) return 'apart';
    if (!heartbeats && isHeartbeat(entry)) return 'folded';
    if (!inRange(entry.at, range)) return 'hidden';
    const sources = addresses === null ? ['connection'] : ['page', addresses.get(entry.socket) ?? entry.socket];
    if (filter?.matches({ entry, ack, sources }) === true) return 'matches';
    return highlight ? 'shown' : 'hidden';
  };
}

/** How an event stands when one more, earlier answer to it is known. */
function earlierAnswer(later: AckState | null, answer: Pairing): AckState {
  return later === null ? answeredState(null, answer) : { state: 'twice', afterMs: answer.afterMs };
}
