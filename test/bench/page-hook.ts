/**
 * What the page hook costs a page: the processor time of its renderer for small messages echoed by a WebSocket server,
 * with no extension, with the hook off, with it on and no panel open, and with it on and the panel open. The four take
 * turns in one run, so that whatever else the machine does hits them alike.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { WebSocketServer } from 'ws';
import { findBrowser } from '../../scripts/browser/find.ts';
import { launchExtension, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { sendCommand } from '../support/command.ts';
import { until } from '../support/until.ts';

const MESSAGES = Number(process.env['HOLDFAST_BENCH_MESSAGES'] ?? 50_000);
const ROUNDS = Number(process.env['HOLDFAST_BENCH_ROUNDS'] ?? 5);
/** Messages under way at a time: enough that the page never waits for the wire. */
const IN_FLIGHT = 100;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What the page does: sends and counts echoes, always with some under way. */
const PAGE = `<!doctype html><title>bench</title><script>
const run = (messages, inFlight) => new Promise((resolve) => {
  const socket = new WebSocket(location.origin.replace('http', 'ws'));
  let sent = 0;
  let received = 0;
  const send = () => socket.send('42["message",{"n":' + sent++ + ',"text":"a small message"}]');
  socket.onopen = () => {
    while (sent < inFlight) send();
  };
  socket.onmessage = () => {
    received += 1;
    if (sent < messages) send();
    if (received < messages) return;
    socket.close();
    resolve();
  };
});
</script>`;

async function startEcho(): Promise<{ origin: string; close: () => Promise<void> }> {
  const http = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE));
  const echo = new WebSocketServer({ server: http });
  echo.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      for (const client of echo.clients) client.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

/** Seconds of processor time that the page's renderer has used so far. */
async function processTime(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  return metrics.find(({ name }) => name === 'ProcessTime')?.value ?? 0;
}

/** Processor time of one round in a fresh tab, in microseconds per message there and back. */
async function round(browser: Browser, origin: string): Promise<number> {
  const page = await browser.newPage();
  await page.goto(origin);
  const before = await processTime(page);
  await page.evaluate(`run(${MESSAGES}, ${IN_FLIGHT})`);
  const used = (await processTime(page)) - before;
  await page.close();
  return (used / MESSAGES) * 1e6;
}

/** Switches the hook on for a site, as the button does once the permission is given. */
async function switchOn(extension: RunningExtension, origin: string): Promise<void> {
  const view = await extension.openPanelTab();
  await sendCommand(view, { type: 'hook-site', id: 1, origin, on: true });
  await until(
    () => view.evaluate(async () => {
      const { scripting } = (globalThis as unknown as { chrome: { scripting: { getRegisteredContentScripts(): Promise<unknown[]> } } }).chrome;
      return (await scripting.getRegisteredContentScripts()).length === 2;
    }),
    { describe: 'the hook to be registered' },
  );
  await view.close();
}

export async function benchPageHook(): Promise<void> {
  const { origin, close } = await startEcho();
  const none = await puppeteer.launch({ executablePath: findBrowser(), headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  const off = await launchExtension();
  const on = await launchPermitted(['http://127.0.0.1/*']);
  try {
    await switchOn(on, origin);
    const variants: Record<string, () => Promise<number>> = {
      'no extension': () => round(none, origin),
      'hook off': () => round(off.browser, origin),
      'hook on, panel closed': () => round(on.browser, origin),
      'hook on, panel open': async () => {
        const panel = await on.openPanelTab();
        const cost = await round(on.browser, origin);
        await panel.close();
        return cost;
      },
    };
    const costs = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
    for (let turn = 1; turn <= ROUNDS; turn += 1) {
      for (const [name, measure] of Object.entries(variants)) costs.get(name)!.push(await measure());
      process.stderr.write(`round ${turn} of ${ROUNDS}\n`);
    }
    const base = median(costs.get('no extension')!);
    console.log(`Processor time of the page's renderer, ${MESSAGES} small messages each way, median of ${ROUNDS}:\n`);
    console.log('| | of no extension |\n|---|---|');
    for (const [name, values] of costs) console.log(`| ${name} | ${(median(values) / base).toFixed(2)} |`);
  } finally {
    await Promise.all([none.close(), off.close(), on.close()]);
    await close();
  }
}
