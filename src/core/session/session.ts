/**
 * The session reducer: folds a connection's entries, one at a time, into what is known about it. It is the only place
 * where an entry changes a state, so a state restored from disk, a live one and one of a test are made the same way.
 */
import type { Entry, EntryOf } from '../entries/entry.ts';
import type { ConnectionView } from '../contract/connection-view.ts';
import { NOTHING_SEEN, type EventUse } from './event-use.ts';
import { observeClock, type ClockEstimate } from './clock.ts';
import { BRIEF_MS, isLasting } from './policy.ts';
import { because, type Why } from '../entries/why.ts';

/** Round trips that statistics are made of: a day of one a minute. */
const ROUND_TRIPS_KEPT = 1_440;

export interface SessionState
  extends Pick<
    ConnectionView,
    'phase' | 'since' | 'attempt' | 'nextAttemptAt' | 'why' | 'transport' | 'upgrade' | 'engineSid' | 'sid' | 'handshake' | 'recovered' | 'connectedAt' | 'connects' | 'ack' | 'ping'
  > {
  readonly heartbeat: {
    readonly sentAt: number | null;
    readonly lastVia: 'acknowledgement' | 'event' | null;
    readonly answered: number;
    readonly missed: number;
    readonly missedInRow: number;
    /** Milliseconds, oldest first. */
    readonly roundTrips: readonly number[];
  };
  readonly clock: ClockEstimate | null;
  readonly logs: { readonly received: number; readonly errors: number };
  /** Where it was last meant to connect to; null before it ever was. */
  readonly url: string | null;
  /** Whether a connection ever stood there, in an earlier recording perhaps. */
  readonly everStood: boolean;
  /** What the server was seen to do. */
  readonly seen: EventUse;
  /** Connections in a row that ended before they could be said to stand: whether it is a loop. */
  readonly brief: { readonly inRow: number };
  /** Attempts in a row that were answered with a refusal that lasts. */
  readonly refusedInRow: number;
}

/** The state before anything was recorded. `at` is when that is. */
export function initialState(at: number): SessionState {
  return {
    phase: 'disconnected',
    since: at,
    attempt: 0,
    nextAttemptAt: null,
    why: null,
    connects: 0,
    heartbeat: NO_HEARTBEAT,
    clock: null,
    logs: { received: 0, errors: 0 },
    url: null,
    everStood: false,
    seen: NOTHING_SEEN,
    brief: { inRow: 0 },
    refusedInRow: 0,
    ...unconnected,
  };
}

const NO_HEARTBEAT: SessionState['heartbeat'] = { sentAt: null, lastVia: null, answered: 0, missed: 0, missedInRow: 0, roundTrips: [] };

/** What holds whenever no connection stands. */
const unconnected = {
  transport: null,
  upgrade: null,
  engineSid: null,
  sid: null,
  handshake: null,
  recovered: null,
  connectedAt: null,
  ack: { state: 'none', afterMs: null, late: false, payload: null },
  ping: { lastAt: null, gapMs: null, count: 0 },
} as const;

type Reducers = { readonly [K in Entry['kind']]?: (state: SessionState, entry: EntryOf<K>) => SessionState };

