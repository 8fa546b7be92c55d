/** What another name of an event makes of what is recorded already. Pure. */
import type { Profile } from '../settings/profile.ts';
import type { Entry, Fact } from '../entries/entry.ts';
import { recordedEvents } from '../entries/recorded-events.ts';
import { acknowledgementOf } from './acknowledgement.ts';
import { parseLogMessage } from './log-line.ts';

type Events = Profile['events'];

/** A fact, and when it happened where that is not now. */
export interface TimedFact {
  readonly fact: Fact;
  readonly at?: number;
}

const NAMES = ['ack', 'log', 'heartbeat', 'heartbeatResponse'] as const satisfies readonly (keyof Events)[];

/**
 * The facts that follow from other names: that they are others, and what had come under the new ones before. Lines that were
 * read when the name was that of the log event once before are not read twice.
 */
export function renamed(former: Events, names: Events, namespace: string, entries: readonly Entry[]): TimedFact[] {
  return NAMES.filter((event) => names[event] !== former[event]).flatMap((event): TimedFact[] => {
    const name = names[event];
    const reread = name === '' ? [] : event === 'log' ? lines(entries, name, namespace) : event === 'ack' ? acknowledgement(entries, name, namespace) : [];
    return [{ fact: { kind: 'event-name', event, name, was: former[event], reread: event === 'log' ? reread.length : 0 } }, ...reread];
  });
}

function lines(entries: readonly Entry[], name: string, namespace: string): TimedFact[] {
  const leftOff = entries.findLast((entry) => entry.kind === 'event-name' && entry.event === 'log' && entry.was === name);
  return recordedEvents(entries, name, namespace, leftOff?.seq ?? -1).map(({ packet, args }) => ({ fact: parseLogMessage(args), at: packet.at }));
}

/** The acknowledgement of the connection that stands, if it came under this name. */
function acknowledgement(entries: readonly Entry[], name: string, namespace: string): TimedFact[] {
  const begun = entries.findLast(({ kind }) => kind === 'handshake' || kind === 'closed' || kind === 'ended');
  if (begun?.kind !== 'handshake') return [];
  const [first] = recordedEvents(entries, name, namespace, begun.seq);
  if (first === undefined) return [];
  const connectedAt = entries.findLast(({ kind, seq }) => kind === 'connected' && seq > begun.seq)?.at ?? Infinity;
  const afterMs = first.packet.at - connectedAt;
  return [{ fact: acknowledgementOf(first.args, afterMs >= 0 ? afterMs : null, false), at: first.packet.at }];
}
