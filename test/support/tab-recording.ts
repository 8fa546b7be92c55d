/** What the background has recorded of the tab that a panel inspects, as a view is told it. */
import type { Entry } from '../../src/core/entries/entry.ts';
import { unpackOwnEntries } from '../../src/core/entries/packed-entries.ts';
import type { View } from './extension.ts';
import { until } from './until.ts';

/** Opens a port of its own from within the panel, as one more view. What it is told is unpacked here. A panel in a tab needs the id of the tab to watch. */
export async function watchRecording(panel: View, tabId?: number): Promise<void> {
  const start = `(() => {
    globalThis.recorded = [];
    const port = chrome.runtime.connect({ name: 'view' });
    const take = (update) => {
      for (const { source, packed } of update.type === 'history' ? [update] : (update.recordings ?? [])) {
        if (packed !== undefined) recorded.push([source, packed]);
      }
    };
    port.onMessage.addListener(take);
    port.postMessage({ type: 'watch', id: 1, entries: ['tab:' + ${tabId ?? 'chrome.devtools.inspectedWindow.tabId'}] });
    return true;
  })()`;
  // A panel that was just opened may have no document yet.
  await until(() => panel.evaluate(start).catch(() => false), { describe: 'the panel to have a document' });
}

/** Everything so far, in order. */
export async function recordedOf(panel: View): Promise<Entry[]> {
  const recorded = await panel.evaluate(() => (globalThis as unknown as { recorded: [source: string, packed: string][] }).recorded);
  return recorded.flatMap(([source, packed]) => unpackOwnEntries(source, packed)!);
}
