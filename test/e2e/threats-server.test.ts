/** A hostile server cannot inject markup, stop a view from answering, or have more kept than a recording keeps. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, rowCount, waitForStatus, type RunningExtension, type TabName } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startRawEngine, type RawEngine } from '../servers/raw-engine.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const HTML = '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script><iframe srcdoc="x"></iframe><style>*{display:none}</style><a href="javascript:owned=1">x</a>';
/** Turns what follows around, hides, rings the bell, breaks lines, and colours terminals. */
const CONTROLS = '\u202Egnp.exe\u2066\u200B\u0000\u0007\u001B[31m\u2028\r\n\uFEFF';
/** A view that takes longer than this to answer has been stopped. On an idle machine it takes a tenth; a busy one is slow by itself. Milliseconds. */
const ANSWER_MS = 10_000;
const TABS: readonly TabName[] = ['Overview', 'Logs', 'Messages', 'Statistics', 'Page sockets', 'Compose'];

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
let popup: Page;

beforeAll(async () => {
  server = await startServer({ maxHttpBufferSize: 1e8, ack: { malformed: [{ [HTML]: HTML, text: CONTROLS }] } });
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

/** Every view of the panel and the popup hold text alone. */
async function expectText(): Promise<void> {
  for (const tab of TABS) {
    await chooseTab(panel, tab);
    expect(await panel.$$eval('script:not([src^="panel.js"]), iframe, style, a[href^="javascript"], img:not([src^="icons/"]):not([src^="blob:"])', (found) => found.map(({ outerHTML }) => outerHTML)), tab).toEqual([]);
    expect(await panel.evaluate('globalThis.owned'), tab).toBe(undefined);
  }
  popup = await extension.openPopup(await extension.newPage('about:blank'));
  await waitForStatus(popup, 'Connection', /./);
  expect(await popup.$$('iframe, style, img:not([src^="icons/"])')).toEqual([]);
  expect(await popup.evaluate('globalThis.owned')).toBe(undefined);
  await popup.close();
  await panel.bringToFront();
}

describe('markup, turned and hidden text', () => {
  it('in log lines, event names, arguments, namespaces, the acknowledgement and values stays text in every view', async () => {
    for (const text of [HTML, CONTROLS]) {
      server.log({ message: text, level: text, logger: text, module: text, timestamp: text, [text]: text });
      server.io.emit(text, { [text]: text }, [text]);
    }
    server.io.emit('image', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.owned=1"><script>globalThis.owned=1</script></svg>`));
    await chooseTab(panel, 'Logs');
    await until(async () => (await rowCount(panel, 'Server logs')) === 2, { describe: 'both lines' });
    const rows = await panel.$$eval('[aria-label="Server logs"] [role="row"]', (all) => all.map((row) => row.textContent));
    expect(rows[0]).toContain('<script>globalThis.owned=1</script>');
    // What turns text around does so within its own cell: each is isolated, and no row has a line break.
    const turned = await panel.$$eval('[aria-label="Server logs"] .log-message', (cells) => cells.map((cell) => ({ text: cell.textContent, bidi: getComputedStyle(cell).unicodeBidi })));
    expect(turned[1]!.bidi).toMatch(/isolate|plaintext/);
    expect(turned[1]!.text).not.toMatch(/[\r\n\u2028]/);
    await chooseTab(panel, 'Messages');
    const grid = (await panel.$('aria/Messages[role="grid"]'))!;
    await grid.focus();
    await panel.keyboard.press('End');
    await panel.keyboard.press('Enter');
    await until(() => panel.$('[role="grid"][aria-label="Messages"] [aria-selected="true"]'), { describe: 'the selected row' });
    await expectText();
  });

  it('in a refusal, and in the findings that come of it, stays text', async () => {
    const refusing = await startServer({ auth: () => ({ message: `${HTML}${CONTROLS}`, data: { [HTML]: HTML } }) });
    try {
      await saveProfile(panel, { id: 'refused', name: HTML.slice(0, 90), url: refusing.url });
      await panel.select('aria/Profile', 'refused');
      await panel.locator('aria/Connect[role="button"]').click();
      await waitForStatus(panel, 'Connection', /^Failed/);
      await chooseTab(panel, 'Overview');
      await until(() => panel.$('[data-diagnosis="connect-refused"]'), { describe: 'the finding' });
      await expectText();
    } finally {
      await refusing.close();
      await panel.select('aria/Profile', 'default');
    }
  });
});

/** How long the panel takes to draw what a press of a tab asks for. */
async function answerTime(tab: TabName): Promise<number> {
  return panel.evaluate(async (name) => {
    const button = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find((each) => each.textContent === name)!;
    const started = performance.now();
    button.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - started;
  }, tab);
}

/** All the while a payload arrives and after, with its row selected and open, the panel answers. */
async function expectAnswers(rows: number): Promise<void> {
  let slowest = 0;
  await until(
    async () => {
      for (const tab of ['Logs', 'Messages'] as const) slowest = Math.max(slowest, await answerTime(tab));
      return (await rowCount(panel, 'Messages')) >= rows;
    },
    { timeout: 60_000, describe: `${rows} messages` },
  );
  await (await panel.$('aria/Messages[role="grid"]'))!.focus();
  await panel.keyboard.press('End');
  await panel.keyboard.press('Enter');
  for (const tab of ['Overview', 'Messages', 'Statistics', 'Logs', 'Messages'] as const) slowest = Math.max(slowest, await answerTime(tab));
  expect(slowest).toBeLessThan(ANSWER_MS);
}

describe('a payload made to stop a view', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const sendRaw = (packet: string) => {
    const { clients } = server.io.engine as unknown as { clients: Record<string, { send(packet: string): void }> };
    for (const client of Object.values(clients)) client.send(packet);
  };
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, index]));
  it.each<[string, () => void]>([
    // The server's own encoder would overflow its stack.
    ['nested ten thousand deep, with the name of a secret in it', () => sendRaw(`2["deep",${nested(10_000)},{"token":${nested(10_000)}}]`)],
    ['with a hundred thousand keys', () => server.io.emit('wide', keys(100_000))],
    ['with a line of 10 MB, as a message and in the log', () => {
      server.io.emit('long', 'x'.repeat(10_000_000));
      server.log({ message: '("\\'.repeat(2_500_000), level: 'info', token: 'x'.repeat(100_000) });
    }],
    ['with a thousand attachments', () => server.io.emit('files', Array.from({ length: 1_000 }, () => Buffer.from('x')))],
    ['with an event’s name of 1 MB', () => server.io.emit('n'.repeat(1_000_000), 1)],
  ])('%s leaves the panel answering', async (_, send) => {
    await chooseTab(panel, 'Messages');
    const before = await rowCount(panel, 'Messages');
    send();
    await expectAnswers(before + 1);
    expect(await until(async () => waitForStatus(panel, 'Connection', /^(Connected|Reconnecting|Connecting)/), { describe: 'the connection' })).toBeTruthy();
  });
});

