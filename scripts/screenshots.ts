/** `npm run screenshots` takes the pictures of the README and of the stores, of the real panel and popup beside the demo server. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, press, rowCount, waitForStatus, type TabName, type View } from './browser/controls.ts';
import { launchBrowser } from './browser/launch.ts';
import { until } from './browser/until.ts';
import { openDevToolsPanel, openPopup, moveDevTools } from './browser/views.ts';
import { buildExtension } from './build/extension.ts';
import { startDemo, type DemoServer } from './demo/server.ts';
import { root } from './paths.ts';
import { runScript } from './run-script.ts';

/** So many round trips make a chart, half a second apart. */
const HEARTBEATS = 12;

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const folder = path.join(root, 'docs', 'screenshots');
const fileFor = (name: string, theme: Theme) => path.join(folder, `${name}-${theme}.png`) as `${string}.png`;

/** DevTools and popup both go by the system's colours unless told otherwise. */
function setTheme(page: Page, theme: Theme): Promise<void> {
  return page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
}

/** What the Chrome Web Store takes, and addons.mozilla.org too: five at the most, of just this size. */
const STORE_SIZE = { width: 1280, height: 800 };
const STORE_VIEWS: readonly { readonly tab: TabName; readonly theme: Theme }[] = [
  { tab: 'Overview', theme: 'light' },
  { tab: 'Logs', theme: 'dark' },
  { tab: 'Messages', theme: 'light' },
  { tab: 'Statistics', theme: 'dark' },
];
const storeFolder = path.join(root, 'docs', 'store', 'screenshots');
const storeFile = (place: number, name: string) => path.join(storeFolder, `${place}-${name.toLowerCase()}.png`) as `${string}.png`;

/** Shows a view, and waits until it is painted: a picture taken in the same frame as the click would still show the former one. */
async function showTab(panel: View, tab: TabName): Promise<void> {
  await chooseTab(panel, tab);
  await panel.evaluate(async () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Ends with a server that is gone, and what Holdfast says of it. */
async function takeStorePictures(devtools: Page, panel: View, demo: DemoServer): Promise<void> {
  await devtools.setViewport(STORE_SIZE);
  for (const [index, { tab, theme }] of STORE_VIEWS.entries()) {
    await setTheme(devtools, theme);
    await showTab(panel, tab);
    await devtools.screenshot({ path: storeFile(index + 1, tab) });
  }
  await demo.close();
  await setTheme(devtools, 'light');
  await showTab(panel, 'Overview');
  await until('a finding', async () => (await panel.$('[data-diagnosis]')) !== null);
  await devtools.screenshot({ path: storeFile(STORE_VIEWS.length + 1, 'Diagnosis') });
}

/** Enough to look at: an acknowledgement, round trips, pings, refreshes of the page, and a screenful of log lines. */
async function haveADay(panel: View, page: Page, demo: DemoServer): Promise<void> {
  await connectTo(panel, demo.url);
  await waitForStatus(panel, 'Heartbeat', /\d ms/);
  await page.reload();
  await page.waitForSelector('[data-field="page-sid"]:not(:empty)');
  await page.reload();
  for (let beat = 0; beat < HEARTBEATS; beat++) {
    await sleep(500);
    await press(panel, 'Send heartbeat');
  }
  await chooseTab(panel, 'Logs');
  await until('40 log lines', async () => (await rowCount(panel, 'Server logs')) >= 40);
}

await runScript('npm run screenshots', async () => {
  await buildExtension();
  for (const each of [folder, storeFolder]) await mkdir(each, { recursive: true });
  const demo = await startDemo({ logsPerSecond: 5, pingInterval: 2000 });
  const { browser, extension } = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(demo.url);
    const { devtools, panel } = await openDevToolsPanel(page);
    await moveDevTools(devtools, 'undocked');
    await haveADay(panel, page, demo);

    for (const theme of THEMES) {
      await setTheme(devtools, theme);
      for (const tab of ['Overview', 'Logs', 'Messages', 'Page sockets'] satisfies TabName[]) {
        await showTab(panel, tab);
        await devtools.screenshot({ path: fileFor(`panel-${tab.toLowerCase().replace(' ', '-')}`, theme) });
      }
    }
    for (const theme of THEMES) {
      const popup = await openPopup(browser, extension, page);
      await setTheme(popup, theme);
      await waitForStatus(popup, 'Connection', /^Connected/);
      await popup.screenshot({ path: fileFor('popup', theme) });
      await popup.close();
    }
    await takeStorePictures(devtools, panel, demo);
  } finally {
    await browser.close();
    await demo.close();
  }
  console.log(`Screenshots are in ${path.relative(root, folder)} and ${path.relative(root, storeFolder)}.`);
});
