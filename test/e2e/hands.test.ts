/** What hands do by habit: one click shows a row whole, what is read stays, and keys go where they do in DevTools. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { chooseTab, connectTo, fill, launchExtension, rowCount, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  for (let line = 1; line <= 60; line += 1) server.log({ level: 'info', message: `Line ${line}` });
  await panel.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    // As DevTools listens for the keys of a panel.
    document.addEventListener('keydown', ({ key }) => heard.push(key));
  });
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

/** The keys that DevTools would have heard since this was asked last. */
async function heardByDevTools(): Promise<string[]> {
  return panel.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
}

async function showLogs(): Promise<void> {
  await chooseTab(panel, 'Logs');
  await until(async () => (await rowCount(panel, 'Server logs')) >= 60, { describe: 'the lines' });
}

const newestRow = '.view:not([hidden]) .grid-row[aria-rowindex="60"]';

describe('by hand', () => {
  it('opens a line by one click, and leaves it where it is while lines come', async () => {
    await showLogs();
    await panel.locator(newestRow).click();
    await until(async () => (await panel.$eval('.detail', (detail) => detail.textContent ?? '').catch(() => '')).includes('Line 60'), { describe: 'the line' });
    for (let line = 61; line <= 160; line += 1) server.log({ level: 'info', message: `Line ${line}` });
    await until(async () => (await rowCount(panel, 'Server logs')) >= 160, { describe: 'more lines' });
    expect(await panel.$eval('[role="grid"][aria-label="Server logs"] [aria-selected="true"]', (row) => row.textContent)).toContain('Line 60');
    await panel.$('::-p-text(Jump to newest)').then((jump) => expect(jump).not.toBeNull());
  });

  it('keeps Escape from DevTools where it closes something, and there alone', async () => {
    await showLogs();
    await panel.focus('[role="grid"][aria-label="Server logs"]');
    if ((await panel.$('.detail')) === null) await panel.keyboard.press('Enter');
    await until(() => panel.$('.detail'), { describe: 'the line' });
    await heardByDevTools();
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$('.detail')) === null, { describe: 'the line to close' });
    expect(await heardByDevTools()).toEqual([]);
    await panel.keyboard.press('Escape');
    expect(await heardByDevTools()).toEqual(['Escape']);
  });

  it('closes a detail that has the focus, a popover and a dialog by Escape, with nothing for DevTools', async () => {
    await showLogs();
    await panel.focus('[role="grid"][aria-label="Server logs"]');
    await panel.keyboard.press('Home');
    await panel.keyboard.press('Enter');
    await panel.locator('aria/Copy line[role="button"]').click();
    await heardByDevTools();
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$('.detail')) === null, { describe: 'the line to close' });
    await chooseTab(panel, 'Messages');
    await panel.locator('aria/Filter language[role="button"]').click();
    await until(() => panel.$('.popover:popover-open'), { describe: 'the help' });
    await heardByDevTools();
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$('.popover:popover-open')) === null, { describe: 'the help to close' });
    await panel.locator('aria/Export…[role="button"]').click();
    await until(() => panel.$('dialog[open] form'), { describe: 'the dialog' });
    await panel.focus('dialog[open] [type="radio"], dialog[open] button');
    await heardByDevTools();
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$('dialog[open]')) === null, { describe: 'the dialog to close' });
    expect(await heardByDevTools()).toEqual([]);
  });

  it('leads into the filter by Ctrl+F, from a box too, with nothing for DevTools', async () => {
    await chooseTab(panel, 'Messages');
    await panel.focus('.view:not([hidden]) input[aria-label="Go to"]');
    await heardByDevTools();
    await panel.keyboard.down('Control');
    await panel.keyboard.press('f');
    await panel.keyboard.up('Control');
    expect(await panel.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Filter');
    expect((await heardByDevTools()).filter((key) => key === 'f')).toEqual([]);
  });

  it('opens a packet by one click, what it says first', async () => {
    await chooseTab(panel, 'Messages');
    await fill(panel, 'Filter', 'event:connection_ack');
    await panel.locator('[role="grid"][aria-label="Messages"] .grid-row').click();
    await until(() => panel.$('.detail [role="tree"]'), { describe: 'the packet' });
    const order = await panel.$$eval('.detail [role="tree"], .detail dl', (parts) => parts.map((part) => part.tagName));
    expect(order).toEqual([expect.not.stringMatching('DL'), 'DL']);
    await fill(panel, 'Filter', '');
  });

  it('pauses and clears Messages as it does Logs, with a way back', async () => {
    await chooseTab(panel, 'Messages');
    const rows = async () => rowCount(panel, 'Messages');
    const before = await rows();
    await panel.locator('aria/Pause[role="button"]').click();
    server.log({ level: 'info', message: 'while paused' });
    await until(() => panel.$('::-p-text(Paused, 1 new packet waiting)'), { describe: 'the packet that waits' });
    expect(await rows()).toBe(before);
    await panel.locator('aria/Resume[role="button"]').click();
    await until(async () => (await rows()) === before + 1, { describe: 'the packet' });
    await panel.locator('aria/Clear[role="button"]').click();
    await until(async () => (await rows()) === 0, { describe: 'an empty list' });
    server.log({ level: 'info', message: 'after that' });
    await until(async () => (await rows()) === 1, { describe: 'the new packet' });
    await panel.locator('aria/Undo[role="button"]').click();
    await until(async () => (await rows()) === before + 2, { describe: 'all of them' });
  });
});
