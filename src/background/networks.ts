/** Which network a profile's connection goes over: the background's own, or one that connects as somebody else. */
import { isDisguised, neededAccess } from '../messaging/connect-as.ts';
import type { FieldError, Parsed, Profile } from '../messaging/profile.ts';
import { connectionRules, markedUrl } from './header-rule.ts';
import { ownNetwork, type Lease, type Network } from './network.ts';
import { hasOffscreenDocuments, OffscreenDocument } from './offscreen-document.ts';
import { extensionHost, hasAccess, SessionRules } from './session-rules.ts';

const ownLease: Lease = { network: ownNetwork, release: () => {} };

export class Networks {
  readonly offscreen = new OffscreenDocument();
  readonly rules = new SessionRules();

  /** What keeps a profile from connecting as it says, or null. */
  async refusal(profile: Profile): Promise<FieldError | null> {
    if (await hasAccess(neededAccess(profile))) return null;
    const { host } = new URL(profile.url);
    const as = profile.connectAs.origin ?? 'the profile says';
    const message = `Connecting as ${as} needs access to ${host}, which you have not given. Press Connect and allow it when the browser asks, or empty “Connect as” in the profile.`;
    return { field: 'connectAs.origin', message };
  }

  /** The network of one connection, until it is given back. */
  async lease(profile: Profile): Promise<Parsed<Lease>> {
    if (!isDisguised(profile.connectAs)) return { ok: true, value: ownLease };
    const error = await this.refusal(profile);
    if (error !== null) return { ok: false, error };
    try {
      const { network, release } = hasOffscreenDocuments ? await this.offscreen.lease() : ownLease;
      const mark = crypto.randomUUID();
      const rules = connectionRules(profile, mark, extensionHost);
      const removeRules = await this.rules.add(rules).catch((reason: unknown) => {
        release();
        throw reason;
      });
      return { ok: true, value: { network: rules.length === 0 ? network : marked(network, mark), release: () => void removeRules().finally(release) } };
    } catch (reason) {
      return { ok: false, error: { field: 'connectAs.headers', message: `The browser refused to connect as the profile says. ${String(reason)}` } };
    }
  }
}

/** A network whose requests the rules of a connection know by their mark. */
function marked(network: Network, mark: string): Network {
  return {
    webSocket: (url) => network.webSocket(markedUrl(url, mark)),
    request: async ({ url, body }, signal) => network.request({ url: markedUrl(url, mark), body }, signal),
  };
}
