/** What the background has recorded of the tab that a panel inspects, as a view is told it. */
import type { Frame } from 'puppeteer-core';
import type { Entry } from '../../src/recording/entry.ts';
import { until } from './until.ts';

/** Opens a port of its own from within the panel, as one more view. */
export async function watchRecording(panel: Frame): Promise<void> {
  const start = `(() => {
    globalThis.recordedEntries = [];
    const port = chrome.runtime.connect({ name: 'view' });
    const take = (update) => {
      for (const { entries } of update.type === 'history' ? [update] : (update.recordings ?? [])) recordedEntries.push(...(entries ?? []));
    };
    port.onMessage.addListener(take);
    port.postMessage({ type: 'watch', id: 1, entries: ['tab:' + chrome.devtools.inspectedWindow.tabId] });
    return true;
  })()`;
  // A panel that was just opened may have no document yet.
  await until(() => panel.evaluate(start).catch(() => false), { describe: 'the panel to have a document' });
}

/** Everything so far, in order. */
export async function recordedOf(panel: Frame): Promise<Entry[]> {
  return panel.evaluate(() => (globalThis as unknown as { recordedEntries: Entry[] }).recordedEntries);
}
