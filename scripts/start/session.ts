/** What `npm start` sets up, in order, and puts away again in reverse: demo server, browser, page, DevTools, connection. */
import type { Browser, Frame, Page } from 'puppeteer-core';
import { fill, press } from '../browser/controls.ts';
import { launchBrowser } from '../browser/launch.ts';
import { openDevToolsPanel } from '../browser/views.ts';
import { startDemo, type DemoServer } from '../demo/server.ts';

export interface Session {
  readonly browser: Browser;
  /** The page that DevTools inspects. */
  readonly page: Page;
  readonly devtools: Page;
  readonly panel: Frame;
  /** The server that the panel was told to connect to. */
  readonly serverUrl: string;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** The page to open; the demo's when there is none. */
  readonly url: URL | undefined;
  readonly headless: boolean;
}

/** Starts the demo and says where it is. */
async function openDemo(): Promise<DemoServer> {
  const demo = await startDemo();
  if (demo.port !== demo.askedPort) console.log(`Port ${demo.askedPort} is busy, so the demo took ${demo.port}.`);
  console.log(`The demo server is at ${demo.url}`);
  return demo;
}

/** Opens the page, DevTools on it with the Holdfast panel, and asks for the connection. */
export async function openSession({ url, headless }: SessionOptions): Promise<Session> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  const demoPage = async () => {
    const demo = await openDemo();
    closers.push(() => demo.close());
    return new URL(demo.url);
  };
  try {
    const pageUrl = url ?? (await demoPage());
    const { browser } = await launchBrowser({ headless, handleSignals: false });
    closers.push(() => browser.close());

    const [page = await browser.newPage()] = await browser.pages();
    // On the browser's own error page DevTools shows no extension's panel, so there would be nothing to see.
    await page.goto(pageUrl.href).catch((error: Error) => {
      throw new Error(`${pageUrl.href} did not open: ${error.message} Is the server running?`);
    });
    const { devtools, panel } = await openDevToolsPanel(page);
    await fill(panel, 'Server URL', pageUrl.origin);
    await press(panel, 'Connect');
    console.log(`DevTools is open on ${pageUrl.href}, at the Holdfast panel, which connects to ${pageUrl.origin}`);
    return { browser, page, devtools, panel, serverUrl: pageUrl.origin, close };
  } catch (error) {
    await close();
    throw error;
  }
}
