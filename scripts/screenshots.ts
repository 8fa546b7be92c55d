/** `npm run screenshots` takes the README's pictures, of the real panel and popup beside the demo server. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, press, rowCount, waitForStatus, type TabName, type View } from './browser/controls.ts';
import { launchBrowser } from './browser/launch.ts';
import { until } from './browser/until.ts';
import { openDevToolsPanel, openPopup, undockDevTools } from './browser/views.ts';
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
  await mkdir(folder, { recursive: true });
  const demo = await startDemo({ logsPerSecond: 5, pingInterval: 2000 });
  const { browser, extension } = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(demo.url);
    const { devtools, panel } = await openDevToolsPanel(page);
    await undockDevTools(devtools);
    await haveADay(panel, page, demo);

    for (const theme of THEMES) {
      await setTheme(devtools, theme);
      for (const tab of ['Overview', 'Logs', 'Messages', 'Page sockets'] satisfies TabName[]) {
        await chooseTab(panel, tab);
        // A picture taken in the same frame as the click would still show the former view.
        await panel.evaluate(async () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
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
  } finally {
    await browser.close();
    await demo.close();
  }
  console.log(`Screenshots are in ${path.relative(root, folder)}.`);
});
