/** Servers that speak a protocol of their own: how many presses it takes from an address, or a page, to what was looked for. */
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { chooseTab, fill, launchExtension, rowCount, sessionId, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startServer } from '../servers/node-server.ts';
import { startSocketSite } from '../servers/socket-site.ts';

let extension: RunningExtension;
const closers: (() => Promise<unknown>)[] = [];
let profiles = 0;

beforeAll(async () => {
  extension = await launchExtension();
});
afterAll(async () => extension?.close());
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Works a view and counts what its user has to press. */
class User {
  presses = 0;

  constructor(readonly view: Page | Frame) {}

  async press(name: string): Promise<void> {
    this.presses += 1;
    const frame = 'mainFrame' in this.view ? this.view.mainFrame() : this.view;
    await frame.locator(`aria/${name}[role="button"]`).click();
  }

  async tab(name: 'Logs' | 'Messages' | 'Overview'): Promise<void> {
    this.presses += 1;
    await chooseTab(this.view, name);
  }
}

/** A new panel with a new connection, so that no test knows what another has seen. */
async function openPanel(): Promise<{ panel: Page; user: User }> {
  const panel = await extension.openPanelTab();
  closers.unshift(async () => panel.close());
  const id = `p${(profiles += 1)}`;
  await saveProfile(panel, { id, name: id, url: 'http://127.0.0.1:1' });
  await panel.select('aria/Profile', id);
  await until(async () => (await panel.$eval('aria/Server URL[role="textbox"]', (box) => (box as HTMLInputElement).value)) === 'http://127.0.0.1:1', { describe: 'the new connection to be chosen' });
  await waitForStatus(panel, 'Connection', /^Disconnected/);
  return { panel, user: new User(panel) };
}

interface Foreign {
  readonly url: string;
  readonly received: string[];
}

