/**
 * The extension API without the polyfill. The popup calls only what has returned promises under either name since
 * Manifest V3 began, and is the one page whose size is felt each time that it opens.
 */
import type { Browser } from 'webextension-polyfill';

const { browser, chrome } = globalThis as { browser?: Browser; chrome?: Browser };

/** `browser` where there is one, `chrome` otherwise. */
export const nativeBrowser: Pick<Browser, 'commands' | 'i18n' | 'permissions' | 'runtime' | 'storage' | 'tabs'> = (browser ?? chrome)!;
