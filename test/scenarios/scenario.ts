/** A way in which a connection fails, or stands: a real server, how to connect to it, and what the diagnosis must say. */
import type { EntryKind, EntryOf } from '../../src/core/entries/entry.ts';
import type { ProfileChanges } from '../support/profile.ts';
import type { RecordedConnection } from '../support/recorded-connection.ts';

/** What a running server of a scenario offers to whoever connects. */
export interface Stage {
  readonly url: string;
  /** How the profile differs from the default one. */
  readonly changes?: ProfileChanges;
  /** What has to be done once connecting has begun, for the failure to show. */
  readonly drive?: (connection: RecordedConnection) => Promise<void>;
  close(): Promise<void>;
}

/** Some fields of an entry. They may be matchers such as `expect.stringContaining`. */
export type Sign = { [K in EntryKind]: { readonly kind: K } & { readonly [F in keyof EntryOf<K>]?: unknown } }[EntryKind];

export interface Scenario {
  /** The finding that must come first, as in the failure catalogue. */
  readonly id: string;
  readonly name: string;
  /** Entries that this server leaves in the recording of a connection, whatever a diagnosis makes of them. */
  readonly signs: readonly Sign[];
  /** The connection's own entries do not tell it: only a probe does. */
  readonly needsProbe?: true;
  readonly start: () => Promise<Stage>;
}

/** Waits until the server has acknowledged the connection, which Python may do before its CONNECT reply. */
export async function stands(connection: RecordedConnection): Promise<void> {
  await connection.reaches('a standing connection', ({ phase, ack }) => phase === 'connected' && ack.state === 'acknowledged', 15_000);
}

/** A stage on which something is done to a running server once the connection to it stands. */
export function onceStanding<S extends Pick<Stage, 'url' | 'close'>>(
  server: S,
  act: (connection: RecordedConnection, server: S) => void | Promise<void>,
  changes: ProfileChanges = {},
): Stage {
  return {
    url: server.url,
    changes,
    drive: async (connection) => {
      await stands(connection);
      await act(connection, server);
    },
    close: async () => server.close(),
  };
}

/** A stage whose server stands behind another, which ends first. */
export function inFront<Front extends Stage>(front: Front, ...behind: readonly { close(): Promise<void> }[]): Front {
  const close = async () => {
    await front.close();
    await Promise.all(behind.map(async (server) => server.close()));
  };
  return { ...front, close };
}
