/** A recording leaves the real panel as a HAR that Chromium's own Network panel reads, and Chromium's own HAR comes back equal. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import type { Entry, EntryOf } from '../../src/core/entries/entry.ts';
import { redactRecorded } from '../../src/core/redaction/redact-recorded.ts';
import { readRecordingFile } from '../../src/core/files/read-file.ts';
import { chooseTab, fill, launchExtension, rowCount, type RunningExtension } from '../support/extension.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

let site: SocketSite;
let server: TestServer;
let extension: RunningExtension;
let folder: string;
let page: Page;

const talk = (transports: string) => `
  <script src="${server.url}/socket.io/socket.io.js"></script>
  <script>
    const client = io('${server.url}', { transports: ${transports}, auth: { token: 'tell-nobody' } });
    client.on('connect', () => {
      client.emit('heartbeat_test', { seq: 7, password: 'hunter2' }, () => (globalThis.answered = true));
      client.emit('bytes', new Uint8Array([1, 2, 255]));
    });
  </script>`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-sharing-'));
  server = await startServer({ pingInterval: 60_000 });
  site = await startSocketSite(() => ({
    '/empty': '<title>empty</title>',
    '/socket': talk("['websocket']"),
    '/upgrade': talk("['polling', 'websocket']"),
  }));
  extension = await launchExtension();
  const session = await extension.browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([site?.close(), server?.close(), rm(folder, { recursive: true, force: true })]);
});

beforeEach(async () => {
  page = await extension.newPage(site.url('/empty'));
});
afterEach(async () => page.close());

/** The panel, once it has recorded what a page said. */
async function recordedPanel(at: string): Promise<{ devtools: Page; panel: Frame; entries: Entry[] }> {
  const devtools = await page.openDevTools();
  const panel = await extension.openPanel(page);
  await watchRecording(panel);
  await page.goto(site.url(at));
  await page.waitForFunction('globalThis.answered');
  const entries = await until(
    async () => {
      const all = await recordedOf(panel);
      const packets = packetsOf(all);
      const isDone = packets.some(({ event, attachments }) => event === 'bytes' && attachments.length > 0) && packets.some(({ type }) => type === 'ack');
      return isDone && (at === '/socket' || packets.some(({ type }) => type === 'upgrade')) && all;
    },
    { describe: 'the conversation to be recorded' },
  );
  return { devtools, panel, entries };
}

function packetsOf(entries: readonly Entry[]): EntryOf<'packet'>[] {
  return entries.filter((entry): entry is EntryOf<'packet'> => entry.kind === 'packet');
}

/** Chooses what stands in a box of the dialog, presses the button, and gives the file that the browser saved. */
async function exported(panel: Frame, format: string, redact: boolean): Promise<string> {
  const before = new Set(await readdir(folder));
  await chooseTab(panel, 'Messages');
  await panel.locator('aria/Export…[role="button"]').click();
  await panel.locator('dialog[open] select[name="format"]').fill(format);
  if (!redact) await panel.locator('aria/Leave out secrets[role="checkbox"]').click();
  await panel.locator('aria/Save file[role="button"]').click();
  const outcome = () => panel.$eval('dialog[open] .export-outcome', (element) => element.textContent ?? '');
  await until(async () => /Saved as/.test(await outcome()), { describe: 'the file to be saved' });
  if (redact) expect(await outcome()).toMatch(/Left out: .*auth payload \(\d+\)/);
  const file = await until(async () => (await readdir(folder)).find((name) => !before.has(name) && /\.(har|ndjson)$/.test(name)), { describe: 'the download' });
  await panel.locator('aria/Close[role="button"]').click();
  return readFile(path.join(folder, file), 'utf8');
}

