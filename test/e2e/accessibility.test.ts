/**
 * Every view and state of panel and popup, in both themes and languages: axe finds nothing serious, nothing moves for whoever wants it
 * still, and what is read out is not read out again and again.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ElementHandle, Page } from 'puppeteer-core';
import { defaultPreferences } from '../../src/core/settings/preferences.ts';
import { createRedactor } from '../../src/core/redaction/redactor.ts';
import { writeNdjson } from '../../src/core/files/write-ndjson.ts';
import { STATES } from '../playground/fixtures.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { severeFindings } from '../support/axe.ts';
import { sendCommand } from '../support/command.ts';
import { chooseTab, connectTo, fill, launchExtension, press, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { fileOf, shared } from '../unit/core/files/files.ts';

/** Several in a second, so that a region that follows them would be caught. */
const PING_INTERVAL_MS = 200;
const FIRST_STEPS = 'aria/Your first connection[role="region"]';

let server: TestServer;
let extension: RunningExtension;
let site: Page;
let panel: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-accessibility-'));
  server = await startServer({ pingInterval: PING_INTERVAL_MS, pingTimeout: 20_000 });
  extension = await launchExtension();
  site = await extension.newPage(`${server.url}/socket.io/socket.io.js`);
  const popup = await extension.openPopup(site);
  await popup.locator('aria/Open the panel in a tab[role="button"]').click();
  panel = await (await extension.browser.waitForTarget((target) => target.url().includes('/panel.html?tabId='))).asPage();
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([server?.close(), rm(folder, { recursive: true, force: true })]);
});

/** In both themes and both languages. Ends in English. */
async function audit(view: Page, state: string): Promise<void> {
  for (const [value, language] of [['dark', 'zh-CN'], ['light', 'zh-CN'], ['dark', 'en'], ['light', 'en']] as const) {
    await view.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    await sendCommand(view, { type: 'save-preferences', id: 1, preferences: { ...defaultPreferences(), language } });
    const isSo = () => view.evaluate((theme, lang) => document.documentElement.dataset['theme'] === theme && document.documentElement.lang === lang, value, language);
    await until(isSo, { describe: `${language} in the ${value} theme` });
    expect.soft(await severeFindings(view), `${state}, ${language}, ${value}`).toEqual([]);
  }
}

/** Shows each view in turn, whichever there are. */
async function auditTabs(state: string): Promise<void> {
  // Behind the popup's tab, the browser would let its timers run once a second.
  await panel.bringToFront();
  for (const id of await panel.$$eval('[role="tab"]', (tabs) => tabs.map((tab) => tab.id))) {
    await panel.click(`#${id}`);
    await until(() => panel.$eval('[role="tabpanel"]:not([hidden])', (shown, tab) => shown.getAttribute('aria-labelledby') === tab && shown.querySelector('[aria-busy="true"]') === null, id), {
      describe: `the view of ${id}`,
    });
    await audit(panel, `${id}, ${state}`);
  }
}

async function auditPopup(state: string, connection: RegExp): Promise<void> {
  const popup = await extension.openPopup(site);
  await waitForStatus(popup, 'Connection', connection);
  await audit(popup, `the popup, ${state}`);
  await popup.close();
  await panel.bringToFront();
}

async function auditDialog(opener: string): Promise<void> {
  await panel.locator(`aria/${opener}[role="button"]`).click();
  await until(() => panel.$('dialog[open] form'), { describe: `the dialog of ${opener}` });
  await audit(panel, `the dialog of ${opener}`);
  await panel.keyboard.press('Escape');
  await until(async () => (await panel.$('dialog[open]')) === null, { describe: 'Escape to close the dialog' });
}

async function openRow(grid: string): Promise<void> {
  await panel.focus(`[role="grid"][aria-label="${grid}"]`);
  for (const key of ['End', 'Enter'] as const) await panel.keyboard.press(key);
  await until(() => panel.$('.detail'), { describe: 'the opened row' });
}

it('would say what is wrong', async () => {
  await until(() => panel.$('main'), { describe: 'the panel' });
  await panel.evaluate(() => {
    const pale = document.createElement('p');
    pale.textContent = 'hardly to be read';
    pale.style.color = '#bbb';
    const wrong = document.createElement('div');
    wrong.id = 'wrong';
    wrong.append(pale, document.createElement('button'));
    document.querySelector('main')!.append(wrong);
  });
  const found = (await severeFindings(panel)).map((finding) => finding.split(':')[0]);
  await panel.$eval('#wrong', (wrong) => wrong.remove());
  expect(found).toEqual(['critical button-name', 'serious color-contrast']);
});

it('shows how to begin, and nothing serious is wrong with any view, before anything was recorded', async () => {
  await until(() => panel.$(FIRST_STEPS), { describe: 'the first steps' });
  await auditTabs('empty');
  await auditPopup('empty', /^Disconnected/);
  await auditDialog('New');
});

