/** For a finding, what one press in the panel can do about it: a change of the connection, or a page to open. Pure. */
import type { Finding } from '../../core/entries/finding.ts';
import type { Profile } from '../../core/settings/profile.ts';
import { say } from '../../core/words/say.ts';

export interface Cure {
  /** What the button says. */
  readonly name: string;
  readonly does:
    /** The connection as it should be, and whether it is made anew. */
    | { readonly type: 'change'; readonly profile: Profile; readonly reconnect: boolean }
    /** Another address to connect to. */
    | { readonly type: 'move'; readonly url: string }
    | { readonly type: 'open'; readonly url: string };
}

type Named = Pick<Finding, 'id' | 'variant' | 'facts'>;

/** `pageOrigin` is that of the inspected page, or null. Null where nothing can be done in one press. */
export function cureOf(finding: Named, profile: Profile, pageOrigin: string | null): Cure | null {
  const cure = Object.hasOwn(CURES, finding.id) ? CURES[finding.id]!(finding, profile, pageOrigin) : null;
  if (cure?.does.type === 'change' && JSON.stringify(cure.does.profile) === JSON.stringify(profile)) return null;
  return cure;
}

type MakeCure = (finding: Named, profile: Profile, pageOrigin: string | null) => Cure | null;

const changed = (profile: Profile, changes: Partial<Profile>, name: string): Cure => ({ name, does: { type: 'change', profile: { ...profile, ...changes }, reconnect: true } });

/** A server that refuses the extension may accept the page. */
const asThePage: MakeCure = (_, profile, pageOrigin) =>
  pageOrigin === null || profile.connectAs.origin !== null ? null : changed(profile, { connectAs: { ...profile.connectAs, origin: pageOrigin } }, say('findings_cure_origin', { origin: pageOrigin }));

/** The address with the other of http and https. */
function otherScheme(url: string): string {
  return url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');
}

const CURES: Readonly<Record<string, MakeCure>> = {
  'wrong-path': ({ facts }, profile) => (typeof facts['path'] === 'string' ? changed(profile, { path: facts['path'] }, say('findings_cure_path', { path: facts['path'] })) : null),
  'scheme-mismatch': (_, { url }) => ({ name: say('findings_cure_address', { url: otherScheme(url) }), does: { type: 'move', url: otherScheme(url) } }),
  'tls-untrusted': (_, { url }) => ({ name: say('findings_cure_open', { url }), does: { type: 'open', url } }),
  'origin-refused': asThePage,
  'cors-blocked': ({ variant }, ...rest) => (variant === 'unlisted' ? asThePage({ id: '', variant, facts: {} }, ...rest) : null),
  'namespace-unknown': (_, profile) => changed(profile, { namespace: '/' }, say('findings_cure_namespace')),
  'transport-disabled': ({ variant }, profile) => {
    const transport = variant === 'websocket' ? 'polling' : 'websocket';
    return changed(profile, { transports: [transport] }, say(`findings_cure_transport_${transport}`));
  },
  'server-disconnected': (_, profile) => changed(profile, { reconnectAfterServerDisconnect: true }, say('findings_cure_reconnect')),
  'not-acknowledged': (_, profile) => ({
    name: say('findings_cure_acknowledgement', { event: profile.events.ack }),
    does: { type: 'change', profile: { ...profile, events: { ...profile.events, ack: '' } }, reconnect: false },
  }),
};
