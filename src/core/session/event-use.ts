/**
 * Which of the three things that a server's application may do for its clients are counted on: an acknowledgement after each
 * connect, relayed log lines, and answers to heartbeats. An ordinary Socket.IO server does none of them.
 */
import { REPORT_EVENTS, type Profile } from '../settings/profile.ts';

/** For each of the three, whether it was seen of a server, or is counted on. */
export interface EventUse {
  readonly ack: boolean;
  readonly log: boolean;
  readonly heartbeat: boolean;
}

export const NOTHING_SEEN: EventUse = { ack: false, log: false, heartbeat: false };

/** What is counted on: what has a name, and was seen of the server or named by the user. */
export function eventUse(events: Profile['events'], seen: EventUse): EventUse {
  const isNamed = (event: keyof EventUse) => events[event] !== '' && (events.expected || events[event] !== REPORT_EVENTS[event]);
  const isUsed = (event: keyof EventUse) => events[event] !== '' && (isNamed(event) || seen[event]);
  return { ack: isUsed('ack'), log: isUsed('log'), heartbeat: isUsed('heartbeat') || (events.heartbeat !== '' && speaksReport(events, seen)) };
}

/** Whether the server has used an event of the report, whose other events it can be taken to know. */
function speaksReport({ ack, log }: Profile['events'], seen: EventUse): boolean {
  return (seen.ack && ack === REPORT_EVENTS.ack) || (seen.log && log === REPORT_EVENTS.log);
}
