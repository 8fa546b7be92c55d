/** The Settings view: what is kept, the language, and connections and settings as a file. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetType, type ElementHandle, type Page } from 'puppeteer-core';
import { defaultProfile } from '../../src/core/settings/profile.ts';
import { chooseTab, connectTo, launchExtension, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { pressButton, type } from '../support/compose.ts';
import { sendCommand } from '../support/command.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-settings-'));
  server = await startServer();
  extension = await launchExtension();
  const session = await extension.browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  await chooseTab(panel, 'Settings');
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function says(pattern: RegExp): Promise<void> {
  let seen = '';
  await until(
    async () => {
      const texts = await panel.$$eval('[role="alert"], .toast', (elements) => elements.map((element) => element.textContent ?? ''));
      seen = texts.join(' | ');
      return texts.some((text) => pattern.test(text));
    },
    { describe: () => `${String(pattern)} instead of ${seen}` },
  );
}

async function stored(): Promise<{ language: string; retention: { megabytes: number; days: number }; profiles: { id: string; name: string }[] }> {
  return panel.evaluate(async () => {
    const { storage } = (globalThis as unknown as { chrome: { storage: { local: { get(key: string): Promise<{ settings: never }> } } } }).chrome;
    return (await storage.local.get('settings')).settings;
  });
}

/** The secrets of connections that are not saved, which the browser forgets when it closes. */
async function sessionText(): Promise<string> {
  return panel.evaluate(async () => {
    const { storage } = (globalThis as unknown as { chrome: { storage: { session: { get(key: string): Promise<unknown> } } } }).chrome;
    return JSON.stringify(await storage.session.get('secrets'));
  });
}

const connections = () => panel.$$eval('.connection-list .connection-name', (names) => names.map((name) => name.textContent));
const bytesUsed = () => panel.$eval('meter', (meter) => meter.value);

