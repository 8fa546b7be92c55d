/** Short words for facts, so that a test can tell a connection's story in a line. */
import { initialState, reduce, type SessionState } from '../../src/core/session/session.ts';
import type { Fact, FactOf, LogLevel } from '../../src/core/entries/entry.ts';

/** The state after these facts, recorded one second apart from time 0. */
export function after(facts: readonly Fact[]): SessionState {
  return facts.map((fact, seq) => ({ ...fact, source: 'a', seq, at: seq * 1_000 })).reduce(reduce, initialState(0));
}

export const intent = (by: FactOf<'intent'>['by'] = 'user'): Fact => ({ kind: 'intent', intent: 'connect', by, url: 'http://x', why: null });

export const opening = (attempt = 0): Fact => ({ kind: 'opening', attempt, transports: ['websocket', 'polling'] });

export const handshake = (): Fact => ({
  kind: 'handshake',
  transport: 'websocket',
  engineSid: 'e1',
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
  upgrades: [],
});

export const connected = (sid = 's1'): Fact => ({ kind: 'connected', sid, transport: 'websocket', recovered: false });

export const ack = (changes: Partial<FactOf<'acknowledged'>> = {}): Fact => ({
  kind: 'acknowledged',
  afterMs: 2,
  late: false,
  payload: { status: 'connected' },
  serverTime: null,
  ...changes,
});

export const closed = (changes: Partial<FactOf<'closed'>> = {}): Fact => ({
  kind: 'closed',
  reason: 'transport close',
  detail: null,
  code: 1006,
  codeReason: null,
  goodbye: 'none',
  stood: true,
  livedMs: 50,
  ...changes,
});

export const refused = (changes: Partial<FactOf<'refused'>> = {}): Fact => ({ kind: 'refused', message: 'no', data: null, raw: '{"message":"no"}', ...changes });

export const retrying = (attempt: number): Fact => ({ kind: 'retrying', attempt, delayMs: 1_000, dueAt: 5_000, why: null });

export const beat = (stage: FactOf<'heartbeat'>['stage'], roundTripMs: number | null = null): Fact => ({
  kind: 'heartbeat',
  beat: 1,
  stage,
  via: stage === 'answered' ? 'acknowledgement' : null,
  roundTripMs,
});

export const log = (level: LogLevel, message = 'a line'): Fact => ({
  kind: 'log',
  level,
  levelText: level,
  logger: 'test',
  message,
  serverTime: null,
  serverTimeText: '',
  fields: '',
  cut: 0,
});
