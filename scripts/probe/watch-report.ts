/** The figures of a watch, from what was recorded. */
import { quantileSorted } from 'd3-array';
import { summarise } from '../../src/analysis/statistics.ts';
import type { Entry } from '../../src/recording/entry.ts';
import { formatMs } from '../../src/ui/format.ts';
import { say } from '../../src/words/say.ts';

export interface WatchReport {
  readonly seconds: number;
  readonly acknowledgements: { readonly count: number; readonly missing: number; readonly medianMs: number | null };
  readonly roundTrips: {
    readonly sent: number;
    readonly answered: number;
    readonly missed: number;
    readonly minMs: number | null;
    readonly medianMs: number | null;
    readonly p95Ms: number | null;
    readonly maxMs: number | null;
  };
  readonly logs: number;
  /** How long each drop and reconnect took, counted from the wish to reconnect; null of what did not come. */
  readonly reconnects: readonly { readonly connectedAfterMs: number | null; readonly acknowledgedAfterMs: number | null }[];
}

export function watchReport(entries: readonly Entry[], logs: number, seconds: number): WatchReport {
  const acknowledged = entries.filter((entry) => entry.kind === 'acknowledged');
  const times = acknowledged.map(({ afterMs }) => afterMs ?? 0).toSorted((a, b) => a - b);
  const beats = entries.filter((entry) => entry.kind === 'heartbeat');
  const staged = (stage: 'sent' | 'answered' | 'missed') => beats.filter((beat) => beat.stage === stage);
  const trips = summarise(staged('answered').map(({ roundTripMs }) => roundTripMs ?? 0));
  return {
    seconds,
    acknowledgements: {
      count: acknowledged.length,
      missing: entries.filter(({ kind }) => kind === 'unacknowledged').length,
      medianMs: quantileSorted(times, 0.5) ?? null,
    },
    roundTrips: {
      sent: staged('sent').length,
      answered: staged('answered').length,
      missed: staged('missed').length,
      minMs: trips?.min ?? null,
      medianMs: trips?.median ?? null,
      p95Ms: trips?.p95 ?? null,
      maxMs: trips?.max ?? null,
    },
    logs,
    reconnects: reconnects(entries),
  };
}

function reconnects(entries: readonly Entry[]): WatchReport['reconnects'] {
  const wishes = entries.flatMap((entry, index) => (entry.kind === 'intent' && entry.intent === 'reconnect' ? [index] : []));
  return wishes.map((start, turn) => {
    const own = entries.slice(start, wishes[turn + 1]);
    const after = (kind: Entry['kind']) => {
      const found = own.find((entry) => entry.kind === kind);
      return found === undefined ? null : found.at - own[0]!.at;
    };
    return { connectedAfterMs: after('connected'), acknowledgedAfterMs: after('acknowledged') };
  });
}

const orNever = (ms: number | null) => (ms === null ? say('terminal_never') : formatMs(ms));

/** The figures as lines. */
export function watchLines({ acknowledgements, roundTrips, logs, reconnects: again }: WatchReport): string[] {
  const { count, missing, medianMs } = acknowledgements;
  const { sent, answered, missed, minMs, medianMs: median, p95Ms, maxMs } = roundTrips;
  return [
    say('terminal_watch_acknowledgements', { number: count, median: orNever(medianMs), missing }),
    say('terminal_watch_heartbeats', { sent, answered, missed }),
    ...(minMs === null ? [] : [say('terminal_watch_trips', { least: orNever(minMs), median: orNever(median), p95: orNever(p95Ms), most: orNever(maxMs) })]),
    say('terminal_watch_logs', { number: logs }),
    ...again.map(({ connectedAfterMs, acknowledgedAfterMs }, index) =>
      say('terminal_watch_reconnect', { number: index + 1, connected: orNever(connectedAfterMs), acknowledged: orNever(acknowledgedAfterMs) }),
    ),
    ...(again.length === 0 ? [say('terminal_watch_noReconnects')] : []),
  ];
}
