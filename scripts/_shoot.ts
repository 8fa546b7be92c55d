import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseTab, connectTo, press, rowCount, waitForStatus } from './browser/controls.ts';
import { launchBrowser } from './browser/launch.ts';
import { until } from './browser/until.ts';
import { openDevToolsPanel, openPopup, undockDevTools } from './browser/views.ts';
import { startDemo } from './demo/server.ts';
const OUT = '/tmp/yours/shots';
const SIZES = [[1300, 800], [600, 800], [320, 800], [1300, 380]] as const;
const TABS = (process.argv[2] ?? 'Overview,Logs,Messages,Page sockets,Statistics,Recordings,Compose,Settings').split(',');
const LANGS = (process.argv[3] ?? 'en,zh_CN').split(',');
const demo = await startDemo({ logsPerSecond: 5, pingInterval: 2000 });
const { browser, extension } = await launchBrowser();
const page = await browser.newPage();
await page.goto(demo.url);
const { devtools, panel } = await openDevToolsPanel(page);
await undockDevTools(devtools);
const clickTab = (id: string) => panel.evaluate((n) => (document.querySelector(`#tab-${n}`) as HTMLElement).click(), id.toLowerCase().replace(' ', '-'));
const shot = async (name: string, themes = ['light', 'dark'], tabs = TABS) => {
  for (const theme of themes) {
    await devtools.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    for (const tab of tabs) {
      await clickTab(tab);
      for (const [width, height] of SIZES) {
        await devtools.setViewport({ width, height });
        await sleep(250);
        await devtools.screenshot({ path: path.join(OUT, `${name}-${tab.toLowerCase().replace(' ', '')}-${theme}-${width}x${height}.png`) as `${string}.png` });
      }
    }
  }
};
await devtools.setViewport({ width: 1300, height: 800 });
await sleep(1500);
await shot('empty-en', ['light'], ['Overview', 'Logs', 'Messages', 'Page sockets']);
await devtools.setViewport({ width: 1300, height: 800 });
await clickTab('Overview');
await connectTo(panel, demo.url);
await waitForStatus(panel, 'Heartbeat', /\d ms/);
await page.reload(); await sleep(1500); await page.reload();
for (let i = 0; i < 6; i++) { await sleep(300); await press(panel, 'Send heartbeat'); }
await chooseTab(panel, 'Logs');
await until('lines', async () => (await rowCount(panel, 'Server logs')) >= 40);
for (const lang of LANGS) {
  if (lang !== 'en') {
    await clickTab('Settings'); await sleep(300);
    await panel.select('select.input', 'zh-CN').catch(async () => console.log(await panel.$$eval('select', (s) => s.map((x) => [x.className, [...x.options].map((o) => o.value)]))));
    await sleep(500);
  }
  // open a row in Logs and Messages
  await shot(`busy-${lang}`, lang === 'en' ? ['light', 'dark'] : ['light']);
  for (const tab of ['Logs', 'Messages']) {
    await clickTab(tab); await sleep(300);
    await panel.evaluate(() => (document.querySelectorAll('.view:not([hidden]) .grid-row')[3] as HTMLElement).click());
    await sleep(200);
    await shot(`detail-${lang}`, lang === 'en' ? ['light', 'dark'] : ['light'], [tab]);
    await panel.evaluate(() => (document.querySelector('.view:not([hidden]) .detail header button:last-of-type') as HTMLElement).click());
  }
  const popup = await openPopup(browser, extension, page);
  for (const theme of ['light', 'dark']) { await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]); await sleep(300); await popup.screenshot({ path: `${OUT}/popup-busy-${lang}-${theme}.png` }); }
  await popup.close();
}
await demo.close();
await sleep(7000);
for (const lang of [...LANGS].reverse()) {
  if (lang === 'en' && LANGS.length > 1) { await clickTab('Settings'); await sleep(300); await panel.select('select.input', 'en'); await sleep(500); }
  await shot(`failed-${lang}`, lang === 'en' ? ['light', 'dark'] : ['light'], ['Overview', 'Page sockets']);
  const popup = await openPopup(browser, extension, page);
  await sleep(300); await popup.screenshot({ path: `${OUT}/popup-failed-${lang}-light.png` });
  await popup.close();
}
await browser.close();
