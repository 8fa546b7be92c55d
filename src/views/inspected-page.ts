/** The page that this view inspects: the one of its DevTools, or the tab that `?tabId=` names. */
import browser from 'webextension-polyfill';

/** When a document began, in epoch milliseconds. It is the page's word. */
export interface DocumentTimes {
  /** When it was asked for: `performance.timeOrigin`. */
  readonly origin: number;
  /** When it took the place of the former: `performance.timing.domLoading`. */
  readonly loading: number;
}

export interface InspectedPage {
  readonly tabId: number;
  /** The page's address, or null where the browser keeps it from us. */
  url(): Promise<string | null>;
  /** When its document began, or null where it does not tell. */
  documentTimes(): Promise<DocumentTimes | null>;
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
    return { tabId: inspectedWindow.tabId, url: () => evalText('location.href'), documentTimes, reload: async () => inspectedWindow.reload() };
  }
  const tabId = Number(new URLSearchParams(search).get('tabId') ?? NaN);
  if (!Number.isInteger(tabId)) return null;
  return {
    tabId,
    url: async () => {
      const tab = await browser.tabs.get(tabId).catch(() => null);
      return tab?.url ?? null;
    },
    documentTimes: async () => null,
    reload: async () => browser.tabs.reload(tabId),
  };
}

async function documentTimes(): Promise<DocumentTimes | null> {
  const told = await evalText('`${performance.timeOrigin} ${performance.timing.domLoading}`');
  const [origin = Number.NaN, loading = Number.NaN] = (told ?? '').split(' ').map(Number.parseFloat);
  return Number.isFinite(origin) && Number.isFinite(loading) ? { origin, loading } : null;
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
