/** Which network a profile's connection goes over: the background's own, or one that connects as somebody else. */
import { accessPatterns, isDisguised, neededAccess } from '../core/settings/connect-as.ts';
import type { Profile } from '../core/settings/profile.ts';
import { because, type Why } from '../core/entries/why.ts';
import type { Answer, HttpRequest } from '../core/probing/asker.ts';
import { faults } from './faults.ts';
import { hasAccess } from './has-access.ts';
import { connectionRules, markedUrl } from './header-rule.ts';
import { ownNetwork, type Lease, type Network, type LeaseOrWhy } from '../connection/network.ts';
import { hasOffscreenDocuments, OffscreenDocument } from './offscreen-document.ts';
import { backgroundAsker } from '../connection/prober.ts';
import { extensionHost, SessionRules } from './session-rules.ts';

const ownLease: Lease = { network: ownNetwork, release: () => {} };

/** A question of a diagnosis follows another within this time, or the cookies that its answers set are forgotten. Milliseconds. */
const ASKED_FOR_MS = 5_000;

export class Networks {
  readonly offscreen = new OffscreenDocument();
  readonly rules = new SessionRules();
  /** The lease of the questions that are being asked, with the timer that ends it. */
  #asking: { readonly lease: Promise<Lease>; timer: ReturnType<typeof setTimeout> } | null = null;

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

  /** Puts a question of a diagnosis: as a client would, with the cookies that the server has set, where they can be kept. */
  readonly ask = async (asked: HttpRequest): Promise<Answer> => {
    if (!(await keepsCookies(asked.url))) return backgroundAsker.request(asked);
    this.#asking ??= { lease: this.offscreen.lease(), timer: setTimeout(() => {}) };
    const { lease, timer } = this.#asking;
    clearTimeout(timer);
    this.#asking.timer = setTimeout(() => {
      this.#asking = null;
      void lease.then(({ release }) => release(), () => {});
    }, ASKED_FOR_MS);
    return this.offscreen.ask(asked);
  };

  /** The background's own network, but for polls: the first of them takes the document that keeps cookies. */
  #withCookies(): Lease {
    let lease: Promise<Lease> | null = null;
    return {
      network: {
        webSocket: ownNetwork.webSocket,
        request: async (asked, signal) => {
          lease ??= this.offscreen.lease();
          const { network } = await lease.catch((error: unknown) => {
            lease = null;
            throw error;
          });
          return withCookies(network).request(asked, signal);
        },
      },
      release: () => void lease?.then(({ release }) => release(), () => {}),
    };
  }

  /** The network of one connection, until it is given back. */
  async lease(profile: Profile): Promise<LeaseOrWhy> {
    const cookies = await keepsCookies(profile.url);
    if (!isDisguised(profile.connectAs)) return { ok: true, value: cookies ? this.#withCookies() : ownLease };
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
      return { ok: true, value: { network: withMark(cookies ? withCookies(network) : network, rules.length === 0 ? null : mark), release: () => void removeRules().finally(release) } };
    } catch (reason) {
      faults.note('network', reason);
      return { ok: false, why: because('asOthersRefused', { error: String(reason) }) };
    }
  }
}

/** Whether polls to a server can send the cookies that its earlier answers have set, without sending the user's. */
async function keepsCookies(url: string): Promise<boolean> {
  return hasOffscreenDocuments && hasAccess({ origins: accessPatterns(url), permissions: [] });
}

function withCookies({ webSocket, request }: Network): Network {
  return { webSocket, request: async (asked, signal) => request({ ...asked, cookies: true }, signal) };
}

/** A network whose requests the rules of a connection know by their mark, if there are any. */
function withMark(network: Network, mark: string | null): Network {
  if (mark === null) return network;
  return {
    webSocket: (url) => network.webSocket(markedUrl(url, mark)),
    request: async (asked, signal) => network.request({ ...asked, url: markedUrl(asked.url, mark) }, signal),
  };
}
