/** The page's own sockets in the real panel, with the hook switched on for the site: seen, spoken through, and timed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import type { Socket } from 'socket.io';
import { composeEvent, pressButton, shownErrors, waitForAnswer } from '../support/compose.ts';
import { chooseTab, connectTo, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { median } from '../bench/support/benchmark.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

/** The background's server, and the page's. */
let server: TestServer;
let pageServer: TestServer;
let site: SocketSite;
let extension: RunningExtension;
let page: Page;
let panel: Frame;
let received: unknown[][] = [];
let writing: ReturnType<typeof setInterval>;

interface DemoPage {
  news: unknown[][];
  heard: unknown[];
}

beforeAll(async () => {
  server = await startServer();
  pageServer = await startServer();
  pageServer.io.on('connection', (socket: Socket) => {
    socket.onAny((...args: unknown[]) => received.push(args.filter((arg) => typeof arg !== 'function')));
    socket.on('double', (n: number, answer: (twice: number) => void) => answer(n * 2));
  });
  site = await startSocketSite(({ socket }) => ({
    '/': `
      <title>page</title>
      <script src="${pageServer.url}/socket.io/socket.io.js"></script>
      <script>
        window.news = [];
        window.heard = [];
        const client = io('${pageServer.url}', { transports: ['websocket'] });
        client.on('news', (...args) => news.push(args));
        const plain = new WebSocket('${socket('/echo')}');
        plain.onmessage = ({ data }) => heard.push(data);
      </script>`,
  }));
  extension = await launchPermitted(['http://127.0.0.1/*']);
  page = await extension.newPage(site.url('/'));
  panel = await extension.openPanel(page);
  await connectTo(panel, server.url);
  writing = setInterval(() => server.log({ message: 'tick' }), 10);
});

afterAll(async () => {
  clearInterval(writing);
  await extension?.close();
  await Promise.all([server?.close(), pageServer?.close(), site?.close()]);
});

const rows = () => panel.$$eval('[role="grid"][aria-label="Page sockets list"] [role="row"]', (all) => all.map((row) => (row as HTMLElement).innerText.replaceAll(/\s+/g, ' ')));
const openRows = async () => (await rows()).filter((row) => row.includes('Open'));
/** Waits until so many sockets are open, and one of them is this. */
const openSocket = async (name: string) => until(async () => (await openRows()).find((row) => row.includes(name)), { describe: `${name} among the open sockets` });

async function chooseTarget(address: string): Promise<void> {
  await chooseTab(panel, 'Compose');
  const select = await until(() => panel.$('aria/Target[role="combobox"]'), { describe: 'the choice of targets' });
  const value = await until(
    () => select.evaluate((element, text) => [...(element as HTMLSelectElement).options].find((option) => option.text.includes(text))?.value ?? '', address),
    { describe: `${address} among the targets` },
  );
  await select.select(value);
}

describe('the sockets of a page', () => {
  it('are captured from their first frame once the hook is on and the page is reloaded', async () => {
    await chooseTab(panel, 'Page sockets');
    await pressButton(panel, 'Capture this site');
    await panel.waitForSelector('aria/Stop capturing this site[role="button"]');
    await pressButton(panel, 'Reload page');
    const connected = /127\.0\.0\.1:\d+\/socket\.io\/ \/ Socket\.IO 3\/4 Open/;
    await until(async () => (await openRows()).some((row) => connected.test(row)), { describe: 'the page’s Socket.IO socket with its namespace' });
    expect(await openSocket('/echo')).toMatch(/WebSocket Open/);
    expect(await openRows()).toHaveLength(2);
  });

  it('are told in detail', async () => {
    const client = await until(() => [...pageServer.io.sockets.sockets.values()].at(-1), { describe: 'the page’s client' });
    await panel.locator('::-p-xpath(//*[@role="row"][contains(., "/socket.io/")][contains(., "Open")])').click();
    const detail = await until(() => panel.$('aria/Page socket[role="complementary"]'), { describe: 'the detail' });
    const text = await detail.evaluate((element) => (element as HTMLElement).innerText);
    expect(text).toContain(client.id);
    expect(text).toContain(client.conn['id']);
    expect(text).toMatch(/a script in the page/);
    await until(async () => (await detail.evaluate((element) => (element as HTMLElement).innerText)).includes('the browser’s network log confirms the socket'), { describe: 'the network log to confirm it' });
    expect((await openRows()).join()).not.toContain('Page’s word');
    expect(text).toMatch(/acknowledged after <?[\d,.]+ ms/);
  });

  it('carry an event from the panel to the page’s server, and the answer back', async () => {
    received = [];
    await chooseTarget('/socket.io/');
    await composeEvent(panel, { event: 'double', args: ['21'] });
    await panel.locator('aria/Expect an acknowledgement[role="checkbox"]').click();
    await pressButton(panel, 'Send');
    expect(await waitForAnswer(panel, /acknowledged/i)).toMatch(/: 42$/);
    expect(received).toEqual([['double', 21]]);
  });

  it('deliver a made-up message to the page’s handler', async () => {
    received = [];
    await panel.select('aria/Direction', 'in');
    await composeEvent(panel, { event: 'news' });
    await pressButton(panel, 'Send');
    await waitForAnswer(panel, /^Delivered/);
    await until(() => page.evaluate(() => (globalThis as unknown as DemoPage).news.length === 1), { describe: 'the page’s handler' });
    expect(await page.evaluate(() => (globalThis as unknown as DemoPage).news)).toEqual([[21]]);
    expect(received).toEqual([]);
    expect(await shownErrors(panel)).toEqual([]);
  });

  it('take raw frames where they are plain WebSockets, both ways', async () => {
    await chooseTarget('/echo');
    const frame = (await panel.$('aria/Frame[role="textbox"]'))!;
    await panel.select('aria/Direction', 'in');
    await frame.type('made up');
    await pressButton(panel, 'Send');
    await until(() => page.evaluate(() => (globalThis as unknown as DemoPage).heard.includes('made up')), { describe: 'the page’s handler' });
    await waitForAnswer(panel, /^Delivered/);
    await panel.select('aria/Direction', 'out');
    await pressButton(panel, 'Send');
    await waitForAnswer(panel, /^Sent/);
    // The server echoes, so what it was sent the page hears again.
    await until(() => page.evaluate(() => (globalThis as unknown as DemoPage).heard.filter((text) => text === 'made up').length === 2), { describe: 'the echo' });
  });

  // The bridge of a silent page has no port to a new background until that calls for it.
  it('take one after the background was stopped, though nothing has been said on them since', async () => {
    await savedToDisk(panel, 'made up');
    await extension.stopWorker();
    await pressButton(panel, 'Send');
    await until(() => page.evaluate(() => (globalThis as unknown as DemoPage).heard.filter((text) => text === 'made up').length === 3), { describe: 'the echo' });
    expect(await shownErrors(panel)).toEqual([]);
  });
});

