/** What crosses the wire is counted exactly, and a stretch of time picked above a list is what the list shows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, fill, launchExtension, press, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await panel.browserContext().overridePermissions(`chrome-extension://${extension.extensionId}`, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  await connectTo(panel, server.url);
  await waitForStatus(panel, 'Heartbeat', /\d ms/);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const button = (name: string) => panel.locator(`aria/${name}[role="button"]`).click();

/** Presses the name of a row, whatever a server called it. */
const showRow = (name: string) => panel.$$eval('button.statistics-name', (names, wanted) => names.find(({ textContent }) => textContent === wanted)!.click(), name);

/** The rows of the statistics by their name, each figure by its column. */
function table(): Promise<Record<string, Record<string, string>>> {
  return panel.$$eval('.statistics-table tr:has(td)', (rows) =>
    Object.fromEntries(
      rows.map((line) => [
        line.querySelector('th')!.textContent,
        Object.fromEntries([...line.querySelectorAll('td')].map((cell) => [cell.className.replace('column-', ''), cell.textContent])),
      ]),
    ),
  );
}

async function groupBy(grouping: string): Promise<void> {
  await chooseTab(panel, 'Statistics');
  await panel.select('select[aria-label="Group by"]', grouping);
}

/** Waits until a row says so, and returns it. */
async function row(name: string, figures: Record<string, string>): Promise<Record<string, string>> {
  let found: Record<string, string> | undefined;
  await until(
    async () => {
      found = (await table())[name];
      return Object.entries(figures).every(([column, text]) => found?.[column] === text);
    },
    { describe: () => `${name} to be ${JSON.stringify(figures)}, not ${JSON.stringify(found)}` },
  );
  return found!;
}

describe('the Statistics view', () => {
  it('counts every event, in each direction, with its bytes and its latency', async () => {
    for (let index = 0; index < 40; index += 1) server.io.emit('chat', 'twelve bytes');
    for (let index = 0; index < 7; index += 1) server.io.emit('price "a"', index);
    for (let beat = 0; beat < 3; beat += 1) await press(panel, 'Send heartbeat');
    await groupBy('event');
    // A frame such as 42["chat","twelve bytes"].
    await row('chat', { count: '40', received: '40', sent: '0', bytes: '1 kB', p50: '–' });
    await row('price "a"', { count: '7', bytes: '133 B' });
    const beats = await row('heartbeat_test', { count: '4', received: '0', sent: '4' });
    expect([beats['p50'], beats['p99']]).toEqual([expect.stringMatching(/\d ms$/), expect.stringMatching(/\d ms$/)]);
    const all = await table();
    const counts = Object.entries(all).map(([name, { count }]) => [name, Number(count)] as const);
    const total = counts.find(([name]) => name === 'Total')![1];
    expect(counts.filter(([name]) => name !== 'Total').reduce((sum, [, count]) => sum + count, 0)).toBe(total);
  });

  it('sorts by the column whose head is pressed, by keyboard too', async () => {
    const first = () => panel.$eval('.statistics-table tbody th', (cell) => cell.textContent);
    expect(await first()).toBe('chat');
    await panel.focus('.statistics-table thead .column-name button');
    await panel.keyboard.press('Enter');
    await until(async () => (await first()) === 'chat', { describe: 'chat, the first name' });
    await panel.keyboard.press('Enter');
    await until(async () => (await first()) !== 'chat', { describe: 'the last name first' });
    expect(await panel.$eval('.statistics-table thead .column-name', (head) => head.ariaSort)).toBe('descending');
  });

  it('leads from a row to its packets', async () => {
    await showRow('price "a"');
    await until(async () => (await rowCount(panel, 'Messages')) === 7, { describe: 'the packets of the row' });
    expect(await panel.$eval('input[aria-label="Filter"]', (box) => box.value)).toBe(String.raw`event:"price \"a\""`);
    await fill(panel, 'Filter', '');
  });

  it('counts log lines by logger and by level, and leads to them', async () => {
    for (let index = 0; index < 3; index += 1) server.log({ level: 'error', logger: 'db', message: `lost ${index}` });
    for (let index = 0; index < 5; index += 1) server.log({ level: 'info', logger: 'app', message: `served ${index}` });
    await groupBy('logger');
    await row('db', { count: '3', bytes: '24 B' });
    await row('app', { count: '5' });
    await row('Total', { count: '8' });
    await groupBy('level');
    await row('Error', { count: '3' });
    await showRow('Error');
    await until(async () => (await rowCount(panel, 'Server logs')) === 3, { describe: 'the three errors' });
    await panel.select('select[aria-label="Level at least"]', 'debug');
  });

  it('is copied as a table', async () => {
    await groupBy('logger');
    await row('db', { count: '3' });
    await button('Copy CSV');
    const text = await until(() => panel.evaluate(() => navigator.clipboard.readText()), { describe: 'the copied table' });
    expect(text.split('\n').slice(0, 3)).toEqual(['Logger,Count,Bytes,Per second', expect.stringMatching(/^db,3,24,/), expect.stringMatching(/^app,5,55,/)]);
  });

  it('goes on counting while it is hidden, and over a stop of the background', async () => {
    await chooseTab(panel, 'Overview');
    await extension.stopWorker();
    await waitForStatus(panel, 'Connection', /^Connected/, 60_000);
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the second connection' });
    server.io.emit('chat', 'twelve bytes');
    await groupBy('event');
    await row('chat', { count: '41', bytes: '1.02 kB' });
  });
});

