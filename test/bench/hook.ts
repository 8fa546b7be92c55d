/**
 * Page hook: what it costs a page that exchanges small messages with its server, in the CPU time of its renderer, beside the
 * same page with no extension. Aim: at most 1.35 times with the panel closed.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { WebSocketServer } from 'ws';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { distFor } from '../../scripts/paths.ts';
import { until } from '../support/until.ts';
import { atMost, inTurns, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import type { Workshop } from './support/workshop.ts';

/** As many go to the server and come back, of some 60 bytes each. */
const MESSAGES = 50_000;
/** How many may be under way. */
const WINDOW = 50;

const VARIANTS = ['no extension', 'hook off', 'hook on, panel closed', 'hook on, panel open'] as const;
type Variant = (typeof VARIANTS)[number];

interface Cost {
  readonly task: number;
  readonly script: number;
  readonly process: number;
}

async function startEcho(): Promise<{ origin: string; close: () => void }> {
  const page = await readFile(path.join(import.meta.dirname, 'page.html'));
  const http = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => socket.on('message', (data: Buffer) => socket.send(data, { binary: false })));
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => {
      for (const client of sockets.clients) client.terminate();
      http.close();
      http.closeAllConnections();
    },
  };
}

/** The built extension with access to the page's site granted, as it is once somebody has switched the hook on there. */
async function grantedBuild(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
  await cp(distFor('chrome'), folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { permissions: string[] };
  const granted = { permissions: [...manifest.permissions, 'scripting'], host_permissions: ['http://127.0.0.1/*'] };
  await writeFile(file, JSON.stringify({ ...manifest, ...granted }));
  return folder;
}

async function switchOn(browser: Browser, extensionId: string, origin: string): Promise<void> {
  const panel = await browser.newPage();
  await panel.goto(`chrome-extension://${extensionId}/panel.html`);
  const error = await panel.evaluate((site) => new Promise((resolve) => {
    type Port = { postMessage(message: object): void; onMessage: { addListener(listener: (message: { type: string; id: number; error: unknown }) => void): void } };
    const { runtime } = (globalThis as unknown as { chrome: { runtime: { connect(info: object): Port } } }).chrome;
    const port = runtime.connect({ name: 'view' });
    port.onMessage.addListener((message) => { if (message.type === 'reply' && message.id === 1) resolve(message.error); });
    port.postMessage({ type: 'hook-site', id: 1, origin: site, on: true });
  }), origin);
  if (error !== null) throw new Error(`The hook could not be switched on: ${JSON.stringify(error)}`);
  await panel.close();
}

async function costOf(page: Page, messages: number): Promise<Cost> {
  const session = await page.createCDPSession();
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { task: value('TaskDuration'), script: value('ScriptDuration'), process: value('ProcessTime') };
  };
  const before = await read();
  await page.evaluate(`exchange(${messages}, ${WINDOW})`);
  const after = await read();
  await session.detach();
  return { task: after.task - before.task, script: after.script - before.script, process: after.process - before.process };
}

function figures(costs: Record<Variant, Cost[]>, messages: number): Figure[] {
  const micros = (variant: Variant, kind: keyof Cost) => (median(costs[variant].map((cost) => cost[kind])) / messages) * 1e6;
  return VARIANTS.filter((variant) => variant !== 'no extension').map((variant) => {
    const ratio = (kind: keyof Cost) => micros(variant, kind) / micros('no extension', kind);
    return {
      what: `CPU of a page’s process with the ${variant}, against no extension, for ${shown(messages)} messages each way`,
      measured: `${shown(ratio('process'))} (${shown(micros(variant, 'process'))} against ${shown(micros('no extension', 'process'))} µs for a message and its echo; ${shown(ratio('task'))} on the main thread, ${shown(ratio('script'))} in scripts)`,
      ...(variant === 'hook on, panel closed' ? atMost(1.35, ratio('process')) : { aim: '', met: true }),
    };
  });
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const count = workshop.size(MESSAGES);
  const echo = await startEcho();
  const folder = await grantedBuild();
  const closing: (() => Promise<unknown>)[] = [];
  const launch = async () => {
    const launched = await launchBrowser({ dist: folder });
    closing.push(() => launched.browser.close());
    return launched;
  };
  try {
    const bare = await launch();
    await bare.browser.uninstallExtension(bare.extension.id);
    const off = await launch();
    const on = await launch();
    await switchOn(on.browser, on.extension.id, echo.origin);

    const round = async (variant: Variant, messages: number): Promise<Cost> => {
      const { browser, extension } = variant === 'no extension' ? bare : variant === 'hook off' ? off : on;
      const page = await browser.newPage();
      await page.goto(echo.origin);
      let panel: Page | undefined;
      if (variant === 'hook on, panel open') {
        // As a tab, so that what is measured is the extension and not the browser's own DevTools, which cost more.
        panel = await browser.newPage();
        await panel.goto(`chrome-extension://${extension.id}/panel.html`);
        const id = await panel.evaluate(async (url) => {
          const { tabs } = (globalThis as unknown as { chrome: { tabs: { query(filter: object): Promise<{ id: number }[]> } } }).chrome;
          return (await tabs.query({ url: `${url}/*` })).at(-1)!.id;
        }, echo.origin);
        await panel.goto(`chrome-extension://${extension.id}/panel.html?tabId=${id}`);
        await until(() => panel!.$('[role="tab"]'), { describe: 'the panel' });
        await page.bringToFront();
      }
      const cost = await costOf(page, messages);
      await panel?.close();
      await page.close();
      return cost;
    };

    for (const variant of VARIANTS) await round(variant, Math.ceil(count / 10));
    const turns = Object.fromEntries(VARIANTS.map((variant) => [variant, async () => round(variant, count)])) as Record<Variant, () => Promise<Cost>>;
    return figures(await inTurns(workshop.rounds, turns), count);
  } finally {
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
    echo.close();
  }
}

export const hook: Benchmark = { id: 'hook', title: 'Page hook', run };
