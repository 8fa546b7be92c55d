/** The background's connection by itself, in Node, against a real server: its recording is what a test looks at. */
import type { SessionState } from '../../src/core/session/session.ts';
import type { ConnectionView } from '../../src/core/contract/connection-view.ts';
import type { Network } from '../../src/connection/network.ts';
import type { Composed } from '../../src/core/contract/messages.ts';
import type { FieldError, Profile } from '../../src/core/settings/profile.ts';
import type { Entry, EntryKind, EntryOf } from '../../src/core/entries/entry.ts';
import { speakAs } from '../../scripts/probe/background-globals.ts';
import { OwnConnection } from '../../scripts/probe/own-connection.ts';
import { profileFor, type ProfileChanges } from './profile.ts';
import { until } from './until.ts';

/** What a server is told of where the connection comes from. */
export const EXTENSION_ORIGIN = 'chrome-extension://holdfastholdfastholdfastholdfast';

speakAs(EXTENSION_ORIGIN);

export interface RecordedConnection {
  readonly entries: readonly Entry[];
  readonly state: () => SessionState;
  readonly view: () => ConnectionView;
  readonly connect: (changes?: ProfileChanges) => Promise<void>;
  readonly disconnect: () => Promise<void>;
  readonly sendHeartbeat: () => void;
  /** Gives the profile's events other names, as a saved profile does. */
  readonly rename: (names: Partial<Profile['events']>) => void;
  readonly emit: (composed: Composed) => FieldError | null;
  readonly of: <K extends EntryKind>(kind: K) => readonly EntryOf<K>[];
  /** Waits until the state is as wanted. */
  readonly reaches: (describe: string, condition: (view: ConnectionView) => boolean, timeout?: number) => Promise<ConnectionView>;
}

const open: RecordedConnection[] = [];

/** Delays that tests can wait for, but long enough that one server process is never too slow for them. */
const QUICK = { connectTimeoutMs: 1_000, reconnectDelayMs: 200, reconnectDelayMaxMs: 1_000, ackDeadlineMs: 400, heartbeatTimeoutMs: 400 };

/** A connection to `url` that is not connected yet. `changes` are to the default profile with quick timings. */
export function recordedConnection(url: string, changes: ProfileChanges = {}, network?: Network): RecordedConnection {
  const entries: Entry[] = [];
  const own = new OwnConnection('test', (entry) => entries.push(entry), network, profileFor(url, changes).events);
  const { connection } = own;
  const recorded: RecordedConnection = {
    entries,
    state: () => own.state,
    view: () => own.view,
    connect: (more = {}) => connection.connect(profileFor(url, { ...changes, ...more, timings: { ...QUICK, ...changes.timings, ...more.timings } }), 'user'),
    disconnect: () => connection.disconnect(url, 'user'),
    sendHeartbeat: () => connection.sendHeartbeat(),
    rename: (names) => own.rename({ ...own.events, ...names }),
    emit: (composed) => connection.emit(composed),
    of: (kind) => entries.filter((entry) => entry.kind === kind) as never,
    reaches: async (describe, condition, timeout) => {
      await until(() => condition(own.view), { timeout, describe: () => `${describe}; entries: ${entries.map((entry) => entry.kind).join(' ')}` });
      return own.view;
    },
  };
  open.push(recorded);
  return recorded;
}

/** Ends every connection that a test made. */
export async function disconnectAll(): Promise<void> {
  await Promise.all(open.splice(0).map(async (connection) => connection.disconnect()));
}
