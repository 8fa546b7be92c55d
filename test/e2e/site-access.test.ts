/** What access was given is listed with what it is for, and given up by a button. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { sendCommand } from '../support/command.ts';
import { saveProfile } from '../support/profiles.ts';
import { AS_OURSELVES } from '../../src/core/settings/connect-as.ts';
import { until } from '../support/until.ts';

let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  extension = await launchPermitted(['http://127.0.0.1/*', 'ws://127.0.0.1/*', 'https://shop.example/*'], { optional: true });
  panel = await extension.openPanelTab();
});

afterAll(async () => extension?.close());

const granted = () =>
  panel.evaluate(async () => {
    const { permissions } = (globalThis as unknown as { chrome: { permissions: { getAll(): Promise<{ origins: string[]; permissions: string[] }> } } }).chrome;
    const all = await permissions.getAll();
    return [...all.origins.toSorted(), ...all.permissions.filter((name) => name === 'scripting')];
  });
const items = () => panel.$$eval('[aria-label="Site access"] li', (rows) => rows.map((row) => row.innerText.replaceAll(/\s+/g, ' ').trim()));
const scripts = () =>
  panel.evaluate(async () => {
    const { scripting } = (globalThis as unknown as { chrome: { scripting?: { getRegisteredContentScripts(): Promise<{ matches: string[] }[]> } } }).chrome;
    return (await scripting?.getRegisteredContentScripts())?.flatMap(({ matches }) => matches) ?? [];
  });

it('each access is listed with its use, and goes at the press of a button, with what ran there', async () => {
  expect(await granted()).toEqual(['http://127.0.0.1/*', 'https://shop.example/*', 'ws://127.0.0.1/*', 'scripting']);
  await saveProfile(panel, { id: 'as', name: 'As the shop', url: 'http://127.0.0.1:9', connectAs: { ...AS_OURSELVES, origin: 'http://shop.example' } });
  await sendCommand(panel, { type: 'hook-site', id: 1, origin: 'http://127.0.0.1:8080', on: true });
  await until(async () => (await scripts()).length > 0, { describe: 'the hook to be registered' });

  await chooseTab(panel, 'Settings');
  await until(async () => (await items()).length === 3, { describe: 'three rows' });
  expect(await items()).toEqual([
    '127.0.0.1 Captures the sockets of http://127.0.0.1:8080 “As the shop” connects with its own request headers Revoke 127.0.0.1',
    'shop.example Lets Diagnose read the server’s answers; nothing else uses it now Revoke shop.example',
    'Running in pages Adds the capture script to the pages of sites that you capture. Revoke Running in pages',
  ]);

  await panel.locator('aria/Revoke 127.0.0.1[role="button"]').click();
  await until(async () => (await items()).length === 2, { describe: 'the row to go' });
  expect(await granted()).toEqual(['https://shop.example/*', 'scripting']);
  expect(await scripts()).toEqual([]);
  await panel.locator('aria/Revoke shop.example[role="button"]').click();
  await panel.locator('aria/Revoke Running in pages[role="button"]').click();
  await until(() => panel.$('::-p-text(No site is allowed)'), { describe: 'the empty state' });
  expect(await granted()).toEqual([]);
});
