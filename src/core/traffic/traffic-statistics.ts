/**
 * The statistics of one recording: packets by event and by namespace, log lines by logger and by level. A fold over
 * entries as they arrive, in memory that does not grow with their number.
 */
import { RecentMap } from '../entries/recent.ts';
import type { Entry, EntryOf } from '../entries/entry.ts';
import { pairingOf } from '../capture/pairing.ts';
import { utf8Length } from '../wire/bytes.ts';
import { TopTallies } from './top-tallies.ts';

/** What the rows of a table stand for. */
export const GROUPINGS = ['event', 'namespace', 'logger', 'level'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Events whose acknowledgement may still come. More than an application has waiting. */
const ASKED_LIMIT = 10_000;

/** The name of a packet that is no event among the events; a colon keeps it apart from an event of that name. */
const TYPE = 'type:';
const EVENT = 'event:';

/** What a name in the table of events stands for. */
export function eventOrType(name: string): { readonly event: string } | { readonly type: string } {
  return name.startsWith(EVENT) ? { event: name.slice(EVENT.length) } : { type: name.slice(TYPE.length) };
}

export class TrafficStatistics {
  readonly tables: Readonly<Record<Grouping, TopTallies>> = {
    event: new TopTallies(),
    namespace: new TopTallies(),
    logger: new TopTallies(),
    level: new TopTallies(),
  };

  /** The names of events that asked for an acknowledgement, by their seq, oldest first. */
  #asked = new RecentMap<number, string>(ASKED_LIMIT);

  /** Takes the next entry. Only packets and log lines count. */
  add(entry: Entry): void {
    if (entry.kind === 'packet') this.#addPacket(entry);
    else if (entry.kind === 'log') this.#addLine(entry);
  }

  #addPacket(packet: EntryOf<'packet'>): void {
    const { seq, at, type, event, namespace, ackId, bytes, direction } = packet;
    const sent = direction === 'out';
    const name = type === 'event' || event !== '' ? EVENT + event : TYPE + type;
    this.tables.event.add(name, at, bytes, sent);
    this.tables.namespace.add(namespace ?? '', at, bytes, sent);
    if (type === 'event' && ackId !== null) this.#ask(seq, name);
    const pairing = pairingOf(packet);
    if (pairing === null || pairing.again) return;
    const asked = this.#asked.get(pairing.event);
    // An event from before the first entry: nobody knows its name.
    if (asked === undefined) return;
    this.#asked.delete(pairing.event);
    this.tables.event.answered(asked, pairing.afterMs);
  }

  #ask(seq: number, name: string): void {
    this.#asked.set(seq, name);
  }

  #addLine({ at, level, logger, message, fields, cut }: EntryOf<'log'>): void {
    const bytes = utf8Length(message) + utf8Length(logger) + utf8Length(fields) + cut;
    this.tables.logger.add(logger, at, bytes, false);
    this.tables.level.add(level, at, bytes, false);
  }
}
