/** Secrets are in no recording, no settings on disk and no clipboard, unless the user asks for them; and what lacks one says so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, fillBox, launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const AUTH = 'auth-Zq1secret';
const QUERY = 'query-Zq2secret';
const LOGGED = 'logged-Zq3secret';
const OWN = 'own-Zq4secret';

let server: TestServer;
let folder: string;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer({ auth: ({ token }) => (token === AUTH ? undefined : { message: 'who are you' }) });
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-secrets-'));
  await launch();
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function launch(): Promise<void> {
  extension = await launchExtension({ userDataDir: folder });
  await extension.browser.defaultBrowserContext().overridePermissions(`chrome-extension://${extension.extensionId}`, ['clipboard-read', 'clipboard-write']);
  panel = await extension.openPanelTab();
}

/** All that the extension has on disk: settings, what the panel remembers, and every recording. */
async function onDisk(): Promise<string> {
  return panel.evaluate(async () => {
    const { storage } = (globalThis as unknown as { chrome: { storage: { local: { get(keys: null): Promise<unknown> } } } }).chrome;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('holdfast-recordings');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('The archive did not open.'));
    });
    const stores = [...database.objectStoreNames].filter((name) => name !== 'blocks');
    const texts = await Promise.all(
      stores.map(
        (name) =>
          new Promise<string>((resolve) => {
            const reading = database.transaction(name).objectStore(name).getAll();
            reading.onsuccess = () => resolve(JSON.stringify(reading.result));
          }),
      ),
    );
    database.close();
    return [JSON.stringify(await storage.local.get(null)), JSON.stringify(localStorage), ...texts].join('\n');
  });
}

const clipboard = () => panel.evaluate(() => navigator.clipboard.readText());
const setPrivacy = async (names: string, keep: boolean) => {
  await chooseTab(panel, 'Settings');
  await fillBox(panel, '[name="secretKeys"]', names);
  const check = await until(() => panel.$('aria/Keep secrets in recordings[role="checkbox"]'), { describe: 'the choice' });
  if ((await check.evaluate((element) => (element as HTMLInputElement).checked)) !== keep) await check.click();
  await panel.locator('.settings-form:has([name="secretKeys"]) button').click();
  await until(() => panel.$('::-p-text(Saved. Applies)'), { describe: 'the answer' });
};

describe('a connection with auth', () => {
  it('connects with it, and leaves none of it on disk', async () => {
    await saveProfile(panel, { id: 'a', name: 'Private', url: server.url, auth: { token: AUTH, user: AUTH }, query: { room: 'lobby', access_token: QUERY } });
    await panel.select('aria/Profile', 'a');
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    server.log({ message: `logging in with token=${LOGGED}`, api_key: LOGGED, order: 7 });
    await savedToDisk(panel, 'logging in');
    const disk = await onDisk();
    expect(disk).not.toContain('Zq');
    expect(disk).toContain('(redacted)');
    expect(disk).toContain('lobby');
  });

  it('has a mark in the rows from which something was left out, and all else of them', async () => {
    await chooseTab(panel, 'Logs');
    const row = await until(() => panel.$('[role="grid"][aria-label="Server logs"] [role="row"]'), { describe: 'the row' });
    expect(await row.$eval('.redacted-mark', (mark) => mark.textContent)).toBe('redacted');
    expect(await row.evaluate((element) => element.textContent)).toContain('logging in with token=(redacted)');
    await chooseTab(panel, 'Messages');
    const marked = () => panel.$$eval('[role="grid"][aria-label="Messages"] [role="row"]:has(.redacted-mark)', (rows) => rows.map((each) => each.textContent));
    await until(async () => (await marked()).length === 2, { describe: 'the CONNECT and the line' });
    expect((await marked())[0]).toContain('user: "(redacted)"');
  });

  it('says after a restart of the browser what it lacks, and does not connect without', async () => {
    await extension.close();
    const connects = server.history.length;
    await launch();
    await waitForStatus(panel, 'Connection', /^Failed.*needs its auth and “access_token” of its query/);
    await press(panel, 'Connect');
    await until(() => panel.$('[role="alert"] ::-p-text(Edit the connection and enter it)'), { describe: 'the refusal' });
    expect(server.history.length).toBe(connects);
    expect(server.engineConnections()).toBe(0);
  });

  it('connects again once it is put in, and for good where the user saves it', async () => {
    await panel.locator('aria/Edit…[role="button"]').click();
    await until(() => panel.$('dialog ::-p-text(This connection needs its auth)'), { describe: 'the reminder' });
    await panel.locator('aria/Auth (JSON object)[role="textbox"]').fill(JSON.stringify({ token: AUTH }));
    await panel.locator('aria/Save auth on this computer[role="checkbox"]').click();
    await until(() => panel.$('dialog ::-p-text(unencrypted)'), { describe: 'the consequences' });
    await panel.locator('aria/Save and connect[role="button"]').click();
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await until(async () => (await onDisk()).includes(AUTH), { describe: 'the auth to be saved' });
    await extension.close();
    await launch();
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
  });
});

describe('a user who keeps secrets', () => {
  it('has them in recordings from then on, and still copies without, unless they are asked for', async () => {
    await setPrivacy('x-own', true);
    server.log({ message: 'kept', x_own: OWN });
    await chooseTab(panel, 'Logs');
    const grid = (await panel.$('aria/Server logs[role="grid"]'))!;
    await until(async () => (await grid.evaluate((element) => element.textContent)).includes(OWN), { describe: 'the line with its secret' });
    await grid.focus();
    await panel.keyboard.press('End');
    await panel.keyboard.press('Enter');
    await panel.locator('aria/Copy line[role="button"]').click();
    await until(() => panel.$('::-p-text(Copied without 1 secret.)'), { describe: 'the notice' });
    expect(await clipboard()).toContain('"x_own": "(redacted)"');
    await panel.locator('aria/Copy with secrets[role="button"]').click();
    await until(async () => (await clipboard()).includes(OWN), { describe: 'the secret to be copied' });
  });

  it('and one who does not has his own names left out as well', async () => {
    await setPrivacy('x-own', false);
    server.log({ message: 'left out', x_own: `second ${OWN}` });
    await savedToDisk(panel, 'left out');
    expect(await onDisk()).not.toContain(`second ${OWN}`);
  });
});
