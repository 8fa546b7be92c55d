/** What was wanted before the browser closed is connected again when it starts, with no view open. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let profile: string;
let extension: RunningExtension | undefined;

beforeAll(async () => {
  server = await startServer();
  profile = await mkdtemp(path.join(tmpdir(), 'holdfast-profile-'));
});

afterAll(async () => {
  await extension?.close();
  await server.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** The profiles that would be connected if the browser closed now. */
async function storedWishes(view: Page): Promise<string[]> {
  return view.evaluate(async () => {
    const { storage } = (globalThis as unknown as { chrome: { storage: { local: { get(key: string): Promise<{ settings: { wanted: string[] } }> } } } }).chrome;
    return (await storage.local.get('settings')).settings.wanted;
  });
}

describe('a browser that is closed and started again', () => {
  it('connects what was connected, shows what was recorded, and does not call it a fault', async () => {
    extension = await launchExtension({ userDataDir: profile });
    const panel = await extension.openPanelTab();
    await connectTo(panel, server.url);
    server.log({ message: 'yesterday' });
    await until(async () => (await allMessages(panel)).length === 1, { describe: 'the line' });
    await savedToDisk(panel, 'yesterday');
    await extension.close();
    await until(() => server.engineConnections() === 0, { describe: 'the connection to end' });

    extension = await launchExtension({ userDataDir: profile });
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the connect' });
    const again = await extension.openPanelTab();
    await waitForStatus(again, 'Acknowledgement', /^Acknowledged/);
    const lines = await until(async () => (await allMessages(again)).length > 0 && allMessages(again), { describe: 'what was recorded' });
    expect(lines).toEqual(['yesterday']);
    await chooseTab(again, 'Overview');
    // A browser that is given the extension anew each time does not tell it that it starts.
    await until(() => again.$('[data-entry="browser-started"], [data-entry="extension-started"]'), { describe: 'the start in the timeline' });
    expect(await again.$$('[data-diagnosis]')).toEqual([]);
  });

  it('leaves alone what was disconnected', async () => {
    const panel = await extension!.openPanelTab();
    await press(panel, 'Disconnect');
    await waitForStatus(panel, 'Connection', /^Disconnected/);
    await until(async () => (await storedWishes(panel)).length === 0, { describe: 'the wish to be off the disk' });
    await extension!.close();
    const connects = server.history.length;
    extension = await launchExtension({ userDataDir: profile });
    const again = await extension.openPanelTab();
    expect(await waitForStatus(again, 'Connection', /./)).toMatch(/^Disconnected/);
    expect(server.history.length).toBe(connects);
  });

  it('says once what was deleted while it was closed', async () => {
    await extension!.close();
    await rm(path.join(profile, 'Default', 'IndexedDB'), { recursive: true });
    extension = await launchExtension({ userDataDir: profile });
    const panel = await extension.openPanelTab();
    await chooseTab(panel, 'Recordings');
    const told = () => panel.$$eval('.deleted-notice p', (lines) => lines.map(({ textContent }) => textContent));
    await until(async () => (await told()).length > 0, { describe: 'the notice' });
    expect(await told()).toEqual(['The browser deleted the database, including 1 recording.']);
    await panel.locator('.deleted-notice button').click();
    await until(async () => (await told()).length === 0, { describe: 'the notice to go' });
    await extension.close();
    extension = await launchExtension({ userDataDir: profile });
    const again = await extension.openPanelTab();
    await chooseTab(again, 'Recordings');
    await again.waitForSelector('::-p-text(Nothing has been recorded yet)');
    expect(await again.$$('.deleted-notice')).toEqual([]);
  });
});
