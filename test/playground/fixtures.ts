/** The states that the playground shows: what a background would say, made up. Times are relative to `now`. */
import type { ConnectionView } from '../../src/core/contract/connection-view.ts';
import type { Finding } from '../../src/core/entries/finding.ts';
import { defaultProfile, type Profile } from '../../src/core/settings/profile.ts';
import type { ArchiveView } from '../../src/core/contract/update.ts';
import { defaultPreferences } from '../../src/core/settings/preferences.ts';
import { FACT_LENGTH, type Entry, type Fact, type LogLevel } from '../../src/core/entries/entry.ts';
import { hostileMessages, messageEntries, pageEntries } from './messages.ts';
import { answered, traffic } from './traffic.ts';

/** What a snapshot says besides profiles and connections where a test does not care. */
export const elsewhere = { hooked: [], everConnected: true, pages: [], preferences: defaultPreferences(), archive: { recordings: [], refusal: null, deleted: [] }, faults: [] };

/** A watched recording in a snapshot. */
export function watched(source: string, next: number, id = source) {
  return { source, id, first: 0, next };
}

export interface State {
  readonly profiles: readonly Profile[];
  readonly selected: string;
  readonly connections: readonly ConnectionView[];
  readonly entries: readonly Entry[];
  /** What the inspected tab's page did, and the sites on which the hook is on. */
  readonly page?: readonly Entry[];
  readonly hooked?: readonly string[];
  readonly everConnected?: boolean;
  readonly archive?: ArchiveView;
  /** What is wrong with the page's sockets. */
  readonly pages?: readonly { readonly source: string; readonly findings: Finding[] }[];
}

const local = defaultProfile('default');
const disguised: Profile = { ...local, connectAs: { origin: 'http://localhost:3000', headers: { 'X-Tenant': 'acme' }, acceptedCertificate: true } };
const staging: Profile = { ...defaultProfile('staging'), name: 'Staging', url: 'https://staging.example.com' };
const chat: Profile = { ...defaultProfile('chat'), name: 'Chat, second namespace with a rather long name', url: 'http://localhost:3000', namespace: '/chat' };

const COLLECTOR = 'http://127.0.0.1:4318';
const MINUTE = 60_000;

/** A connection that never was, to which each state adds what it is about. */
export function connectionView(id: string, now: number, changes: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id,
    ladders: [],
    wanted: false,
    phase: 'disconnected',
    since: now - 4 * MINUTE,
    attempt: 0,
    nextAttemptAt: null,
    why: null,
    transport: null,
    upgrade: null,
    engineSid: null,
    sid: null,
    handshake: null,
    recovered: null,
    connectedAt: null,
    connects: 0,
    uses: { ack: true, log: true, heartbeat: true },
    url: null,
    everStood: true,
    ack: { state: 'none', afterMs: null, late: false, payload: null },
    ping: { lastAt: null, gapMs: null, count: 0 },
    heartbeat: {
      support: 'unknown',
      sentAt: null,
      lastMs: null,
      lastVia: null,
      minMs: null,
      medianMs: null,
      p95Ms: null,
      maxMs: null,
      answered: 0,
      missed: 0,
      missedInRow: 0,
      recentMs: [],
    },
    clockOffsetMs: null,
    logs: { received: 0, errors: 0, unreadErrors: 0, clearedThrough: -1 },
    findings: [],
    forwarding: null,
    ...changes,
  };
}

function connected(now: number, changes: Partial<ConnectionView> = {}): ConnectionView {
  return connectionView('default', now, {
    wanted: true,
    phase: 'connected',
    since: now - 724_000,
    transport: 'websocket',
    upgrade: { stage: 'done', transport: 'websocket', reason: null },
    engineSid: 'wZX3oN0bSVIhsEknAAAI',
    sid: 'uVwjHA5bSVIhsEknAAAJ',
    handshake: { pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000, upgrades: ['websocket'] },
    recovered: false,
    connectedAt: now - 724_000,
    connects: 3,
    ack: { state: 'acknowledged', afterMs: 12.3, late: false, payload: { status: 'connected', timestamp: '2026-11-23T14:03:22.040Z', server: { name: 'demo', version: '1.4.2' } } },
    ping: { lastAt: now - 9_000, gapMs: 25_040, count: 3456 },
    heartbeat: {
      support: 'answered',
      sentAt: null,
      lastMs: 12.4,
      lastVia: 'acknowledgement',
      minMs: 8.2,
      medianMs: 12.1,
      p95Ms: 41.7,
      maxMs: 312.5,
      answered: 1436,
      missed: 4,
      missedInRow: 0,
      recentMs: Array.from({ length: 40 }, (_, i) => 10 + 4 * Math.sin(i / 2) + (i === 27 ? 38 : 0)),
    },
    clockOffsetMs: 240,
    logs: { received: 10_000, errors: 3, unreadErrors: 3, clearedThrough: -1 },
    ...changes,
  });
}

