/** Registers the page hook for the sites on which the user has switched it on. Needs permissions that only a user gives. */
import type { Runtime } from 'webextension-polyfill';
import { nativeBrowser as browser } from '../native-browser.ts';
import { hookAccess } from '../core/settings/access.ts';
import { hasAccess } from './has-access.ts';

/**
 * The bridge runs first, as it must where the hook is to compare its realm (see page/realm.ts): Chromium takes the scripts of a
 * document in the order of their ids, Firefox in that of their registration.
 */
const SCRIPTS = [
  { id: 'page-bridge', file: 'bridge.js', world: 'ISOLATED' },
  { id: 'page-hook', file: 'hook.js', world: 'MAIN' },
] as const;
/** What a bridge hears: see page/bridge.ts. */
const CONNECT_MESSAGE = { type: 'page-connect' };

/** Firefox knows no ports in patterns; there the hook runs on all ports of the host. */
const scriptPatterns = (origin: string) => (browser.runtime.getURL('').startsWith('moz-extension:') ? hookAccess(origin).origins : [`${origin}/*`]);

/** Whether the user has given what the hook needs on a site. */
export async function mayHook(origin: string): Promise<boolean> {
  return hasAccess(hookAccess(origin));
}

/** Those of these origins on which the hook may still run. */
export async function hookable(origins: readonly string[]): Promise<string[]> {
  const may = await Promise.all(origins.map(mayHook));
  return origins.filter((_, index) => may[index]);
}

/**
 * Whether the hook is on where a bridge runs. A document without an origin of its own, as in a sandboxed frame, goes by its
 * tab's, and where that is not told by whether the hook is on anywhere.
 */
export function isHooked(sender: Runtime.MessageSender | undefined, origins: readonly string[]): boolean {
  // The types do not know the origin of a sender.
  const { url, origin, tab } = (sender ?? {}) as Runtime.MessageSender & { readonly origin?: string };
  const own = [url, origin, tab?.url].map(originOf).find((known) => known !== null);
  if (own === undefined) return origins.length > 0;
  const hooked = new Set(origins.flatMap(scriptPatterns));
  return scriptPatterns(own).some((pattern) => hooked.has(pattern));
}

/** The origin of an address of a web page, or null. */
function originOf(address: string | undefined): string | null {
  const origin = address !== undefined && URL.canParse(address) ? new URL(address).origin : '';
  return /^https?:/.test(origin) ? origin : null;
}

/** Asks the bridges of a tab that have told something to open their ports. False where there is no bridge. */
export async function callBridges(tabId: number): Promise<boolean> {
  try {
    await browser.tabs.sendMessage(tabId, CONNECT_MESSAGE);
    return true;
  } catch {
    return false;
  }
}

/** Registers the hook for exactly these origins, from their next document on. */
export async function registerHook(origins: readonly string[]): Promise<void> {
  // The API goes with its permission, and with it whatever was registered.
  if ((browser as Partial<typeof browser>).scripting === undefined) return;
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: SCRIPTS.map(({ id }) => id) });
  if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: registered.map(({ id }) => id) });
  if (origins.length === 0) return;
  const matches = origins.flatMap(scriptPatterns);
  await browser.scripting.registerContentScripts(
    SCRIPTS.map(({ id, file, world }) => ({ id, js: [file], matches, world, allFrames: true, matchOriginAsFallback: true, runAt: 'document_start' })),
  );
}
