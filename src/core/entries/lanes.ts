/**
 * The lanes in which entries are kept: log lines, packets and everything else, each with bounds of its own, so that a flood
 * of one cannot push out the day's connects and heartbeats.
 */
import type { Bounds } from './bounded-buffer.ts';
import type { Entry, EntryOf } from './entry.ts';

export type LogEntry = EntryOf<'log'>;
/** What crossed the wire, and the sockets that it crossed. */
export type TrafficEntry = EntryOf<'packet' | 'socket-opened' | 'socket-handshake' | 'socket-closed' | 'capture-gap' | 'document' | 'violation' | 'page-state'>;
export type SignalEntry = Exclude<Entry, LogEntry | TrafficEntry>;

export type Lane = 'log' | 'packet' | 'signal';
export const LANES: readonly Lane[] = ['signal', 'log', 'packet'];

/** What is kept in memory: enough for what just happened. Everything is in the archive. */
export const LANE_BOUNDS: Readonly<Record<Lane, Bounds>> = {
  log: { count: 5_000, bytes: 6 * 1024 * 1024 },
  packet: { count: 10_000, bytes: 8 * 1024 * 1024 },
  signal: { count: 10_000, bytes: 4 * 1024 * 1024 },
};

export function laneOf(entry: Pick<Entry, 'kind'>): Lane {
  return entry.kind === 'log' || entry.kind === 'packet' ? entry.kind : 'signal';
}

/** An estimate of what an entry takes in memory, in bytes: two for each UTF-16 unit of its texts. */
export function entryBytes(entry: Entry): number {
  return 200 + 2 * textLength(entry);
}

function textLength(entry: Entry): number {
  if (entry.kind === 'log') return entry.message.length + entry.fields.length;
  if (entry.kind !== 'packet') return JSON.stringify(entry).length;
  const attachments = entry.attachments.reduce((sum, attachment) => sum + attachment.length, 0);
  return (entry.text ?? entry.binary ?? '').length + entry.preview.length + attachments;
}