/** Numbers facts into a recording. Facts come with their time. */
function recorded(facts: readonly (Fact & { at: number })[]): Entry[] {
  return facts.toSorted((a, b) => a.at - b.at).map((fact, seq) => ({ ...fact, source: 'default', seq }));
}

function logLine(at: number, level: LogLevel, message: string, fields = '', logger = 'app.worker'): Fact & { at: number } {
  const serverTime = at + 240;
  return { kind: 'log', at, level, levelText: level.toUpperCase(), logger, message, serverTime, serverTimeText: new Date(serverTime).toISOString(), fields, cut: 0 };
}

const SAID = ['Transcription started for upload 4711', 'Chunk stored', 'Queue length is 3', 'GET /index 200 in 4 ms', 'Model loaded', 'Cache miss, reading from disk'];

function busyLogs(now: number): (Fact & { at: number })[] {
  return Array.from({ length: 10_000 }, (_, i) => {
    const at = now - (10_000 - i) * 120;
    const level: LogLevel = i % 3_333 === 3_000 ? 'error' : i % 97 === 0 ? 'warning' : i % 5 === 0 ? 'debug' : 'info';
    const text = level === 'error' ? 'Upload failed: connection reset by peer' : SAID[i % SAID.length]!;
    return logLine(at, level, `${text} (${i})`, i % 4 === 0 ? `{"request":${i},"user":"ada"}` : '', i % 7 === 0 ? 'werkzeug' : 'app.worker');
  });
}

/** A day: a heartbeat a minute, a ping every 25 s, one loss, one restart, refreshes. */
function day(now: number): (Fact & { at: number })[] {
  const facts: (Fact & { at: number })[] = [];
  const start = now - 1440 * MINUTE;
  for (let at = start, beat = 1; at < now; at += MINUTE, beat += 1) {
    const missed = beat === 500 || beat === 501;
    const roundTripMs = missed ? null : 10 + 5 * Math.sin(beat / 90) + (beat % 211 === 0 ? 200 : (beat * 7919) % 9);
    facts.push({ kind: 'heartbeat', at, beat, stage: missed ? 'missed' : 'answered', via: missed ? null : 'acknowledgement', roundTripMs });
  }
  for (let at = start; at < now; at += 25_000) facts.push({ kind: 'ping', at, gapMs: 25_000 + ((at / 25_000) % 13) * 20 });
  const lost = start + 500 * MINUTE;
  facts.push(
    { kind: 'intent', at: start - 2000, intent: 'connect', by: 'user', url: 'http://127.0.0.1:5552', why: null },
    { kind: 'connected', at: start - 1500, sid: 'firstSessionAAAAAAAA', transport: 'websocket', recovered: false },
    { kind: 'policy', at: lost + 1000, action: 'heartbeat-reconnect', why: 'Two heartbeats in a row went unanswered.' },
    { kind: 'closed', at: lost + 1200, reason: 'transport close', detail: 'websocket closed', code: 1006, codeReason: '', goodbye: 'none', stood: true, livedMs: 5e6 },
    ...Array.from({ length: 8 }, (_, i) => [
      { kind: 'connect-failed' as const, at: lost + 2000 + i * 5000, message: 'websocket error', transport: 'websocket' as const, status: i === 7 ? 502 : null, body: null },
      { kind: 'retrying' as const, at: lost + 2100 + i * 5000, attempt: i + 2, delayMs: 5000, dueAt: lost + 7100 + i * 5000, why: null },
    ]).flat(),
    { kind: 'connected', at: lost + 50_000, sid: 'uVwjHA5bSVIhsEknAAAJ', transport: 'websocket', recovered: false },
    { kind: 'acknowledged', at: lost + 50_012, afterMs: 12.3, late: false, payload: { status: 'connected' }, serverTime: null },
    { kind: 'worker-restarted', at: now - 80 * MINUTE, epoch: 'b', lastAt: now - 80 * MINUTE - 1200 },
    { kind: 'unacknowledged', at: now - 70 * MINUTE, deadlineMs: 5000 },
    { kind: 'refused', at: now - 60 * MINUTE, message: 'not authorized', data: { code: 'E_AUTH' }, raw: '44{"message":"not authorized","data":{"code":"E_AUTH"}}' },
    { kind: 'ended', at: now - 60 * MINUTE + 1, outcome: 'failed', why: 'The server refused the connection: not authorized' },
    ...[12, 9, 3].map((minutes) => ({
      kind: 'navigation' as const, at: now - minutes * MINUTE, tabId: 7, url: 'http://127.0.0.1:5552/', refresh: minutes !== 9, phase: 'connected', sid: 'uVwjHA5bSVIhsEknAAAJ', upMs: 724_000 - minutes * 1000,
    })),
  );
  return facts;
}

