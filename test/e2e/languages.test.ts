/**
 * Every word comes from the messages of a language. Shown here by a language that puts each message into brackets: whatever
 * is seen or read out without them, and is no data, bypasses the messages.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { changeJson, launchChanged } from '../support/changed-extension.ts';
import { launchExtension, type RunningExtension, type View } from '../support/extension.ts';
import { permit } from '../support/permitted-extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

type Messages = Record<string, { message: string }>;

/** Names of techniques and of what is sent, which are the same in every language. */
const DATA =
  /^(Holdfast|ms|p\d\d|GET|HTTP|JSON|CSV|NDJSON|HAR( [\d.]+)?|Markdown|UTC[+-][\d:]+|Socket\.IO|Engine\.IO|WebSocket|SSE|websocket|polling|Flask-SocketIO|python-socketio|Node|nginx|gunicorn|Vite|http:\/\/\S+|127\.0\.0\.1\S*|localhost\S*)$/;

let server: TestServer;
let site: SocketSite;
let extension: RunningExtension;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  server = await startServer();
  server.io.on('connection', (socket) => socket.on('add', (a: number, b: number, answer: (sum: number) => void) => answer(a + b)));
  site = await startSocketSite(({ socket }) => ({
    '/': `<title>page</title><script src="${server.url}/socket.io/socket.io.js"></script><script>io('${server.url}'); new WebSocket('${socket('/echo')}');</script>`,
  }));
  extension = await launchChanged(async (folder) => {
    await permit(folder, ['http://127.0.0.1/*']);
    await changeJson<Messages>(folder, '_locales/en/messages.json', (messages) =>
      Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, { message: key.startsWith('manifest_') ? message : `⟦${message}⟧` }])),
    );
  });
  page = await extension.newPage(site.url('/'));
  panel = await extension.openPanel(page);
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([server?.close(), site?.close()]);
});

/** What is seen or read out, but for what stands in brackets and for what is shown as data. */
async function bare(view: View): Promise<string[]> {
  const texts = await view.evaluate(() => {
    const isData = (element: Element) => element.closest('code, pre, svg, canvas, .isolate, .mono, [data-field], .u-legend .u-value, [aria-hidden="true"] .icon') !== null;
    const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const found: string[] = [];
    for (const element of document.querySelectorAll('body, body *')) {
      if (!isSeen(element) || isData(element)) continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? '');
      for (const name of ['alt', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'title']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  });
  return texts.flatMap((text) => {
    let rest = text;
    for (let former = ''; former !== rest; ) {
      former = rest;
      rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
    }
    return rest.split(/[\s,;:()·|]+/).filter((word) => /\p{L}/u.test(word) && !DATA.test(word)).map((word) => `${word} in “${text.trim().slice(0, 100)}”`);
  });
}

const press = async (view: View, name: string) => view.locator(`aria/⟦${name}⟧[role="button"]`).click();

it('scratch', async () => {
  const report = async (what: string, view: View = panel) => {
    const found = [...new Set(await bare(view))];
    console.log(what, JSON.stringify(found, null, 1));
  };
  await panel.locator('aria/⟦Server URL⟧[role="textbox"]').wait();
  await report('overview, disconnected');
  await panel.locator('aria/⟦Server URL⟧[role="textbox"]').fill(server.url);
  await press(panel, 'Connect');
  await panel.waitForFunction(() => document.querySelector('[role="status"][aria-label="⟦Acknowledgement⟧"]')?.textContent?.startsWith('⟦Acknowledged'));
  server.log({ level: 'error', message: 'x', logger: 'y' });
  await report('overview');
  for (const id of ['logs', 'messages', 'statistics', 'page-sockets', 'compose']) {
    await panel.click(`#tab-${id}`);
    await new Promise((r) => setTimeout(r, 500));
    await report(id);
    const row = await panel.$('[role="grid"] [role="row"]:not(.grid-head)');
    if (row) { await row.click(); await panel.keyboard?.press?.('Enter'); await row.focus().catch(() => {}); await new Promise((r) => setTimeout(r, 300)); await report(id + ' detail'); }
  }
});