describe('thirty refreshes', () => {
  // Both ends are timed by processes that share the machine; when something else holds it, the server notices late.
  it('are told with the gaps that the page’s server saw, beside an unbroken background connection', { retry: 2 }, async () => {
    const [before, own] = [pageServer.history.length, server.history.length];
    const connects = () => pageServer.history.slice(before).filter(({ type }) => type === 'connect').length;
    await chooseTab(panel, 'Page sockets');
    // By number, since only so many are shown, and those of a former try may be among them.
    const newest = () => panel.$$eval('[data-refresh]', (items) => Number((items[0] as HTMLElement | undefined)?.dataset['refresh'] ?? -1));
    const former = await newest();
    const lines = () =>
      panel.$$eval(
        '[data-refresh]',
        (items, seq) =>
          items
            .filter((item) => Number((item as HTMLElement).dataset['refresh']) > seq)
            .map((item) => [...item.querySelectorAll<HTMLElement>('.refresh-line')].map((line) => ({ text: line.innerText, gap: Number(line.dataset['gap']) })).find(({ text }) => text.includes('/socket.io/'))),
        former,
      );
    const took: number[] = [];
    for (let refresh = 1; refresh <= 30; refresh += 1) {
      const began = Date.now();
      await page.reload();
      await until(() => connects() === refresh, { describe: `connect ${refresh}` });
      // What a page says in its very last moment may be lost with it, so it is left until the panel has seen its connect.
      await until(
        async () => {
          const told = await lines();
          return told.length === refresh && (told[0]?.gap ?? -1) >= 0;
        },
        { describe: `refresh ${refresh} in the panel` },
      );
      took.push(Date.now() - began);
    }
    const found = await until(
      async () => {
        const shown = await lines();
        return shown.length === 30 && shown.every((line) => line !== undefined && line.gap >= 0) && shown;
      },
      { describe: 'thirty refreshes' },
    );
    const history = pageServer.history.slice(before).toSorted((a, b) => a.at - b.at);
    const server30 = gaps(history);
    expect(server30).toHaveLength(30);
    const told = found.map((line) => line!.gap).toReversed();
    const differences = told.map((gap, index) => Math.abs(gap - server30[index]!));
    const both = told.map((gap, index) => `${gap} here, ${Math.round(server30[index]!)} there`).join('; ');
    // How far apart both are on a machine that is slow or does something else is to be seen by how long a refresh takes it.
    expect(differences.filter((difference, index) => difference >= took[index]!), both).toEqual([]);
    expect(median(differences), both).toBeLessThan(Math.max(100, median(took) / 2));
    for (const line of found) expect(line!.text).toMatch(/page socket back after [\d,]+ ms; \d+ log lines? arrived meanwhile; the background connection missed nothing/);
    expect(server.history.slice(own)).toEqual([]);
  });

  it('are forgotten by Clear at any moment, come back once they say something, and the next one is told again', async () => {
    // The network log has yet to tell of a page that has just loaded, and may not bring back what was cleared.
    for (let time = 1; time <= 5; time += 1) {
      await page.reload();
      await openSocket('/socket.io/');
      await pressButton(panel, 'Clear');
      await until(async () => (await panel.$$('[data-refresh]')).length === 0 && (await openRows()).length === 0, { describe: `nothing to be left the ${time}. time` });
    }
    pageServer.io.emit('news', 'after Clear');
    expect(await openSocket('/socket.io/')).toMatch(/Socket\.IO 3\/4 Open/);
    expect(await openRows()).toHaveLength(1);
    await page.reload();
    await openSocket('/socket.io/');
    await until(async () => (await panel.$$('[data-refresh]')).length === 1, { describe: 'the refresh' });
  });
});

/** From each client's going to the next one's coming, in ms. The old one may be missed only after the new one has come. */
function gaps(history: readonly { at: number; type: 'connect' | 'disconnect' }[]): number[] {
  const went = history.filter(({ type }) => type === 'disconnect');
  const came = history.filter(({ type }) => type === 'connect');
  return went.slice(0, came.length).map(({ at }, index) => Math.max(0, came[index]!.at - at));
}