const FINDINGS: Finding[] = [
  { id: 'websocket-blocked', variant: null, facts: {}, where: 'proxy', confidence: 'likely', benign: false, decide: null, evidence: [{ source: 'default', seq: 12 }, { source: 'default', seq: 13 }], server: 'nginx' },
  { id: 'not-acknowledged', variant: null, facts: {}, where: 'server', confidence: 'guess', benign: false, decide: null, evidence: [{ source: 'default', seq: 20 }], server: null },
];

const BENIGN: Finding = { id: 'werkzeug-false-500', variant: null, facts: {}, where: 'server', confidence: 'certain', benign: true, decide: null, evidence: [{ source: 'tab:7', seq: 3 }], server: 'flask-socketio' };

/** A round of questions, one of which the browser hides the answer to. */
function probes(now: number): (Fact & { at: number })[] {
  const base = { kind: 'probe' as const, round: 1, url: 'http://127.0.0.1:5552/socket.io/', origin: null, status: null, body: null, headers: [], code: null, error: '', redirects: [] };
  const questions = ['polling', 'polling-3', 'websocket', 'origin', 'sticky'] as const;
  return [
    { kind: 'probing', at: now - 900, round: 1, state: 'started', url: 'http://127.0.0.1:5552', protocol: 'socket.io', questions: [...questions], tookMs: null },
    { ...base, at: now - 800, question: 'polling', outcome: 'answered', status: 200, body: '0{"sid":"a"}', tookMs: 12 },
    { ...base, at: now - 700, question: 'polling-3', outcome: 'answered', status: 400, body: '{"code":5,"message":"Unsupported protocol version"}', tookMs: 9 },
    { ...base, at: now - 600, question: 'websocket', outcome: 'refused', status: 400, error: 'Unexpected response', tookMs: 17 },
    { ...base, at: now - 500, question: 'origin', origin: 'http://127.0.0.1:8080', outcome: 'hidden', tookMs: 21 },
    { ...base, at: now - 400, question: 'sticky', outcome: 'answered', status: 200, body: 'ok', tookMs: 31 },
    { kind: 'probing', at: now - 300, round: 1, state: 'done', url: 'http://127.0.0.1:5552', protocol: 'socket.io', questions: [...questions], tookMs: 600 },
  ];
}

const HOSTILE = '<img src=x onerror=alert(1)> \u202Eevil\u202C \u001b[31mred\u001b[0m \u0000null 🧨';

function hostile(now: number): State {
  const long = `${'W'.repeat(5000)} ${HOSTILE}`;
  const profile = { ...local, name: HOSTILE.slice(0, 60) };
  return {
    profiles: [profile, staging],
    selected: 'default',
    connections: [
      connected(now, {
        phase: 'failed',
        why: `The server refused: ${long}`,
        sid: `${'s'.repeat(300)}<b>`,
        transport: 'websocket<script>',
        ack: { state: 'acknowledged', afterMs: 3, late: true, payload: { html: HOSTILE, long } },
        findings: [{ ...FINDINGS[0]!, id: 'namespace-unknown', facts: { namespace: HOSTILE, answer: long.slice(0, FACT_LENGTH) } }],
      }),
      connectionView('staging', now),
    ],
    entries: recorded([
      logLine(now - 3000, 'info', HOSTILE, JSON.stringify({ html: HOSTILE }), HOSTILE),
      { ...logLine(now - 2000, 'critical', long), cut: 12_345 } as Fact & { at: number },
      logLine(now - 1500, 'error', 'x'.repeat(1_000_000)),
      logLine(now - 1000, 'info', 'Traceback (most recent call last):\n  File "main.py", line 12\nAssertionError: write() before start_response'),
      { kind: 'refused', at: now - 900, message: HOSTILE, data: { long }, raw: long },
      { kind: 'malformed', at: now - 800, reason: 'not a Socket.IO packet', text: long, bytes: 5000 },
      { kind: 'closed', at: now - 700, reason: HOSTILE, detail: long, code: 1006, codeReason: HOSTILE, goodbye: 'none', stood: true, livedMs: 10 },
    ]),
  };
}

