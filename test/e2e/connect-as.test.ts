/** Connecting as a page's origin, with headers of one's own, and past a self-signed certificate that the user has accepted. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { Server } from 'socket.io';
import { AS_OURSELVES } from '../../src/core/settings/connect-as.ts';
import { chooseTab, launchExtension, press, statusText, waitForStatus, type RunningExtension, type View } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import type { ProfileChanges } from '../support/profile.ts';
import { saveProfile } from '../support/profiles.ts';
import { startFlask } from '../support/python.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite } from '../servers/socket-site.ts';

/** Whoever it is that the servers let in. No page has this origin. */
const ORIGIN = 'http://page.example:3000';
const HOST_ACCESS = ['http://127.0.0.1/*', 'ws://127.0.0.1/*', 'https://127.0.0.1/*', 'wss://127.0.0.1/*'];

let extension: RunningExtension;
let panel: Page;
let profiles = 0;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  extension = await launchPermitted(HOST_ACCESS);
  panel = await extension.openPanelTab();
});

afterAll(async () => extension?.close());

afterEach(async () => {
  await panel.bringToFront();
  await press(panel, 'Disconnect');
  for (const close of closers.splice(0)) await close();
});

/** Chooses a new profile with these changes, and connects. */
async function connect(url: string, changes: ProfileChanges): Promise<void> {
  const id = `p${(profiles += 1)}`;
  await saveProfile(panel, { ...changes, id, name: id, url });
  await panel.select('aria/Profile', id);
  await waitForStatus(panel, 'Connection', /^Disconnected/);
  await press(panel, 'Connect');
}

interface Seen {
  readonly transport: string | null;
  readonly origin: string | undefined;
  readonly tenant: string | string[] | undefined;
}

/** A server that lets in these origins alone, and remembers whoever knocked. */
async function strictServer(origins: readonly string[]): Promise<TestServer & { readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await startServer({
    cors: { origin: [...origins] },
    allowRequest: ({ url, headers }: IncomingMessage, decide: (error: string | null, allowed: boolean) => void) => {
      const { origin } = headers;
      seen.push({ transport: new URL(url ?? '', 'http://x').searchParams.get('transport'), origin, tenant: headers['x-tenant'] });
      decide(null, origin !== undefined && origins.includes(origin));
    },
  });
  closers.push(async () => server.close());
  return Object.assign(server, { seen });
}

interface ExtensionApi {
  readonly declarativeNetRequest: { getSessionRules(): Promise<unknown[]> };
  readonly offscreen: { closeDocument(): Promise<void> };
  readonly runtime: {
    getContexts(filter: { contextTypes: string[]; documentUrls?: string[] }): Promise<unknown[]>;
    getURL(path: string): string;
    connect(info: { name: string }): { postMessage(message: unknown): void; onMessage: { addListener(listener: (message: { type: string; error?: { message: string } }) => void): void } };
  };
}

/** How many rules and offscreen documents there are. */
async function leftovers(view: View): Promise<[rules: number, documents: number]> {
  return view.evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: ExtensionApi };
    const [rules, documents] = await Promise.all([chrome.declarativeNetRequest.getSessionRules(), chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'], documentUrls: [chrome.runtime.getURL('offscreen.html')] })]);
    return [rules.length, documents.length] as [number, number];
  });
}

describe('a Flask-SocketIO server that names its origins', () => {
  it('refuses the extension, and lets it in as one of them, as the editor says', async () => {
    const server = await startFlask(['--mode', 'eventlet', '--cors', ORIGIN]);
    closers.push(async () => server.close());
    await connect(server.url, { transports: ['websocket'] });
    await waitForStatus(panel, 'Connection', /^Reconnecting/);

    await panel.locator('aria/Edit…[role="button"]').click();
    const box = panel.locator('input[name="connectAs.origin"]');
    await box.fill('page.example');
    await panel.locator('aria/Save and connect[role="button"]').click();
    await until(() => panel.$('dialog ::-p-text(Origin must be the http or https address)'), { describe: 'what is wrong with it' });
    await box.fill(`${ORIGIN}/cart`);
    await panel.locator('aria/Save and connect[role="button"]').click();
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(await statusText(panel, 'Transport')).toBe('websocket');
    await chooseTab(panel, 'Overview');
    const card = await panel.$eval('aria/Connection[role="region"]', (region) => (region as HTMLElement).innerText);
    expect(card.replaceAll(/\s+/g, ' ')).toContain(`Connecting as ${ORIGIN}`);
  });
});

