/** What happens to the extension and its pages while both are in use: reload, update, access taken back, tabs and tools that move. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { pressButton } from '../support/compose.ts';
import { chooseTab, connectTo, sessionId, waitForStatus, type View } from '../support/extension.ts';
import { changeJson, type ChangedExtension } from '../support/changed-extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { sendCommand } from '../support/command.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { moveToNewWindow, tabIdOf } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

let server: TestServer;
let site: SocketSite;
let extension: ChangedExtension;

beforeAll(async () => {
  server = await startServer();
  const page = ({ socket }: SocketSite, path: string) => `<title>page</title><script>
    globalThis.heard = [];
    globalThis.faults = [];
    onerror = (message) => faults.push(message);
    onunhandledrejection = ({ reason }) => faults.push(String(reason));
    globalThis.socket = new WebSocket('${socket(path)}');
    socket.onmessage = ({ data }) => heard.push(data);
  </script>`;
  site = await startSocketSite((own) => ({ '/page': page(own, '/one'), '/other': page(own, '/two') }));
});

afterEach(async () => extension?.close());
afterAll(async () => Promise.all([server?.close(), site?.close()]));

interface DemoPage {
  readonly heard: string[];
  readonly faults: string[];
  readonly socket: WebSocket;
}

/** Has a page say something, and waits for the echo. */
async function say(page: Page, text: string): Promise<void> {
  await page.waitForFunction(() => (globalThis as unknown as DemoPage).socket.readyState === 1);
  await page.evaluate((said) => (globalThis as unknown as DemoPage).socket.send(said), text);
  await until(() => page.evaluate((said) => (globalThis as unknown as DemoPage).heard.includes(said), text), { describe: `the echo of ${text}` });
}

const faultsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as DemoPage).faults);

/** Waits for the hook to be in the pages that are loaded from now on. */
async function registered(view: View): Promise<void> {
  const count = () => view.evaluate(async () => (await (globalThis as unknown as { chrome: { scripting: { getRegisteredContentScripts(): Promise<unknown[]> } } }).chrome.scripting.getRegisteredContentScripts()).length);
  await until(async () => (await count()) === 2, { describe: 'the hook to be registered' });
}

/** Opens a page with the hook, and a panel in a tab that inspects it. */
async function captured(path: string): Promise<{ page: Page; panel: Page; tabId: number }> {
  const setUp = await extension.openPanelTab();
  await sendCommand(setUp, { type: 'hook-site', id: 1, origin: new URL(site.url('/')).origin, on: true });
  await registered(setUp);
  const page = await extension.newPage(site.url(path));
  const tabId = await tabIdOf(setUp, site.url(path));
  await setUp.close();
  const panel = await extension.openPanelTab(tabId);
  await watchRecording(panel, tabId);
  await say(page, 'first');
  await recorded(panel, 'first');
  return { page, panel, tabId };
}

const textsOf = async (panel: View) => (await recordedOf(panel)).flatMap((entry) => (entry.kind === 'packet' ? [entry.text] : []));
const recorded = (panel: View, text: string) => until(async () => (await textsOf(panel)).includes(text), { describe: `${text} in the recording` });
const socketRows = (view: View) => view.$$eval('[role="grid"][aria-label="Page sockets list"] [role="row"]', (rows) => rows.map((row) => (row as HTMLElement).innerText.replaceAll(/\s+/g, ' ')));
const unseen = (view: View) => view.$$eval('.unseen li', (lines) => lines.map(({ textContent }) => textContent));
const shownRow = (view: View, text: RegExp) => until(async () => (await socketRows(view)).find((row) => text.test(row)), { describe: `${String(text)} in the list` });

describe('capturing that ends while sockets are open', () => {
  const STOPPED = 'Capturing was stopped while sockets were open. How they went on is not seen.';

  async function isSilent({ page, panel }: { page: Page; panel: Page }): Promise<void> {
    await chooseTab(panel, 'Page sockets');
    await shownRow(panel, /\/one.* Not followed/);
    expect(await unseen(panel)).toContain(STOPPED);
    await say(page, 'unheard');
    expect(await faultsOf(page)).toEqual([]);
  }

  it('by the button is said, and what the page says from then on is not recorded until it is captured and loaded again', async () => {
    extension = await launchPermitted(['http://127.0.0.1/*']);
    const { page, panel } = await captured('/page');
    await chooseTab(panel, 'Page sockets');
    expect(await shownRow(panel, /\/one.* Open/)).toContain('Page’s word');
    await pressButton(panel, 'Stop capturing this site');
    await isSilent({ page, panel });
    await pressButton(panel, 'Capture this site');
    await panel.waitForSelector('aria/Stop capturing this site[role="button"]');
    await page.reload();
    await say(page, 'heard again');
    await recorded(panel, 'heard again');
    const entries = await recordedOf(panel);
    expect(entries.filter(({ kind }) => kind === 'capture-gap')).toHaveLength(1);
    expect(await textsOf(panel)).not.toContain('unheard');
  });

  it('because the access to the site was taken back says the same', async () => {
    extension = await launchPermitted(['http://127.0.0.1/*'], { optional: true });
    const { page, panel } = await captured('/page');
    await panel.evaluate(async () => (globalThis as unknown as { chrome: { permissions: { remove(what: object): Promise<boolean> } } }).chrome.permissions.remove({ origins: ['http://127.0.0.1/*'] }));
    await isSilent({ page, panel });
    expect(await textsOf(panel)).not.toContain('unheard');
  });
});

