/** Recordings: one ends and the next begins, they are named, pinned, deleted and opened again, and outlive what they are of. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { pressButton } from '../support/compose.ts';
import { sendCommand } from '../support/command.ts';
import { allMessages } from '../support/panel-logs.ts';
import { listedRecordings, pressOfRecording, type ListedRow } from '../support/recordings.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
let other: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  other = await extension.openPanelTab();
  await panel.bringToFront();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

/** Waits until the list is like this, and returns it. */
async function listed(view: Page, wanted: string, condition: (rows: ListedRow[]) => boolean): Promise<ListedRow[]> {
  let rows: ListedRow[] = [];
  return until(
    async () => {
      rows = await listedRecordings(view);
      return condition(rows) && rows;
    },
    { describe: () => `${wanted}; there are ${JSON.stringify(rows)}` },
  );
}

/** A tab behind another one is drawn once a second. */
async function shows(view: Page, messages: readonly string[]): Promise<void> {
  await view.bringToFront();
  await until(async () => (await rowCount(view, 'Server logs')) === messages.length, { describe: `${messages.length} lines` });
  expect(await allMessages(view)).toEqual(messages);
}

async function writes(message: string): Promise<void> {
  server.log({ message });
  await savedToDisk(panel, message);
}

/** Waits for a line at the end of the list, where the newest are kept in sight. */
async function inSight(view: Page, message: string): Promise<void> {
  let seen: string[] = [];
  await until(
    async () => {
      seen = await view.$$eval('.log-message', (cells) => cells.map((cell) => cell.textContent ?? ''));
      return seen.includes(message);
    },
    { describe: () => `“${message}” in sight, instead of ${seen.join(', ')}` },
  );
}

/** Does something after a hundred lines of a stream, which goes on for another hundred. Returns all of them, once they are on disk. */
async function amidst(name: string, act: () => Promise<void>): Promise<string[]> {
  const written: string[] = [];
  const writing = setInterval(() => {
    for (let line = 0; line < 10; line += 1) {
      written.push(`${name} ${written.length}`);
      server.log({ message: written.at(-1)! });
    }
  }, 20);
  try {
    await until(() => written.length >= 100, { describe: 'lines' });
    await act();
    const then = written.length;
    await until(() => written.length >= then + 100, { describe: 'more lines' });
  } finally {
    clearInterval(writing);
  }
  await savedToDisk(panel, written.at(-1)!);
  return written;
}

const closeOpened = async (view: Page) => pressButton(view, 'Close recording');

