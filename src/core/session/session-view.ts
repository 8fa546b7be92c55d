/** Makes what a view is told out of a session's state. */
import type { Profile } from '../settings/profile.ts';
import type { ConnectionView } from '../contract/connection-view.ts';
import type { Finding } from '../entries/finding.ts';
import type { Ladder } from '../entries/ladder.ts';
import type { ForwardingView } from '../settings/forwarding.ts';
import { clockOffset } from './clock.ts';
import { MISSED_BEATS } from './policy.ts';
import { eventUse } from './event-use.ts';
import type { SessionState } from './session.ts';
import { summarise } from './statistics.ts';

/** Round trips that a sparkline shows. */
const RECENT = 60;

/** What a view is told beside the state: things that belong to the recording and to the user's wishes. */
export interface ViewContext {
  readonly id: string;
  readonly wanted: boolean;
  /** The names of its profile. */
  readonly events: Profile['events'];
  readonly clearedThrough: number;
  /** Error lines up to this count were read. */
  readonly errorsRead: number;
  /** What is wrong, the most telling first. */
  readonly findings: readonly Finding[];
  readonly ladders: readonly Ladder[];
  readonly forwarding: ForwardingView | null;
}

/** Whether the server answers application heartbeats, as far as we know. */
export function heartbeatSupport(state: SessionState): ConnectionView['heartbeat']['support'] {
  if (state.heartbeat.answered > 0) return 'answered';
  return state.heartbeat.missed >= MISSED_BEATS ? 'none' : 'unknown';
}

export function viewOf(state: SessionState, context: ViewContext): ConnectionView {
  const { roundTrips, sentAt, lastVia, answered, missed, missedInRow } = state.heartbeat;
  const summary = summarise(roundTrips);
  const uses = eventUse(context.events, state.seen);
  return {
    id: context.id,
    wanted: context.wanted,
    phase: state.phase,
    since: state.since,
    attempt: state.attempt,
    nextAttemptAt: state.nextAttemptAt,
    why: state.why,
    transport: state.transport,
    upgrade: state.upgrade,
    engineSid: state.engineSid,
    sid: state.sid,
    handshake: state.handshake,
    recovered: state.recovered,
    connectedAt: state.connectedAt,
    connects: state.connects,
    ack: uses.ack ? state.ack : { ...state.ack, state: 'none' },
    ping: state.ping,
    heartbeat: {
      support: heartbeatSupport(state),
      sentAt,
      lastMs: roundTrips.at(-1) ?? null,
      lastVia,
      minMs: summary?.min ?? null,
      medianMs: summary?.median ?? null,
      p95Ms: summary?.p95 ?? null,
      maxMs: summary?.max ?? null,
      answered,
      missed,
      missedInRow,
      recentMs: roundTrips.slice(-RECENT),
    },
    clockOffsetMs: clockOffset(state.clock, summary?.min ?? 0),
    logs: {
      received: state.logs.received,
      errors: state.logs.errors,
      unreadErrors: Math.max(0, state.logs.errors - context.errorsRead),
      clearedThrough: context.clearedThrough,
    },
    uses,
    url: state.url,
    everStood: state.everStood,
    findings: context.findings,
    ladders: context.ladders,
    forwarding: context.forwarding,
  };
}