async function choose(name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const input = (await panel.$('input[type="file"][accept=".json,application/json"]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
}

describe('settings', () => {
  it('name what is wrong with a limit, and apply a good one at once', async () => {
    // Nothing that compresses: a block of it takes what it is.
    const noise = () => Array.from({ length: 1_500 }, () => Math.random().toString(36).slice(2)).join('');
    for (let line = 0; line < 200; line += 1) server.log({ message: noise() });
    await until(async () => (await bytesUsed()) > 2.5e6, { describe: 'more than two megabytes on disk' });
    await type(panel, 'Keep at most MB in all', 'much');
    await pressButton(panel, 'Save');
    await says(/^Size must be a whole number of megabytes, such as 200\.$/);
    await type(panel, 'Keep at most MB in all', '0');
    await pressButton(panel, 'Save');
    await says(/^Size must be at least 1 MB\.$/);
    expect(await stored().then(({ retention }) => retention)).toEqual({ megabytes: 200, days: 30 });
    await type(panel, 'Keep at most MB in all', '1');
    await pressButton(panel, 'Save');
    await says(/^Saved\./);
    await until(async () => (await bytesUsed()) <= 1_000_000, { describe: 'no more than a megabyte on disk' });
    expect(await stored().then(({ retention }) => retention)).toEqual({ megabytes: 1, days: 30 });
    await waitForStatus(panel, 'Connection', /^Connected/);
  });

  it('show what went wrong in Holdfast itself, counted and without secrets, and let it be copied', async () => {
    const listed = () => panel.$$eval('.fault-list li', (items) => items.map((item) => item.textContent ?? ''));
    await until(() => panel.$$eval('.settings-section', (sections) => sections.some((section) => section.textContent?.includes('Nothing went wrong in Holdfast'))), { describe: 'no error yet' });
    const goWrong = () => panel.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new TypeError('cannot read {"password":"hunter2hunter2"}') })));
    await goWrong();
    await until(async () => (await listed()).length === 1, { describe: 'the error in the list' });
    await goWrong();
    await until(async () => (await listed())[0]?.includes('2 times') === true, { describe: 'the error counted' });
    expect((await listed()).join()).toMatch(/panel.*TypeError: cannot read/);
    expect((await listed()).join()).not.toContain('hunter2');
    const worker = await extension.browser.targets().find((target) => target.type() === TargetType.SERVICE_WORKER)!.worker();
    await worker!.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new TypeError('made up') })));
    await until(async () => (await listed())[0]?.includes('background') === true, { describe: 'the background’s error, first' });
    await pressButton(panel, 'Copy as a report');
    await says(/Copied/);
  });

  it('keep the language', async () => {
    await panel.select('aria/Language[role="combobox"]', 'en');
    await until(async () => (await stored()).language === 'en', { describe: 'the language' });
  });

  it('leave as a file without secrets', async () => {
    await sendCommand(panel, { type: 'save-profile', id: 1, profile: { ...defaultProfile('shop'), name: 'Shop', auth: { token: 'tell-nobody' } } });
    await until(async () => (await connections()).includes('Shop'), { describe: 'the connection' });
    await pressButton(panel, 'Export settings');
    await says(/^Saved as holdfast-settings-.*\.json: 2 connections, without 1 secret\./);
    const file = await until(async () => (await readdir(folder)).find((name) => name.endsWith('.json')), { describe: 'the file' });
    const text = await readFile(path.join(folder, file), 'utf8');
    expect(text).not.toContain('tell-nobody');
    expect(JSON.parse(text)).toMatchObject({ format: 'holdfast-settings', version: 1, preferences: { language: 'en', retention: { megabytes: 1, days: 30 } } });
  });

  it('are reset, and come back by Undo with what is secret', async () => {
    await pressButton(panel, 'Reset to defaults');
    await until(async () => JSON.stringify(await connections()) === '["Local server"]', { describe: 'one connection' });
    expect(await stored()).toMatchObject({ language: 'auto', retention: { megabytes: 200, days: 30 } });
    await pressButton(panel, 'Undo');
    await until(async () => (await connections()).includes('Shop'), { describe: 'both connections' });
    await until(async () => (await sessionText()).includes('tell-nobody'), { describe: 'the secret' });
    expect(await stored()).toMatchObject({ language: 'en', retention: { megabytes: 1, days: 30 } });
  });

  it('refuse a file that is wrong by the name of its field, and change nothing', async () => {
    const before = JSON.stringify(await stored());
    await choose('hostile.json', JSON.stringify({ format: 'holdfast-settings', version: 1, profiles: [{ ...defaultProfile('evil'), name: '<img src=x onerror=alert(1)>', url: 'javascript:alert(1)' }] }));
    await says(/^hostile\.json was not imported, and nothing was changed\. Connection 1 of the file: Server URL has the scheme “javascript:”.*\(profiles\.0\.url\)$/);
    await choose('other.json', '{"format":');
    await says(/^other\.json was not imported.*not JSON/);
    expect(JSON.stringify(await stored())).toBe(before);
  });

  it('are taken over from a file, and given up by Undo', async () => {
    await choose('team.json', JSON.stringify({ format: 'holdfast-settings', version: 1, profiles: [{ ...defaultProfile('staging'), name: 'Staging <b>' }], preferences: { language: 'auto', retention: { megabytes: 300, days: 9 } } }));
    await says(/^Imported settings from team\.json\./);
    await until(async () => (await connections()).includes('Staging <b>'), { describe: 'the connection' });
    expect(await connections()).toContain('Shop');
    expect(await stored()).toMatchObject({ language: 'auto', retention: { megabytes: 300, days: 9 } });
    await pressButton(panel, 'Undo');
    await until(async () => !(await connections()).includes('Staging <b>'), { describe: 'the connection to be gone' });
    expect(await stored()).toMatchObject({ language: 'en', retention: { megabytes: 1, days: 30 } });
  });
});
