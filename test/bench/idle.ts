/**
 * Idle cost: a hundred log lines a second with no view open, in the CPU time of the extension's process, where its service
 * worker runs, against the bare client. The time of all processes of the browser, with what it takes to store the lines, is
 * told beside it. Aim: at most 1.3 times the bare client's.
 */
import type { CDPSession } from 'puppeteer-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, inTurns, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { openLogs } from './support/log-panel.ts';
import { startLogServer } from './support/log-server.ts';
import { inBench, type BenchBrowser, type Workshop } from './support/workshop.ts';

const PER_SECOND = 100;
/** How many lines make a round. */
const LINES = 1_000;

interface Cost {
  /** CPU milliseconds for a thousand lines. */
  readonly worker: number;
  readonly browser: number;
}

export interface Idle {
  readonly holdfast: Cost;
  readonly bare: Cost;
}

async function cpuSeconds(session: CDPSession): Promise<Cost> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sum = (which: (type: string) => boolean) => processInfo.filter(({ type }) => which(type)).reduce((seconds, { cpuTime }) => seconds + cpuTime, 0);
  // With all pages closed but an empty one, the only renderer that does anything is the extension's.
  return { worker: sum((type) => type === 'renderer'), browser: sum(() => true) };
}

async function costOf(browser: BenchBrowser, lines: number): Promise<Cost> {
  const session = await browser.browser.target().createCDPSession();
  const before = await cpuSeconds(session);
  await sleep((lines / PER_SECOND) * 1000);
  const after = await cpuSeconds(session);
  await session.detach();
  const millis = (kind: keyof Cost) => ((after[kind] - before[kind]) * 1e6) / lines;
  return { worker: millis('worker'), browser: millis('browser') };
}

/** Takes in `lines` per round, with `stored` lines in the archive before the first. */
export async function measureIdle(workshop: Workshop, lines: number, stored = 0): Promise<Idle> {
  const [server, bareServer] = await Promise.all([startLogServer(), startLogServer()]);
  const holdfast = await workshop.launch('holdfast', { lines: stored });
  const bare = await workshop.launch('bare');
  const round = async (browser: BenchBrowser, from: typeof server) => {
    from.rate(PER_SECOND);
    const cost = await costOf(browser, lines);
    from.rate(0);
    return cost;
  };
  try {
    const panel = await openLogs(holdfast, server.url);
    await inBench(bare.bench, 'startBare', { url: bareServer.url, count: Infinity });
    for (const page of [panel, holdfast.bench, bare.bench]) await page.close();
    const costs = await inTurns(workshop.rounds, { bare: async () => round(bare, bareServer), holdfast: async () => round(holdfast, server) });
    const medians = (all: readonly Cost[]): Cost => ({ worker: median(all.map(({ worker }) => worker)), browser: median(all.map(({ browser }) => browser)) });
    return { holdfast: medians(costs.holdfast), bare: medians(costs.bare) };
  } finally {
    await holdfast.close();
    await bare.close();
    await Promise.all([server.close(), bareServer.close()]);
  }
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const { holdfast, bare } = await measureIdle(workshop, workshop.size(LINES));
  const ratio = holdfast.worker / bare.worker;
  const inAll = holdfast.browser / bare.browser;
  return [
    {
      what: `CPU of the worker’s process at ${PER_SECOND} lines a second with no view open, against a bare client’s`,
      measured: `${shown(ratio)} (${shown(holdfast.worker)} against ${shown(bare.worker)} ms for 1,000 lines)`,
      ...atMost(1.3, ratio),
    },
    {
      what: 'the same of all processes of the browser',
      measured: `${shown(inAll)} (${shown(holdfast.browser)} against ${shown(bare.browser)} ms)`,
      aim: '',
      met: true,
    },
  ];
}

export const idle: Benchmark = { id: 'idle', title: 'Idle cost', run };