const reducers: Reducers = {
  'worker-restarted': (state, entry) => lost(state, entry.at, because('backgroundStopped')),

  'browser-started': (state, entry) => lost(state, entry.at, null),

  'extension-started': (state, entry) => lost(state, entry.at, null),

  intent: (state, entry) => {
    const meant = entry.intent === 'disconnect' ? state : { ...state, url: entry.url };
    return entry.by === 'user' ? forgetLoop(meant) : meant;
  },

  opening: (state, entry) => ({
    ...state,
    ...unconnected,
    phase: entry.attempt === 0 ? 'connecting' : 'reconnecting',
    since: state.phase === 'connecting' || state.phase === 'reconnecting' ? state.since : entry.at,
    attempt: entry.attempt,
    nextAttemptAt: null,
    why: entry.attempt === 0 ? null : state.why,
    // An acknowledgement is awaited from the very start: some servers send it before their CONNECT reply.
    ack: { ...unconnected.ack, state: 'waiting' },
  }),

  handshake: (state, entry) => ({
    ...state,
    transport: entry.transport,
    engineSid: entry.engineSid,
    handshake: { pingInterval: entry.pingInterval, pingTimeout: entry.pingTimeout, maxPayload: entry.maxPayload, upgrades: [...entry.upgrades] },
    upgrade: null,
    ping: { lastAt: entry.at, gapMs: null, count: 0 },
    refusedInRow: 0,
  }),

  upgrade: (state, entry) => ({
    ...state,
    transport: entry.stage === 'done' ? entry.transport : state.transport,
    upgrade: { stage: entry.stage, transport: entry.transport, reason: entry.reason },
  }),

  connected: (state, entry) => ({
    ...state,
    phase: 'connected',
    since: entry.at,
    attempt: 0,
    nextAttemptAt: null,
    why: null,
    sid: entry.sid,
    transport: entry.transport,
    recovered: entry.recovered,
    connectedAt: entry.at,
    connects: state.connects + 1,
    everStood: true,
  }),

  acknowledged: (state, entry) => ({
    ...nowSeen(state, 'ack'),
    clock: clockAfter(state, entry.at, entry.serverTime),
    ack: { state: 'acknowledged', afterMs: entry.afterMs, late: entry.late, payload: entry.payload },
  }),

  unacknowledged: (state) => ({ ...state, ack: { ...state.ack, state: 'missing' } }),

  ping: (state, entry) => ({ ...state, ping: { lastAt: entry.at, gapMs: entry.gapMs, count: state.ping.count + 1 } }),

  heartbeat: (state, entry) => {
    const { heartbeat } = state;
    if (entry.stage === 'sent') return { ...state, heartbeat: { ...heartbeat, sentAt: entry.at } };
    if (entry.stage === 'missed') {
      return { ...state, heartbeat: { ...heartbeat, sentAt: null, missed: heartbeat.missed + 1, missedInRow: heartbeat.missedInRow + 1 } };
    }
    return {
      ...nowSeen(state, 'heartbeat'),
      heartbeat: {
        ...heartbeat,
        sentAt: null,
        lastVia: entry.via,
        answered: heartbeat.answered + 1,
        missedInRow: 0,
        roundTrips: [...heartbeat.roundTrips, entry.roundTripMs ?? 0].slice(-ROUND_TRIPS_KEPT),
      },
    };
  },

  'event-name': (state, { event }) => {
    if (event === 'heartbeatResponse') return state;
    const seen = { ...state.seen, [event]: false };
    return { ...state, seen, ...(event === 'heartbeat' ? { heartbeat: NO_HEARTBEAT } : {}) };
  },

  closed: (state, entry) => {
    const brief = entry.goodbye === 'none' && (!entry.stood || entry.livedMs < BRIEF_MS);
    return {
      ...lost(state, entry.at, entry.detail === null ? entry.reason : `${entry.reason}: ${entry.detail}`),
      phase: entry.goodbye === 'none' ? 'reconnecting' : 'disconnected',
      brief: { inRow: brief ? state.brief.inRow + 1 : 0 },
    };
  },

  'connect-failed': (state, entry) => ({
    ...state,
    why: entry.status === null ? entry.message : `${entry.message} (HTTP ${entry.status})`,
    // Another failure, such as that of a server that is being restarted, shows that something is being changed.
    refusedInRow: isLasting(entry.status) ? state.refusedInRow + 1 : 0,
  }),

  policy: (state, entry) => (entry.action === 'stands' ? forgetLoop(state) : state),

  retrying: (state, entry) => ({
    ...state,
    phase: 'reconnecting',
    attempt: entry.attempt,
    nextAttemptAt: entry.dueAt,
    why: entry.why ?? state.why,
  }),

  ended: (state, entry) => ({ ...lost(state, entry.at, entry.why), phase: entry.outcome }),

  log: (state, entry) => {
    const isError = entry.level === 'error' || entry.level === 'critical';
    return {
      ...nowSeen(state, 'log'),
      clock: clockAfter(state, entry.at, entry.serverTime),
      logs: { received: state.logs.received + 1, errors: state.logs.errors + (isError ? 1 : 0) },
    };
  },
};

/** A state as an earlier version may have stored it. */
type StoredState = Omit<SessionState, Added> & Partial<Pick<SessionState, Added>>;
type Added = 'url' | 'everStood' | 'seen' | 'refusedInRow';

/** A stored state with what earlier versions did not store, as far as it can be told. */
export function completedState(stored: StoredState): SessionState {
  const seen = { ack: stored.ack.state === 'acknowledged', log: stored.logs.received > 0, heartbeat: stored.heartbeat.answered > 0 };
  return { url: null, everStood: stored.connects > 0, seen, refusedInRow: 0, ...stored };
}

function nowSeen(state: SessionState, event: keyof EventUse): SessionState {
  return state.seen[event] ? state : { ...state, seen: { ...state.seen, [event]: true } };
}

/** The state in which the next recording of a connection begins: it stands as it stood, and what a recording counts starts over. */
export function continuedState(state: SessionState): SessionState {
  return { ...state, connects: state.phase === 'connected' ? 1 : 0, logs: { received: 0, errors: 0 } };
}

/** The connection is gone: nothing that was negotiated holds any longer, and no heartbeat can be answered. */
function lost(state: SessionState, at: number, why: Why | null): SessionState {
  return {
    ...state,
    ...unconnected,
    phase: 'disconnected',
    since: at,
    attempt: 0,
    nextAttemptAt: null,
    why,
    heartbeat: { ...state.heartbeat, sentAt: null, missedInRow: 0 },
  };
}

/** A user's new wish, or a connection that stands, makes what went wrong before it history. */
function forgetLoop(state: SessionState): SessionState {
  return { ...state, brief: { inRow: 0 }, refusedInRow: 0 };
}

function clockAfter({ clock }: SessionState, at: number, serverTime: number | null): SessionState['clock'] {
  return serverTime === null ? clock : observeClock(clock, at, serverTime);
}

/** The state after one more entry. Kinds that change nothing return the state itself. */
export function reduce(state: SessionState, entry: Entry): SessionState {
  const reducer = reducers[entry.kind] as ((state: SessionState, entry: Entry) => SessionState) | undefined;
  return reducer === undefined ? state : reducer(state, entry);
}
