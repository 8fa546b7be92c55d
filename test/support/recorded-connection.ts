/** The background's connection by itself, in Node, against a real server: its recording is what a test looks at. */
import { WebSocket } from 'ws';
import { diagnose } from '../../src/analysis/diagnosis/diagnose.ts';
import { Notebook } from '../../src/analysis/diagnosis/notebook.ts';
import type { SessionState } from '../../src/analysis/session.ts';
import { viewOf } from '../../src/analysis/session-view.ts';
import type { ConnectionView } from '../../src/messaging/connection-view.ts';
import type { Composed } from '../../src/messaging/messages.ts';
import type { FieldError } from '../../src/messaging/profile.ts';
import type { Entry, EntryKind, EntryOf } from '../../src/recording/entry.ts';
import { Recording } from '../../src/recording/recording.ts';
import { profileFor, type ProfileChanges } from './profile.ts';
import { until } from './until.ts';

/** What a server is told of where the connection comes from. */
export const EXTENSION_ORIGIN = 'chrome-extension://holdfastholdfastholdfastholdfast';

/** As in Chromium, WebSockets and POSTs say that they come from the extension, and GETs say nothing. */
class WebSocketOfExtension extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { origin: EXTENSION_ORIGIN });
  }
}
const nodeFetch = globalThis.fetch;
const fetchOfExtension: typeof fetch = async (url, init = {}) => {
  if (init.method !== 'POST') return nodeFetch(url, init);
  return nodeFetch(url, { ...init, headers: { origin: EXTENSION_ORIGIN, ...Object.fromEntries(new Headers(init.headers)) } });
};

// engine.io-client takes the browser's WebSocket from the global object when it is loaded.
Object.assign(globalThis, { WebSocket: WebSocketOfExtension, fetch: fetchOfExtension });
const { Connection } = await import('../../src/background/connection.ts');

export interface RecordedConnection {
  readonly entries: readonly Entry[];
  readonly state: () => SessionState;
  readonly view: () => ConnectionView;
  readonly connect: (changes?: ProfileChanges) => Promise<void>;
  readonly disconnect: () => Promise<void>;
  readonly sendHeartbeat: () => void;
  readonly emit: (composed: Composed) => FieldError | null;
  readonly of: <K extends EntryKind>(kind: K) => readonly EntryOf<K>[];
  /** Waits until the state is as wanted. */
  readonly reaches: (describe: string, condition: (view: ConnectionView) => boolean, timeout?: number) => Promise<ConnectionView>;
}

const open: RecordedConnection[] = [];

/** Delays that tests can wait for, but long enough that one server process is never too slow for them. */
const QUICK = { connectTimeoutMs: 1_000, reconnectDelayMs: 200, reconnectDelayMaxMs: 1_000, ackDeadlineMs: 400, heartbeatTimeoutMs: 400 };

/** A connection to `url` that is not connected yet. `changes` are to the default profile with quick timings. */
export function recordedConnection(url: string, changes: ProfileChanges = {}): RecordedConnection {
  const entries: Entry[] = [];
  const notebook = new Notebook();
  const recording = new Recording('test', Date.now());
  const findings = () => diagnose({ source: 'test', subject: 'own', entries: notebook.entries(), now: performance.timeOrigin + performance.now() });
  const connection = new Connection({
    record: (fact) => {
      const entry = recording.append(fact, performance.timeOrigin + performance.now());
      entries.push(entry);
      notebook.see(entry);
      return entry;
    },
    state: () => recording.state,
    findings,
    onWanted: () => {},
  });
  const view = () =>
    viewOf(recording.state, { id: 'test', wanted: connection.wanted, dropped: 0, clearedThrough: -1, errorsRead: 0, findings: findings() });
  const recorded: RecordedConnection = {
    entries,
    state: () => recording.state,
    view,
    connect: (more = {}) => connection.connect(profileFor(url, { ...changes, ...more, timings: { ...QUICK, ...changes.timings, ...more.timings } }), 'user'),
    disconnect: () => connection.disconnect(url, 'user'),
    sendHeartbeat: () => connection.sendHeartbeat(),
    emit: (composed) => connection.emit(composed),
    of: (kind) => entries.filter((entry) => entry.kind === kind) as never,
    reaches: async (describe, condition, timeout = 10_000) => {
      await until(() => condition(view()), { timeout, describe: () => `${describe}; entries: ${entries.map((entry) => entry.kind).join(' ')}` });
      return view();
    },
  };
  open.push(recorded);
  return recorded;
}

/** Ends every connection that a test made. */
export async function disconnectAll(): Promise<void> {
  await Promise.all(open.splice(0).map(async (connection) => connection.disconnect()));
}
