/** A list of more rows than an element of the browser can be tall: each of them can be reached and is where it belongs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../scripts/browser/find.ts';
import { root } from '../../scripts/paths.ts';
import { until } from '../support/until.ts';

const ROWS = 20_000_000;
const GRID = '[role="grid"]';
const HTML = `<!doctype html><html data-theme="light"><link rel="stylesheet" href="panel.css"><div id="list" style="height: 640px; display: flex"></div><script src="tall-grid.js"></script>`;

let folder: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-tall-grid-'));
  await build({
    entryPoints: [path.join(root, 'test/e2e/pages/tall-grid.tsx'), path.join(root, 'src/panel/panel.css')],
    entryNames: '[name]',
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: folder,
    logLevel: 'warning',
  });
  await writeFile(path.join(folder, 'index.html'), HTML);
  browser = await puppeteer.launch({ executablePath: findBrowser(), headless: true, args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : [] });
  page = await browser.newPage();
  await page.goto(`${pathToFileURL(path.join(folder, 'index.html')).href}?rows=${ROWS}`);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The numbers of the rows that can be seen as a whole, from the top, and whether they stand one below the other. */
async function inSight(): Promise<number[]> {
  return page.$eval(GRID, (grid) => {
    const box = grid.getBoundingClientRect();
    const rows = [...grid.querySelectorAll('[role="row"]')].map((row) => ({ number: Number(row.textContent?.replace('number ', '')), top: row.getBoundingClientRect().top }));
    const seen = rows.filter(({ top }) => top >= box.top - 1 && top + 22 <= box.bottom + 1);
    if (seen.some(({ number, top }, index) => index > 0 && (number !== seen[index - 1]!.number + 1 || Math.abs(top - seen[index - 1]!.top - 22) > 0.5))) return [];
    return seen.map(({ number }) => number);
  });
}

async function sees(what: string, wanted: (numbers: readonly number[]) => boolean): Promise<number[]> {
  let numbers: number[] = [];
  await until(
    async () => {
      numbers = await inSight();
      return numbers.length >= 25 && wanted(numbers);
    },
    { describe: () => `${what} instead of ${numbers.slice(0, 3).join()}…${numbers.slice(-3).join()}` },
  );
  return numbers;
}

const selected = () => page.$eval('[aria-selected="true"]', (row) => Number(row.textContent?.replace('number ', '')));

describe(`a list of ${ROWS} rows`, () => {
  it('shows the newest, follows it, and leads to the first and back', async () => {
    await sees('the newest row', (numbers) => numbers.at(-1) === ROWS - 1);
    await page.evaluate(() => (globalThis as unknown as { grow: (more: number) => void }).grow(1_000));
    await sees('the newest of a thousand more', (numbers) => numbers.at(-1) === ROWS + 999);
    await page.focus(GRID);
    await page.keyboard.press('Home');
    await sees('the first row', (numbers) => numbers[0] === 0);
    await page.keyboard.press('End');
    await sees('the last row', (numbers) => numbers.at(-1) === ROWS + 999);
  });

  it('moves by one row with the arrow keys, wherever it is', async () => {
    for (const part of [0, 0.1234, 0.5, 0.98765]) {
      await page.$eval(GRID, (grid, share) => (grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * share), part);
      const numbers = await sees(`the rows at ${part}`, ([first]) => Math.abs(first! / ROWS - part) < 0.001);
      await page.click(`[role="row"][aria-rowindex="${numbers[10]! + 1}"]`);
      for (let step = 1; step <= 30; step += 1) {
        await page.keyboard.press('ArrowDown');
        expect(await selected()).toBe(numbers[10]! + step);
      }
      await sees('the selected row', (shown) => shown.includes(numbers[10]! + 30));
    }
  });

  it('scrolls by the wheel as far as the wheel says, and stays there when it grows', async () => {
    await page.$eval(GRID, (grid) => (grid.scrollTop = grid.scrollHeight / 3));
    const [before] = await sees('a third', ([first]) => Math.abs(first! / ROWS - 1 / 3) < 0.001);
    const box = (await (await page.$(GRID))!.boundingBox())!;
    await page.mouse.move(box.x + 50, box.y + 50);
    for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel({ deltaY: 44 });
    await sees('twenty rows further down', ([first]) => first === before! + 20);
    await page.mouse.wheel({ deltaY: -66 });
    await sees('three rows further up', ([first]) => first === before! + 17);
    await page.evaluate(() => (globalThis as unknown as { grow: (more: number) => void }).grow(5_000_000));
    await until(async () => Number(await page.$eval(GRID, (grid) => grid.ariaRowCount)) === ROWS + 5_001_000, { describe: 'the rows to grow' });
    await sees('the same rows', ([first]) => first === before! + 17);
  });
});
