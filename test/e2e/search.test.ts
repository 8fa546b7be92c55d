/** What is on disk is searched beside what is in memory, in a thread of its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, fill, launchExtension, rowCount, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite } from '../servers/socket-site.ts';

const LINES = 50_000;
/** Packets, older than all lines, over which some patterns take for ever; and such patterns. */
const LONG = 60;
const LONG_TEXT = `Z${'a'.repeat(16_000)}`;
const ENDLESS = ['b', 'c', 'd', 'e'].map((end) => `-/Z(?:a*){150}${end}/`).join(' ');
const GRID = '[role="grid"][aria-label="Server logs"]';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  await chooseTab(panel, 'Logs');
  for (let count = 0; count < LONG; count += 1) server.io.emit('long', LONG_TEXT);
  for (let line = 0; line < LINES; line += 1) server.log({ level: line % 100 === 0 ? 'error' : 'info', message: `line ${line} end` });
  await until(async () => (await rowCount(panel, 'Server logs')) === LINES, { timeout: 60_000, describe: `${LINES} rows` });
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const shown = () => panel.$$eval(`${GRID} [role="row"] .log-message`, (cells) => cells.map((cell) => cell.textContent));
const summary = () => panel.$eval('.list-summary', (element) => element.textContent);
const counts = async (rows: number) =>
  until(async () => (await rowCount(panel, 'Server logs')) === rows && !(await summary()).includes('searching'), { describe: `${rows} matches` });

describe('a filter over the log', () => {
  it('finds every line, and shows the oldest from disk', async () => {
    await fill(panel, 'Filter', '77 end');
    await counts(LINES / 100);
    await until(async () => (await summary()).includes('500 match'), { describe: 'the number of matches' });
    await panel.focus(GRID);
    await panel.keyboard.press('Home');
    let first: readonly (string | null)[] = [];
    await until(async () => (first = (await shown()).slice(0, 3)).join() === 'line 77 end,line 177 end,line 277 end', { describe: () => `the oldest matches: ${first.join()}` });
    await panel.keyboard.press('Enter');
    await until(() => panel.$$eval('pre', (texts) => texts.some((text) => text.textContent === 'line 77 end')), { describe: 'the detail of the oldest' });
    await panel.keyboard.press('Escape');
    await until(async () => (await panel.$eval('[role="status"][aria-label="Search"]', (status) => status.textContent)).startsWith('The search is complete: 500 match'), { describe: 'the end of the search to be said' });
  });

  it('finds what comes later too', async () => {
    server.log({ message: 'line late 77 end' });
    await counts(LINES / 100 + 1);
  });

  it('takes up another filter at once, and counts by level', async () => {
    await fill(panel, 'Filter', 'line');
    await fill(panel, 'Filter', 'line 49');
    await counts(1_111);
    await fill(panel, 'Filter', '');
    await panel.select('select[aria-label="Level at least"]', 'error');
    await counts(LINES / 100);
  });

  it('stays whole when its lines leave memory', async () => {
    for (let line = 0; line < 25_000; line += 1) server.log({ level: line % 1_000 === 0 ? 'error' : 'info', message: `more ${line}` });
    await counts(LINES / 100 + 25);
    await panel.focus(GRID);
    await panel.keyboard.press('End');
    await until(async () => (await shown()).at(-1) === 'more 24000', { describe: 'the newest error' });
    await panel.keyboard.press('Home');
    await until(async () => (await shown()).slice(0, 2).join() === 'line 0 end,line 100 end', { describe: 'the oldest errors' });
    await panel.select('select[aria-label="Level at least"]', 'debug');
  });
});

