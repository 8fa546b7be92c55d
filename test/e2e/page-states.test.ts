/** How each socket of a page stands, told from the network log of a real Chromium: in the list, and in what is recorded. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import type { Entry, EntryKind, EntryOf } from '../../src/core/entries/entry.ts';
import { changeJson, launchChanged } from '../support/changed-extension.ts';
import { chooseTab, type RunningExtension } from '../support/extension.ts';
import { freePort } from '../support/free-port.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSilentServer, type SilentServer } from '../servers/silent-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

let site: SocketSite;
let server: TestServer;
let silent: SilentServer;
let extension: RunningExtension;
let page: Page;
let panel: Frame;
let closedPort: number;

const POLL = 'socket.io/?EIO=4&transport=polling';
const ONLY_SELF = { 'content-security-policy': "default-src 'self' 'unsafe-inline'; connect-src 'self'", 'x-powered-by': 'test' };
const poll = (url: string) => `{ const request = new XMLHttpRequest(); request.open('GET', '${url}'); request.send(); }`;
const client = (options: string) => `<script src="${server.url}/socket.io/socket.io.js"></script><script>window.client = io('${server.url}', ${options});</script>`;

beforeAll(async () => {
  closedPort = await freePort();
  server = await startServer();
  silent = await startSilentServer();
  site = await startSocketSite(({ socket, url, port }) => ({
    '/empty': '<title>empty</title>',
    '/two': '<title>two</title>',
    '/kinds': `<script>
      new WebSocket('ws://127.0.0.1:6000/unsafe');
      new WebSocket('${silent.url.replace('http', 'ws')}/hang');
      new WebSocket('ws://127.0.0.1:${closedPort}/nobody');
      new WebSocket('${socket('/refuse')}');
      new WebSocket('${socket('/moved')}');
      new WebSocket('wss://127.0.0.1:${port}/plain');
      new WebSocket('${socket('/echo')}');
      new EventSource('/nowhere');
      new EventSource('/events?open');
      const ended = new EventSource('/events?ended'); ended.onmessage = () => ended.close();
      fetch('/events?fetched').then(({ body }) => body.getReader().read());
      new Worker('/worker.js');
      ${poll(`${silent.url}/${POLL}`)}
      ${poll(`${url('/').replace(/\/$/, '')}/${POLL}`)}
    </script>`,
    '/worker.js': `new WebSocket('ws://127.0.0.1:6000/inworker'); new WebSocket('${socket('/refuse')}?worker');`,
    '/policy': { body: `<script>new WebSocket('ws://127.0.0.1:${closedPort}/unseen'); new EventSource('http://127.0.0.1:${closedPort}/events'); ${poll(`http://127.0.0.1:${closedPort}/${POLL}`)}</script>`, headers: ONLY_SELF },
    '/framed': '<iframe src="/policy"></iframe>',
    '/queries': `<script>new WebSocket('${socket('/channel')}?page=manager'); new WebSocket('${socket('/channel')}?page=preview'); new WebSocket('${socket('/other')}?token=1');</script>`,
    '/unseen': `<script>
      const echo = new WebSocket('${socket('/blob')}');
      echo.onopen = () => { echo.send(new Blob(['12345'])); echo.send('after'); };
      new SharedWorker('/shared.js');
      new WebTransport('https://127.0.0.1:${closedPort}/transport').ready.catch(() => {});
    </script>`,
    '/shared.js': `new WebSocket('${socket('/fromshared')}');`,
    '/replacing': `<script>history.replaceState({}, '', location.href); window.plain = new WebSocket('${socket('/replacing')}');</script>`,
    '/register': `<script>navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => (document.title = 'ready'));</script>`,
    '/sw.js': `
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', (event) => event.respondWith(fetch(event.request).catch(() => new Response('gone', { status: 504 }))));`,
    '/worked': `${client("{ transports: ['polling'] }")}<script>client.on('connect', () => client.emit('heartbeat_test', { seq: 7 }, () => (document.title = 'answered')));</script>`,
    '/workedbadly': `<script>${poll(`http://127.0.0.1:${closedPort}/${POLL}`)}</script>`,
    '/prerenders': `<script type="speculationrules">{"prerender":[{"source":"list","urls":["/target"],"eagerness":"immediate"}]}</script>`,
    '/target': `<script>window.plain = new WebSocket('${socket('/target')}');</script>`,
    '/upgrading': client("{ transports: ['polling', 'websocket'] }"),
  }));
  // With the permission that every build of today has, the browser blanks its reasons of failed WebSockets.
  extension = await launchChanged(async (folder) =>
    changeJson<{ permissions: string[] }>(folder, 'manifest.json', (manifest) => ({ ...manifest, permissions: manifest.permissions.filter((name) => !name.startsWith('declarativeNetRequest')) })),
  );
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([site?.close(), server?.close(), silent?.close()]);
});

beforeEach(async () => {
  page = await extension.newPage(site.url('/empty'));
  panel = await extension.openPanel(page);
  await watchRecording(panel);
  await chooseTab(panel, 'Page sockets');
});
afterEach(async () => page.close());

/** The cells of the list, newest first: address, kind and state. */
const listed = () =>
  panel.$$eval('[role="grid"][aria-label="Page sockets list"] [role="row"]', (rows) =>
    rows.map((row) => [...row.querySelectorAll('[role="gridcell"]')].slice(0, 3).map((cell) => (cell as HTMLElement).innerText.trim())).filter((cells) => cells.length > 0),
  );

