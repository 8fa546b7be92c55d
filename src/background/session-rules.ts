/**
 * Has the browser replace request headers of the extension's own requests, for as long as somebody needs it.
 *
 * The permission is optional, because an extension that has it makes Chromium hide from every page why its WebSockets failed.
 * Chromium 156 puts it to use only when it loads the extension: rules that are changed by an extension that was loaded without
 * it end the whole browser, and after a mere reload of the extension they have no effect. So nothing here touches rules before
 * it is known that the extension was loaded with the permission, and none is relied on before one has had an effect.
 */
import { nativeBrowser as browser } from '../native-browser.ts';
import { HEADER_RULES } from '../core/settings/access.ts';
import { accessPatterns } from '../core/settings/connect-as.ts';
import { hasAccess } from './has-access.ts';
import { originRule, trialRule, trialUrl, type SessionRule } from './header-rule.ts';

/** The host of the extension's own pages, by which the browser knows who asks. */
export const extensionHost = new URL(browser.runtime.getURL('')).host;

/** Firefox puts rules to use at once. */
const isChromium = browser.runtime.getURL('').startsWith('chrome-extension:');

/** What keeps rules from working: the user has not allowed them, or the browser has to be started anew first. */
export type Obstacle = 'not-allowed' | 'after-restart';

/** Kept by the browser until it unloads the extension. */
const LOADED_KEY = 'loaded-with-header-rules';

async function isAllowed(): Promise<boolean> {
  return hasAccess({ origins: [], permissions: [HEADER_RULES] });
}

/** Whether the extension was loaded with the permission. The first background since then knows, and tells the later ones. */
async function wasLoadedAllowed(): Promise<boolean> {
  const { [LOADED_KEY]: known } = await browser.storage.session.get(LOADED_KEY);
  if (typeof known === 'boolean') return known;
  const allowed = await isAllowed();
  await browser.storage.session.set({ [LOADED_KEY]: allowed });
  return allowed;
}

export class SessionRules {
  #lastId = 0;
  readonly #loadedAllowed = wasLoadedAllowed();
  /** Rules outlive the background that made them, so those of former ones go first. */
  #cleared: Promise<void> | null = null;
  /** Whether a rule has had an effect since this background started. */
  #proven = false;
  #usable = false;

  constructor() {
    void this.look();
  }

  /** Whether requests can go out with other headers, as far as is known. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Looks again whether rules can be made: the user may have allowed them, or taken that back. */
  async look(): Promise<Obstacle | null> {
    const obstacle = !(await isAllowed()) ? 'not-allowed' : (await this.#loadedAllowed) ? null : 'after-restart';
    this.#usable = obstacle === null;
    return obstacle;
  }

  /** What keeps rules about requests to `url` from working, or null. Access to its host has been given. */
  async obstacle(url: string): Promise<Obstacle | null> {
    const obstacle = await this.look();
    if (obstacle !== null || this.#proven || !isChromium) return obstacle;
    this.#proven = await this.#try(trialUrl(url));
    this.#usable = this.#proven;
    return this.#proven ? null : 'after-restart';
  }

  /** Gives the permission back, where the user gave it and it is not part of the installation, as in Firefox, which never answers. */
  async giveUp(): Promise<void> {
    if (!isChromium || !(await isAllowed())) return;
    // A Chromium that gave it at the installation refuses.
    await browser.permissions.remove({ permissions: [HEADER_RULES] } as object).catch(() => false);
    await this.look();
  }

  /** Adds rules, for which there is no {@link obstacle}; resolves, once they work, with how to remove them. */
  async add(rules: readonly SessionRule[]): Promise<() => Promise<void>> {
    this.#cleared ??= removeAll();
    await this.#cleared;
    const numbered = rules.map((rule) => ({ ...rule, id: (this.#lastId += 1) }));
    await browser.declarativeNetRequest.updateSessionRules({ addRules: numbered });
    return async () => {
      // What was taken back took the rules with it.
      if ((await this.look()) === null) await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: numbered.map(({ id }) => id) });
    };
  }

  /**
   * Runs `action`, whose requests to exactly `url`, or to it with more in its query, have the origin `origin`. Null without
   * running it where the user has given no access to the server, as the requests would go out with another origin.
   */
  async withOrigin<T>(origin: string, url: string, action: () => Promise<T>): Promise<T | null> {
    if (!(await hasAccess({ origins: accessPatterns(url), permissions: [] })) || (await this.obstacle(url)) !== null) return null;
    const remove = await this.add([originRule(origin, url, extensionHost)]);
    try {
      return await action();
    } finally {
      await remove();
    }
  }

  /** Whether a rule has an effect: a request that the browser itself would refuse to send is answered by the extension. */
  async #try(url: string): Promise<boolean> {
    const remove = await this.add([trialRule(url, extensionHost)]);
    try {
      return (await fetch(url, { credentials: 'omit', cache: 'no-store' })).ok;
    } catch {
      return false;
    } finally {
      await remove();
    }
  }
}

async function removeAll(): Promise<void> {
  const rules = await browser.declarativeNetRequest.getSessionRules();
  if (rules.length > 0) await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) });
}