describe('a Node server with allowRequest', () => {
  it.each(['websocket', 'polling'] as const)('gets origin and headers by %s, and nothing is left behind', async (transport) => {
    const server = await strictServer([ORIGIN]);
    await connect(server.url, { transports: [transport], connectAs: { ...AS_OURSELVES, origin: ORIGIN, headers: { 'X-Tenant': 'a' } } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    expect(server.seen.length).toBeGreaterThan(0);
    expect(new Set(server.seen.map((seen) => JSON.stringify(seen)))).toEqual(new Set([JSON.stringify({ transport, origin: ORIGIN, tenant: 'a' })]));
    expect(await leftovers(panel)).toEqual([2, 1]);
    await press(panel, 'Disconnect');
    await until(async () => (await leftovers(panel)).join() === '0,0', { describe: 'rules and document to go' });
    await until(() => server.engineConnections() === 0, { describe: 'the end on the server' });
  });

  it('sees the origin of a page that talks to it meanwhile as it is', async () => {
    let server: Awaited<ReturnType<typeof strictServer>> | undefined;
    const site = await startSocketSite(() => ({
      '/': `<title>page</title><script src="${server!.url}/socket.io/socket.io.js"></script>
        <script>for (const transport of ['websocket', 'polling']) io('${server!.url}', { transports: [transport], forceNew: true });</script>`,
    }));
    closers.push(async () => site.close());
    const pageOrigin = new URL(site.url('/')).origin;
    server = await strictServer([ORIGIN, pageOrigin]);
    const { url, seen, history } = server;
    await connect(url, { connectAs: { ...AS_OURSELVES, origin: ORIGIN, headers: { 'X-Tenant': 'a' } } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    const before = seen.length;
    const page = await extension.newPage(site.url('/'));
    await until(() => history.length === 3, { describe: 'both sockets of the page' });
    await page.close();
    const ofPage = seen.slice(before);
    expect(new Set(ofPage.map(({ transport }) => transport))).toEqual(new Set(['websocket', 'polling']));
    for (const { origin, tenant } of ofPage) expect([origin, tenant]).toEqual([pageOrigin, undefined]);
  });

  it('sees a connection whose background was stopped come back as the same, and once', async () => {
    const server = await strictServer([ORIGIN]);
    await connect(server.url, { transports: ['websocket'], connectAs: { ...AS_OURSELVES, origin: ORIGIN } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    for (let stop = 1; stop <= 3; stop += 1) {
      await extension.stopWorker();
      await until(() => server.history.filter(({ type }) => type === 'connect').length === stop + 1, { describe: `connect ${stop + 1}` });
      await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    }
    await until(() => server.engineConnections() === 1, { describe: 'the former sockets to go' });
    expect(server.seen.every(({ origin }) => origin === ORIGIN)).toBe(true);
    expect(await leftovers(panel)).toEqual([2, 1]);
  });

  it('sees a connection come back whose document was closed, and the panel says why', async () => {
    const server = await strictServer([ORIGIN]);
    await connect(server.url, { transports: ['websocket'], connectAs: { ...AS_OURSELVES, origin: ORIGIN } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await panel.evaluate(async () => (globalThis as unknown as { chrome: ExtensionApi }).chrome.offscreen.closeDocument());
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the second connect' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await chooseTab(panel, 'Overview');
    await until(() => panel.$('::-p-text(The offscreen document that hosted this socket has gone)'), { describe: 'the reason in the timeline' });
    expect(await leftovers(panel)).toEqual([2, 1]);
  });

  it('is reached as somebody else from one profile, as a third from another, and as the extension from yet another, at once', async () => {
    const third = 'http://third.example';
    const server = await strictServer([ORIGIN, third]);
    await connect(server.url, { transports: ['polling'], connectAs: { ...AS_OURSELVES, origin: ORIGIN } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await connect(server.url, { connectAs: { ...AS_OURSELVES, origin: third } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    const origins = [...server.io.sockets.sockets.values()].map(({ handshake }) => handshake.headers.origin);
    expect(new Set(origins)).toEqual(new Set([ORIGIN, third]));
    await connect(server.url, {});
    await waitForStatus(panel, 'Connection', /^Reconnecting/);
    expect(server.seen.map(({ origin }) => origin)).toContain(`chrome-extension://${extension.extensionId}`);
    expect(server.engineConnections()).toBe(2);
    // With access to the server, its polls go over the document too.
    await press(panel, 'Disconnect');
    server.io.disconnectSockets();
    await until(async () => (await leftovers(panel)).join() === '0,0', { describe: 'rules and document to go with a goodbye of the server' });
  });
});

/** What tells the connection from the diagnosis’s own questions, which go without. */
const OURS = { ours: true };

describe('a server with a self-signed certificate', () => {
  it('is reached once the user has accepted it in a tab and the profile trusts that', async () => {
    const { url, connects } = await startSelfSigned();
    await connect(url, { transports: ['websocket'], auth: OURS });
    await waitForStatus(panel, 'Connection', /^Reconnecting/);
    await press(panel, 'Disconnect');

    const page = await extension.browser.newPage();
    await page.goto(url).catch(() => {});
    await until(async () => page.$eval('#proceed-link', (link) => (link as HTMLElement).click()).then(() => true, () => false), { describe: 'the browser’s warning' });
    await until(async () => (await page.evaluate(() => document.body.innerText).catch(() => '')) === 'hello', { describe: 'the page behind the warning' });
    await page.close();

    await connect(url, { transports: ['websocket'], auth: OURS });
    await waitForStatus(panel, 'Connection', /^Reconnecting/);
    expect(connects()).toBe(0);
    await press(panel, 'Disconnect');
    for (const transport of ['websocket', 'polling'] as const) {
      await connect(url, { transports: [transport], auth: OURS, connectAs: { ...AS_OURSELVES, acceptedCertificate: true } });
      await waitForStatus(panel, 'Connection', /^Connected/);
      await press(panel, 'Disconnect');
    }
    expect(connects()).toBe(2);
  });
});

describe('without access to the server', () => {
  it('the command says what is missing, and nothing connects', async () => {
    const server = await strictServer([ORIGIN]);
    const plain = await launchExtension();
    closers.push(async () => plain.close());
    const view = await plain.openPanelTab();
    await saveProfile(view, { id: 'as', name: 'as', url: server.url, connectAs: { ...AS_OURSELVES, origin: ORIGIN } });
    const answer = await view.evaluate(async () => {
      const port = (globalThis as unknown as { chrome: ExtensionApi }).chrome.runtime.connect({ name: 'view' });
      return new Promise((resolve) => {
        port.onMessage.addListener((message) => message.type === 'reply' && resolve(message.error?.message));
        port.postMessage({ type: 'connect', id: 7, profile: 'as', url: null });
      });
    });
    expect(answer).toContain(`Connecting as ${ORIGIN} needs access to 127.0.0.1`);
    expect(server.seen).toEqual([]);
  });
});

/** A Socket.IO server by https whose certificate nobody vouches for. */
async function startSelfSigned(): Promise<{ url: string; connects: () => number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-certificate-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => response.setHeader('content-type', 'text/html').end('hello'));
  await rm(folder, { recursive: true });
  const io = new Server(server, { cors: { origin: '*' } });
  let connects = 0;
  io.on('connection', ({ handshake }) => {
    if (handshake.auth['ours'] === true) connects += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => io.close());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, connects: () => connects };
}
