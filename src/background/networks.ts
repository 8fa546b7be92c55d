/** Which network a profile's connection goes over: the background's own, or one that connects as somebody else. */
import { isDisguised, neededAccess } from '../messaging/connect-as.ts';
import type { Profile } from '../messaging/profile.ts';
import { because, type Why } from '../recording/why.ts';
import { hasAccess } from './has-access.ts';
import { connectionRules, markedUrl } from './header-rule.ts';
import { ownNetwork, type Lease, type Network } from './network.ts';
import { hasOffscreenDocuments, OffscreenDocument } from './offscreen-document.ts';
import { extensionHost, SessionRules } from './session-rules.ts';

/** A lease, or why there is none. */
export type LeaseOrWhy = { readonly ok: true; readonly value: Lease } | { readonly ok: false; readonly why: Why };

const ownLease: Lease = { network: ownNetwork, release: () => {} };

export class Networks {
  readonly offscreen = new OffscreenDocument();
  readonly rules = new SessionRules();

  /** What keeps a profile from connecting as it says, or null. */
  async refusal(profile: Profile): Promise<Why | null> {
    const { origins, permissions } = neededAccess(profile);
    if (!(await hasAccess({ origins, permissions: [] }))) {
      const { host } = new URL(profile.url);
      const { origin } = profile.connectAs;
      return origin === null ? because('accessMissing', { host }) : because('accessMissingAs', { host, origin });
    }
    const obstacle = permissions.length === 0 ? null : await this.rules.obstacle(profile.url);
    if (obstacle === null) return null;
    return because(obstacle === 'not-allowed' ? 'headerRulesMissing' : 'headerRulesAfterRestart');
  }

  /** The network of one connection, until it is given back. */
  async lease(profile: Profile): Promise<LeaseOrWhy> {
    if (!isDisguised(profile.connectAs)) return { ok: true, value: ownLease };
    const why = await this.refusal(profile);
    if (why !== null) return { ok: false, why };
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
      return { ok: false, why: because('asOthersRefused', { error: String(reason) }) };
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
