/** The DevTools page: creates the panel, and reports the inspected tab's navigations even if the panel is never opened. */
import browser from 'webextension-polyfill';
import type { CommandRequest } from '../core/contract/messages.ts';
import { backgroundPort } from '../views/background-port.ts';
import { inFirefox } from '../views/in-firefox.ts';
import { inspectedPage } from '../views/inspected-page.ts';
import { openLink } from '../views/link.ts';
import { navigation, NavigationMemory } from '../views/navigation.ts';
import { RealNavigations } from './real-navigations.ts';

/** How often one navigation is told at the most. */
const MOST_TELLINGS = 5;

const memory = new NavigationMemory();
const page = inspectedPage('');
const link = openLink({ connect: backgroundPort(browser.runtime), onUpdate: () => undefined, onState: () => undefined });

const navigations = new RealNavigations({ ask: async () => (await page?.documentTimes()) ?? null, wait: (ms) => new Promise((done) => setTimeout(done, ms)) }, tell);
// Firefox tells of loaded documents only, and so late that the next one may have begun and would answer in their place.
browser.devtools.network.onNavigated.addListener((url) => (inFirefox ? tell({ url, at: Date.now() }, true) : navigations.hear({ url, at: Date.now() })));
navigations.start(Date.now());

function tell({ url, at }: { readonly url: string; readonly at: number }, isReal: boolean): void {
  const refresh = memory.navigated(url);
  if (page !== null && isReal) void report(navigation(page.tabId, url, refresh, at));
}

/** A background that stopped before it answered is started anew by telling it again, and one that is just being stopped may take the next one with it. */
async function report(command: CommandRequest): Promise<void> {
  for (let told = 0; told < MOST_TELLINGS; told += 1) {
    const heard = await link.send(command).then(() => true, () => false);
    if (heard) return;
  }
}
void page?.url().then((url) => memory.start(url));
void browser.devtools.panels.create('Holdfast', 'icons/32.png', 'panel.html');
