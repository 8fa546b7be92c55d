/** A disk that is full, damaged, or holds what an earlier version wrote: recording goes on, and the views say what is the matter. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CDPSession, Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, press, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { listedRecordings } from '../support/recordings.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

/** In bytes: for some blocks and no more. */
const ROOM = 1_500_000;

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
let session: CDPSession;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  // Chromium remembers for half a minute how much room there was, unless there is no database yet.
  const page = await extension.newPage('about:blank');
  session = await page.createCDPSession();
  await session.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: ROOM });
  await session.send('Storage.clearDataForOrigin', { origin: origin(), storageTypes: 'indexeddb' });
  await extension.stopWorker();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const origin = () => `chrome-extension://${extension.extensionId}`;
/** What a view says of the disk. One that has just been opened says nothing yet. */
const notice = (view: Page) => view.$$eval('.disk-notice', ([element]) => element?.textContent ?? '');

async function shown(message: string): Promise<void> {
  await until(async () => (await allMessages(panel)).at(-1) === message, { describe: `the line “${message}”` });
}

/** Stops the background, and waits until the next one has connected. */
async function comesBack(): Promise<void> {
  const connects = () => server.history.filter(({ type }) => type === 'connect').length;
  const before = connects();
  await extension.stopWorker();
  await until(() => connects() > before, { timeout: 45_000, describe: 'the next connect' });
  await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
}

describe('a full disk', () => {
  it('is said in panel and popup, recording goes on in memory, and what was recorded is saved once there is room', async () => {
    server.log({ message: 'with room' });
    await savedToDisk(panel, 'with room');
    expect(await notice(panel)).toBe('');
    let lines = 0;
    const noise = () => Array.from({ length: 1_000 }, () => Math.random().toString(36).slice(2)).join('');
    const writing = setInterval(() => server.log({ message: `without room ${(lines += 1)}`, filling: noise() }), 50);
    await until(async () => (await notice(panel)) !== '', { timeout: 60_000, describe: 'the panel to say that the disk is full' }).finally(() => clearInterval(writing));
    expect(await notice(panel)).toMatch(/^Nothing is being saved to disk \(The storage that the browser gives Holdfast is full\)\. Recording continues in memory/);
    const page = await extension.newPage('about:blank');
    const popup = await extension.openPopup(page);
    await until(async () => (await notice(popup)).startsWith('Nothing is being saved'), { describe: 'the popup to say so' });
    await page.close();
    await panel.bringToFront();
    server.log({ message: 'the newest' });
    await chooseTab(panel, 'Logs');
    await shown('the newest');
    expect(await rowCount(panel, 'Server logs')).toBe(lines + 2);
    await session.send('Storage.overrideQuotaForOrigin', { origin: origin() });
    await until(async () => (await notice(panel)) === '', { describe: 'the notice to go' });
    await savedToDisk(panel, 'the newest');
    await comesBack();
    await until(async () => (await rowCount(panel, 'Server logs')) === lines + 2, { describe: 'all lines to be on disk' });
  });
});

describe('a damaged block', () => {
  it('costs its own lines alone, which say so', async () => {
    for (let line = 0; line < 1_200; line += 1) server.log({ message: `numbered ${line}` });
    server.log({ message: 'the last' });
    await savedToDisk(panel, 'the last');
    const damage = async () => panel.evaluate(`(async () => {
      const opening = indexedDB.open('holdfast-recordings');
      const database = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
      const transaction = database.transaction(['index', 'blocks'], 'readwrite');
      const ask = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const first = (await ask(transaction.objectStore('index').getAll())).find(({ lane, ordinal }) => lane === 'log' && ordinal === 0);
      const blocks = transaction.objectStore('blocks');
      const isText = typeof (await ask(blocks.get([first.source, 'log', 0]))) === 'string';
      if (!isText) await ask(blocks.put(new Uint8Array([120, 156, 1, 2, 3]), [first.source, 'log', 0]));
      database.close();
      return isText ? 0 : first.count;
    })()`) as Promise<number>;
    // A block that was written in a hurry is written once more, compressed: that would mend it.
    const broken = await until(damage, { describe: 'the block to be compressed' });
    // What the background and the panel have in memory is whole; the next ones read the disk.
    await comesBack();
    await panel.reload();
    const hole = 'This line cannot be read: its block on disk is damaged.';
    // What is in memory is shown while it is found out what the disk has before it.
    let read: readonly (string | null)[] = [];
    await until(async () => (read = await allMessages(panel))[0] === hole && read.at(-1) === 'the last', {
      describe: () => `all lines, of which there were ${read.length}, from “${read[0]}” to “${read.at(-1)}”`,
    });
    expect(read.filter((line) => line === hole)).toHaveLength(broken);
    expect(read.slice(broken).at(-2)).toBe('numbered 1199');
  });
});

describe('a database of an earlier version', () => {
  it('is brought up to date, and shown', async () => {
    // A background that lives would open its own database again as soon as that is deleted; this page wakes none.
    await press(panel, 'Disconnect');
    await waitForStatus(panel, 'Connection', /^Disconnected/);
    const seeding = await extension.newPage(`${origin()}/manifest.json`);
    await panel.close();
    await extension.stopWorker();
    await seeding.evaluate(`(async () => {
      await new Promise((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('holdfast-recordings');
        deleting.onsuccess = resolve;
        deleting.onerror = () => reject(deleting.error);
      });
      const line = (seq) => ({ source: 'default', seq, at: Date.now() - 60_000 + seq, kind: 'log', level: 'info', levelText: '', logger: '', message: 'old ' + seq, serverTime: null, serverTimeText: '', fields: '', cut: 0 });
      const state = {
        phase: 'disconnected', since: 0, attempt: 0, nextAttemptAt: null, why: null, connects: 0, transport: null, upgrade: null, engineSid: null, sid: null,
        handshake: null, recovered: null, connectedAt: null, ack: { state: 'none', afterMs: null, late: false, payload: null }, ping: { lastAt: null, gapMs: null, count: 0 },
        heartbeat: { sentAt: null, lastVia: null, answered: 0, missed: 0, missedInRow: 0, roundTrips: [] }, clock: null, logs: { received: 3, errors: 0 }, brief: { inRow: 0 },
      };
      const opening = indexedDB.open('holdfast-recordings', 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('blocks', { keyPath: ['source', 'lane', 'first'] });
        opening.result.createObjectStore('heads', { keyPath: 'source' });
      };
      const database = await new Promise((resolve, reject) => { opening.onsuccess = () => resolve(opening.result); opening.onerror = () => reject(opening.error); });
      const transaction = database.transaction(['blocks', 'heads'], 'readwrite');
      transaction.objectStore('blocks').put({ source: 'default', lane: 'log', first: 0, last: 2, entries: [line(0), line(1), line(2)] });
      transaction.objectStore('heads').put({ source: 'default', next: 3, state, clearedThrough: -1, errorsRead: 0, lastAt: Date.now() - 60_000 });
      await new Promise((resolve, reject) => { transaction.oncomplete = resolve; transaction.onabort = () => reject(transaction.error); });
      database.close();
    })()`);
    panel = await extension.openPanelTab();
    await connectTo(panel, server.url);
    server.log({ message: 'new' });
    await savedToDisk(panel, 'new');
    await until(async () => JSON.stringify(await allMessages(panel)) === JSON.stringify(['old 0', 'old 1', 'old 2', 'new']), { describe: 'old lines and new ones' });
    await chooseTab(panel, 'Recordings');
    await until(async () => (await listedRecordings(panel)).some(({ name, goesOn }) => name === 'Local server' && goesOn), { describe: 'its recording' });
  });
});
