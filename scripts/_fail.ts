import { setTimeout as sleep } from 'node:timers/promises';
import { connectTo, waitForStatus } from './browser/controls.ts';
import { launchBrowser } from './browser/launch.ts';
import { openDevToolsPanel, undockDevTools } from './browser/views.ts';
import { startDemo } from './demo/server.ts';
const demo = await startDemo({ logsPerSecond: 5, pingInterval: 2000 });
const { browser } = await launchBrowser();
const page = await browser.newPage();
await page.goto('about:blank');
const { devtools, panel } = await openDevToolsPanel(page);
await undockDevTools(devtools);
await connectTo(panel, demo.url);
await waitForStatus(panel, 'Heartbeat', /\d ms/);
await sleep(2000);
await demo.close();
for (let i = 0; i < 3; i++) {
  await sleep(3500);
  console.log(await panel.evaluate(() => [[...document.querySelectorAll('[data-rung]')].map((e) => `${e.getAttribute('data-rung')}=${e.getAttribute('data-state')}`).join(' '), document.querySelector('.checks')?.textContent, [...document.querySelectorAll('[data-diagnosis]')].map((e) => e.textContent)]));
}
await browser.close();