describe('a filter over the messages', () => {
  const messages = '[role="grid"][aria-label="Messages"]';
  const summaryOfMessages = () => panel.$eval('.view-messages .list-summary', (element) => element.textContent);
  const events = () => panel.$$eval(`${messages} [role="row"] .message-event`, (cells) => cells.map((cell) => cell.textContent));
  const previews = () => panel.$$eval(`${messages} [role="row"] .message-preview`, (cells) => cells.map((cell) => cell.textContent));
  const filter = async (query: string) => panel.locator('.view-messages input[type="search"]').fill(query);
  const found = async (rows: number) =>
    until(async () => (await rowCount(panel, 'Messages')) === rows && !(await summaryOfMessages()).includes('searching'), { describe: () => `${rows} packets` });

  it('lists every packet, from the first', async () => {
    await chooseTab(panel, 'Messages');
    await until(async () => (await rowCount(panel, 'Messages')) > LINES + LONG + 25_000 && !(await summaryOfMessages()).includes('searching'), { timeout: 60_000, describe: 'all packets' });
    await panel.focus(messages);
    await panel.keyboard.press('Home');
    await until(async () => (await events()).includes('long'), { describe: 'the oldest packets' });
  });

  it('finds the old ones, and goes from match to match', async () => {
    await filter('event:long');
    await found(LONG);
    await filter('event:log_message "line 77 end"');
    await found(1);
    await until(async () => (await previews()).some((text) => text.includes('line 77 end')), { describe: 'the line' });
    await filter('/line (77|177|49999) end/');
    await found(3);
    await filter('"line 77 end"');
    await panel.locator('aria/Highlight[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Messages')) > LINES && !(await summaryOfMessages()).includes('searching'), { timeout: 60_000, describe: 'all packets' });
    await panel.focus(messages);
    await panel.keyboard.press('n');
    await until(() => panel.$$eval(`${messages} [aria-selected="true"]`, (rows) => rows.some((row) => row.textContent.includes('line 77 end'))), { describe: 'the match to be selected' });
    await panel.locator('aria/Highlight[role="button"]').click();
  });

  it('that takes for ever is stopped and named, and the panel goes on', async () => {
    await filter('event:long');
    await found(LONG);
    await panel.evaluate(() => {
      const seen = { longest: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (seen.longest = Math.max(seen.longest, duration)))).observe({ type: 'longtask' });
    });
    await filter(`event:long ${ENDLESS}`);
    const mistake = () => panel.$eval('.view-messages .field-error', (element) => element.textContent);
    await until(async () => (await mistake()).includes('took too long over these packets'), { describe: 'the mistake' });
    expect(await mistake()).toContain('Z(?:a*){150}b');
    // What had been typed before the patterns is in force again.
    await found(LONG);
    expect(await panel.evaluate(() => (globalThis as unknown as { seen: { longest: number } }).seen.longest)).toBeLessThan(1_500);
    await filter('event:none');
    await found(0);
    expect(await mistake()).toBe('');
  });
});

describe('everything, of the connection and of the page', () => {
  it('is listed from the first packet, in order of time, whatever is still in memory', async () => {
    const site = await startSocketSite(({ socket }) => ({ '/': `<title>echo</title><script>new WebSocket('${socket('/echo')}').onopen = ({ target }) => target.send('from the page');</script>` }));
    try {
      const page = await extension.newPage('about:blank');
      const frame = await extension.openPanel(page);
      await page.goto(site.url('/'));
      await chooseTab(frame, 'Messages');
      const stated = () => frame.$eval('.view-messages .list-summary', (element) => element.textContent);
      const rows = async () => rowCount(frame, 'Messages');
      const filter = async (query: string) => frame.locator('.view-messages input[type="search"]').fill(query);
      const settled = async (count: (rows: number) => boolean, what: string) =>
        until(async () => count(await rows()) && !(await stated()).includes('searching'), { timeout: 60_000, describe: what });
      await settled((count) => count > LINES + LONG + 25_000, 'all packets');
      await filter('"from the page"');
      await settled((count) => count === 2, 'the packets of the page');
      await filter('event:long');
      await settled((count) => count === LONG, 'the oldest packets of the connection');
      // The oldest of either are in one list.
      await filter('-event:log_message -type:ack -type:open -type:connect');
      await settled((count) => count >= LONG + 3, 'those of both');
      await frame.focus('[role="grid"][aria-label="Messages"]');
      await frame.page().keyboard.press('End');
      const previews = () => frame.$$eval('[role="grid"][aria-label="Messages"] .message-preview', (cells) => cells.map((cell) => cell.textContent));
      await until(async () => (await previews()).some((text) => text.includes('from the page')), { describe: 'the newest, of the page' });
      await frame.page().keyboard.press('Home');
      await until(async () => (await previews()).some((text) => text.includes('Zaaa')), { describe: 'the oldest, of the connection' });
    } finally {
      await site.close();
    }
  });
});