describe('an extension that is replaced while it is in use', () => {
  it.each([
    ['reloaded', async () => {}],
    ['updated', async (folder: string) => changeJson<{ version: string }>(folder, 'manifest.json', (manifest) => ({ ...manifest, version: '99.0.0' }))],
  ])('by being %s connects again, harms no page, and says what it did not see', async (_, change) => {
    extension = await launchPermitted(['http://127.0.0.1/*']);
    const { page, panel } = await captured('/page');
    await connectTo(panel, server.url);
    server.log({ message: 'before' });
    await savedToDisk(panel, 'before');
    const devtools = await extension.openPanel(page);
    await waitForStatus(devtools, 'Connection', /^Connected/);
    const popup = await extension.openPopup(page);
    await waitForStatus(popup, 'Connection', /^Connected/);
    const connects = () => server.history.filter(({ type }) => type === 'connect').length;
    const before = connects();
    await extension.replace(change);
    await until(() => connects() === before + 1, { describe: 'the connection to come back' });

    await say(page, 'while nobody listens');
    await page.evaluate((address) => { (globalThis as unknown as { later: WebSocket }).later = new WebSocket(address); }, site.socket('/later'));
    await until(() => page.evaluate(() => (globalThis as unknown as { later: WebSocket }).later.readyState === 1), { describe: 'a socket that is opened now' });
    expect(await faultsOf(page)).toEqual([]);

    // The browser closes the views of the former one. They are opened again as ever.
    await waitForStatus(await extension.openPanel(page), 'Connection', /^Connected/);
    const view = await extension.openPanelTab();
    await waitForStatus(view, 'Connection', /^Connected/);
    await until(() => view.$('[data-entry="extension-started"]'), { describe: 'the start in the timeline' });
    expect(await view.$$('[data-diagnosis]')).toEqual([]);
    expect(server.maxLive).toBe(1);
    // The recording of the page has ended, and says so of its socket.
    await chooseTab(view, 'Recordings');
    await view.locator('::-p-xpath(//tr[contains(., "Closed page")]//button[contains(., "Open")])').click();
    await chooseTab(view, 'Page sockets');
    await shownRow(view, /\/one.* Not followed/);

    await registered(view);
    await page.reload();
    const tabId = await tabIdOf(view, site.url('/page'));
    await watchRecording(view, tabId);
    await say(page, 'listened to again');
    await recorded(view, 'listened to again');
  });
});

describe('tabs and tools that move', () => {
  it('a tab that is moved to another window is captured as before', async () => {
    extension = await launchPermitted(['http://127.0.0.1/*']);
    const { page, panel, tabId } = await captured('/page');
    await moveToNewWindow(panel, tabId);
    await say(page, 'in the new window');
    await recorded(panel, 'in the new window');
    await chooseTab(panel, 'Page sockets');
    await shownRow(panel, /\/one.* Open/);
    expect((await recordedOf(panel)).filter(({ kind }) => kind === 'capture-gap' || kind === 'socket-closed')).toEqual([]);
  });

  it('two panels on two tabs each show their own page’s sockets, and the same connection', async () => {
    extension = await launchPermitted(['http://127.0.0.1/*']);
    const one = await captured('/page');
    const two = await captured('/other');
    await connectTo(one.panel, server.url);
    await waitForStatus(two.panel, 'Connection', /^Connected/);
    expect(await sessionId(two.panel)).toBe(await sessionId(one.panel));
    for (const [{ panel }, own, others] of [[one, '/one', '/two'], [two, '/two', '/one']] as const) {
      await chooseTab(panel, 'Page sockets');
      await shownRow(panel, new RegExp(`${own}.* Open`));
      expect((await socketRows(panel)).join()).not.toContain(others);
    }
    await one.page.reload();
    await say(one.page, 'of the first');
    await recorded(one.panel, 'of the first');
    await say(two.page, 'of the second');
    await recorded(two.panel, 'of the second');
    expect(await textsOf(two.panel)).not.toContain('of the first');
    expect(await textsOf(one.panel)).not.toContain('of the second');
  });

  it('a panel whose tools are docked elsewhere, closed and opened again goes on with the same connection', async () => {
    extension = await launchPermitted(['http://127.0.0.1/*']);
    const page = await extension.newPage(site.url('/page'));
    const panel = await extension.openPanel(page);
    await connectTo(panel, server.url);
    const sid = await sessionId(panel);
    await watchRecording(panel);
    await page.reload();
    await say(page, 'in the log');
    await recorded(panel, 'in the log');
    await extension.moveDevTools(page, 'undocked');
    await say(page, 'after undocking');
    await recorded(panel, 'after undocking');
    await extension.moveDevTools(page, 'bottom');
    await say(page, 'after docking');
    await recorded(panel, 'after docking');
    const devtools = await page.openDevTools();
    await devtools.close();
    const again = await extension.openPanel(page);
    await waitForStatus(again, 'Connection', /^Connected/);
    expect(await sessionId(again)).toBe(sid);
    await chooseTab(again, 'Page sockets');
    await shownRow(again, /\/one/);
  });
});
