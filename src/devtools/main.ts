/** The DevTools page: creates the panel, and reports the inspected tab's navigations even if the panel is never opened. */
import browser from 'webextension-polyfill';
import { backgroundPort } from '../ui/background-port.ts';
import { inspectedPage } from '../ui/inspected-page.ts';
import { openLink } from '../ui/link.ts';
import { NavigationMemory } from '../ui/navigation.ts';

/** As long as the contract allows an address to be. */
const LONGEST_URL = 10_000;

const memory = new NavigationMemory();
const page = inspectedPage('');
const link = openLink({ connect: backgroundPort(browser.runtime), onUpdate: () => undefined, onState: () => undefined });

browser.devtools.network.onNavigated.addListener((url) => {
  if (page === null) return;
  const refresh = memory.navigated(url);
  const report = { type: 'navigated', tabId: page.tabId, url: url.slice(0, LONGEST_URL), refresh } as const;
  // A background that stopped before it answered is started anew by telling it again; what is lost twice is not worth a word.
  link.send(report).catch(async () => link.send(report)).catch(() => undefined);
});
void page?.url().then((url) => memory.start(url));
void browser.devtools.panels.create('Holdfast', 'icons/32.png', 'panel.html');