describe('a server made to fill the disk', () => {
  let raw: RawEngine;
  afterAll(async () => raw?.close());

  it('has of each thing that it says only so much kept', async () => {
    const long = 'y'.repeat(5_000_000);
    raw = await startRawEngine((packet, socket) => {
      if (!packet.startsWith('40')) return;
      socket.send(`40{"sid":"${long}"}`);
      socket.send(`42${JSON.stringify(['connection_ack', { status: long }])}`);
      for (const event of [long, 'log_message']) socket.send(`42${JSON.stringify([event, { message: long, level: long, logger: long, timestamp: long, extra: long }])}`);
      socket.send(`45${'9'.repeat(300)}-["files",${long}`);
      socket.send(`44${JSON.stringify({ message: long, data: long })}`);
    });
    await saveProfile(panel, { id: 'filler', name: 'Filler', url: raw.url, transports: ['websocket'] });
    await panel.select('aria/Profile', 'filler');
    await panel.locator('aria/Connect[role="button"]').click();
    await waitForStatus(panel, 'Connection', /^(Failed|Disconnected|Reconnecting)/, 30_000);
    const sizes = async () =>
      panel.evaluate(async () => {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open('holdfast-recordings');
          opening.onsuccess = () => resolve(opening.result);
        });
        const read = (store: string) =>
          new Promise<{ source: string; lane: string; count: number; packed: string }[]>((resolve) => {
            const reading = database.transaction(store).objectStore(store).getAll();
            reading.onsuccess = () => resolve(reading.result as never);
          });
        const [tails, heads] = await Promise.all([read('tails'), read('heads')]);
        database.close();
        const size = (row: unknown) => JSON.stringify(row).length;
        return { isThere: heads.some(({ source }) => source === 'filler'), tails: tails.map(size), heads: heads.map(size) };
      });
    await until(async () => (await sizes()).isThere, { describe: 'the recording on disk' });
    const { tails, heads } = await sizes();
    // Some 40 MB came. A packet keeps 256 Ki characters of its text, a line 1 Mi, and what else there is some thousand.
    expect(Math.max(...tails)).toBeLessThan(6_000_000);
    expect(Math.max(...heads)).toBeLessThan(100_000);
  });
});
