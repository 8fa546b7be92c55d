/** How often the network log is read, and in which portions what was read goes to the background. */
import type { CaptureEvent } from '../contract/capture.ts';

/** Between two readings while something happens, in milliseconds. */
export const FASTEST_MS = 250;
/** And after a long silence. */
export const SLOWEST_MS = 2_000;
/** Silence makes each pause longer by this factor. */
const SLOWING = 1.5;
/** Reading takes at most this part of the time: it keeps the whole of DevTools busy, and grows with the log. */
const SHARE = 0.1;

/** The pause that a silence asks for, after a pause of `previous`. */
export function nextPause(previous: number, sawSomething: boolean): number {
  return sawSomething ? FASTEST_MS : Math.min(previous * SLOWING, SLOWEST_MS);
}

/** The shortest pause after a reading that took so long. */
export function leastPause(costMs: number): number {
  return (costMs * (1 - SHARE)) / SHARE;
}

const BATCH_EVENTS = 1_000;
const BATCH_UNITS = 1_000_000;

function sizeOf(event: CaptureEvent): number {
  if (event.type === 'frame') return event.data.length;
  if (event.type === 'poll') return event.url.length + (event.sent?.data.length ?? 0) + (event.received?.data.length ?? 0);
  return event.type === 'handshake' ? JSON.stringify(event).length : 0;
}

/** Cuts events into batches, in order. A batch is longer than it should be only when its one event is. */
export function batches(events: readonly CaptureEvent[]): CaptureEvent[][] {
  const cut: CaptureEvent[][] = [];
  let units = 0;
  for (const event of events) {
    const size = sizeOf(event);
    const last = cut.at(-1);
    if (last === undefined || last.length >= BATCH_EVENTS || units + size > BATCH_UNITS) {
      cut.push([event]);
      units = size;
    } else {
      last.push(event);
      units += size;
    }
  }
  return cut;
}
