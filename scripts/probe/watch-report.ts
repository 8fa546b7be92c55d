/** The figures of a watch, from what was recorded. */
import { quantileSorted } from 'd3-array';
import { summarise } from '../../src/core/session/statistics.ts';
import type { Entry } from '../../src/core/entries/entry.ts';
import { formatMs } from '../../src/core/words/format.ts';
import { say } from '../../src/core/words/say.ts';

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

/** The figures as lines. What did not happen has no figure. */
export function watchLines({ acknowledgements, roundTrips, logs, reconnects: again }: WatchReport): string[] {
  return [
    acknowledgementLine(acknowledgements),
    ...heartbeatLines(roundTrips),
    say('terminal_watch_logs', { number: logs }),
    ...again.map(reconnectLine),
    ...(again.length === 0 ? [say('terminal_watch_noReconnects')] : []),
  ];
}

function acknowledgementLine({ count, missing, medianMs }: WatchReport['acknowledgements']): string {
  const figures = { number: count, missing };
  return medianMs === null ? say('terminal_watch_noAcknowledgements', figures) : say('terminal_watch_acknowledgements', { ...figures, median: formatMs(medianMs) });
}

function heartbeatLines({ sent, answered, missed, minMs, medianMs, p95Ms, maxMs }: WatchReport['roundTrips']): string[] {
  if (sent === 0) return [say('terminal_watch_noHeartbeats')];
  const open = sent - answered - missed;
  const counts = open > 0 ? say('terminal_watch_heartbeatsCut', { sent, answered, missed, open }) : say('terminal_watch_heartbeats', { sent, answered, missed });
  if (minMs === null || medianMs === null || p95Ms === null || maxMs === null) return [counts];
  return [counts, say('terminal_watch_trips', { least: formatMs(minMs), median: formatMs(medianMs), p95: formatMs(p95Ms), most: formatMs(maxMs) })];
}

function reconnectLine({ connectedAfterMs, acknowledgedAfterMs }: WatchReport['reconnects'][number], index: number): string {
  const number = index + 1;
  if (connectedAfterMs === null) return say('terminal_watch_notConnected', { number });
  const connected = formatMs(connectedAfterMs);
  return acknowledgedAfterMs === null ? say('terminal_watch_connected', { number, connected }) : say('terminal_watch_reconnect', { number, connected, acknowledged: formatMs(acknowledgedAfterMs) });
}
