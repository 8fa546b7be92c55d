/** The built extension in a real browser, for the browser tests. */
import { TargetType, type Browser, type Frame, type Page } from 'puppeteer-core';
import { launchBrowser, type LaunchOptions } from '../../scripts/browser/launch.ts';
import { moveDevTools, openDevToolsPanel, openPopup, type DockSide } from '../../scripts/browser/views.ts';
import { until } from './until.ts';

export * from '../../scripts/browser/controls.ts';

export interface RunningExtension {
  readonly browser: Browser;
  readonly extensionId: string;
  newPage(url: string): Promise<Page>;
  /** The real panel, in DevTools opened on a page. */
  openPanel(page: Page): Promise<Frame>;
  /** The panel as a tab, inspecting the tab of that id where one is given. */
  openPanelTab(tabId?: number): Promise<Page>;
  /** The real popup, opened by the toolbar button above a page. */
  openPopup(page: Page): Promise<Page>;
  /** Stops the background worker as the browser would, and returns when it is gone. It may be revived at once. */
  stopWorker(): Promise<void>;
  /** Puts DevTools of a page elsewhere. */
  moveDevTools(page: Page, side: DockSide): Promise<void>;
  close(): Promise<void>;
}

export async function launchExtension(options: LaunchOptions = {}): Promise<RunningExtension> {
  const { browser, extension } = await launchBrowser(options);
  const origin = `chrome-extension://${extension.id}`;

  const newPage = async (url: string) => {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  };

  // The worker is only ever looked at through its target: attaching to it would keep it alive.
  const worker = () => browser.targets().find((target) => target.type() === TargetType.SERVICE_WORKER && target.url().startsWith(origin));

  const stopWorker = async () => {
    const running = worker();
    if (running === undefined) return;
    const [page] = await browser.pages();
    if (page === undefined) throw new Error('Stopping the worker needs an open page, because its CDP domain belongs to one.');
    const session = await page.createCDPSession();
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await until(() => worker() !== running, { describe: 'the background worker to stop' });
    await session.detach();
  };

  return {
    browser,
    extensionId: extension.id,
    newPage,
    openPanel: async (page) => (await openDevToolsPanel(page)).panel,
    openPanelTab: async (tabId) => {
      const page = await newPage(`${origin}/panel.html${tabId === undefined ? '' : `?tabId=${tabId}`}`);
      // As if it had a window of its own: Chromium does not answer questions about roles while a page is hidden.
      await page.emulateFocusedPage(true);
      return page;
    },
    openPopup: (page) => openPopup(browser, extension, page),
    stopWorker,
    moveDevTools: async (page, side) => moveDevTools(await page.openDevTools(), side),
    close: () => browser.close(),
  };
}
