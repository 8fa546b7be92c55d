/** The real popup, opened by the toolbar button: state at once, Reconnect, and keyboard alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { fill, launchExtension, press, sessionId, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let page: Page;
let popup: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  page = await extension.newPage('data:text/html,<title>any page</title>');
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

beforeEach(async () => {
  await popup?.close().catch(() => {});
  popup = await extension.openPopup(page);
});

/** Badge and title, which any page of the extension may read. */
async function toolbar(view: Page): Promise<{ text: string; title: string }> {
  return view.evaluate(async () => {
    const { action } = (globalThis as unknown as { chrome: { action: { getBadgeText(of: object): Promise<string>; getTitle(of: object): Promise<string> } } }).chrome;
    return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
  });
}

describe('the popup', () => {
  it('begins disconnected, at the report’s address, and connects', async () => {
    expect(await statusText(popup, 'Connection')).toMatch(/^Disconnected/);
    expect(await statusText(popup, 'Acknowledgement')).toMatch(/^Waiting/);
    expect(await popup.$eval('aria/Server URL[role="textbox"]', (box) => (box as HTMLInputElement).value)).toBe('http://127.0.0.1:5552');
    await until(async () => (await toolbar(popup)).title === 'Holdfast: not connected', { describe: 'the toolbar’s title' });
    expect((await toolbar(popup)).text).toBe('');
    await fill(popup, 'Server URL', server.url);
    await press(popup, 'Connect');
    await waitForStatus(popup, 'Connection', /^Connected/);
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
    await waitForStatus(popup, 'Heartbeat', /\d ms/);
    expect(await statusText(popup, 'Transport')).toBe('websocket');
    expect(await sessionId(popup)).toBe([...server.io.sockets.sockets.keys()][0]);
    await until(async () => (await toolbar(popup)).text === 'on', { describe: 'the badge' });
    expect((await toolbar(popup)).title).toMatch(/Connected, acknowledged/);
  });

  it('shows what is there as soon as it opens again', async () => {
    expect(await statusText(popup, 'Connection')).toMatch(/^Connected/);
    expect(await statusText(popup, 'Heartbeat')).toMatch(/\d ms/);
  });

  it('tells of errors among the logs that nobody has read', async () => {
    server.log({ level: 'error', message: 'out of stock' });
    server.log({ level: 'critical', message: 'on fire' });
    await until(() => popup.$('::-p-text(2 unread errors)'), { describe: 'the unread errors' });
  });

  it('reconnects twenty times quickly, with never two connections, and ends with one', async () => {
    const before = server.history.filter(({ type }) => type === 'connect').length;
    const button = await until(() => popup.$('aria/Reconnect[role="button"]'), { describe: 'the button' });
    await button.evaluate(async (element) => {
      for (let click = 0; click < 20; click += 1) {
        (element as HTMLElement).click();
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    });
    await until(() => server.history.filter(({ type }) => type === 'connect').length > before, { describe: 'a connect' });
    await until(async () => (await sessionId(popup)) === [...server.io.sockets.sockets.keys()][0], { describe: 'the last of them' });
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
    const history = () => server.history.map(({ at, type, engineSid, live }) => `${at.toFixed()} ${type} ${engineSid} ${live}`).join('\n');
    expect(server.maxLive, history()).toBe(1);
    expect(server.maxEngineConnections, history()).toBe(1);
    await until(() => server.engineConnections() === 1, { describe: 'one connection to be left' });
  });

  it('counts down to the next attempt when the server is gone, and its Reconnect does it at once', async () => {
    await server.kill();
    await waitForStatus(popup, 'Connection', /^Reconnecting \(attempt \d+, next in \d+ s\)/);
    await until(async () => (await toolbar(popup)).text === '…', { describe: 'the badge' });
    // Until the wait is as long as it gets, so that coming back at once cannot be the Manager's doing.
    await waitForStatus(popup, 'Connection', /next in [45] s/, 30_000);
    await server.start();
    const since = performance.now();
    await press(popup, 'Reconnect');
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/, 3_000);
    expect(performance.now() - since).toBeLessThan(3_000);
    await waitForStatus(popup, 'Connection', /^Connected/);
  });

  it('comes back by itself too', async () => {
    await server.restart(1_500);
    await waitForStatus(popup, 'Connection', /^Connected/);
    await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
  });

  it('is worked by the keyboard alone', async () => {
    const focused = () => popup.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (name: string) => {
      await until(
        async () => {
          if ((await focused()) === name) return true;
          await popup.keyboard.press('Tab');
          return false;
        },
        { describe: `Tab to reach ${name}` },
      );
    };
    await tabTo('Disconnect');
    await popup.keyboard.press('Enter');
    await waitForStatus(popup, 'Connection', /^Disconnected/);
    await tabTo('Server URL');
    await popup.keyboard.press('Enter');
    await waitForStatus(popup, 'Connection', /^Connected/);
    await tabTo('Reconnect');
    const connects = server.history.filter(({ type }) => type === 'connect').length;
    await popup.keyboard.press('Space');
    await until(() => server.history.filter(({ type }) => type === 'connect').length > connects, { describe: 'the reconnect' });
  });
});

describe('several connections at once', () => {
  it('stand beside each other, and each is shown when it is chosen', async () => {
    const other = await startServer();
    try {
      await saveProfile(popup, { id: 'other', name: 'Other server', url: other.url });
      await popup.select('aria/Profile', 'other');
      await waitForStatus(popup, 'Connection', /^Disconnected/);
      await press(popup, 'Connect');
      await waitForStatus(popup, 'Acknowledgement', /^Acknowledged/);
      expect(await sessionId(popup)).toBe([...other.io.sockets.sockets.keys()][0]);
      await popup.select('aria/Profile', 'default');
      await waitForStatus(popup, 'Connection', /^Connected/);
      await until(async () => (await sessionId(popup)) === [...server.io.sockets.sockets.keys()][0], { describe: 'the first one’s session' });
      await until(async () => (await toolbar(popup)).text === '2', { describe: 'the badge to count both' });
    } finally {
      await other.close();
    }
  });
});
