/**
 * Every view and state of panel and popup, in both themes: axe finds nothing serious, nothing moves for whoever wants it
 * still, and what is read out is not read out again and again.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ElementHandle, Page } from 'puppeteer-core';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { severeFindings } from '../support/axe.ts';
import { chooseTab, connectTo, fill, launchExtension, press, rowCount, waitForStatus, type RunningExtension, type TabName } from '../support/extension.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

const TABS: readonly TabName[] = ['Overview', 'Logs', 'Messages', 'Statistics', 'Page sockets', 'Compose'];

let server: TestServer;
let extension: RunningExtension;
let site: Page;
let panel: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-accessibility-'));
  server = await startServer();
  extension = await launchExtension();
  site = await extension.newPage(`${server.url}/socket.io/socket.io.js`);
  panel = await extension.openPanelTab();
  const tabId = await panel.evaluate(async () => {
    const { tabs } = (globalThis as unknown as { chrome: { tabs: { query(of: object): Promise<{ id: number; index: number }[]> } } }).chrome;
    return (await tabs.query({})).toSorted((a, b) => a.index - b.index).at(-2)!.id;
  });
  await panel.close();
  panel = await extension.openPanelTab(tabId);
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([server?.close(), rm(folder, { recursive: true, force: true })]);
});

async function audit(view: Page, state: string): Promise<void> {
  for (const value of ['light', 'dark'] as const) {
    await view.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    await until(() => view.evaluate((theme) => document.documentElement.dataset['theme'] === theme, value), { describe: `the ${value} theme` });
    expect.soft(await severeFindings(view), `${state}, ${value}`).toEqual([]);
  }
}

async function auditTabs(state: string): Promise<void> {
  for (const tab of TABS) {
    await chooseTab(panel, tab);
    await audit(panel, `${tab}, ${state}`);
  }
}

async function auditPopup(state: string, shown: string): Promise<void> {
  const popup = await extension.openPopup(site);
  await waitForStatus(popup, 'Connection', new RegExp(`^${shown}`));
  await audit(popup, `the popup, ${state}`);
  await popup.close();
}

const button = (name: string) => panel.locator(`aria/${name}[role="button"]`);
const dialogIsOpen = async () => (await panel.$('dialog[open] form')) !== null;

async function auditDialog(opener: string, closer: string): Promise<void> {
  await button(opener).click();
  await until(dialogIsOpen, { describe: `the dialog of ${opener}` });
  await audit(panel, `the dialog of ${opener}`);
  await panel.keyboard.press('Escape');
  await until(async () => !(await dialogIsOpen()), { describe: `${closer} to close the dialog` });
}

it('says how to begin, and nothing serious is wrong with any view while nothing was recorded', async () => {
  await until(() => panel.$('aria/Your first connection[role="region"]'), { describe: 'the first steps' });
  await auditTabs('empty');
  await auditPopup('empty', 'Disconnected');
  await auditDialog('New', 'Escape');
  await auditDialog('Edit…', 'Escape');
});

it('nor while it reconnects and says why, without anything that moves', async () => {
  await panel.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await fill(panel, 'Server URL', `http://127.0.0.1:${await freePort()}`);
  await press(panel, 'Connect');
  await waitForStatus(panel, 'Connection', /^Reconnecting/);
  await chooseTab(panel, 'Overview');
  await until(() => panel.$('[data-diagnosis]'), { describe: 'a finding' });
  const moving = () => panel.evaluate(() => document.getAnimations().map((animation) => (animation.effect as KeyframeEffect).target?.className));
  expect(await moving()).toEqual([]);
  await auditTabs('reconnecting');
  await auditPopup('reconnecting', 'Reconnecting');
});

it('nor while lines and messages come, and what is open beside them', async () => {
  await connectTo(panel, server.url);
  expect(await panel.$('aria/Your first connection[role="region"]')).toBeNull();
  for (const level of ['debug', 'info', 'warning', 'error', 'critical']) server.log({ level, logger: 'shop', message: `at ${level}`, order: { id: 7 } });
  server.burst(60);
  await chooseTab(panel, 'Logs');
  await until(async () => (await rowCount(panel, 'Server logs')) >= 65, { describe: 'the lines' });
  await openRow('Server logs');
  await auditTabs('busy');
  await chooseTab(panel, 'Messages');
  await openRow('Messages');
  await audit(panel, 'an opened message');
  await auditDialog('Export…', 'Escape');
  await fill(panel, 'Filter', 'no such thing');
  await audit(panel, 'a filter that nothing matches');
  await fill(panel, 'Filter', '');
  await auditPopup('connected', 'Connected');
});

it('nor when the server has refused, for good', async () => {
  await press(panel, 'Disconnect');
  await waitForStatus(panel, 'Connection', /^Disconnected/);
  await fill(panel, 'Server URL', 'not an address');
  await press(panel, 'Connect');
  await until(() => panel.$('[aria-invalid="true"]'), { describe: 'the mistake' });
  await audit(panel, 'a wrong address');
});

it('nor with a recording from a file', async () => {
  const file = path.join(folder, 'cut.har');
  await writeFile(file, '{"log":{"version":"1.2","creator":{"name":"a","version":"1"},"entries":[');
  const input = (await panel.$('input[type="file"]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await until(() => panel.$('.opened-banner, .recordings .field-error:not(:empty)'), { describe: 'the recording, or what is wrong with it' });
  await auditTabs('a recording from a file');
});

async function openRow(grid: string): Promise<void> {
  await panel.focus(`[role="grid"][aria-label="${grid}"]`);
  for (const key of ['End', 'Enter'] as const) await panel.keyboard.press(key);
  await until(() => panel.$('.detail'), { describe: 'the opened row' });
}
