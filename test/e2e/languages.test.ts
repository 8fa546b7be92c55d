/**
 * Every word comes from the messages of a language. That is shown by a language that puts each message into brackets: what is
 * seen or read out without them, and is no data, bypasses the messages. Then Chinese.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { messagesOf } from '../../scripts/build/locales.ts';
import { changeJson, launchChanged } from '../support/changed-extension.ts';
import { launchExtension, type RunningExtension, type View } from '../support/extension.ts';
import { freePort } from '../support/free-port.ts';
import { permit } from '../support/permitted-extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

type Messages = Record<string, { message: string }>;

/** The views of the panel, by the ids of their tabs. */
const VIEWS = ['overview', 'logs', 'messages', 'statistics', 'page-sockets', 'compose', 'recordings', 'settings'] as const;

/** Names of techniques, and what is sent: the same in every language. */
const DATA = new RegExp(
  `^(${[
    'Holdfast|DevTools|OpenTelemetry|Chrome(?: DevTools)?|Chromium|OTLP/HTTP|CORS|CSV|NDJSON|HAR|Markdown|JSON|MessagePack|UTF-8|URL|ID|README',
    'Socket\\.IO|Engine\\.IO|WebSocket|SSE|HTTP|TCP|TLS|CONNECT|CORS|DNS|GET|Origin|POST|Worker|websocket|polling|webtransport|sse|open|close|connect|disconnect|event|ack|upgrade|ping|pong|noop|probe|p\\d\\d',
    'Flask-SocketIO|python-socketio|Node|nginx|gunicorn|Vite|UTC[+-]?[\\d:]*|kB|MB|B|Ctrl\\+Enter|Shift|Enter|Escape|F3|N|P|i|k|m',
    'https?://\\S*|127\\.0\\.0\\.1\\S*|/\\S*|connection_ack|heartbeat_test|heartbeat_response|log_message|ndjson|har|token|password|cookie|Authorization|redacted|API|key',
  ].join('|')})$`,
);

/** Terms that are left as they are in Chinese. */
const OWN_TERMS: ReadonlySet<string> = new Set(['Socket', 'ACK', 'http/https']);