/** Waits until the list has these states, by the end of the address. */
async function states(expected: Readonly<Record<string, string>>): Promise<void> {
  let seen: string[][] = [];
  const told = async () => {
    seen = await listed();
    return Object.entries(expected).every(([end, state]) => seen.some(([address, , cell]) => address?.replace(/^Page’s word\s+/, '').split(/\s/)[0]!.endsWith(end) && cell === state));
  };
  await until(told, { describe: () => `${JSON.stringify(expected)} in\n${seen.map((cells) => cells.join(' | ')).join('\n')}` });
}

const ofKind = async <K extends EntryKind>(kind: K): Promise<EntryOf<K>[]> => (await recordedOf(panel)).filter((entry): entry is EntryOf<K> => entry.kind === kind);

/** What was recorded of the socket whose address has this in it. */
async function about(address: string): Promise<Entry[]> {
  const entries = await recordedOf(panel);
  const opened = entries.find((entry) => entry.kind === 'socket-opened' && entry.url.includes(address)) as EntryOf<'socket-opened'> | undefined;
  return entries.filter((entry) => 'socket' in entry && entry.socket === opened?.socket);
}

const told = async <K extends EntryKind>(address: string, kind: K) => (await about(address)).find((entry): entry is EntryOf<K> => entry.kind === kind);

const shown = () => panel.$eval('#view-page-sockets', (view) => (view as HTMLElement).innerText);
const says = async (words: string) => until(async () => (await shown()).includes(words), { describe: `“${words}” in Page sockets` });

it('a socket is told as it stands, whatever it is and whatever became of it', async () => {
  await page.goto(site.url('/kinds'));
  const polled = `127.0.0.1:${site.port}/socket.io/`;
  await states({
    '/unsafe': 'Blocked',
    '/inworker': 'Blocked',
    '/hang': 'Connecting',
    '/nobody': 'Refused',
    '/refuse': 'Refused',
    '/refuse?worker': 'Refused',
    '/moved': 'Refused',
    '/plain': 'Failed',
    '/echo': 'Open',
    '/nowhere': 'Refused',
    '/events?open': 'Open',
    '/events?ended': 'Closed',
    '/events?fetched': 'Open',
    [`${new URL(silent.url).host}/socket.io/`]: 'Connecting',
    [polled]: 'Refused',
  });
  expect(await told('/unsafe', 'socket-closed')).toMatchObject({ blocked: 'unsafe-port', clean: false });
  expect(await told('/nobody', 'socket-handshake')).toMatchObject({ status: 0, statusText: expect.stringContaining('net::ERR_CONNECTION_REFUSED') });
  expect(await told('/refuse', 'socket-handshake')).toMatchObject({ method: 'GET', status: 403 });
  expect(await told('/moved', 'socket-handshake')).toMatchObject({ status: 302 });
  expect(await told('events?ended', 'socket-closed')).toMatchObject({ reason: '', clean: true });
  expect(await told(polled, 'socket-handshake')).toMatchObject({ method: 'GET', status: 404 });
  expect((await ofKind('document')).find(({ url }) => url === site.url('/kinds'))).toMatchObject({ status: 200, fromWorker: false, isFrame: false });
});

describe('a policy of the page', () => {
  it.each([
    ['of its own document', '/policy'],
    ['of a frame', '/framed'],
  ])('%s blocks, and is told with the document', async (_whose, path) => {
    await page.goto(site.url(path));
    await states({ '/socket.io/': 'Blocked', '/events': 'Blocked' });
    expect(await told('/socket.io/', 'socket-closed')).toMatchObject({ blocked: 'csp' });
    const document = (await ofKind('document')).findLast(({ url }) => url === site.url('/policy'));
    expect(document?.headers).toEqual(expect.arrayContaining([['content-security-policy', ONLY_SELF['content-security-policy']], ['x-powered-by', 'test']]));
    expect(document?.isFrame).toBe(path === '/framed');
    // The browser's log has nothing of the WebSocket.
    if (path === '/policy') await says("lets it connect to 'self' only");
  });
});

it('sockets that differ in their query alone are told apart, and no others show it', async () => {
  await page.goto(site.url('/queries'));
  await states({ '/channel?page=manager': 'Open', '/channel?page=preview': 'Open', '/other': 'Open' });
});

it('what cannot be seen is said, with where to look', async () => {
  await page.goto(site.url('/unseen'));
  await says('/transport');
  await says('/shared.js');
  await says('Blob');
  const sent = async () => (await about('/blob')).filter((entry) => entry.kind === 'packet' && entry.direction === 'out');
  await until(async () => (await sent()).length > 0, { describe: 'what was sent after the Blob' });
  expect(await sent()).toMatchObject([{ text: 'after' }]);
});