it('nor while it reconnects and says why', async () => {
  await chooseTab(panel, 'Overview');
  await fill(panel, 'Server URL', `http://127.0.0.1:${await freePort()}`);
  await press(panel, 'Connect');
  await waitForStatus(panel, 'Connection', /^Reconnecting/);
  await until(() => panel.$('[data-diagnosis]'), { describe: 'a finding' });
  await audit(panel, 'the overview, reconnecting');
  await auditPopup('reconnecting', /^Reconnecting/);
});

it('nor when the server has refused for good', async () => {
  const refusing = await startServer({ auth: () => ({ message: 'Not today.' }) });
  try {
    await fill(panel, 'Server URL', refusing.url);
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Connection', /^Failed/);
    await audit(panel, 'the overview, failed');
    await auditPopup('failed', /^Failed/);
  } finally {
    await refusing.close();
  }
});

it('nor when an address is wrong', async () => {
  await press(panel, 'Disconnect');
  await fill(panel, 'Server URL', 'not an address');
  await press(panel, 'Connect');
  await until(() => panel.$('[aria-invalid="true"]'), { describe: 'the mistake' });
  await audit(panel, 'a wrong address');
});

it('nor while lines and messages come, with what is open beside them', async () => {
  await connectTo(panel, server.url);
  expect(await panel.$(FIRST_STEPS)).toBeNull();
  for (const level of ['debug', 'info', 'warning', 'error', 'critical']) server.log({ level, logger: 'shop', message: `at ${level}`, order: { id: 7 } });
  server.burst(20);
  await chooseTab(panel, 'Logs');
  await until(async () => (await rowCount(panel, 'Server logs')) >= 25, { describe: 'the lines' });
  await openRow('Server logs');
  await chooseTab(panel, 'Messages');
  await openRow('Messages');
  await auditTabs('connected');
  await chooseTab(panel, 'Logs');
  await auditDialog('Export…');
  await fill(panel, 'Filter', 'no such thing');
  await until(async () => (await rowCount(panel, 'Server logs')) === 0, { describe: 'the filter' });
  await audit(panel, 'a filter that nothing matches');
  await fill(panel, 'Filter', '');
  await auditPopup('connected', /^Connected/);
});

/** Notes each change of the live regions that there are now; the returned function gives what was noted. */
async function listen(): Promise<() => Promise<string[]>> {
  await panel.evaluate((live) => {
    const told: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
        told.push(`${region?.ariaLabel ?? region?.className}: ${region?.textContent}`);
      }
    });
    for (const region of document.querySelectorAll(live)) observer.observe(region, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { told });
  }, '[role="status"], [role="alert"], [aria-live]');
  return async () => panel.evaluate(() => (globalThis as unknown as { told: string[] }).told);
}

it('reads nothing out while pings and lines come', async () => {
  await chooseTab(panel, 'Overview');
  await waitForStatus(panel, 'Heartbeat', /\d ms/);
  const told = await listen();
  const pings = () => panel.$$eval('[aria-label="Engine pings"] dt', (terms) => Number(terms.find((term) => term.textContent === 'Received')?.nextElementSibling?.textContent));
  for (let round = 0; round < 10; round += 1) {
    const next = (await pings()) + 1;
    server.burst(20);
    await until(async () => (await pings()) >= next, { describe: 'a ping' });
  }
  expect(await told()).toEqual([]);
});

it('reads out once what a filter finds, however many lines come that match', async () => {
  const status = () => panel.$eval('[role="status"][aria-label="Search"]', (region) => region.textContent);
  server.log({ level: 'info', message: 'sought' });
  await chooseTab(panel, 'Logs');
  await fill(panel, 'Filter', 'sought');
  await until(async () => (await status()) === 'The search is complete: 1 matches.', { describe: 'what was found' });
  const told = await listen();
  for (let line = 2; line <= 20; line += 1) {
    server.log({ level: 'info', message: 'sought' });
    await until(async () => (await rowCount(panel, 'Server logs')) === line, { describe: `line ${line}` });
  }
  expect(await told()).toEqual([]);
  await fill(panel, 'Filter', '');
});

it('finds nothing serious with a recording from a file either', async () => {
  const state = STATES['messages']!(Date.now());
  const recordings = [state.entries, state.page ?? []].map((entries) => shared(entries, { name: 'Local server' }));
  const text = await fileOf(writeNdjson, recordings, createRedactor());
  const file = path.join(folder, 'cut-short.ndjson');
  await writeFile(file, text.slice(0, text.length * 0.9));
  const input = (await panel.$('.recordings input[type="file"]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await until(() => panel.$('.opened-banner'), { describe: 'the recording' });
  await auditTabs('a recording from a file');
});

it('moves nothing for whoever wants it still', async () => {
  await panel.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  const moving = await panel.$$eval('*', (elements) =>
    elements
      .filter((element) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration !== '0s' || scrollBehavior !== 'auto';
      })
      .map(({ className }) => className),
  );
  expect(moving).toEqual([]);
});
