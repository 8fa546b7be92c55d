/** The browser's tabs, as a view of an extension with access to their sites is told of them. */
import type { View } from './extension.ts';
import { until } from './until.ts';

interface ChromeOfView {
  readonly tabs: { query(what: object): Promise<{ readonly id: number; readonly windowId: number; readonly url?: string }[]> };
  readonly windows: { create(how: object): Promise<{ readonly id: number }> };
}

/** The id of the tab that has a page at this address. */
export async function tabIdOf(view: View, url: string): Promise<number> {
  const find = () =>
    view.evaluate(async (wanted) => {
      const { tabs } = (globalThis as unknown as { chrome: ChromeOfView }).chrome;
      return (await tabs.query({})).find((tab) => tab.url === wanted)?.id;
    }, url);
  return until(find, { describe: `a tab at ${url}` });
}

/** Moves a tab to a window of its own, and returns once it is there. */
export async function moveToNewWindow(view: View, tabId: number): Promise<void> {
  await view.evaluate(async (id) => {
    const { tabs, windows } = (globalThis as unknown as { chrome: ChromeOfView }).chrome;
    const { id: windowId } = await windows.create({ tabId: id });
    if ((await tabs.query({ windowId })).every((tab) => tab.id !== id)) throw new Error('The tab did not move.');
  }, tabId);
}