/** Every state by its name in the address of the playground. */
export const STATES: Record<string, (now: number) => State> = {
  empty: (now) => ({ profiles: [local], selected: 'default', connections: [connectionView('default', now)], entries: [], everConnected: false }),
  connecting: (now) => ({
    profiles: [local, staging],
    selected: 'default',
    connections: [connectionView('default', now, { wanted: true, phase: 'connecting', since: now - 1200 }), connectionView('staging', now)],
    entries: [],
  }),
  upgrading: (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [
      connected(now, {
        transport: 'polling',
        upgrade: { stage: 'started', transport: 'websocket', reason: null },
        ack: { state: 'waiting', afterMs: null, late: false, payload: null },
        heartbeat: connectionView('default', now).heartbeat,
        connectedAt: now - 300,
        logs: { received: 0, errors: 0, unreadErrors: 0, clearedThrough: -1 },
      }),
    ],
    entries: [],
  }),
  busy: (now) => ({
    profiles: [disguised, staging, chat],
    selected: 'default',
    connections: [
      connected(now),
      connectionView('staging', now, { wanted: true, phase: 'reconnecting', attempt: 2, nextAttemptAt: now + 3000 }),
      connectionView('chat', now, { phase: 'failed', why: 'Invalid namespace' }),
    ],
    entries: recorded([...busyLogs(now), ...day(now)]),
  }),
  reconnecting: (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [
      connectionView('default', now, {
        wanted: true,
        phase: 'reconnecting',
        since: now - 12_000,
        attempt: 3,
        nextAttemptAt: now + 4_000,
        why: 'Nothing answers at http://127.0.0.1:5552.',
        connects: 1,
        findings: [{ ...FINDINGS[1]!, id: 'server-unreachable', confidence: 'certain' }],
      }),
    ],
    entries: recorded([
      { kind: 'connected', at: now - 60_000, sid: 'uVwjHA5bSVIhsEknAAAJ', transport: 'websocket', recovered: false },
      { kind: 'closed', at: now - 12_000, reason: 'transport close', detail: null, code: 1006, codeReason: null, goodbye: 'none', stood: true, livedMs: 48_000 },
      { kind: 'connect-failed', at: now - 11_000, message: 'websocket error', transport: 'websocket', status: null, body: null },
      { kind: 'retrying', at: now - 10_990, attempt: 2, delayMs: 2000, dueAt: now - 9000, why: null },
    ]),
  }),
  failed: (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [connectionView('default', now, { phase: 'failed', why: 'The server refused the connection: not authorized' })],
    entries: recorded([
      { kind: 'refused', at: now - 5000, message: 'not authorized', data: { code: 'E_AUTH' }, raw: '44{"message":"not authorized","data":{"code":"E_AUTH"}}' },
      { kind: 'ended', at: now - 4999, outcome: 'failed', why: 'The server refused the connection: not authorized' },
    ]),
  }),
  'missing-ack': (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [connected(now, { ack: { state: 'missing', afterMs: null, late: false, payload: null }, findings: [FINDINGS[1]!], heartbeat: { ...connectionView('default', now).heartbeat, support: 'none', missed: 2, missedInRow: 2 } })],
    entries: recorded([{ kind: 'unacknowledged', at: now - 1000, deadlineMs: 5000 }]),
  }),
  findings: (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [connected(now, { transport: 'polling', findings: FINDINGS })],
    entries: recorded([...day(now), ...probes(now)]),
    page: pageEntries(now),
    pages: [{ source: 'tab:7', findings: [BENIGN] }],
  }),
  diagnosing: (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [connectionView('default', now, { wanted: true, phase: 'reconnecting', since: now - 12_000, attempt: 3, nextAttemptAt: now + 4_000, why: 'websocket error' })],
    entries: recorded(probes(now).slice(0, 3)),
  }),
  diagnosed: (now) => ({ profiles: [local], selected: 'default', connections: [connected(now)], entries: recorded(probes(now)) }),
  hostile,
  messages: (now) => ({ profiles: [local], selected: 'default', connections: [connected(now)], entries: messageEntries(now), page: pageEntries(now), hooked: ['http://127.0.0.1:5552'] }),
  traffic: (now) => ({ profiles: [local], selected: 'default', connections: [connected(now)], entries: answered(recorded([...busyLogs(now), ...traffic(now)])) }),
  'hostile-messages': (now) => ({ profiles: [local], selected: 'default', connections: [connected(now)], entries: hostileMessages(now) }),
  forwarding: (now) => ({
    profiles: [{ ...local, forwarding: { url: COLLECTOR, serviceName: 'checkout', headers: { 'X-Api-Key': '0123456789abcdef' }, access: true } }],
    selected: 'default',
    connections: [connected(now, { forwarding: { url: COLLECTOR, sent: 1204, waiting: 0, dropped: 0, failing: false, problem: { at: now - 61_000, message: 'The collector answered 503: restarting' } } })],
    entries: recorded(day(now)),
  }),
  'forwarding-fails': (now) => ({
    profiles: [local],
    selected: 'default',
    connections: [
      connected(now, {
        forwarding: {
          url: COLLECTOR,
          sent: 1204,
          waiting: 20_512,
          dropped: 3_310,
          failing: true,
          problem: { at: now - 2_000, message: 'The collector cannot be reached: it is not running, or it does not allow other origins and Holdfast has no access to it (see Edit…, OpenTelemetry)' },
        },
      }),
    ],
    entries: recorded(day(now)),
  }),
};
