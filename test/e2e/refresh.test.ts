/** The extension's main job: the inspected tab may be refreshed, closed or crash, and the connection stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, rowCount, sessionId, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { until } from '../support/until.ts';
import { startDemo, type DemoServer } from '../../scripts/demo/server.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let site: DemoServer;
let extension: RunningExtension;
let page: Page;
let panel: Frame;
let written = 0;
let writing: ReturnType<typeof setInterval>;

beforeAll(async () => {
  server = await startServer({ pingInterval: 2_000, pingTimeout: 2_000 });
  site = await startDemo({ port: 0 });
  extension = await launchExtension();
  page = await extension.newPage(site.url);
  panel = await extension.openPanel(page);
  await connectTo(panel, server.url);
  writing = setInterval(() => server.log({ level: 'info', message: `line ${written++}` }), 25);
});

afterAll(async () => {
  clearInterval(writing);
  await extension?.close();
  await Promise.all([server?.close(), site?.close()]);
});

describe('a hundred refreshes of the inspected tab', () => {
  it('leave the same session standing, and not one log line is lost or doubled', async () => {
    const sid = await sessionId(panel);
    expect(sid).not.toBe('');
    for (let refresh = 1; refresh <= 100; refresh += 1) {
      await page.reload();
      expect(await sessionId(panel)).toBe(sid);
    }
    const atLeast = written;
    await chooseTab(panel, 'Logs');
    await until(async () => (await rowCount(panel, 'Server logs')) >= atLeast, { describe: 'the last lines' });
    const numbers = (await allMessages(panel)).map((message) => Number(message.replace('line ', '')));
    expect(numbers.length).toBeGreaterThanOrEqual(atLeast);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(server.history.map(({ type }) => type)).toEqual(['connect']);
  });

  it('are an entry each, beside the connection that they did not touch', async () => {
    await chooseTab(panel, 'Overview');
    const entries = () => panel.$$eval('[data-entry="navigation"]', (rows) => rows.map((row) => (row as HTMLElement).innerText));
    await until(async () => (await entries()).length >= 100, { describe: 'an entry for each refresh' });
    const rows = await entries();
    expect(rows).toHaveLength(100);
    for (const row of rows) expect(row).toMatch(/Tab refreshed: background connection unaffected, same session, up \d+/);
  });
});

describe('the end of the tab', () => {
  it.each([
    ['a crash', async () => void (await page.goto('chrome://crash').catch(() => {}))],
    ['closing it, and DevTools with it', async () => page.close()],
  ])('by %s leaves the connection standing', async (_name, end) => {
    await end();
    const view = await extension.openPanelTab();
    await waitForStatus(view, 'Connection', /^Connected/);
    const before = await rowCountOf(view);
    await until(async () => (await rowCountOf(view)) > before, { describe: 'lines to go on arriving' });
    expect(server.history.map(({ type }) => type)).toEqual(['connect']);
    await view.close();
  });
});

async function rowCountOf(view: Page): Promise<number> {
  await chooseTab(view, 'Logs');
  return rowCount(view, 'Server logs');
}