describe('recordings', () => {
  it('end and begin anew while the connection stands, and the former one is opened from the list', async () => {
    await writes('before');
    await chooseTab(panel, 'Recordings');
    const [only] = await listed(panel, 'one recording', (rows) => rows.length === 1 && rows[0]!.entries > 0);
    expect(only).toMatchObject({ name: 'Local server', goesOn: true, pinned: false });
    await pressOfRecording(panel, 'New recording of', 'Local server');
    await waitForStatus(panel, 'Connection', /^Connected/);
    server.log({ message: 'after' });
    await chooseTab(panel, 'Logs');
    await shows(panel, ['after']);
    await chooseTab(panel, 'Recordings');
    await listed(panel, 'two recordings, one ended', (rows) => rows.length === 2 && !rows[1]!.goesOn);
    await pressOfRecording(panel, 'Open', 'Local server');
    await until(() => panel.$('aria/A stored recording, read-only.[role="region"]'), { describe: 'the banner' });
    await shows(panel, ['before']);
    await chooseTab(panel, 'Messages');
    await until(async () => (await rowCount(panel, 'Messages')) > 0, { describe: 'its packets' });
    await closeOpened(panel);
    await chooseTab(panel, 'Logs');
    await shows(panel, ['after']);
    expect(server.history.map(({ type }) => type)).toEqual(['connect']);
  });

  it('are named and pinned, in every panel', async () => {
    await chooseTab(panel, 'Recordings');
    await chooseTab(other, 'Recordings');
    const box = await until(async () => (await panel.$$('input.recording-name'))[1], { describe: 'the name of the former one' });
    await box.focus();
    // Slowly enough for the list to be drawn again meanwhile.
    await panel.keyboard.type('The crash', { delay: 200 });
    await panel.keyboard.press('Enter');
    await pressOfRecording(panel, 'Pin', 'The crash');
    await listed(other, 'the name and the pin', (rows) => rows[1]?.name === 'The crash' && rows[1].pinned);
  });

  it('of any length are the same in two panels while lines come', async () => {
    await chooseTab(panel, 'Logs');
    await chooseTab(other, 'Logs');
    for (let line = 1; line <= 60; line += 1) server.log({ message: `line ${line}` });
    const all = ['after', ...Array.from({ length: 60 }, (_, index) => `line ${index + 1}`)];
    await shows(panel, all);
    await shows(other, all);
    await pressButton(panel, 'Clear');
    for (const view of [panel, other]) await until(async () => (await rowCount(view, 'Server logs')) === 0, { describe: 'cleared in both' });
    await pressButton(panel, 'Undo');
    for (const view of [panel, other]) await until(async () => (await rowCount(view, 'Server logs')) === all.length, { describe: 'back in both' });
  });

  it('that are deleted come back by Undo, and close where they are open', async () => {
    await chooseTab(panel, 'Recordings');
    await pressOfRecording(other, 'Open', 'The crash', 'Recordings');
    await shows(other, ['before']);
    await pressOfRecording(panel, 'Delete', 'The crash');
    await listed(panel, 'one recording', (rows) => rows.length === 1);
    await until(() => other.$$eval('[role="alert"]', (alerts) => alerts.some((alert) => alert.textContent?.includes('“The crash” no longer exists'))), { describe: 'the other panel to say so' });
    await waitForStatus(other, 'Connection', /^Connected/);
    await pressButton(panel, 'Undo');
    await listed(panel, 'both recordings', (rows) => rows.length === 2 && rows[1]!.name === 'The crash' && rows[1]!.pinned);
  });

  it('lose nothing when one ends while lines are written', async () => {
    await panel.bringToFront();
    await chooseTab(panel, 'Recordings');
    const written = await amidst('stream', async () => pressOfRecording(panel, 'New recording of', 'Local server'));
    await chooseTab(panel, 'Logs');
    await inSight(panel, written.at(-1)!);
    const rest = await allMessages(panel);
    await pressOfRecording(panel, 'Open', 'Local server', 'Recordings');
    // What it had before, and what the next one has not.
    await until(async () => (await rowCount(panel, 'Server logs')) === 61 + written.length - rest.length, { describe: 'the lines of the former one' });
    expect([...(await allMessages(panel)).slice(61), ...rest]).toEqual(written);
    await closeOpened(panel);
  });

  it('are cleared while lines are written, hide no line that comes, and show all again by Undo', async () => {
    const before = await allMessages(panel);
    const written = await amidst('flow', async () => pressButton(panel, 'Clear'));
    await inSight(panel, written.at(-1)!);
    const left = await allMessages(panel);
    expect(left.length).toBeGreaterThanOrEqual(100);
    expect(left.length).toBeLessThan(written.length);
    expect(left).toEqual(written.slice(-left.length));
    await pressButton(panel, 'Undo');
    await until(async () => (await rowCount(panel, 'Server logs')) === before.length + written.length, { describe: 'all lines' });
    expect(await allMessages(panel)).toEqual([...before, ...written]);
  });

  it('of a page stay when its tab is closed', async () => {
    const tabs = async () => panel.evaluate(async () => {
      const { tabs: api } = (globalThis as unknown as { chrome: { tabs: { query(filter: object): Promise<{ id: number }[]> } } }).chrome;
      return (await api.query({})).map(({ id }) => id);
    });
    const before = new Set(await tabs());
    const page = await extension.newPage('about:blank');
    const tabId = (await tabs()).find((id) => !before.has(id))!;
    await sendCommand(panel, { type: 'navigated', id: 1, tabId, at: Date.now(), url: 'http://shop.example/cart', refresh: false });
    const events = [
      { type: 'opened', channel: 'c1', at: Date.now(), transport: 'websocket', url: 'ws://shop.example/live', madeBy: 'page', maker: '' },
      { type: 'frame', channel: 'c1', at: Date.now(), direction: 'in', data: 'the last word', binary: false, cut: 0, name: '' },
    ];
    await sendCommand(panel, { type: 'captured', id: 2, tabId, events });
    await savedToDisk(panel, 'the last word');
    await chooseTab(panel, 'Recordings');
    await listed(panel, 'the page', (rows) => rows.some(({ name, goesOn }) => name === 'shop.example' && goesOn));
    await page.close();
    await listed(panel, 'the page to have ended', (rows) => rows.some(({ name, goesOn, what }) => name === 'shop.example' && !goesOn && what.startsWith('Closed page')));
    await pressOfRecording(panel, 'Open', 'shop.example');
    await until(() => panel.$$eval('[role="grid"][aria-label="Messages"] [role="row"]', (rows) => rows.some((row) => row.textContent?.includes('the last word'))), { describe: 'its packet' });
    await chooseTab(panel, 'Page sockets');
    await until(() => panel.$$eval('[role="row"]', (rows) => rows.some((row) => row.textContent?.includes('shop.example/live'))), { describe: 'its socket' });
    await closeOpened(panel);
  });

  it('are all deleted but the pinned ones, and stay deleted when the background comes back', async () => {
    await chooseTab(panel, 'Recordings');
    await pressButton(panel, 'Delete all recordings');
    await listed(panel, 'the pinned one', (rows) => rows.every(({ name, goesOn }) => name === 'The crash' || goesOn) && rows.some(({ name }) => name === 'The crash'));
    await pressButton(panel, 'Dismiss');
    await writes('a new beginning');
    await extension.stopWorker();
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { timeout: 45_000, describe: 'the next connect' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await listed(panel, 'what was pinned and what goes on', (rows) => rows.length === 2 && rows[1]!.name === 'The crash' && rows[1]!.pinned);
    await chooseTab(panel, 'Logs');
    await shows(panel, ['a new beginning']);
  });
});