describe('the lines over time', () => {
  const plot = '.histogram-plot';
  // There is no plot before anything was counted.
  const valueText = async () => panel.$eval(plot, (element) => element.ariaValueText ?? '').catch(() => '');

  it('show what the filter finds; a stretch that is dragged over is what the list shows', async () => {
    await chooseTab(panel, 'Logs');
    await fill(panel, 'Filter', 'brushed');
    for (let index = 0; index < 6; index += 1) server.log({ level: 'error', message: `brushed early ${index}` });
    const began = Date.now();
    await until(async () => (await rowCount(panel, 'Server logs')) === 6, { describe: 'the early lines' });
    await until(() => Date.now() - began > 2_000, { describe: 'some time between the lines' });
    for (let index = 0; index < 4; index += 1) server.log({ message: `brushed late ${index}` });
    await until(async () => (await valueText()).startsWith('10 lines, 6 errors'), { describe: 'ten lines over time' });

    const box = (await (await panel.$(plot))!.boundingBox())!;
    await panel.mouse.move(box.x + box.width / 2, box.y + 10);
    await panel.mouse.down();
    await panel.mouse.move(box.x + 1, box.y + 10, { steps: 5 });
    await panel.mouse.up();
    await until(async () => (await rowCount(panel, 'Server logs')) === 6, { describe: 'the early lines alone' });
    expect((await allMessages(panel)).every((message) => message.startsWith('brushed early'))).toBe(true);
    expect(await valueText()).toMatch(/ – .*: 6 lines, 6 errors$/);
    await panel.click('.range-chip');
    await until(async () => (await rowCount(panel, 'Server logs')) === 10, { describe: 'all lines again' });
    expect(await panel.$('.range-chip')).toBeNull();
  });

  it('are worked by the keyboard alike', async () => {
    await panel.focus(plot);
    await panel.keyboard.press('End');
    await until(async () => /^[1-4]$/.test(String(await rowCount(panel, 'Server logs'))), { describe: 'the newest bar alone' });
    await panel.keyboard.down('Shift');
    await panel.keyboard.press('Home');
    await panel.keyboard.up('Shift');
    await until(async () => (await rowCount(panel, 'Server logs')) === 10, { describe: 'from the oldest bar to the newest' });
    expect(await panel.$('.range-chip')).not.toBeNull();
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$('.range-chip')) === null, { describe: 'no range' });
    expect(await rowCount(panel, 'Server logs')).toBe(10);
  });

  it('are there for packets too', async () => {
    await chooseTab(panel, 'Messages');
    await fill(panel, 'Filter', 'event:chat');
    await until(async () => (await valueText()).startsWith('41 packets'), { describe: '41 packets over time' });
    await panel.focus(plot);
    await panel.keyboard.press('Home');
    // The first burst, or what of it falls into one bar.
    await until(async () => /^([1-9]|[1-3]\d|40)$/.test(String(await rowCount(panel, 'Messages'))), { describe: 'the oldest bar alone' });
    await panel.keyboard.press('Escape');
    await until(async () => (await rowCount(panel, 'Messages')) === 41, { describe: 'all packets again' });
  });
});

describe('a panel that is opened anew', () => {
  it('counts what the background has kept', async () => {
    await panel.reload();
    await waitForStatus(panel, 'Connection', /^Connected/);
    await groupBy('event');
    await row('chat', { count: '41', bytes: '1.02 kB' });
    await groupBy('logger');
    await row('db', { count: '3' });
    await chooseTab(panel, 'Logs');
    await fill(panel, 'Filter', 'brushed');
    await until(() => panel.$eval('.histogram-plot', (element) => element.ariaValueText?.startsWith('10 lines, 6 errors')).catch(() => false), { describe: 'the ten lines over time' });
  });
});
