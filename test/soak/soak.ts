/**
 * A long day in a short time: numbered lines of every size, while the inspected tab is refreshed, the background stopped and
 * the server restarted, each at any moment. In the end the recording is read through, and the process was watched meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'puppeteer-core';
import { inBench, inWorkshop, SOURCE, type BenchBrowser } from '../bench/support/workshop.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite } from '../servers/socket-site.ts';
import { connectTo, waitForStatus } from '../support/extension.ts';
import { extensionProcessBytes } from '../support/process-memory.ts';
import { until } from '../support/until.ts';
import type { Judgement } from './judge-lines.ts';
import { judgeMemory, type MemoryJudgement, type Sample } from './judge-memory.ts';

/** What happens, and after how many milliseconds again, at the latest. */
const REFRESH_MS = 4_000;
const STOP_MS = 20_000;
const RESTART_MS = 30_000;
/** How long a server is away, at the most. */
const AWAY_MS = 3_000;
const SAMPLE_MS = 2_000;
/** Ten times a second would be a burst each. */
const WRITE_MS = 20;

/** Every so many lines, one is as long as this; the others are short. */
const SIZES: readonly (readonly [every: number, units: number])[] = [[50_000, 24_000_000], [5_000, 5_000_000], [500, 200_000], [50, 10_000]];

export interface SoakOptions {
  readonly durationMs: number;
  readonly linesPerSecond: number;
  /** Called now and then with what there is to tell. */
  readonly onProgress: (line: string) => void;
}

export interface SoakReport {
  readonly written: number;
  readonly recorded: Judgement;
  readonly memory: MemoryJudgement;
  readonly refreshes: number;
  readonly stops: number;
  readonly restarts: number;
  readonly connects: number;
  /** What is wrong, in words; empty of a run that held. */
  readonly faults: readonly string[];
}

/** The extension has to be built. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  let report: SoakReport | undefined;
  await inWorkshop({ rounds: 1, size: null }, async (workshop) => {
    const server = await startServer();
    const site = await startSocketSite((own) => ({ '/': `<title>page</title><script>new WebSocket('${own.socket('/')}')</script>` }));
    const holdfast = await workshop.launch('holdfast');
    try {
      await holdfast.bench.close();
      const page = await holdfast.newPage(site.url('/'));
      const panel = await holdfast.openPanel(page);
      await connectTo(panel, server.url);
      report = await run(options, { server, holdfast, page, panel });
    } finally {
      await holdfast.close();
      await Promise.all([server.close(), site.close()]);
    }
  });
  return report!;
}

interface Stage {
  readonly server: TestServer;
  readonly holdfast: BenchBrowser;
  readonly page: Page;
  readonly panel: Frame;
}

async function run({ durationMs, linesPerSecond, onProgress }: SoakOptions, { server, holdfast, page, panel }: Stage): Promise<SoakReport> {
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const samples: Sample[] = [];
  let written = 0;
  let isAway = false;
  const done = { refreshes: 0, stops: 0, restarts: 0 };
  const write = () => {
    for (let line = 0; line < (linesPerSecond * WRITE_MS) / 1000; line += 1) {
      // What nobody is there to hear is not written: it would be missing rightly.
      if (isAway || server.io.engine.clientsCount === 0 || server.io.sockets.sockets.size === 0) return;
      written += 1;
      const units = SIZES.find(([every]) => written % every === 0)?.[1] ?? 0;
      server.log({ message: units === 0 ? `line ${written}` : `line ${written} ${'x'.repeat(units)}` });
    }
  };
  /** Does something again and again at random moments until the end, and waits for its last time. */
  const again = async (mostMs: number, act: () => Promise<void>) => {
    for (;;) {
      await sleep(mostMs * (0.5 + Math.random() / 2));
      if (elapsed() >= durationMs) return;
      await act();
    }
  };
  const writing = setInterval(write, WRITE_MS);
  const sampling = setInterval(() => void extensionProcessBytes(holdfast.browser).then((bytes) => samples.push({ at: elapsed(), bytes }), () => undefined), SAMPLE_MS);
  const telling = setInterval(() => onProgress(`${Math.round(elapsed() / 60_000)} min: ${written} lines, ${Math.round((samples.at(-1)?.bytes ?? 0) / 1024 ** 2)} MB`), 60_000);
  try {
    await Promise.all([
      again(REFRESH_MS, async () => {
        await page.reload();
        done.refreshes += 1;
      }),
      again(STOP_MS, async () => {
        await holdfast.stopWorker();
        done.stops += 1;
      }),
      again(RESTART_MS, async () => {
        isAway = true;
        await server.restart(AWAY_MS * Math.random());
        isAway = false;
        done.restarts += 1;
      }),
    ]);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/, 60_000);
  } finally {
    clearInterval(writing);
    clearInterval(sampling);
    clearInterval(telling);
  }
  // One more, of a connection that stands, tells that nothing is on its way any more.
  server.log({ message: `line ${(written += 1)}` });
  const bench = await holdfast.newPage(`chrome-extension://${holdfast.extensionId}/bench.html`);
  let recorded = await inBench(bench, 'judgeLines', SOURCE);
  const isComplete = async () => (recorded = await inBench(bench, 'judgeLines', SOURCE)).last === written;
  await until(isComplete, { timeout: 60_000, describe: 'the last line on disk' }).catch(() => undefined);
  const memory = judgeMemory(samples, durationMs);
  const connects = server.history.filter(({ type }) => type === 'connect').length;
  return { written, recorded, memory, ...done, connects, faults: faultsOf(written, recorded, memory, server.maxLive) };
}

function faultsOf(written: number, { last, undeclared, misplaced }: Judgement, { first, last: atLast, isFlat }: MemoryJudgement, maxLive: number): string[] {
  const some = (numbers: readonly (number | readonly number[])[]) => numbers.slice(0, 5).map((each) => (typeof each === 'number' ? each : each.join(' to '))).join(', ');
  return [
    ...(last === written ? [] : [`The last line on disk is ${last} of ${written}.`]),
    ...(undeclared.length === 0 ? [] : [`Lines are missing undeclared at ${undeclared.length} places: ${some(undeclared)}.`]),
    ...(misplaced.length === 0 ? [] : [`${misplaced.length} lines are doubled or out of order: ${some(misplaced)}.`]),
    ...(isFlat ? [] : [`Memory is not flat: ${Math.round(first / 1024 ** 2)} MB once it was filled, ${Math.round(atLast / 1024 ** 2)} MB at last.`]),
    ...(maxLive <= 1 ? [] : [`${maxLive} connections stood at the same time.`]),
  ];
}
