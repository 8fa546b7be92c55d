/** Storage that is taken away under a connected background: it is opened or written again, and what was lost is said, also by the next background. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { clearSettings, deleteDatabase } from '../support/vanishing.ts';
import { allLogRows, allMessages } from '../support/panel-logs.ts';
import { pressOfRecording } from '../support/recordings.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeEach(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterEach(async () => {
  await extension?.close();
  await server?.close();
});

const notice = () => panel.$$eval('.disk-notice', ([element]) => element?.textContent ?? '');
const told = (kind: string) => panel.$$eval(`[data-entry="${kind}"]`, (rows) => rows.map(({ textContent }) => textContent ?? ''));

/** As the browser takes it away, from its own settings or for want of room: nobody is asked to close it before. */
async function clearSiteData(): Promise<void> {
  const session = await panel.createCDPSession();
  await session.send('Storage.clearDataForOrigin', { origin: `chrome-extension://${extension.extensionId}`, storageTypes: 'indexeddb' });
  await session.detach();
}

async function writes(message: string): Promise<void> {
  server.log({ message });
  await savedToDisk(panel, message);
}

/** Stops the background, and waits until the next one has connected. */
async function comesBack(): Promise<void> {
  const connects = () => server.history.filter(({ type }) => type === 'connect').length;
  const before = connects();
  await extension.stopWorker();
  await until(() => connects() > before, { timeout: 45_000, describe: 'the next connect' });
  await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
}

describe.each([['deleted', async () => deleteDatabase(panel)], ['cleared by the browser', clearSiteData]])('a database that is %s', (_, takeAway) => {
  it('costs nothing that is in memory', async () => {
    await writes('before');
    await takeAway();
    await writes('after');
    expect(await notice()).toBe('');
    await comesBack();
    await panel.reload();
    await chooseTab(panel, 'Logs');
    await until(async () => (await rowCount(panel, 'Server logs')) === 2, { describe: 'both lines' });
    expect(await allMessages(panel)).toEqual(['before', 'after']);
    await chooseTab(panel, 'Overview');
    await until(async () => (await told('worker-restarted')).length > 0, { describe: 'the restart in the timeline' });
    expect([await told('lost'), await told('unsaved')]).toEqual([[], []]);
  });

  it('is said to have held what memory did not, and which recordings', async () => {
    await writes('of the former recording');
    await pressOfRecording(panel, 'New recording of', 'Local server', 'Recordings');
    server.burst(6_000);
    await writes('before');
    await takeAway();
    await writes('after');
    await until(async () => (await panel.$$eval('.deleted-notice p', (lines) => lines.map(({ textContent }) => textContent))).join() === 'The browser deleted the database, including 1 recording.', { describe: 'the notice in Recordings' });
    await comesBack();
    await panel.reload();
    await chooseTab(panel, 'Logs');
    await until(async () => (await rowCount(panel, 'Server logs')) >= 5_000, { describe: 'the lines that were in memory' });
    const rows = await allLogRows(panel);
    expect(rows[0]?.gap).toBe(true);
    expect(rows.slice(1).filter(({ gap }) => gap).length).toBeLessThanOrEqual(1);
    expect(rows.map(({ message }) => message).slice(-2)).toEqual(['before', 'after']);
    await chooseTab(panel, 'Overview');
    await until(async () => (await told('lost')).length === 1, { describe: 'what was lost in the timeline' });
    expect((await told('lost'))[0]).toMatch(/Not saved: [\d,]+ entries .* are missing.*The browser deleted the stored recordings/);
    await chooseTab(panel, 'Recordings');
    await panel.locator('.deleted-notice button').click();
    await until(async () => (await panel.$('.deleted-notice')) === null, { describe: 'the notice to go' });
  });
});

describe('settings that are cleared', () => {
  it('are written back, so that the next background knows what to connect to', async () => {
    await clearSettings(panel);
    await comesBack();
    expect(server.maxLive).toBe(1);
  });
});
