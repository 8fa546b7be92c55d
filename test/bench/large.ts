/**
 * Large messages: what three hundred of 24 MB leave behind in the extension’s process, with no view open. Resident memory is
 * measured and not the heap, which knows nothing of a socket’s messages. Aim: at most 1.3 times what the process took after
 * ten small ones, and beside that the entries that a recording keeps in memory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LANE_BOUNDS, LANES } from '../../src/core/entries/lanes.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { extensionProcessBytes } from '../support/process-memory.ts';
import { until } from '../support/until.ts';
import { atMost, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { openLogs } from './support/log-panel.ts';
import { inBench, SOURCE, type BenchBrowser, type Workshop } from './support/workshop.ts';

const MESSAGES = 300;
const BYTES = 24_000_000;
const SMALL = 10;
/** Time for a message to be taken in, and in the end for the engine to collect what nobody holds. Milliseconds. */
const EVERY_MS = 350;
const SETTLED_MS = 10_000;
const MB = 1024 * 1024;

/** What a recording may keep in memory beside everything else. */
const KEPT = LANES.reduce((sum, lane) => sum + LANE_BOUNDS[lane].bytes, 0);

/** Sends messages and waits until the last of them is on disk; resolves with the most that the process took meanwhile. */
async function send(holdfast: BenchBrowser, server: TestServer, count: number, text: string): Promise<number> {
  const before = await inBench(holdfast.bench, 'count', SOURCE, 'packet');
  let most = 0;
  for (let message = 0; message < count; message += 1) {
    server.io.emit('large', message, text);
    await sleep(EVERY_MS);
    most = Math.max(most, await extensionProcessBytes(holdfast.browser));
  }
  await until(async () => (await inBench(holdfast.bench, 'count', SOURCE, 'packet')) >= before + count, { timeout: 60_000, describe: 'the last message on disk' });
  return most;
}

export interface LargeMessages {
  /** What the extension's process took after ten small messages, at the most while the large ones came, and after them. Bytes. */
  readonly before: number;
  readonly most: number;
  readonly after: number;
  /** What it may take after them. */
  readonly limit: number;
}

/** Has a server send so many messages of 24 MB to a background with no view open. */
export async function measureLarge(workshop: Workshop, count: number): Promise<LargeMessages> {
  const server = await startServer();
  const holdfast = await workshop.launch('holdfast');
  try {
    await (await openLogs(holdfast, server.url)).close();
    await send(holdfast, server, SMALL, 'small');
    await sleep(SETTLED_MS);
    const before = await extensionProcessBytes(holdfast.browser);
    const most = await send(holdfast, server, count, 'x'.repeat(BYTES));
    await sleep(SETTLED_MS);
    return { before, most, after: await extensionProcessBytes(holdfast.browser), limit: 1.3 * before + KEPT };
  } finally {
    await holdfast.close();
    await server.close();
  }
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const count = workshop.size(MESSAGES);
  const { before, most, after, limit } = await measureLarge(workshop, count);
  const of = `${shown(count)} messages of ${shown(BYTES / 1e6)} MB`;
  return [
    { what: `the extension’s process after ${of}, against ${SMALL} small ones`, measured: `${shown(after / MB)} against ${shown(before / MB)} MB`, ...atMost(Math.round(limit / MB), after / MB, 'MB') },
    { what: 'the most that it took meanwhile', measured: `${shown(most / MB)} MB`, aim: '', met: true },
  ];
}

export const large: Benchmark = { id: 'large', title: 'Large messages', run };
