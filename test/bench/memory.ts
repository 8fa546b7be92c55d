/**
 * Memory: what a million log lines, each with the packet that brought it, cost on the heap and on disk. Both heaps are
 * measured after a garbage collection, with the panel open, once the background has taken in some thousands of lines more and
 * the list was scrolled from end to end. Aims: at most 60 MB in the panel and 40 MB in the background; and the stored bytes
 * at most 0.6 of the entries' JSON.
 */
import type { CDPSession, Page } from 'puppeteer-core';
import { TargetType } from 'puppeteer-core';
import { until } from '../support/until.ts';
import { atMost, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { openLogs, scrollThrough, shownAt } from './support/log-panel.ts';
import { startLogServer } from './support/log-server.ts';
import { inBench, SOURCE, type BenchBrowser, type Workshop } from './support/workshop.ts';

const LINES = 1_000_000;
/** Enough to fill whatever keeps the newest entries in memory. */
const MORE = 20_000;
const MB = 1024 * 1024;

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function heaps({ browser, extensionId }: BenchBrowser, panel: Page): Promise<{ panel: number; background: number }> {
  const worker = await browser.waitForTarget((target) => target.type() === TargetType.SERVICE_WORKER && target.url().includes(extensionId));
  return { panel: await heapOf(await panel.createCDPSession()), background: await heapOf(await worker.createCDPSession()) };
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const lines = workshop.size(LINES);
  const more = workshop.size(MORE);
  const server = await startLogServer();
  const holdfast = await workshop.launch('holdfast', { lines, attached: true });
  try {
    const sizes = await inBench(holdfast.bench, 'sizes', SOURCE);
    const panel = await openLogs(holdfast, server.url);
    const allShown = shownAt(panel, lines + more);
    await server.burst(more);
    await allShown;
    await until(async () => (await inBench(holdfast.bench, 'count', SOURCE, 'log')) === lines + more, { describe: 'the last line on disk' });
    await scrollThrough(panel, 100);
    const used = await heaps(holdfast, panel);
    const ratio = sizes.blocks / sizes.json;
    const of = `${shown(lines)} lines (${shown(sizes.entries)} entries)`;
    return [
      { what: `heap of the panel with ${of}`, measured: `${shown(used.panel / MB)} MB`, ...atMost(60, used.panel / MB, 'MB') },
      { what: `heap of the background with ${of}`, measured: `${shown(used.background / MB)} MB`, ...atMost(40, used.background / MB, 'MB') },
      {
        what: 'stored bytes against the entries’ JSON',
        measured: `${shown(ratio)} (${shown(sizes.blocks / MB)} of ${shown(sizes.json / MB)} MB; the database takes ${shown(sizes.disk / MB)} MB)`,
        ...atMost(0.6, ratio),
      },
    ];
  } finally {
    await holdfast.close();
    await server.close();
  }
}

export const memory: Benchmark = { id: 'memory', title: 'Memory', run };
