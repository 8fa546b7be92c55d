/**
 * The extension API without the polyfill, for what should be small and start fast: the background, the offscreen document
 * and the popup. They call only what returns promises under either name in every version that the manifest admits.
 */
import type { Browser } from 'webextension-polyfill';

type Api = 'action' | 'alarms' | 'commands' | 'declarativeNetRequest' | 'i18n' | 'permissions' | 'runtime' | 'scripting' | 'storage' | 'tabs' | 'windows';

const { browser, chrome } = globalThis as { browser?: Browser; chrome?: Browser };

/** `browser` where there is one, `chrome` otherwise. */
export const nativeBrowser: Pick<Browser, Api> = (browser ?? chrome)!;
