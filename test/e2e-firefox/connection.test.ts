/** The extension's main job in Firefox, in its real toolbox and popup: the tab is refreshed, the background stopped, and the connection stands. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseTab, connectTo, fill, press, rowCount, sessionId, statusText, waitForStatus } from '../support/firefox/controls.ts';
import type { FirefoxDocument } from '../support/firefox/document.ts';
import { launchFirefox, type FirefoxTab, type RunningFirefox } from '../support/firefox/firefox.ts';
import { allMessages, textsOf } from '../support/firefox/lists.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

const REFRESHES = 20;
const STOPS = 5;

let server: TestServer;
let site: SocketSite;
let firefox: RunningFirefox;
let page: FirefoxTab;
let panel: FirefoxDocument;
/** The number of each line that was written. */
let written = 0;
let writing: ReturnType<typeof setInterval>;

const connects = () => server.history.filter(({ type }) => type === 'connect').length;
const entries = (kind: string) => textsOf(panel, `[data-entry="${kind}"]`);

beforeAll(async () => {
  server = await startServer({ pingInterval: 2_000, pingTimeout: 4_000 });
  site = await startSocketSite(() => ({ '/': '<title>page</title>' }));
  firefox = await launchFirefox();
  page = await firefox.newTab(site.url('/'));
  panel = await firefox.openPanel();
});

afterAll(async () => {
  clearInterval(writing);
  await firefox?.close();
  await Promise.all([server?.close(), site?.close()]);
});

describe('the panel in the toolbox', () => {
  it('connects, and shows the acknowledgement, the heartbeat, the transport and the log lines', async () => {
    await waitForStatus(panel, 'Connection', /^Disconnected/);
    await connectTo(panel, server.url);
    await waitForStatus(panel, 'Connection', /^Connected/);
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    expect(await statusText(panel, 'Transport')).toBe('websocket');
    expect(await sessionId(panel)).toBe([...server.io.sockets.sockets.keys()][0]);
    writing = setInterval(() => server.log({ level: 'info', message: `line ${written++}` }), 25);
    await chooseTab(panel, 'Logs');
    await until(async () => (await rowCount(panel, 'Server logs')) >= 10, { describe: 'ten lines' });
  });

  it(`keeps its session over ${REFRESHES} refreshes, and not one line is lost or doubled`, async () => {
    const sid = await sessionId(panel);
    await page.document.evaluate(() => history.replaceState({}, '', location.href));
    for (let refresh = 1; refresh <= REFRESHES; refresh += 1) {
      await page.reload();
      expect(await sessionId(panel)).toBe(sid);
    }
    const atLeast = written;
    await until(async () => (await rowCount(panel, 'Server logs')) >= atLeast, { describe: 'the last lines' });
    clearInterval(writing);
    const messages = await allMessages(panel);
    expect(messages).toEqual(messages.map((_, index) => `line ${index}`));
    await chooseTab(panel, 'Overview');
    await until(async () => (await entries('navigation')).length >= REFRESHES, { describe: 'an entry for each refresh' });
    expect(await entries('navigation')).toHaveLength(REFRESHES);
    for (const row of await entries('navigation')) expect(row).toMatch(/Tab refreshed: background connection unaffected, same session, up \d+/);
    expect(server.history.map(({ type }) => type)).toEqual(['connect']);
  });

  it('searches what is on disk', async () => {
    await chooseTab(panel, 'Logs');
    await fill(panel, 'searchbox', 'Filter', 'line 7');
    const expected = Array.from({ length: written }, (_, number) => `line ${number}`).filter((message) => message.includes('line 7'));
    await until(async () => (await rowCount(panel, 'Server logs')) === expected.length, { describe: `${expected.length} lines that match` });
    await fill(panel, 'searchbox', 'Filter', '');
    await until(async () => (await rowCount(panel, 'Server logs')) >= written, { describe: 'all lines again' });
  });

  it('saves the recording as a file', async () => {
    await chooseTab(panel, 'Logs');
    await press(panel, 'Export…');
    await press(panel, 'Save file');
    const name = await until(async () => (await readdir(firefox.downloads).catch(() => [])).find((file) => file.endsWith('.ndjson')), { describe: 'the file' });
    await until(async () => (await textsOf(panel, 'dialog[open] .export-outcome'))[0]?.includes(`Saved as ${name}`), { describe: 'the panel to say so' });
    const saved = await until(async () => {
      const text = await readFile(path.join(firefox.downloads, name), 'utf8');
      return text.endsWith('\n') && text;
    });
    for (let number = 0; number < written; number += 1) expect(saved).toContain(`"line ${number}"`);
    await press(panel, 'Close');
  });

  it('wears the theme of the toolbox', async () => {
    const theme = () => panel.evaluate(() => document.documentElement.dataset['theme']);
    for (const dark of [true, false]) {
      await firefox.setDarkTheme(dark);
      await until(async () => (await theme()) === (dark ? 'dark' : 'light'), { describe: dark ? 'the dark theme' : 'the light theme' });
    }
  });
});

describe('a background that Firefox stops', () => {
  it(`comes back ${STOPS} times, each time with the connection, all that was recorded, and an entry that says so`, async () => {
    const before = connects();
    const expected = await allMessages(panel);
    for (let stop = 1; stop <= STOPS; stop += 1) {
      const message = `before stop ${stop}`;
      server.log({ message });
      expected.push(message);
      const former = await sessionId(panel);
      // What is shown may not be on disk yet: then that it is stopped, which Firefox says, is what brings it there.
      await until(async () => (await rowCount(panel, 'Server logs')) === expected.length, { describe: message });
      await firefox.stopBackground();
      await until(() => connects() === before + stop, { describe: `connect ${stop}` });
      await until(async () => ![former, ''].includes(await sessionId(panel)), { describe: 'another session' });
      await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
      await chooseTab(panel, 'Overview');
      await until(async () => (await entries('worker-restarted')).length === stop, { describe: `${stop} entries of restarts` });
      expect(await allMessages(panel)).toEqual(expected);
    }
    expect(server.maxLive).toBe(1);
    expect(server.engineConnections()).toBe(1);
  });
});

describe('the popup of the toolbar button', () => {
  it('shows the same connection, and its Reconnect makes a new session', async () => {
    const own = await firefox.openPanelTab();
    const popup = await firefox.openPopup(own.document);
    await waitForStatus(popup, 'Connection', /^Connected/);
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
    const former = await sessionId(popup);
    expect(former).toBe([...server.io.sockets.sockets.keys()][0]);
    await press(popup, 'Reconnect');
    await until(async () => ![former, ''].includes(await sessionId(popup)), { describe: 'another session' });
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
    expect(await sessionId(popup)).toBe([...server.io.sockets.sockets.keys()][0]);
    expect(server.maxLive).toBe(1);
    await press(popup, 'Disconnect');
    await waitForStatus(popup, 'Connection', /^Disconnected/);
    await until(() => server.engineConnections() === 0, { describe: 'the end on the server' });
    await own.close();
  });
});
