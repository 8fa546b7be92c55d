/** Installing Holdfast changes nothing on any page: what the browser says of its failed WebSockets stays as it is. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'puppeteer-core';
import { launchExtension, type RunningExtension } from '../support/extension.ts';
import { freePort } from '../support/free-port.ts';
import { selfSignedCertificate } from '../servers/self-signed.ts';

let extension: RunningExtension;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  extension = await launchExtension();
  closers.push(async () => extension.close());
});

afterAll(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A page at `/`, one that may open no connections at `/strict`, and a refusal for every WebSocket. */
async function startSite(): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    if (request.url === '/strict') response.setHeader('content-security-policy', "connect-src 'none'");
    response.end('<title>site</title>');
  });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The address of a server whose certificate no browser trusts. */
async function startUntrusted(): Promise<string> {
  const server = createSecureServer(selfSignedCertificate());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => server.close());
  return `wss://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** What the protocol of the developer tools and the console say of a WebSocket that a page at `from` opens. */
async function toldOf(browser: Browser, from: string, socket: string): Promise<string[]> {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  const told: string[] = [];
  session.on('Network.webSocketFrameError', ({ errorMessage }) => told.push(errorMessage));
  session.on('Log.entryAdded', ({ entry }) => {
    if (entry.source !== 'other' && !entry.text.includes('favicon')) told.push(entry.text);
  });
  await page.goto(from);
  await session.send('Network.enable');
  await session.send('Log.enable');
  await page.evaluate((url) => new Promise((resolve) => (new WebSocket(url).onerror = resolve)), socket);
  // Whatever was told before this answer has come before it.
  await session.send('Runtime.evaluate', { expression: '0' });
  await page.close();
  return told;
}

it('the browser gives the same reasons with the extension as without, and gives some', async () => {
  const [site, untrusted, closed] = [await startSite(), await startUntrusted(), await freePort()];
  const attempts: [name: string, from: string, socket: string, reason: RegExp][] = [
    ['refused', `http://${site}/`, `ws://${site}/live`, /Unexpected response code: 403/],
    ['untrusted', `http://${site}/`, untrusted, /ERR_CERT_AUTHORITY_INVALID/],
    ['forbidden by the page', `http://${site}/strict`, `ws://${site}/live`, /Content Security Policy/],
    ['at a port that browsers refuse', `http://${site}/`, 'ws://127.0.0.1:1/', /ERR_UNSAFE_PORT/],
    ['where nobody listens', `http://${site}/`, `ws://127.0.0.1:${closed}/`, /ERR_CONNECTION_REFUSED/],
    ['of no known name', `http://${site}/`, 'ws://nowhere.invalid/', /ERR_NAME_NOT_RESOLVED/],
  ];
  const withIt: [string, string[]][] = [];
  for (const [name, from, socket] of attempts) withIt.push([name, await toldOf(extension.browser, from, socket)]);
  await extension.browser.uninstallExtension(extension.extensionId);
  for (const [index, [name, from, socket, reason]] of attempts.entries()) {
    expect(withIt[index]).toEqual([name, await toldOf(extension.browser, from, socket)]);
    expect(withIt[index]?.[1].join('\n'), name).toMatch(reason);
  }
});