/** Opens a file in the panel by its button. */
async function open(panel: Frame, name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const input = (await panel.waitForSelector('.recordings input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await panel.waitForSelector('.opened-banner');
}

async function readText(text: string): Promise<Entry[]> {
  const chunks = (async function* () {
    yield text;
  })();
  const { recordings, problem } = await readRecordingFile(chunks, 'file', Date.now());
  expect(problem).toBeNull();
  return recordings.flatMap(({ entries }) => entries);
}

/**
 * What is of sockets, with what must come in turn kept together: a transport's packets of a direction, and what answers posts.
 * Which of the others is told first is for a poll to decide that has yet to end.
 */
function inTurn(entries: readonly Entry[]) {
  const turn = (entry: Entry) => (entry.kind === 'packet' ? `${entry.transport} ${entry.type === 'reply' ? 'reply' : entry.direction}` : entry.kind);
  return entries.filter((entry) => 'socket' in entry).toSorted((a, b) => turn(a).localeCompare(turn(b)));
}

/** What is the same however it was captured: all but the names and places that a recording gives. */
function told(entries: readonly Entry[]): unknown[] {
  const ofSockets = inTurn(entries);
  const sockets = [...new Set(ofSockets.map(({ socket }) => socket))];
  const place = (seq: number) => ofSockets.findIndex((entry) => entry.seq === seq);
  return ofSockets.map((entry) => {
    const { source: _source, seq: _seq, ...rest } = entry;
    const answers = entry.kind === 'packet' && entry.answers !== null ? { answers: { seq: place(entry.answers.seq), again: entry.answers.again } } : {};
    // A poll that ends before the log of its document was first read cannot be told whose it is; the file always can.
    const madeBy = entry.kind === 'socket-opened' ? { madeBy: null } : {};
    // The browser moves the end of a poll by some milliseconds after it has told of it.
    return { ...rest, ...answers, ...madeBy, at: null, socket: sockets.indexOf(entry.socket) };
  });
}

it('saves one file when the button is pressed again while it waits for packets', async () => {
  const { panel } = await recordedPanel('/socket');
  await chooseTab(panel, 'Logs');
  const saved = await panel.evaluate(async () => {
    const turn = async () => new Promise((resolve) => { setTimeout(resolve); });
    const button = (text: string) => [...document.querySelectorAll<HTMLButtonElement>('.view:not([hidden]) button, dialog[open] button')].find(({ textContent }) => textContent === text);
    let files = 0;
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      files += 1;
      return createObjectURL.call(URL, blob);
    };
    button('Export…')!.click();
    while (button('Save file') === undefined) await turn();
    button('Save file')!.click();
    await turn();
    button('Save file')!.click();
    while (!document.querySelector('dialog[open] .export-outcome')!.textContent.startsWith('Saved as')) await turn();
    for (let turns = 0; turns < 100; turns += 1) await turn();
    return files;
  });
  expect(saved).toBe(1);
});

it('a HAR of the panel loads in Chromium’s Network panel with its messages', async () => {
  const { devtools, panel, entries } = await recordedPanel('/upgrade');
  const har = await exported(panel, 'har', true);
  expect(har).not.toMatch(/tell-nobody|hunter2/);
  const file = JSON.stringify(har);
  // As text, because a test runner rewrites the imports that are meant for the browser.
  const loaded = (await devtools.evaluate(`(async () => {
    const network = await import('./panels/network/network.js');
    const logs = await import('./models/logs/logs.js');
    const panel = network.NetworkPanel.NetworkPanel.instance();
    await panel.networkLogView.onLoadFromFile(new File([${file}], 'holdfast.har', { type: 'application/json' }));
    return logs.NetworkLog.NetworkLog.instance().requests().map((request) => ({
      url: request.url(), type: request.resourceType().name(), status: request.statusCode,
      frames: request.frames().map(({ type, text, opCode }) => ({ type, text, opCode })),
    }));
  })()`)) as { url: string; type: string; status: number; frames: { type: string; text: string; opCode: number }[] }[];
  const socket = loaded.find(({ type }) => type === 'websocket')!;
  const framed = packetsOf(entries).filter(({ transport }) => transport === 'websocket');
  expect(socket).toMatchObject({ status: 101 });
  expect(socket.url).toContain('transport=websocket&sid=');
  expect(socket.frames.map(({ type, text }) => [type, text])).toEqual(
    framed.flatMap(({ direction, text, attachments }) => [text, ...attachments].map((data) => [direction === 'out' ? 'send' : 'receive', data])),
  );
  expect(loaded.filter(({ url }) => url.includes('transport=polling')).length).toBeGreaterThan(0);
});

it.each(['/socket', '/upgrade'])('a HAR of Chromium of %s is opened as the live capture was', async (address) => {
  const { devtools, panel, entries } = await recordedPanel(address);
  // What “Export HAR (with sensitive data)” writes, bodies included.
  const har = (await devtools.evaluate(`(async () => {
    const har = await import('./models/har/har.js');
    const logs = await import('./models/logs/logs.js');
    const requests = logs.NetworkLog.NetworkLog.instance().requests();
    const progress = { canceled: false, title: '', totalWork: 0, worked: 0, done: false, createSubProgress: () => progress };
    return har.Writer.Writer.harStringForRequests(requests, { sanitize: false }, progress);
  })()`)) as string;
  const read = await readText(har);
  // A file is shown as it is; what is captured is recorded without its secrets.
  expect(told(read.map(redactRecorded([])))).toEqual(told(entries));
  const times = [read, entries].map((all) => inTurn(all).map(({ at }) => at));
  for (const [index, time] of times[0]!.entries()) expect(Math.abs(time - times[1]![index]!)).toBeLessThan(100);

  await chooseTab(panel, 'Messages');
  const live = await rowCount(panel, 'Messages');
  await open(panel, 'chromium.har', har);
  expect(await rowCount(panel, 'Messages')).toBe(live);
  await fill(panel, 'Filter', 'event:heartbeat_test');
  await until(async () => (await rowCount(panel, 'Messages')) === 1, { describe: 'the one row that matches' });
  await panel.locator('aria/Close recording[role="button"]').click();
  await panel.waitForSelector('aria/Connection[role="status"]');
});

it('a recording is exported, opened again as it was, and says where it breaks off', async () => {
  const { panel, entries } = await recordedPanel('/socket');
  const file = await exported(panel, 'ndjson', false);
  expect((await readText(file)).filter(({ source }) => source.startsWith('tab:'))).toEqual(entries);
  const half = file.slice(0, file.indexOf('heartbeat_test'));
  await open(panel, 'half.ndjson', half);
  const line = half.split('\n').length;
  expect(await panel.$eval('.opened-banner', (banner) => banner.textContent)).toContain(`The file breaks off in line ${line}.`);
});

it('a file that is dropped on the panel is opened, and one that is no recording is refused in words', async () => {
  const { panel } = await recordedPanel('/socket');
  const drop = (name: string, text: string) =>
    panel.evaluate(
      (fileName, content) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], fileName));
        for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      },
      name,
      text,
    );
  await drop('notes.txt', 'no recording');
  let said: string | null = null;
  await until(async () => (said = await panel.$eval('.recordings .field-error', (element) => element.textContent))?.includes('notes.txt was not opened. This is neither'), {
    describe: () => `the refusal; there was “${said}”`,
  });
  await drop('mine.ndjson', await exported(panel, 'ndjson', true));
  await panel.waitForSelector('.opened-banner');
  expect(await panel.$eval('.recording-list', (list) => list.textContent)).toContain('mine.ndjson');
});
