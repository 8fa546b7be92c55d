/**
 * Open: from the start of a panel's loading to its first painted log line, with a million lines recorded against a thousand.
 * The log is asked for as soon as its tab is there. Aim: at most twice as long.
 */
import { until } from '../support/until.ts';
import { atMost, inTurns, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { GRID, NAME_HELPER } from './support/log-panel.ts';
import type { BenchBrowser, Workshop } from './support/workshop.ts';

const LINES = 1_000_000;
const FEW = 1_000;

/** Milliseconds from the navigation to the frame in which the first line was drawn. */
async function toFirstLine({ browser, extensionId }: BenchBrowser): Promise<number> {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(NAME_HELPER);
  await page.evaluateOnNewDocument((grid) => {
    const watched = globalThis as unknown as { firstLineAt?: number };
    const look = () => {
      const tab = [...document.querySelectorAll<HTMLElement>('[role="tab"][aria-selected="false"]')].find(({ textContent }) => textContent?.trim().startsWith('Logs'));
      tab?.click();
      const line = document.querySelector(`${grid} [role="row"] .log-message`)?.textContent ?? '';
      if (line === '') return requestAnimationFrame(look);
      // What is in the document now is painted by the time of the next frame.
      return requestAnimationFrame(() => (watched.firstLineAt = performance.now()));
    };
    requestAnimationFrame(look);
  }, GRID);
  await page.goto(`chrome-extension://${extensionId}/panel.html`);
  const at = await until(async () => page.evaluate(() => (globalThis as unknown as { firstLineAt?: number }).firstLineAt), { describe: 'the first line' });
  await page.close();
  return at;
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const lines = workshop.size(LINES);
  const full = await workshop.launch('holdfast', { lines });
  const small = await workshop.launch('holdfast', { lines: FEW });
  try {
    // The first panel of a browser also compiles its code.
    for (const browser of [small, full]) await toFirstLine(browser);
    const times = await inTurns(workshop.rounds, { small: async () => toFirstLine(small), full: async () => toFirstLine(full) });
    const ratio = median(times.full) / median(times.small);
    return [
      {
        what: `time to the first painted line of ${shown(lines)}, against one of ${shown(FEW)}`,
        measured: `${shown(ratio)} (${shown(median(times.full))} against ${shown(median(times.small))} ms)`,
        ...atMost(2, ratio),
      },
    ];
  } finally {
    await full.close();
    await small.close();
  }
}

export const open: Benchmark = { id: 'open', title: 'Open', run };
