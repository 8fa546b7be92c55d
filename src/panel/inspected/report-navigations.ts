/** Reports the navigations of a tab that a panel in a tab of its own inspects. */
import browser from 'webextension-polyfill';
import type { App } from '../../views/app.ts';
import type { InspectedPage } from '../../views/inspected-page.ts';
import { navigation, NavigationMemory } from '../../views/navigation.ts';

export function reportNavigations(page: InspectedPage, tell: App['tell']): void {
  const memory = new NavigationMemory();
  void page.url().then((url) => memory.start(url));
  browser.tabs.onUpdated.addListener((tabId, change) => {
    if (tabId !== page.tabId || change.status !== 'loading') return;
    // Without a permission for the page the browser leaves its address out; then, most likely, it was refreshed.
    const refresh = change.url === undefined || memory.navigated(change.url);
    tell(navigation(tabId, change.url ?? '', refresh, Date.now()));
  });
}