/** A Node server that relays pino's lines as `server-log`, sends no acknowledgement, and answers `are-you-there`. */
async function startForeign(): Promise<Foreign> {
  const server = http.createServer();
  const io = new Server(server, { cors: { origin: '*' } });
  const received: string[] = [];
  const levels = [30, 40, 50];
  let line = 0;
  const timer = setInterval(() => {
    line += 1;
    io.emit('server-log', { level: levels[line % 3], time: Date.now(), pid: 1, hostname: 'shop-1', name: 'shop', msg: `Order ${line}` });
  }, 50);
  io.on('connection', (socket) => {
    socket.onAny((name: string) => received.push(name));
    socket.on('are-you-there', (answer: () => void) => answer());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    clearInterval(timer);
    await io.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const regions = async (view: Page | Frame) => view.$$eval('[role="status"][aria-label]', (found) => found.map((region) => region.getAttribute('aria-label')));
const cellsOf = async (view: Page | Frame, column: number) => view.$$eval('[role="grid"][aria-label="Server logs"] [role="row"]', (rows, index) => rows.map((row) => row.querySelectorAll('[role="gridcell"]')[index]?.textContent ?? ''), column);

describe('a Node server with pino on an event of its own', () => {
  it('shows its lines at their levels after three presses, and is sent nothing that it does not know', async () => {
    const server = await startForeign();
    const { panel, user } = await openPanel();
    await fill(panel, 'Server URL', server.url);
    await user.press('Connect');
    await waitForStatus(panel, 'Connection', /^Connected/);
    expect(await regions(panel)).not.toContain('Acknowledgement');
    expect(await regions(panel)).not.toContain('Heartbeat');
    await user.tab('Logs');
    await until(() => panel.$('::-p-text(message: msg, level: level, time: time, logger: name)'), { describe: 'which field is what' });
    await user.press('Show “server-log” as logs');
    await until(async () => (await rowCount(panel, 'Server logs')) > 10, { describe: 'lines from before the press and since' });
    expect(user.presses).toBe(3);
    expect(new Set((await cellsOf(panel, 2)).filter((level) => level !== ''))).toEqual(new Set(['Info', 'Warning', 'Error']));
    expect(server.received).toEqual([]);
    expect(await panel.$$('[data-diagnosis]')).toEqual([]);
  });
});

describe('the button to this page’s server', () => {
  /** A page on an origin of its own, whose script connects a socket elsewhere; DevTools is open before it loads. */
  async function openPage(script: (server: string) => string, options: Parameters<typeof startServer>[0] = {}) {
    const server = await startServer(options);
    const path = options.path ?? '/socket.io';
    const site = await startSocketSite(() => ({ '/empty': '<title>empty</title>', '/app': `<script src="${server.url}${path}/socket.io.js"></script><script>${script(server.url)}</script>` }));
    const page = await extension.newPage(site.url('/empty'));
    closers.push(async () => page.close(), async () => site.close(), async () => server.close());
    const panel = await extension.openPanel(page);
    await page.goto(site.url('/app'));
    await until(() => server.history.some(({ type }) => type === 'connect'), { describe: 'the page’s socket' });
    await chooseTab(panel, 'Page sockets');
    await until(async () => (await panel.$$('[role="grid"][aria-label="Page sockets list"] [role="row"] [role="gridcell"]')).length > 0, { describe: 'the socket in the list' });
    return { server, panel, user: new User(panel) };
  }

  it('goes to the port of its socket, in one press', async () => {
    const { server, panel, user } = await openPage((url) => `io('${url}');`);
    await user.press('Connect to this page’s server');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(1);
    expect(await panel.$eval('aria/Server URL[role="textbox"]', (box) => (box as HTMLInputElement).value)).toBe(server.url);
  });

  it('takes path and namespace from the socket, in one press', async () => {
    const { server, panel, user } = await openPage((url) => `io('${url}/chat', { path: '/api/live' });`, { path: '/api/live', namespaces: ['/chat'] });
    await user.press('Connect to this page’s server');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(1);
    expect(server.history.filter(({ type }) => type === 'connect').at(-1)?.namespace).toBe('/chat');
  });

  it('asks for the token that a page’s socket was let in by, and connects in two presses', async () => {
    const { server, panel, user } = await openPage((url) => `io('${url}/chat', { path: '/api/live', auth: { token: 'let-me-in' } });`, {
      path: '/api/live',
      namespaces: ['/chat'],
      auth: ({ token }) => (token === 'let-me-in' ? undefined : { message: 'unauthorized' }),
    });
    await user.press('Connect to this page’s server');
    await panel.waitForSelector('dialog[open] form');
    expect(await panel.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('auth');
    await panel.locator('aria/Auth (JSON object)[role="textbox"]').fill('{"token":"let-me-in"}');
    await user.press('Save and connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(2);
    expect(server.history.filter(({ type }) => type === 'connect').at(-1)?.namespace).toBe('/chat');
  });

  it('asks which, where there are several', async () => {
    const { server, panel, user } = await openPage((url) => `io('${url}'); io('${url}/chat');`, { namespaces: ['/chat'] });
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'both namespaces' });
    const { host } = new URL(server.url);
    await user.press('Connect to this page’s server');
    await user.press(`${host} /chat`);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(server.history.filter(({ type }) => type === 'connect').at(-1)?.namespace).toBe('/chat');
  });
});

describe('an address', () => {
  it('as copied from a network log connects in one press', async () => {
    const server = await startServer({ path: '/api/live' });
    closers.push(async () => server.close());
    const { panel, user } = await openPanel();
    await fill(panel, 'Server URL', `${server.url.replace('http', 'ws')}/api/live/?EIO=4&transport=websocket`);
    await user.press('Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(1);
  });

  it('with a path asks what that is, and takes either', async () => {
    const server = await startServer({ namespaces: ['/admin'] });
    closers.push(async () => server.close());
    const { panel, user } = await openPanel();
    await fill(panel, 'Server URL', `${new URL(server.url).host}/admin`);
    await user.press('Connect');
    await user.press('Namespace /admin');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(2);
    expect(server.history.at(-1)).toMatchObject({ type: 'connect', namespace: '/admin' });
  });

  it('that is new begins clean, and one that stands is left alone', async () => {
    const server = await startServer();
    closers.push(async () => server.close());
    const foreign = await startForeign();
    const { panel, user } = await openPanel();
    await fill(panel, 'Server URL', server.url);
    await user.press('Connect');
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    const sid = await sessionId(panel);
    const connected = await panel.waitForSelector('aria/Connected[role="button"]');
    expect(await connected!.evaluate((button) => button.getAttribute('aria-disabled'))).toBe('true');
    await panel.focus('aria/Server URL[role="textbox"]');
    await panel.keyboard.press('Enter');
    server.log({ level: 'error', message: 'of the first server' });
    await user.tab('Logs');
    await until(async () => (await cellsOf(panel, 4)).some((text) => text.includes('of the first server')), { describe: 'its line' });
    expect(await sessionId(panel)).toBe(sid);
    await fill(panel, 'Server URL', foreign.url);
    await user.press('Connect');
    await until(async () => (await statusText(panel, 'Connection')).startsWith('Connected') && (await sessionId(panel)) !== sid, { describe: 'the other server' });
    expect(await regions(panel)).not.toContain('Acknowledgement');
    expect(await regions(panel)).not.toContain('Heartbeat');
    expect(await rowCount(panel, 'Server logs')).toBe(0);
    expect(server.history.at(-1)).toMatchObject({ type: 'disconnect' });
  });
});

describe('a finding', () => {
  it('leads to its cure in one press: the path at which the server answers', async () => {
    const server = await startServer({ path: '/api/socket.io' });
    closers.push(async () => server.close());
    const { panel, user } = await openPanel();
    await fill(panel, 'Server URL', server.url);
    await user.press('Connect');
    await panel.waitForSelector('aria/Use the path /api/socket.io/[role="button"]', { timeout: 30_000 });
    await user.press('Use the path /api/socket.io/');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(user.presses).toBe(2);
  });

  it('can be dismissed, and shown again', async () => {
    const { panel, user } = await openPanel();
    await user.press('Connect');
    await panel.waitForSelector('[data-diagnosis="unsafe-port"]', { timeout: 30_000 });
    while ((await panel.$('[data-diagnosis]')) !== null) await user.press('Dismiss');
    await panel.locator('::-p-text(dismissed finding)').click();
    await panel.waitForSelector('[data-diagnosis="unsafe-port"]');
  });
});
