/** A finding leads to what it rests on, also where that is on disk alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { connectTo, launchExtension, type RunningExtension } from '../support/extension.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const TRACEBACK = 'AssertionError: write() before start_response';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

it('a log line that has left the memory of the view and of the background is told, and shown in Logs', async () => {
  server.log({ level: 'error', message: TRACEBACK });
  await savedToDisk(panel, TRACEBACK);
  server.burst(6_000);
  server.log({ message: 'the last' });
  await savedToDisk(panel, 'the last');
  // A new view has of the log lines what the background has in memory, the newest five thousand.
  await panel.reload();
  const card = await until(() => panel.$('[data-diagnosis="werkzeug-false-500"]'), { describe: 'the finding' });
  await card.$eval('::-p-text(Evidence)', (summary) => (summary as HTMLElement).click());
  const led = await until(async () => card.$('.evidence button'), { describe: 'its evidence' });
  expect(await led.evaluate((button) => button.textContent)).toContain(TRACEBACK);
  expect(await card.evaluate((element) => element.textContent)).not.toContain('no longer kept');
  await led.click();
  const selected = async () => panel.$$eval('[role="grid"][aria-label="Server logs"] [aria-selected="true"]', ([row]) => row?.textContent ?? '');
  await until(async () => (await selected()).includes(TRACEBACK), { describe: 'the line in Logs' });
});
