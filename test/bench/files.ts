/**
 * Files: a HAR of 250 MB, of many sockets, many messages and a few large ones, opened in a panel that shows messages. Aims: no
 * task of the panel's thread over 50 ms of its own time until all is shown, and Stop within a second. What the extension's
 * process takes then is told beside them: the file is read in it, and let go.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ElementHandle, Page } from 'puppeteer-core';
import { chooseTab } from '../support/extension.ts';
import { extensionProcessBytes } from '../support/process-memory.ts';
import { until } from '../support/until.ts';
import { atMost, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { longestTaskDuring } from './support/task-times.ts';
import type { Workshop } from './support/workshop.ts';

const MEGABYTES = 250;
const MB = 1024 * 1024;
const START = Date.UTC(2026, 10, 28, 12);
/** Every so many sockets, one says so much; the others say little. Messages, and UTF-16 units of each. */
const SIZES: readonly (readonly [every: number, messages: number, units: number])[] = [[400, 1, 24_000_000], [100, 20_000, 120], [20, 10, 200_000]];

function socketOf(index: number): string {
  const [, messages = 5, units = 120] = SIZES.find(([every]) => index % every === every - 1) ?? [];
  const at = START + index * 100;
  const text = (message: number) => `42["news",{"n":${message},"text":"${'x'.repeat(units)}"}]`;
  return JSON.stringify({
    startedDateTime: new Date(at).toISOString(), time: 90, cache: {}, timings: { send: 0, wait: 0, receive: 90 }, _resourceType: 'websocket',
    request: { method: 'GET', url: `wss://shop.example/socket.io/?EIO=4&transport=websocket&n=${index}`, httpVersion: 'HTTP/1.1', cookies: [], headers: [{ name: 'Sec-WebSocket-Key', value: `k${index}` }], queryString: [], headersSize: 9, bodySize: 0 },
    response: { status: 101, statusText: 'Switching Protocols', httpVersion: 'HTTP/1.1', cookies: [], headers: [], content: { size: 0, mimeType: 'x-unknown' }, redirectURL: '', headersSize: 9, bodySize: 0 },
    _webSocketMessages: Array.from({ length: messages }, (_, message) => ({ type: message % 5 === 0 ? 'send' : 'receive', opcode: 1, time: (at + message / 1000) / 1000, data: text(message) })),
  });
}

function* harOf(bytes: number): Generator<string> {
  yield '{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[';
  let written = 0;
  for (let index = 0; written < bytes; index += 1) {
    const socket = socketOf(index);
    written += socket.length;
    yield index === 0 ? socket : `,${socket}`;
  }
  yield ']}}';
}

async function choose(panel: Page, file: string): Promise<void> {
  const input = (await panel.waitForSelector('.recordings input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
}

const isReading = (panel: Page) => panel.$eval('.recordings', (list) => list.querySelector('.recording-reading') !== null);

/** Opens the file and waits until all of it is shown. */
async function openAll(panel: Page, file: string): Promise<void> {
  await choose(panel, file);
  await panel.waitForSelector('.recording-reading');
  await until(async () => !(await isReading(panel)), { timeout: 600_000, describe: 'the file to be read' });
  if ((await panel.$('.opened-banner')) === null) throw new Error(`The file was not opened: ${await panel.$eval('.recordings', (list) => (list as HTMLElement).innerText)}`);
}

/** Opens the file and presses Stop once it has told how far it is; resolves with the milliseconds until it has stopped. */
async function openAndStop(panel: Page, file: string): Promise<number> {
  await choose(panel, file);
  await until(() => panel.$eval('.recordings', (list) => /[1-9]\d? ?%/.test(list.querySelector('.recording-reading')?.textContent ?? '')), { timeout: 60_000, describe: 'how far it is' });
  const began = performance.now();
  await panel.locator('.recording-reading button').click();
  await until(async () => !(await isReading(panel)), { describe: 'the file to be given up' });
  return performance.now() - began;
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const megabytes = workshop.size(MEGABYTES);
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-files-'));
  const file = path.join(folder, 'large.har');
  const holdfast = await workshop.launch('holdfast');
  try {
    await pipeline(Readable.from(harOf(megabytes * 1_000_000)), createWriteStream(file));
    const rounds: { longest: number; stopped: number; before: number; after: number }[] = [];
    for (let round = 0; round < workshop.rounds; round += 1) {
      const panel = await holdfast.openPanelTab();
      await chooseTab(panel, 'Messages');
      const before = await extensionProcessBytes(holdfast.browser);
      const stopped = await openAndStop(panel, file);
      const longest = await longestTaskDuring(panel, async () => openAll(panel, file));
      rounds.push({ longest, stopped, before, after: await extensionProcessBytes(holdfast.browser) });
      await panel.close();
    }
    const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
    const [longest, stopped] = [middle((round) => round.longest), middle((round) => round.stopped)];
    return [
      { what: `longest task of the panel’s thread, in time of its own, while a HAR of ${shown(megabytes)} MB is read`, measured: `${shown(longest)} ms`, ...atMost(50, longest, 'ms') },
      { what: 'time until Stop has stopped it', measured: `${shown(stopped)} ms`, ...atMost(1_000, stopped, 'ms') },
      { what: 'the extension’s process with it open, against before', measured: `${shown(middle((round) => round.after) / MB)} against ${shown(middle((round) => round.before) / MB)} MB`, aim: '', met: true },
    ];
  } finally {
    await holdfast.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export const files: Benchmark = { id: 'files', title: 'Files', run };
