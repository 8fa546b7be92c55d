/** The background's connection and its forwarding in Node, to a real server and a real collector. */
import type { Forwarding, ForwardingView } from '../../src/core/settings/forwarding.ts';
import { Forwarders } from '../../src/background/forwarding/forwarders.ts';
import { defaultProfile } from '../../src/core/settings/profile.ts';
import { OwnConnection } from '../../scripts/probe/own-connection.ts';
import { speakAs } from '../../scripts/probe/background-globals.ts';
import { profileFor } from './profile.ts';
import { EXTENSION_ORIGIN } from './recorded-connection.ts';
import { until } from './until.ts';

speakAs(EXTENSION_ORIGIN);

export interface ForwardedConnection {
  readonly own: OwnConnection;
  view(): ForwardingView | null;
  /** Changes what is forwarded where; null for nothing. */
  forward(changes: Partial<Forwarding> | null): void;
  /** Waits until forwarding stands as wanted. */
  reaches(describe: string, condition: (view: ForwardingView) => boolean, timeout?: number): Promise<ForwardingView>;
  close(): Promise<void>;
}

/** Connects to `serverUrl`, and forwards to the collector at `url`. */
export async function forwardedConnection(serverUrl: string, url: string): Promise<ForwardedConnection> {
  const profile = profileFor(serverUrl, { id: 'shop', name: 'Shop' });
  const forwarders = new Forwarders('epoch', () => {});
  const own = new OwnConnection(profile.id, (entry) => forwarders.onEntry(entry));
  const view = () => forwarders.view(profile.id);
  const forward: ForwardedConnection['forward'] = (changes) =>
    forwarders.configure([{ ...profile, forwarding: changes === null ? defaultProfile('').forwarding : { ...profile.forwarding, url, ...changes } }]);
  forward({});
  await own.connection.connect(profile, 'user');
  return {
    own,
    view,
    forward,
    reaches: async (describe, condition, timeout) => {
      const reached = () => {
        const now = view();
        return now !== null && condition(now) ? now : null;
      };
      return until(reached, { timeout, describe: () => `${describe}; it is ${JSON.stringify(view())}` });
    },
    close: async () => {
      forwarders.configure([]);
      await own.connection.disconnect(serverUrl, 'user');
    },
  };
}
