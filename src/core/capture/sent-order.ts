/** Puts what a capture reports into the order of the wire. */
import type { CaptureEvent } from '../contract/capture.ts';
import { connectionKind } from '../wire/connection-kind.ts';

/**
 * The events by their times, where a poll that sent something is two: what was sent, when it was, and then the answer. A poll is
 * reported when it is over, and the server may have answered on another one before. `events` are in order of time.
 */
export function inSentOrder(events: readonly CaptureEvent[]): CaptureEvent[] {
  /** When a session was opened last. What is said in it comes after, though clocks that are rounded may say otherwise. */
  let opened = -Infinity;
  const placed = events.flatMap((event): { readonly event: CaptureEvent; readonly place: number }[] => {
    if (event.type === 'poll' && connectionKind(event.url).engineSid === null) opened = Math.max(opened, event.at);
    if (event.type !== 'poll' || event.sent === null || event.sent.at >= event.at) return [{ event, place: event.at }];
    const sent: CaptureEvent = { ...event, at: event.sent.at, status: 0, error: '', received: null };
    const answer: CaptureEvent = { ...event, sent: null };
    return [{ event: sent, place: Math.max(sent.at, Math.min(opened, event.at)) }, { event: answer, place: event.at }];
  });
  if (placed.length > events.length) placed.sort((a, b) => a.place - b.place);
  return placed.map(({ event }) => event);
}
