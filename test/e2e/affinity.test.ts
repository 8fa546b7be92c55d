/** Cookies: what a load balancer sets for session affinity comes back, and what the user's pages have is neither sent nor changed. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { press, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { sendCommand } from '../support/command.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startServer } from '../servers/node-server.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Two servers behind HAProxy, with every Cookie header that came to either. */
async function startBalanced(): Promise<{ url: string; cookies: string[] }> {
  const cookies: string[] = [];
  const setup = {
    // As HAProxy takes its own cookie away, whatever comes is the user's.
    allowRequest: ({ headers }: IncomingMessage, decide: (error: null, allowed: boolean) => void) => {
      if (headers.cookie !== undefined) cookies.push(headers.cookie);
      decide(null, true);
    },
  };
  const servers = [await startServer(setup), await startServer(setup)];
  closers.unshift(async () => Promise.all(servers.map(async (server) => server.close())));
  const proxy = await startHaproxy(servers.map(({ url }) => Number(new URL(url).port)));
  closers.unshift(async () => proxy.close());
  return { url: proxy.url, cookies };
}

/** A page of the same host, with a session of the user's. Cookies know no ports. */
async function logIn(extension: RunningExtension): Promise<Page> {
  const site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': ['session=of-the-user; HttpOnly; SameSite=Lax', 'seen=1; SameSite=None'] });
    response.end('<title>site</title>');
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const page = await extension.newPage(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  closers.push(async () => page.close(), async () => site.close());
  return page;
}

const findings = (panel: Page) => panel.$$eval('[data-diagnosis]', (cards) => cards.map((card) => card.getAttribute('data-diagnosis')));

describe('with access to the server', () => {
  let extension: RunningExtension;
  let panel: Page;

  beforeAll(async () => {
    extension = await launchPermitted(['http://127.0.0.1/*', 'ws://127.0.0.1/*']);
    panel = await extension.openPanelTab();
  });

  afterAll(async () => extension?.close());

  it.each([
    ['as the extension', {}],
    ['as a page', { connectAs: { origin: 'http://page.example', headers: {}, acceptedCertificate: false } }],
  ])('polling %s stands, is diagnosed as healthy, and never acts as the user', async (name, changes) => {
    const page = await logIn(extension);
    const { url, cookies } = await startBalanced();
    const id = name.replaceAll(' ', '-');
    await panel.bringToFront();
    await saveProfile(panel, { ...changes, id, name, url, transports: ['polling'] });
    await panel.select('aria/Profile', id);
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    expect(await statusText(panel, 'Transport')).toContain('polling');
    await sendCommand(panel, { type: 'diagnose', id: 1, profile: id });
    await until(async () => (await panel.$('::-p-text(One session, several requests)')) !== null, { describe: 'the answers' });
    expect(await findings(panel)).toEqual([]);
    expect(cookies).toEqual([]);
    // What the balancer has set is not among the cookies of the user's pages.
    expect((await page.createCDPSession().then(async (session) => session.send('Network.getCookies'))).cookies.map((cookie) => cookie.name).toSorted()).not.toContain('affinity');
    await press(panel, 'Disconnect');
    const documents = () =>
      panel.evaluate(async () => {
        const { chrome } = globalThis as unknown as { chrome: { runtime: { getContexts(filter: { contextTypes: string[] }): Promise<unknown[]> } } };
        return (await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] })).length;
      });
    await until(async () => (await documents()) === 0, { timeout: 15_000, describe: 'the document to go, and its cookies with it' });
  });
});
