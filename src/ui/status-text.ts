/** The texts of the four status regions, from a connection's view. Pure. The first words are a contract: see DESIGN.md. */
import type { ConnectionView } from '../messaging/connection-view.ts';
import { formatDuration, formatMs, formatSeconds, singleLine } from './format.ts';
import { words } from './words.ts';

/** A text whose middle changes every second and is therefore kept from being announced. */
export interface StatusText {
  readonly lead: string;
  readonly ticking: string;
  readonly tail: string;
}

/** A reason may quote a server; the overview shows more of it. */
const LONGEST_REASON = 240;

const still = (lead: string): StatusText => ({ lead, ticking: '', tail: '' });

/** How the connection stands. `now` is epoch ms. */
export function connectionStatus(view: ConnectionView | null, now: number): StatusText {
  if (view === null) return still(words.phase.disconnected);
  const word = words.phase[view.phase];
  switch (view.phase) {
    case 'disconnected':
    case 'connected':
      return still(word);
    case 'connecting':
      return still(view.attempt > 0 ? `${word} (attempt ${view.attempt + 1})` : word);
    case 'reconnecting': {
      const lead = `${word} (attempt ${Math.max(1, view.attempt)}`;
      if (view.nextAttemptAt === null) return still(`${lead})`);
      // Rounded up, so that a countdown never stands at zero while it waits.
      return { lead, ticking: `, next in ${formatSeconds(Math.ceil((view.nextAttemptAt - now) / 1000) * 1000)}`, tail: ')' };
    }
    case 'failed':
      return still(view.why === null ? word : `${word}: ${singleLine(view.why, LONGEST_REASON)}`);
  }
}

/** Whether the server acknowledged. `deadlineMs` is the profile's. */
export function ackStatus(view: ConnectionView | null, deadlineMs: number): string {
  if (view === null) return words.ack.none;
  const { state, afterMs, late } = view.ack;
  if (state === 'none') return words.ack.none;
  if (state === 'waiting') return words.ack.waiting;
  if (state === 'missing') return words.ack.missing(formatDuration(deadlineMs));
  return afterMs === null ? words.ack.early : words.ack.acknowledged(formatDuration(afterMs), late);
}

/** The application heartbeat's last round trip. */
export function heartbeatStatus(view: ConnectionView | null): string {
  if (view === null) return words.heartbeat.notYet;
  const { lastMs, support, missedInRow } = view.heartbeat;
  if (lastMs !== null) return missedInRow > 0 ? words.heartbeat.missing(formatMs(lastMs), missedInRow) : formatMs(lastMs);
  return support === 'none' ? words.heartbeat.unsupported : words.heartbeat.notYet;
}

/** The transport in use, and where an upgrade is going. */
export function transportStatus(view: ConnectionView | null): string {
  if (view?.transport == null) return words.transport.none;
  return view.upgrade?.stage === 'started' ? words.transport.upgrading(view.transport, view.upgrade.transport) : view.transport;
}

export type StatusTone = 'good' | 'bad' | 'warn' | 'calm';

/** The tone of each status, which the view shows by colour and icon beside the words. */
export function statusTones(view: ConnectionView | null): { connection: StatusTone; ack: StatusTone; heartbeat: StatusTone } {
  if (view === null) return { connection: 'calm', ack: 'calm', heartbeat: 'calm' };
  const connection = { connected: 'good', failed: 'bad', reconnecting: 'warn', connecting: 'calm', disconnected: 'calm' } as const;
  const ack = { acknowledged: view.ack.late ? 'warn' : 'good', missing: 'bad', waiting: 'calm', none: 'calm' } as const;
  const heartbeat = view.heartbeat.missedInRow > 0 ? 'warn' : view.heartbeat.lastMs === null ? 'calm' : 'good';
  return { connection: connection[view.phase], ack: ack[view.ack.state], heartbeat };
}

/** How much of the server's time to ping is left. All in ms; null when there is no connection to measure. */
export function pingSlack(view: ConnectionView | null, now: number): { sinceMs: number; limitMs: number; leftMs: number } | null {
  if (view?.phase !== 'connected' || view.handshake === null || view.ping.lastAt === null) return null;
  const limitMs = view.handshake.pingInterval + view.handshake.pingTimeout;
  const sinceMs = Math.max(0, now - view.ping.lastAt);
  return { sinceMs, limitMs, leftMs: Math.max(0, limitMs - sinceMs) };
}
