/** The diagnosis as a user meets it: in the real panel and popup, with questions to real servers. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { chooseTab, fill, press, waitForStatus, type RunningExtension, type View } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { serve, type Service } from '../servers/service.ts';

let server: TestServer;
let elsewhere: TestServer;
let strict: TestServer;
let website: Service;
/** The page at `/page` of the website. */
let client: string;
let extension: RunningExtension;
let page: Page;
let panel: Frame;

const openWebsite = async (port = 0) =>
  serve(
    createServer((request, response) => {
      const found = request.url === '/page';
      response.writeHead(found ? 200 : 404, { 'content-type': 'text/html' }).end(found ? client : '<h1>No such page</h1>');
    }),
    port,
  );

beforeAll(async () => {
  server = await startServer();
  elsewhere = await startServer({ path: '/ws/socket.io' });
  strict = await startServer({ cors: { origin: 'http://elsewhere.example' } });
  client = `<script src="${server.url}/socket.io/socket.io.js"></script><script>io('${strict.url}', { transports: ['polling'] });</script>`;
  website = await openWebsite();
  extension = await launchPermitted(['http://127.0.0.1/*', 'ws://127.0.0.1/*']);
  page = await extension.newPage(server.url);
  panel = await extension.openPanel(page);
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([website?.close(), server?.close(), elsewhere?.close(), strict?.close()]);
});

const findings = (view: View) => view.$$eval('[aria-label="Diagnosis"] [data-diagnosis]', (cards) => cards.map((card) => card.getAttribute('data-diagnosis')));
const region = (view: View) => view.$eval('[aria-label="Diagnosis"]', (element) => (element as HTMLElement).innerText);
const button = (view: Frame, name: string) => view.locator(`aria/${name}[role="button"]`);
const untilAsked = async () => until(async () => /Ran \d+ checks? against the server/.test(await region(panel)), { describe: 'the end of the round' });

async function connectTo(url: string): Promise<void> {
  await chooseTab(panel, 'Overview');
  await fill(panel, 'Server URL', url);
  await press(panel, 'Connect');
}

describe('a server that is well', () => {
  it('is said to be, with what was asked and answered, and keeps no session of the questions', async () => {
    await connectTo(server.url);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await button(panel, 'Diagnose').click();
    await untilAsked();
    await until(async () => (await region(panel)).includes('Nothing wrong found.'), { describe: 'a connection that has stood' });
    const text = await region(panel);
    expect(text).toContain('Handshake by polling: accepted');
    expect(text).toContain('Handshake by WebSocket: opened');
    expect(text).toContain('One session, several requests: the server knew its session each time');
    expect(await findings(panel)).toEqual([]);
    await until(() => server.engineConnections() === 1, { describe: 'only our own session to be left' });
  });
});

describe('a server at another path', () => {
  it('is asked by itself, named with its path, and the finding leads to its evidence and to a configuration', async () => {
    await connectTo(elsewhere.url);
    await until(async () => (await findings(panel))[0] === 'wrong-path', { describe: 'the finding' });
    const card = await until(() => panel.$('[data-diagnosis="wrong-path"]'), { describe: 'the finding' });
    // The finding comes with the first answers, the path with those to the last questions.
    await until(() => card.evaluate((element) => (element as HTMLElement).innerText.includes('/ws/socket.io')), { describe: 'the path' });
    await card.$eval('::-p-text(Evidence)', (summary) => (summary as HTMLElement).click());
    const [first] = await card.$$('.evidence button');
    await first!.click();
    await until(() => panel.$('.timeline-row.pointed:focus'), { describe: 'the entry in the timeline' });
  });

  it('is named in the popup too, with what to do', async () => {
    const popup = await extension.openPopup(page);
    await until(async () => (await findings(popup)).includes('wrong-path'), { describe: 'the finding' });
    await until(async () => (await region(popup)).includes('/ws/socket.io'), { describe: 'the path' });
    await popup.close();
  });
});

describe('an address where no Socket.IO is', () => {
  it('is named, and the finding goes away, into the timeline, once one answers there', async () => {
    const port = Number(new URL(website.url).port);
    await connectTo(website.url);
    await until(async () => ['wrong-path', 'not-socketio'].includes((await findings(panel))[0] ?? ''), { describe: 'the finding' });
    const told = () => panel.$$eval('[data-entry="diagnosis"]', (rows) => rows.map((row) => (row as HTMLElement).innerText));
    await until(async () => (await told()).some((row) => row.includes('Diagnosis:')), { describe: 'the finding in the timeline' });
    await website.close();
    const late = await startServer({ port });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await until(async () => (await findings(panel)).length === 0, { describe: 'the finding to go' });
    await until(async () => (await told()).some((row) => row.includes('Resolved:')), { describe: 'its end in the timeline' });
    await late.close();
    website = await openWebsite(port);
  });

  it('is forgotten with its finding once another address is connected to', async () => {
    await connectTo(website.url);
    await until(async () => ['wrong-path', 'not-socketio'].includes((await findings(panel))[0] ?? ''), { describe: 'the finding' });
    await connectTo(server.url);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await until(async () => (await findings(panel)).length === 0, { describe: 'the finding to go' });
    expect(await panel.$$('[data-entry="diagnosis"]')).toEqual([]);
  });
});

describe('a page whose origin its server does not allow', () => {
  it('is told that this is what differs, and asking as the page confirms it', async () => {
    await page.goto(`${website.url}/page`);
    await chooseTab(panel, 'Page sockets');
    await until(async () => (await findings(panel))[0] === 'cors-blocked', { describe: 'the finding' });
    await button(panel, 'Diagnose this page’s server').click();
    await untilAsked();
    await panel.$eval('.checks', (checks) => checks.setAttribute('open', ''));
    expect(await region(panel)).toContain(`Handshake as the page (${website.url}): accepted`);
    expect((await findings(panel))[0]).toBe('cors-blocked');
  });
});