/** The texts of a view that are seen or read out, and are not marked as data. */
async function texts(view: View): Promise<string[]> {
  return view.evaluate(() => {
    const data = 'code, pre, svg, canvas, .isolate, .mono, [data-field]';
    const found: string[] = [];
    for (const element of document.querySelectorAll('body, body *')) {
      if (element.closest(data) !== null || !element.checkVisibility({ visibilityProperty: true })) continue;
      // The countdown of a status is a part of its message that stands in an element of its own.
      if (element.role === 'status') found.push(element.textContent ?? '');
      else if (element.closest('[role="status"]') === null) for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? '');
      for (const name of ['alt', 'aria-description', 'aria-label', 'aria-valuetext', 'placeholder', 'title']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  });
}

/** Words of a text that are no data. */
const wordsOf = (text: string, word: RegExp) => text.split(/[\s,;:()·|"“”‘’，；：（）、。→–…<>]+/).filter((part) => word.test(part) && !DATA.test(part));

/** What stands outside of brackets; messages within messages have their own. */
function outside(text: string): string {
  const rest = text.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  return rest === text ? text : outside(rest);
}

async function unspoken(view: View): Promise<string[]> {
  const bare = (await texts(view)).flatMap((text) => wordsOf(outside(text), /\p{L}/u).map((word) => `${word} in “${text.trim().slice(0, 120)}”`));
  return [...new Set(bare)];
}

async function hasText(view: View, text: string): Promise<boolean> {
  return view.evaluate((wanted) => document.body.innerText.includes(wanted), text);
}

describe('in a language of brackets', () => {
  let server: TestServer;
  let site: SocketSite;
  let extension: RunningExtension;
  let page: Page;
  let panel: Frame;

  beforeAll(async () => {
    server = await startServer();
    server.io.on('connection', (socket) => {
      socket.on('add', () => {});
      socket.emit('news', { id: 1 }, Buffer.from([1, 2]));
    });
    site = await startSocketSite(({ socket }) => ({
      '/': `<title>page</title><script src="${server.url}/socket.io/socket.io.js"></script><script>io('${server.url}'); new WebSocket('${socket('/echo')}');</script>`,
    }));
    extension = await launchChanged(async (folder) => {
      await permit(folder, ['http://127.0.0.1/*', 'ws://127.0.0.1/*']);
      await changeJson<Messages>(folder, '_locales/en/messages.json', (messages) =>
        Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, { message: key.startsWith('manifest_') ? message : `⟦${message}⟧` }])),
      );
    });
    page = await extension.newPage(site.url('/'));
    panel = await extension.openPanel(page);
    await page.reload();
    await panel.locator('aria/⟦Server URL⟧[role="textbox"]').wait();
  });

  afterAll(async () => {
    await extension?.close();
    await Promise.all([server?.close(), site?.close()]);
  });

  const choose = async (id: (typeof VIEWS)[number]) => {
    await panel.locator(`#tab-${id}`).click();
    await panel.locator(`#view-${id} > *`).wait();
  };
  const press = async (name: string) => panel.locator(`aria/⟦${name}⟧[role="button"]`).click();
  const connect = async (url: string, status: string) => {
    await panel.locator('aria/⟦Server URL⟧[role="textbox"]').fill(url);
    await press('Connect');
    await until(async () => hasText(panel, status), { describe: status });
  };

  it('no view says a word of its own before it is connected', async () => {
    for (const view of VIEWS) {
      await choose(view);
      expect(await unspoken(panel), view).toEqual([]);
    }
  });

  it('nor once it is', async () => {
    await choose('overview');
    await connect(server.url, '⟦Acknowledged after');
    server.log({ level: 'error', message: 'x', logger: 'y', order: 1 });
    for (const view of VIEWS) {
      await choose(view);
      if (view === 'logs') await until(async () => (await panel.$('#view-logs [role="row"]')) !== null, { describe: 'a line' });
      expect(await unspoken(panel), view).toEqual([]);
    }
  });

  it('nor the details of a line, a packet and a socket', async () => {
    for (const view of ['logs', 'messages', 'page-sockets'] as const) {
      await choose(view);
      const grid = await panel.locator(`#view-${view} [role="grid"]`).waitHandle();
      // Until the first row has come, there is none to open.
      const isOpen = async () => {
        await grid.press('Home');
        await grid.press('Enter');
        return (await panel.$(`#view-${view} aside.detail`)) !== null;
      };
      await until(isOpen, { describe: `a detail in ${view}` });
      expect(await unspoken(panel), view).toEqual([]);
    }
  });

  it('nor a message that is sent, what is wrong with another, and what both tell', async () => {
    await choose('compose');
    await press('Send');
    await until(async () => hasText(panel, '⟦Event is empty'), { describe: 'the mistake' });
    await panel.locator('aria/⟦Event⟧[role="textbox"]').fill('add');
    await press('Send');
    await until(async () => hasText(panel, '⟦Sent.⟧'), { describe: 'the answer' });
    expect(await unspoken(panel)).toEqual([]);
    await choose('messages');
    await panel.locator('aria/⟦Filter⟧[role="searchbox"]').fill('colour:red');
    await until(async () => hasText(panel, 'is not a filter key'), { describe: 'the mistake' });
    await press('Filter language');
    expect(await unspoken(panel)).toEqual([]);
  });

  it('nor the dialogs', async () => {
    await choose('logs');
    await press('Export…');
    expect(await unspoken(panel)).toEqual([]);
    await press('Cancel');
    await press('Edit…');
    await panel.locator('aria/⟦Name⟧[role="textbox"]').fill(' ');
    await press('Save');
    await until(async () => hasText(panel, '⟦Name is empty.⟧'), { describe: 'the mistake' });
    expect(await unspoken(panel)).toEqual([]);
    await press('Cancel');
  });

  it('nor the popup, nor the toolbar', async () => {
    const popup = await extension.openPopup(page);
    await until(async () => hasText(popup, '⟦Acknowledged after'), { describe: 'the state' });
    expect(await unspoken(popup)).toEqual([]);
    const title = await popup.evaluate(async () => (globalThis as unknown as { chrome: { action: { getTitle(of: object): Promise<string> } } }).chrome.action.getTitle({}));
    expect(wordsOf(outside(title), /\p{L}/u)).toEqual([]);
    await popup.close();
  });

  it('nor a failure, its diagnosis and its story', async () => {
    await choose('overview');
    await connect(`http://127.0.0.1:${await freePort()}`, '⟦Reconnecting');
    await until(async () => (await panel.$('[data-diagnosis]')) !== null, { describe: 'a finding' });
    await panel.$$eval('details', (all) => all.forEach((details) => (details.open = true)));
    expect(await unspoken(panel)).toEqual([]);
  });
});

describe('Chinese', () => {
  let server: TestServer;
  let extension: RunningExtension;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => server?.close());

  /** Chooses a language in the settings. */
  const chooseLanguage = async (panel: Page, language: string) => {
    await panel.locator('#tab-settings').click();
    await panel.locator('select[name="language"]').fill(language);
  };
  const spoken = async (view: View, language: string) => until(async () => view.evaluate((wanted) => document.documentElement.lang === wanted, language), { describe: `a view in ${language}` });
  const { common_phase_connected: connected, messages_filterHint: filterHint } = messagesOf('zh_CN');

  it('is switched to and back in every open view, which keeps what it shows', async () => {
    extension = await launchExtension();
    try {
      const panel = await extension.openPanelTab();
      await panel.locator('aria/Server URL[role="textbox"]').fill(server.url);
      await panel.locator('aria/Connect[role="button"]').click();
      await until(async () => hasText(panel, 'Acknowledged'), { describe: 'a connection' });
      const popup = await extension.openPopup(await extension.newPage('about:blank'));
      await chooseLanguage(panel, 'zh-CN');
      for (const view of [panel, popup]) {
        await spoken(view, 'zh-CN');
        await until(async () => hasText(view, connected!.message), { describe: 'the state in Chinese' });
      }
      for (const view of VIEWS) {
        await panel.locator(`#tab-${view}`).click();
        await panel.locator(`#view-${view} > *`).wait();
        const english = (await texts(panel)).filter((text) => text !== filterHint!.message && wordsOf(text.replace('Local server', ''), /^[a-z]{3,}/i).some((word) => !OWN_TERMS.has(word)));
        expect(english, view).toEqual([]);
      }
      await chooseLanguage(panel, 'auto');
      for (const view of [panel, popup]) await spoken(view, 'en');
      expect(await panel.evaluate(() => document.querySelector('[role="tab"][aria-selected="true"]')?.textContent)).toBe('Settings');
    } finally {
      await extension.close();
    }
  });
});
