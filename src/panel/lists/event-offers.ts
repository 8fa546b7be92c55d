/** What among the events of a recording looks like log lines or heartbeats, and may be shown as such. Pure. */
import { logLikeness } from '../../core/session/log-line.ts';
import type { LogFields } from '../../core/session/log-fields.ts';
import type { Profile } from '../../core/settings/profile.ts';
import type { EntryOf } from '../../core/entries/entry.ts';
import { eventArguments, isIncomingEvent } from '../../core/entries/recorded-events.ts';
import type { EntryList } from '../../views/entry-list.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';

type Events = Profile['events'];
type PacketEntry = EntryOf<'packet'>;

/** An event that looks like log lines, and which of its properties would be shown as what. */
export interface LogOffer {
  readonly event: string;
  readonly fields: LogFields;
}

/** How far back events are looked for, and how many of them are decoded. */
const LOOKED_AT = 5_000;
const DECODED = 20;
const OFFERED = 3;

/** Whether an event that came in, with these arguments, may be shown as logs. */
export function logOffer({ direction, type, event }: PacketEntry, args: readonly unknown[], names: Events): LogOffer | null {
  if (direction !== 'in' || type !== 'event' || Object.values(names).includes(event)) return null;
  const fields = logLikeness(args);
  return fields === null ? null : { event, fields };
}

/** The events that look like log lines, the one that came last first. The newest packet of each name speaks for all. */
export function logOffers(packets: EntryList<TrafficEntry>, names: Events): LogOffer[] {
  const newest = new Map<string, PacketEntry>();
  for (let index = packets.length - 1; index >= Math.max(0, packets.length - LOOKED_AT) && newest.size < DECODED; index -= 1) {
    const entry = packets.at(index);
    if (entry !== undefined && isIncomingEvent(entry) && !newest.has(entry.event)) newest.set(entry.event, entry);
  }
  const offers = [...newest.values()].flatMap((entry) => logOffer(entry, eventArguments(entry) ?? [], names) ?? []);
  return offers.slice(0, OFFERED);
}

/** Names that applications give to what only asks whether anybody is there. */
const HEARTBEAT = /heart|beat|ping|pulse|alive|health|echo|are.?you|keep.?alive|probe|round.?trip|latency/i;

/** Whether an event that was sent and acknowledged looks like a heartbeat: by its name, with next to nothing in it. */
export function isHeartbeatOffered({ direction, type, event }: PacketEntry, args: readonly unknown[], isAnswered: boolean, names: Events): boolean {
  if (direction !== 'out' || type !== 'event' || !isAnswered || Object.values(names).includes(event) || args.length > 1) return false;
  return HEARTBEAT.test(event);
}
