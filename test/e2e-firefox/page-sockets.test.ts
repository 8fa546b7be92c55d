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

/** Runs in a page: reaches into frames of its origin before their documents are there, and says in its title what it heard and got. */
async function reachIntoFrames(address: string): Promise<void> {
  const heard: string[] = [];
  const events = ['holdfast:offer', 'holdfast:hello', 'batch', 'done', 'prefix', 'command', 'stop'];
  const fake = new EventTarget();
  const append = (kind: string, touch: (scope: typeof globalThis) => void) => {
    const frame = document.createElement('iframe');
    if (kind === 'srcdoc') frame.srcdoc = '<!doctype html><title>frame</title>';
    else if (kind === 'blob') frame.src = URL.createObjectURL(new Blob(['<!doctype html><title>frame</title>'], { type: 'text/html' }));
    else frame.src = '/empty';
    if (kind === 'sandbox') frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
    if (kind === 'scriptless') frame.setAttribute('sandbox', 'allow-same-origin');
    const loaded = new Promise<void>((resolve) => { frame.addEventListener('load', () => { if (frame.contentWindow!.location.href !== 'about:blank') resolve(); }); });
    document.body.append(frame);
    touch(frame.contentWindow as unknown as typeof globalThis);
    return { frame, loaded };
  };
  const listen = (scope: typeof globalThis) => {
    for (const target of [scope, scope.document, scope.document.fonts]) for (const type of events) target.addEventListener(type, () => heard.push(type), true);
  };
  for (const kind of ['src', 'srcdoc', 'blob', 'sandbox']) {
    const { frame, loaded } = append(kind, listen);
    await loaded;
    const socket = new (frame.contentWindow as unknown as typeof globalThis).WebSocket(`${address}/from-${kind}`);
    await new Promise((resolve) => { socket.onmessage = resolve; });
  }
  for (const kind of ['src', 'srcdoc']) {
    const { loaded } = append(kind, (scope) => {
      for (const key of ['addEventListener', 'dispatchEvent'] as const) {
        const original = scope.EventTarget.prototype[key] as (...args: unknown[]) => unknown;
        const value = new Proxy(original, { apply: (target, self, args) => {
          heard.push(`${kind} ${key}`);
          return Reflect.apply(target, self, args);
        } });
        Object.defineProperty(scope.EventTarget.prototype, key, { value });
      }
    });
    await loaded;
  }
  let taken = 0;
  const { frame, loaded } = append('scriptless', () => {});
  const timer = setInterval(() => {
    const { document: inner } = frame.contentWindow as unknown as typeof globalThis;
    for (const target of [inner, inner.fonts]) if (!target.dispatchEvent(new FocusEvent('holdfast:offer', { cancelable: true, relatedTarget: fake }))) taken += 1;
  }, 1);
  await loaded;
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  clearInterval(timer);
  document.title = `done: ${JSON.stringify({ heard, taken })}`;
}

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
    '/frames': `<title>page</title><body><script>(${String(reachIntoFrames)})('${socket('')}').catch((error) => { document.title = 'done: ' + error; });</script>`,
    '/empty': '<!doctype html><title>frame</title>',
    '/forbidden': `<title>page</title><meta http-equiv="content-security-policy" content="connect-src 'none'"><script>
      try { new WebSocket('${socket('/forbidden')}'); } catch {}
      new EventSource('/events');
    </script>`,
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
    const told = /Firefox’s network log has no messages of WebSockets.*Press “Capture this site”/;
    await until(async () => told.test(await text()), { describe: 'what Firefox lacks, and what to do' });
  });

  it('the panel asks in a window of its own, and a refusal is said and leaves all as it was', async () => {
    await press(panel, 'Capture this site');
    const window = await firefox.accessWindow();
    expect((await textsOf(window, 'main')).join()).toMatch(/Allow access to 127\.0\.0\.1\?.*all ports of the host/);
    await until(async () => (await textsOf(panel, '.toasts')).join().includes('The browser asks in a separate window'), { describe: 'the panel to say where to answer' });
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
    await until(async () => (await text()).includes('all ports of this host are captured'), { describe: 'the word about ports' });
    await until(async () => (await firefox.windows()) === 1, { describe: 'the window to be gone' });
    await press(panel, 'Reload page');
    const connected = /127\.0\.0\.1:\d+\/socket\.io\/ \/ Socket\.IO 3\/4 Open/;
    await until(async () => (await openRows()).some((row) => connected.test(row)), { describe: 'the page’s Socket.IO socket with its namespace' });
    await until(async () => (await openRows()).some((row) => row.includes('/echo WebSocket Open')), { describe: 'its plain socket' });
    expect(await openRows()).toHaveLength(2);
    // Firefox has no log that would confirm what the hook tells.
    expect((await openRows()).every((row) => row.includes('Page’s word'))).toBe(true);
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
    await chooseTab(panel, 'Page sockets');
  });

  it('a page that reaches into frames of its origin gets nothing of the wire, and they are captured', async () => {
    await page.document.evaluate((address) => void (location.href = address), site.url('/frames'));
    let title = '';
    await until(async () => (title = await page.document.evaluate(() => document.title).catch(() => '')).startsWith('done'), { describe: 'the page to be done' });
    expect(title).toBe('done: {"heard":[],"taken":0}');
    for (const kind of ['src', 'srcdoc', 'blob', 'sandbox']) {
      await until(async () => (await rows()).some((row) => row.includes(`/from-${kind}`)), { describe: `the socket of the frame by ${kind}` });
    }
  });

  it('a socket that the page’s policy forbids is listed, and not as open', async () => {
    await page.document.evaluate((address) => void (location.href = address), site.url('/forbidden'));
    let forbidden: readonly string[] = [];
    const listed = async () => (forbidden = (await rows()).filter((row) => /\/forbidden|\/events/.test(row)));
    await until(async () => (await listed()).length === 2, { describe: () => `both: ${forbidden.join('; ')}` });
    await until(async () => !(await listed()).some((row) => row.includes('Open')), { describe: () => `both to have ended: ${forbidden.join('; ')}` });
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
