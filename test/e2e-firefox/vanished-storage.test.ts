/** Storage that is taken away under a connected background in Firefox: it is opened or written again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clearSettings, deleteDatabase } from '../support/vanishing.ts';
import { chooseTab, connectTo, waitForStatus } from '../support/firefox/controls.ts';
import { launchFirefox, type FirefoxTab, type RunningFirefox } from '../support/firefox/firefox.ts';
import { allMessages, textsOf } from '../support/firefox/lists.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let firefox: RunningFirefox;
let view: FirefoxTab;

beforeAll(async () => {
  server = await startServer();
  firefox = await launchFirefox();
  view = await firefox.openPanelTab();
  await connectTo(view.document, server.url);
});

afterAll(async () => {
  await firefox?.close();
  await server?.close();
});

async function writes(message: string): Promise<void> {
  server.log({ message });
  await savedToDisk(view.document, message);
}

async function comesBack(): Promise<void> {
  const connects = () => server.history.filter(({ type }) => type === 'connect').length;
  const before = connects();
  await firefox.stopBackground();
  await until(() => connects() > before, { timeout: 65_000, describe: 'the next connect' });
  await waitForStatus(view.document, 'Acknowledgement', /^Acknowledged/);
}

it('a database that is deleted costs nothing that is in memory', async () => {
  await writes('before');
  await deleteDatabase(view.document);
  await writes('after');
  expect((await textsOf(view.document, '.disk-notice')).join('')).toBe('');
  await comesBack();
  await view.reload();
  await chooseTab(view.document, 'Logs');
  await until(async () => JSON.stringify(await allMessages(view.document)) === JSON.stringify(['before', 'after']), { describe: 'both lines' });
});

it('settings that are cleared are written back, so that the next background knows what to connect to', async () => {
  await clearSettings(view.document);
  await comesBack();
  expect(server.maxLive).toBe(1);
});