describe('a page under a service worker', () => {
  beforeEach(async () => {
    await page.goto(site.url('/register'));
    await until(async () => (await page.title()) === 'ready', { describe: 'the worker' });
  });
  afterEach(async () => page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration?.unregister())'));

  it('that passes requests on has one socket, and each packet once', async () => {
    await page.goto(site.url('/worked'));
    await until(async () => (await page.title()) === 'answered', { describe: 'the acknowledgement' });
    const packets = async () => (await ofKind('packet')).map(({ direction, type, event }) => `${direction} ${type} ${event}`.trim());
    await until(async () => (await packets()).includes('in ack'), { describe: 'the acknowledgement in the recording' });
    // Ping and pong of a later moment would show a second socket too.
    const said = (await packets()).filter((packet) => !/ping|pong|noop|reply/.test(packet));
    expect(said.toSorted()).toEqual(['in ack', 'in connect', 'in event connection_ack', 'in open', 'out connect', 'out event heartbeat_test']);
    expect((await listed()).map(([, , state]) => state)).toEqual(['Open']);
    expect((await ofKind('document')).findLast(({ url }) => url === site.url('/worked'))).toMatchObject({ fromWorker: true });
  });

  it('that makes an answer up is told apart from the server, whose own is there too', async () => {
    await page.goto(site.url('/workedbadly'));
    const shakes = async () => (await ofKind('socket-handshake')).map(({ status, statusText, serviceWorker }) => `${serviceWorker} ${status} ${statusText}`.trim());
    await until(async () => (await shakes()).length >= 2, { describe: 'both answers' });
    expect((await shakes()).toSorted()).toEqual(['asked 0 net::ERR_CONNECTION_REFUSED', 'made 504']);
    expect(await listed()).toHaveLength(1);
  });
});

describe('a navigation', () => {
  const navigations = async () => (await ofKind('navigation')).map(({ url, refresh }) => `${refresh ? 'refreshed' : 'navigated'} ${new URL(url).pathname}`);
  const navigated = async (count: number) => until(async () => (await navigations()).length >= count, { describe: `${count} navigations` });

  it('is one that loads a document: no replaced address, no fragment, and Back once', async () => {
    // Each is told before the next: a document that goes at once cannot be asked any more which one it was.
    await page.goto(site.url('/replacing'));
    for (let refresh = 1; refresh <= 3; refresh += 1) {
      await navigated(refresh);
      await states({ '/replacing': 'Open' });
      await page.reload();
    }
    await navigated(4);
    await states({ '/replacing': 'Open' });
    await panel.evaluate('chrome.devtools.network.onNavigated.addListener((url) => chrome.devtools.inspectedWindow.eval("1", () => (globalThis.heardLast = url)))');
    await page.evaluate("location.hash = 'here'; history.pushState({}, '', '/replacing?pushed')");
    await until(async () => String(await panel.evaluate('globalThis.heardLast')).endsWith('?pushed'), { describe: 'DevTools to hear of the pushed address' });
    const steps = [async () => page.goto(site.url('/two')), async () => page.goBack(), async () => page.goForward(), async () => page.goto(site.url('/empty'))];
    for (const [done, step] of steps.entries()) {
      await step();
      await navigated(5 + done);
    }
    const expected = ['navigated /replacing', ...Array.from({ length: 3 }, () => 'refreshed /replacing'), 'navigated /two', 'navigated /replacing', 'navigated /two', 'navigated /empty'];
    expect(await navigations()).toEqual(expected);
    await until(async () => (await shown()).split('page socket back after').length === 4, { describe: 'the socket to be back after each refresh' });
  });
});

it('a page that the browser stops has its sockets cached, and not for its refreshes', async () => {
  await page.goto(site.url('/replacing'));
  await states({ '/replacing': 'Open' });
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await states({ '/replacing': 'Cached' });
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await states({ '/replacing': 'Closed' });
  expect((await ofKind('page-state')).map(({ state }) => state)).toEqual(['cached', 'restored']);
});

it('a page that comes back from the cache is said to have been in it', async () => {
  await page.goto(site.url('/replacing'));
  await states({ '/replacing': 'Open' });
  await page.goto(site.url('/two'));
  await states({ '/replacing': 'Closed' });
  const leftAt = Date.now();
  await until(() => Date.now() - leftAt > 1_000, { describe: 'a while in the cache' });
  await page.goBack();
  await until(async () => (await ofKind('page-state')).length === 2, { describe: 'its stay in the cache' });
  expect((await ofKind('page-state')).map(({ document, state }) => `${state} ${document}`)).toEqual([`cached ${site.url('/replacing')}`, `restored ${site.url('/replacing')}`]);
});

it('a page that is rendered ahead of its visit has no open socket before', async () => {
  await page.goto(site.url('/prerenders'));
  await until(async () => (await ofKind('document')).some(({ url }) => url === site.url('/target')), { describe: 'the page that is rendered ahead' });
  expect((await listed()).filter(([, , state]) => state === 'Open')).toEqual([]);
  await page.evaluate("location.href = '/target'");
  await states({ '/target': 'Open' });
});
