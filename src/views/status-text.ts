/** The texts of the four status regions, from a connection's view. Pure. Tests and scripts rely on the first words. */
import type { ConnectionView } from '../core/contract/connection-view.ts';
import type { Profile } from '../core/settings/profile.ts';
import { formatDuration, formatMs, formatSeconds, singleLine } from '../core/words/format.ts';
import { say } from '../core/words/say.ts';
import { whyText } from '../core/words/why-text.ts';

/** A text whose middle changes every second and is therefore kept from being announced. */
export interface StatusText {
  readonly lead: string;
  readonly ticking: string;
  readonly tail: string;
}

/** A reason may quote a server; the overview shows more of it. */
const LONGEST_REASON = 240;

const still = (lead: string): StatusText => ({ lead, ticking: '', tail: '' });

/** The word for a phase. An address that never answered is not one to be reconnected to. */
export function phaseWord(view: Pick<ConnectionView, 'phase' | 'everStood'> | null | undefined): string {
  if (view?.phase === 'reconnecting' && !view.everStood) return say('common_phase_never');
  return say(`common_phase_${view?.phase ?? 'disconnected'}`);
}

/** How the connection stands. `now` is epoch ms. */
export function connectionStatus(view: ConnectionView | null, now: number): StatusText {
  if (view === null) return still(say('common_phase_disconnected'));
  const word = say(`common_phase_${view.phase}`);
  switch (view.phase) {
    case 'disconnected':
    case 'connected':
      return still(word);
    case 'connecting':
      return still(view.attempt > 0 ? say('common_phaseAttempt', { phase: word, attempt: view.attempt + 1 }) : word);
    case 'reconnecting': {
      const facts = { phase: word, attempt: Math.max(1, view.attempt) };
      if (view.nextAttemptAt === null) return still(say(view.everStood ? 'common_phaseAttempt' : 'common_phaseNeverAttempt', facts));
      // Rounded up, so that a countdown never stands at zero while it waits.
      const next = formatSeconds(Math.ceil((view.nextAttemptAt - now) / 1000) * 1000);
      // What ticks is marked in the message itself, since its place in the sentence is the language's.
      const [lead = '', ticking = '', tail = ''] = say(view.everStood ? 'common_phaseNextAttempt' : 'common_phaseNeverNextAttempt', { ...facts, next }).split('|');
      return { lead, ticking, tail };
    }
    case 'failed':
      return still(view.why === null ? word : say('common_phaseWhy', { phase: word, why: singleLine(whyText(view.why), LONGEST_REASON) }));
  }
}

/**
 * Whether an event has a place in the header: one that is counted on has, and any that has a name as long as no connection has
 * stood, for then nobody knows the server.
 */
export function hasPlace(view: ConnectionView | null, profile: Profile | null, event: 'ack' | 'heartbeat'): boolean {
  if (view === null || view.uses[event]) return true;
  return !view.everStood && profile?.events[event] !== '';
}

/** Whether the server acknowledged. `deadlineMs` is the profile's. */
export function ackStatus(view: ConnectionView | null, deadlineMs: number): string {
  if (view === null) return say('common_ack_none');
  const { state, afterMs, late } = view.ack;
  // While a connection comes back, there is nobody who could acknowledge anything.
  if (state === 'none' || (state === 'waiting' && view.phase !== 'connected')) return say('common_ack_none');
  if (state === 'waiting') return say('common_ack_waiting');
  if (state === 'missing') return say('common_ack_missing', { deadline: formatDuration(deadlineMs) });
  return afterMs === null ? say('common_ack_early') : say(late ? 'common_ack_late' : 'common_ack_acknowledged', { after: formatDuration(afterMs) });
}

/** The application heartbeat's last round trip. */
export function heartbeatStatus(view: ConnectionView | null): string {
  if (view === null) return say('common_heartbeat_notYet');
  const { lastMs, support, missedInRow } = view.heartbeat;
  if (lastMs !== null) return missedInRow > 0 ? say('common_heartbeat_missing', { last: formatMs(lastMs), count: missedInRow }) : formatMs(lastMs);
  return support === 'none' ? say('common_heartbeat_unsupported') : say('common_heartbeat_notYet');
}

/** The transport in use, and where an upgrade is going. */
export function transportStatus(view: ConnectionView | null): string {
  if (view?.transport == null) return say('common_transport_none');
  return view.upgrade?.stage === 'started' ? say('common_transport_upgrading', { from: view.transport, to: view.upgrade.transport }) : view.transport;
}

export type StatusTone = 'good' | 'bad' | 'warn' | 'calm';

/** The tone of each status, which the view shows by colour and icon beside the words. */
export function statusTones(view: ConnectionView | null): { connection: StatusTone; ack: StatusTone; heartbeat: StatusTone } {
  if (view === null) return { connection: 'calm', ack: 'calm', heartbeat: 'calm' };
  const connection = { connected: 'good', failed: 'bad', reconnecting: 'warn', connecting: 'calm', disconnected: 'calm' } as const;
  const ack = { acknowledged: view.ack.late ? 'warn' : 'good', missing: 'bad', waiting: 'calm', none: 'calm' } as const;
  // The last round trip of a connection that is gone says nothing good of now.
  const heartbeat = view.heartbeat.missedInRow > 0 ? 'warn' : view.heartbeat.lastMs === null || view.phase !== 'connected' ? 'calm' : 'good';
  return { connection: connection[view.phase], ack: ack[view.ack.state], heartbeat };
}

/** How much of the server's time to ping is left. All in ms; null when there is no connection to measure. */
export function pingSlack(view: ConnectionView | null, now: number): { sinceMs: number; limitMs: number; leftMs: number } | null {
  if (view?.phase !== 'connected' || view.handshake === null || view.ping.lastAt === null) return null;
  const limitMs = view.handshake.pingInterval + view.handshake.pingTimeout;
  const sinceMs = Math.max(0, now - view.ping.lastAt);
  return { sinceMs, limitMs, leftMs: Math.max(0, limitMs - sinceMs) };
}
