/** The page's own sockets in Firefox: said to be out of sight, seen and spoken through once the user has allowed the hook, and diagnosed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Socket } from 'socket.io';
import { chooseTab, connectTo, press, waitForStatus } from '../support/firefox/controls.ts';
import type { FirefoxDocument } from '../support/firefox/document.ts';
import { launchFirefox, type FirefoxTab, type RunningFirefox } from '../support/firefox/firefox.ts';
import { textsOf } from '../support/firefox/lists.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';
import { startWerkzeugServer, type WerkzeugServer } from '../servers/werkzeug-server.ts';

let pageServer: TestServer;
let werkzeug: WerkzeugServer;
let site: SocketSite;
let firefox: RunningFirefox;
let page: FirefoxTab;
let panel: FirefoxDocument;
const received: unknown[][] = [];

beforeAll(async () => {
  pageServer = await startServer();
  pageServer.io.on('connection', (socket: Socket) => {
    socket.on('double', (n: number, answer: (twice: number) => void) => {
      received.push(['double', n]);
      answer(n * 2);
    });
  });
  werkzeug = await startWerkzeugServer();
  const client = (url: string) => `
    <script src="${pageServer.url}/socket.io/socket.io.js"></script>
    <script>
      globalThis.news = [];
      const client = io('${url}', { transports: ['websocket'] });
      client.on('news', (...args) => news.push(args));
    </script>`;
  site = await startSocketSite(({ socket }) => ({
    '/': `<title>page</title>${client(pageServer.url)}<script>new WebSocket('${socket('/echo')}');</script>`,
    '/werkzeug': `<title>page</title>${client(werkzeug.url)}`,
  }));
  firefox = await launchFirefox();
  page = await firefox.newTab(site.url('/'));
  panel = await firefox.openPanel();
  await chooseTab(panel, 'Page sockets');
});

afterAll(async () => {
  await firefox?.close();
  await Promise.all([pageServer?.close(), werkzeug?.close(), site?.close()]);
});

const rows = () => textsOf(panel, '[role="grid"][aria-label="Page sockets list"] [role="row"]');
const text = async () => (await textsOf(panel, '.view-page-sockets')).join();
const openRows = async () => (await rows()).filter((row) => row.includes('Open'));

describe('without the hook', () => {
  it('the panel says that Firefox shows no sockets, and what to do', async () => {
    const told = /Firefox’s network log has no messages of WebSockets.*Switch it on for this site/;
    await until(async () => told.test(await text()), { describe: 'what Firefox lacks, and what to do' });
  });

  it('the panel asks in a window of its own, and a refusal is said and leaves all as it was', async () => {
    await press(panel, 'Capture this site');
    const window = await firefox.accessWindow();
    expect((await textsOf(window, 'main')).join()).toMatch(/Allow access to 127\.0\.0\.1\?.*all ports of the host/);
    await until(async () => (await textsOf(panel, '.toasts')).join().includes('The browser asks in a window of its own'), { describe: 'the panel to say where to answer' });
    await press(window, 'Allow…');
    await firefox.answerPermission('Deny');
    await until(async () => (await textsOf(window, '[role="alert"]'))[0] !== '', { describe: 'the window to say that nothing was allowed' });
    await press(window, 'Not now').catch(() => {});
    await until(async () => (await text()).includes('Without the permission, this page’s sockets cannot be seen'), { describe: 'the refusal' });
    expect(await textsOf(panel, '.toast')).toEqual([]);
    await until(async () => (await firefox.windows()) === 1, { describe: 'the window to be gone' });
    await until(async () => panel.has('button', 'Capture this site'), { describe: 'the button to be back' });
  });
});

describe('with the hook', () => {
  it('every socket is seen from its first frame, once the user has allowed it and reloads the page', async () => {
    await press(panel, 'Capture this site');
    await press(await firefox.accessWindow(), 'Allow…');
    expect(await firefox.answerPermission('Allow')).toMatch(/Access your data for sites in 127\.0\.0\.1/);
    await until(async () => panel.has('button', 'Stop capturing this site'), { describe: 'the hook to be on' });
    await until(async () => (await text()).includes('the hook runs on all ports of this host'), { describe: 'the word about ports' });
    await until(async () => (await firefox.windows()) === 1, { describe: 'the window to be gone' });
    await press(panel, 'Reload page');
    const connected = /127\.0\.0\.1:\d+\/socket\.io\/ \/ Socket\.IO 3\/4 Open/;
    await until(async () => (await openRows()).some((row) => connected.test(row)), { describe: 'the page’s Socket.IO socket with its namespace' });
    expect((await openRows()).join()).toMatch(/\/echo WebSocket Open/);
    expect(await openRows()).toHaveLength(2);
  });

  // The bridge of a page that has been silent since then has no port, whose end would tell that the page has gone.
  it('it outlives a background that was stopped, and a refresh is told all the same', async () => {
    await savedToDisk(panel, 'hello from /echo');
    await firefox.stopBackground();
    await page.reload();
    let told: readonly string[] = [];
    await until(async () => (told = await textsOf(panel, '[data-refresh]')).some((line) => line.includes('page socket back after')), { describe: () => `the refresh with its gap: ${told.join('; ')}` });
    let seen: readonly string[] = [];
    await until(async () => (seen = await openRows()).length === 2, { describe: () => `both sockets of the new document, and none of the former: ${seen.join('; ')}` });
  });

  it('an event is sent to the page’s server through the page’s socket, and its answer comes back', async () => {
    await chooseTab(panel, 'Compose');
    await until(
      async () =>
        panel.with('combobox', 'Target', (element, { click }) => {
          const option = [...(element as HTMLSelectElement).options].find(({ text: name }) => name.includes('/socket.io/'));
          return option === undefined ? false : click(option).then(() => true);
        }),
      { describe: 'the page’s socket among the targets' },
    );
    await panel.with('textbox', 'Event', async (element, { type }) => type(element, 'double'));
    await press(panel, 'Add argument');
    await panel.with('textbox', 'Argument 1', async (element, { clear, type }) => {
      await clear(element);
      await type(element, '21');
    });
    await panel.with('checkbox', 'Expect an acknowledgement', async (element, { click }) => click(element));
    await press(panel, 'Send');
    await until(async () => panel.with('status', 'Answer', (element) => /acknowledged.*: 42$/is.test(element.innerText.trim())), { describe: 'the answer' });
    expect(received).toEqual([['double', 21]]);
  });
});

describe('the error that this project began with', () => {
  it('is called harmless after a refresh', async () => {
    await chooseTab(panel, 'Overview');
    await connectTo(panel, werkzeug.url);
    const before = werkzeug.opened;
    await page.document.evaluate((address) => void (location.href = address), site.url('/werkzeug'));
    await until(() => werkzeug.opened === before + 1, { describe: 'the page’s socket' });
    await page.reload();
    await until(() => werkzeug.opened === before + 2, { describe: 'the page’s next socket' });
    werkzeug.relayTraceback();
    const shown = async () => panel.evaluate(() => [...document.querySelectorAll('[data-diagnosis]')].map((finding) => finding.getAttribute('data-diagnosis')));
    await until(async () => (await shown()).includes('werkzeug-false-500'), { describe: 'the verdict' });
    expect((await textsOf(panel, '[data-diagnosis="werkzeug-false-500"]')).join()).toMatch(/Harmless/);
    await waitForStatus(panel, 'Connection', /^Connected/);
  });
});
