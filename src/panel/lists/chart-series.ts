/** Turns a recording into the columns that the chart draws. Pure. */
import type { SignalEntry } from '../../core/entries/lanes.ts';

/** A value, `undefined` where another series has its point (the line goes on), or `null` where the line must break. */
type Cell = number | null | undefined;

export interface ChartSeries {
  /** Epoch seconds, ascending. */
  readonly at: number[];
  /** Application round trips in ms. */
  readonly roundTripMs: Cell[];
  /** Gaps between the server's pings in s. */
  readonly pingGapS: Cell[];
  /** Vertical marks, in epoch seconds. */
  readonly marks: readonly ChartMark[];
  readonly roundTrips: number;
  readonly pings: number;
}

export interface ChartMark {
  readonly at: number;
  readonly kind: 'lost' | 'missed';
}

/** Round trips and ping gaps over time. Lines break where the connection was lost, and where a heartbeat was missed. */
export function chartSeries(entries: Iterable<SignalEntry>): ChartSeries {
  const at: number[] = [];
  const roundTripMs: Cell[] = [];
  const pingGapS: Cell[] = [];
  const marks: ChartMark[] = [];
  let roundTrips = 0;
  let pings = 0;
  let latest = -Infinity;
  const push = (time: number, roundTrip: Cell, gap: Cell) => {
    // A clock that was set back would fold the line over itself; uPlot needs ascending times.
    latest = Math.max(latest, time / 1000);
    at.push(latest);
    roundTripMs.push(roundTrip);
    pingGapS.push(gap);
  };
  for (const entry of entries) {
    if (entry.kind === 'ping') {
      push(entry.at, undefined, entry.gapMs / 1000);
      pings += 1;
    } else if (entry.kind === 'heartbeat' && entry.stage === 'answered' && entry.roundTripMs !== null) {
      push(entry.at, entry.roundTripMs, undefined);
      roundTrips += 1;
    } else if (entry.kind === 'heartbeat' && entry.stage === 'missed') {
      push(entry.at, null, undefined);
      marks.push({ at: latest, kind: 'missed' });
    } else if (entry.kind === 'closed' || entry.kind === 'worker-restarted') {
      push(entry.at, null, null);
      if (entry.kind === 'worker-restarted' || entry.goodbye !== 'client') marks.push({ at: latest, kind: 'lost' });
    }
  }
  return { at, roundTripMs, pingGapS, marks, roundTrips, pings };
}
