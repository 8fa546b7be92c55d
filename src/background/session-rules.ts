/** Has the browser replace request headers of the extension's own requests, for as long as somebody needs it. */
import { nativeBrowser as browser } from '../native-browser.ts';
import { accessPatterns } from '../messaging/connect-as.ts';
import { originRule, type HeaderRule } from './header-rule.ts';

/** The host of the extension's own pages, by which the browser knows who asks. */
export const extensionHost = new URL(browser.runtime.getURL('')).host;

/** Whether the user has given access to all that these patterns match. */
export async function hasAccess(origins: string[]): Promise<boolean> {
  return origins.length === 0 || browser.permissions.contains({ origins });
}

export class SessionRules {
  #lastId = 0;
  /** Rules outlive the background that made them, so those of former ones go first. */
  readonly #cleared = removeAll();

  /** Adds rules; resolves, once they work, with how to remove them. */
  async add(rules: readonly HeaderRule[]): Promise<() => Promise<void>> {
    await this.#cleared;
    const numbered = rules.map((rule) => ({ ...rule, id: (this.#lastId += 1) }));
    await browser.declarativeNetRequest.updateSessionRules({ addRules: numbered });
    return async () => browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: numbered.map(({ id }) => id) });
  }

  /**
   * Runs `action`, whose requests to exactly `url`, or to it with more in its query, have the origin `origin`. Null without
   * running it where the user has given no access to the server, as the requests would go out with another origin.
   */
  async withOrigin<T>(origin: string, url: string, action: () => Promise<T>): Promise<T | null> {
    if (!(await hasAccess(accessPatterns(url)))) return null;
    const remove = await this.add([originRule(origin, url, extensionHost)]);
    try {
      return await action();
    } finally {
      await remove();
    }
  }
}

async function removeAll(): Promise<void> {
  const rules = await browser.declarativeNetRequest.getSessionRules();
  await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) });
}
