/** The page that this view inspects: the one of its DevTools, or the tab that `?tabId=` names. */
import browser from 'webextension-polyfill';

export interface InspectedPage {
  readonly tabId: number;
  /** The page's address, or null where the browser keeps it from us. */
  url(): Promise<string | null>;
  /** When its document began, in epoch milliseconds, or null where it does not tell. It is the page's word. */
  timeOrigin(): Promise<number | null>;
  /** Loads it anew. */
  reload(): Promise<void>;
}

/** Whether this document runs inside DevTools. */
export function inDevTools(): boolean {
  return (browser as Partial<typeof browser>).devtools?.inspectedWindow?.tabId !== undefined;
}

/** The inspected page, or null when this is a panel in a tab of its own that inspects nothing. */
export function inspectedPage(search: string): InspectedPage | null {
  if (inDevTools()) {
    const { inspectedWindow } = browser.devtools;
    return { tabId: inspectedWindow.tabId, url: () => evalText('location.href'), timeOrigin, reload: async () => inspectedWindow.reload() };
  }
  const tabId = Number(new URLSearchParams(search).get('tabId') ?? NaN);
  if (!Number.isInteger(tabId)) return null;
  return {
    tabId,
    url: async () => {
      const tab = await browser.tabs.get(tabId).catch(() => null);
      return tab?.url ?? null;
    },
    timeOrigin: async () => null,
    reload: async () => browser.tabs.reload(tabId),
  };
}

async function timeOrigin(): Promise<number | null> {
  const told = Number.parseFloat((await evalText('`${performance.timeOrigin}`')) ?? '');
  return Number.isFinite(told) ? told : null;
}

/**
 * Evaluates an expression in the inspected page. Firefox and a wrapped Chrome answer `[value, error]`, a native Chromium
 * the bare value, and all of them fail in their own ways on pages that cannot be inspected: all that is levelled here.
 */
async function evalText(expression: string): Promise<string | null> {
  try {
    const answer: unknown = await browser.devtools.inspectedWindow.eval(expression);
    const value: unknown = Array.isArray(answer) ? answer[0] : answer;
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
