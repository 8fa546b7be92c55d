/** A log that is longer than what any context keeps in memory is all there, and is read from disk as it comes in sight. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, fill, fillBox, launchExtension, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const LINES = 60_000;
const GRID = '[role="grid"][aria-label="Server logs"]';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  await chooseTab(panel, 'Logs');
  for (let line = 0; line < LINES; line += 1) server.log({ level: line % 100 === 0 ? 'error' : 'info', message: `line ${line}` });
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const messages = () => panel.$$eval(`${GRID} [role="row"] .log-message`, (cells) => cells.map((cell) => cell.textContent));
const counted = async () => until(async () => (await rowCount(panel, 'Server logs')) === LINES, { describe: `${LINES} rows` });
const summary = () => panel.$eval('.list-summary', (element) => element.textContent);

async function seesAt(key: 'Home' | 'End', ...expected: string[]): Promise<void> {
  await panel.focus(GRID);
  await panel.keyboard.press(key);
  let seen = '';
  await until(
    async () => {
      const shown = new Set(await messages());
      seen = JSON.stringify([...shown].slice(-3)) + (await rowCount(panel, 'Server logs')) + (await summary()) + (await panel.$eval(GRID, (e) => [e.scrollTop, e.scrollHeight, e.clientHeight, document.activeElement?.className, e.getAttribute('aria-activedescendant')].join(' ')));
      return expected.every((line) => shown.has(line));
    },
    { describe: () => `${expected.join(', ')} instead of ${seen}` },
  );
}

describe('a log of many lines', () => {
  it('is counted and shown from the first to the last, while it comes', async () => {
    await counted();
    await until(async () => (await summary()).startsWith('60,000 lines, 600 errors'), { describe: 'the summary' });
    await seesAt('Home', 'line 0', 'line 1', 'line 10');
    await seesAt('End', `line ${LINES - 1}`, `line ${LINES - 10}`);
  });

  it('is in order wherever it is looked at', async () => {
    const grid = (await panel.$(GRID))!;
    let seen = '';
    for (const part of [0.1, 0.37, 0.5, 0.662, 0.668, 0.9, 0.999]) {
      await grid.evaluate((element, share) => (element.scrollTop = element.scrollHeight * share), part);
      await until(
        async () => {
          const shown = await panel.$$eval(`${GRID} [role="row"]`, (rows) => rows.map((row) => [Number(row.ariaRowIndex), row.querySelector('.log-message')?.textContent ?? '']));
          seen = JSON.stringify(shown.slice(0, 30));
          return shown.length > 20 && shown.every(([index, text]) => text === `line ${Number(index) - 1}`);
        },
        { describe: () => `the lines at ${part}, instead of ${seen}` },
      );
    }
  });

  it('is there for a panel that opens later, the newest first', async () => {
    await panel.close();
    panel = await extension.openPanelTab();
    await chooseTab(panel, 'Logs');
    await until(async () => (await messages()).includes(`line ${LINES - 1}`), { describe: 'the last line' });
    await counted();
    await seesAt('Home', 'line 0', 'line 5');
    await panel.keyboard.press('Enter');
    await until(() => panel.$$eval('pre', (texts) => texts.some((text) => text.textContent === 'line 0')), { describe: 'the detail of the first line' });
    await panel.keyboard.press('Escape');
  });

  it('is counted whole in the statistics, though most of it is on disk alone', async () => {
    await chooseTab(panel, 'Statistics');
    await panel.select('select[aria-label="Group by"]', 'level');
    const counts = () => panel.$$eval('.statistics-table tr', (rows) => rows.map((row) => [...row.querySelectorAll('th, td')].slice(0, 2).map((cell) => cell.textContent).join(' ')));
    await until(async () => {
      const rows = await counts();
      return ['Info 59,400', 'Error 600', 'Total 60,000'].every((row) => rows.includes(row));
    }, { describe: 'all lines to be counted' });
    await panel.select('select[aria-label="Group by"]', 'event');
    await until(async () => (await counts()).includes('log_message 60,000'), { describe: 'all packets to be counted' });
    await chooseTab(panel, 'Logs');
  });

  it('is searched to its beginning, exactly', async () => {
    const matches = async (count: number) => until(async () => (await rowCount(panel, 'Server logs')) === count && !(await summary()).includes('searching'), { describe: () => `${count} matches` });
    await fill(panel, 'Filter', 'line 123');
    await matches(111);
    await seesAt('Home', 'line 123', 'line 1230');
    await seesAt('End', 'line 12399');
    await fill(panel, 'Filter', '');
    await panel.select('select[aria-label="Level at least"]', 'error');
    await matches(LINES / 100);
    await seesAt('Home', 'line 0', 'line 100');
    server.log({ level: 'error', message: 'one more' });
    await matches(LINES / 100 + 1);
    await seesAt('End', 'one more', 'line 59900');
    await panel.select('select[aria-label="Level at least"]', 'debug');
  });

  it('leads to a time and to a number, by key and by pointer, also among what a filter finds', async () => {
    const selected = () => panel.$eval(`${GRID} [aria-selected="true"] .log-message`, (cell) => cell.textContent).catch(() => '');
    const isSelected = async (line: string) => until(async () => (await selected()) === line, { describe: `${line} to be selected` });
    const fact = (name: string) => panel.$$eval('.detail dt', (names, wanted) => names.find(({ textContent }) => textContent === wanted)?.nextElementSibling?.textContent ?? '', name);
    const box = 'aria/Go to[role="textbox"]';
    await seesAt('Home', 'line 0');
    await panel.$eval(GRID, (grid) => (grid.scrollTop = 22 * 31_000));
    const row = `${GRID} [aria-rowindex="31006"]`;
    await panel.locator(row).click();
    await isSelected('line 31005');
    await panel.keyboard.press('Enter');
    const [number, received] = await until(async () => {
      const facts = [await fact('Number'), await fact('Received')];
      return facts.every((text) => text !== '') && facts;
    }, { describe: 'the number and the time of the line' });
    await panel.keyboard.press('Escape');
    await seesAt('End', `line ${LINES - 1}`);
    await panel.keyboard.press('ArrowUp');
    await panel.keyboard.press('g');
    await panel.keyboard.type(number!);
    await panel.keyboard.press('Enter');
    await isSelected('line 31005');
    await panel.keyboard.press('ArrowDown');
    await isSelected('line 31006');
    await fillBox(panel, box, received!);
    await panel.locator('aria/Go[role="button"]').click();
    await until(async () => {
      const line = Number((await selected())?.replace('line ', ''));
      // Many lines come in one millisecond.
      return line > 30_000 && line <= 31_005;
    }, { describe: 'a line of that time' });
    await fillBox(panel, box, 'noon');
    await panel.keyboard.press('Enter');
    await until(async () => (await panel.$eval('.go-to [role="status"]', (note) => note.textContent))?.startsWith('“noon” is neither a time nor a number. Enter 14:03:22'), { describe: 'what is wrong' });
    await seesAt('Home', 'line 0');
    await fill(panel, 'Filter', 'line 310');
    await fillBox(panel, box, number!);
    await panel.keyboard.press('Enter');
    await isSelected('line 31005');
    await fill(panel, 'Filter', 'line 5999');
    // What stands in the box is asked for once more.
    await panel.locator(box).click();
    await panel.keyboard.press('Enter');
    await isSelected('line 59990');
    await until(() => panel.$$eval('.toast-text', (notes) => notes.some(({ textContent }) => textContent?.includes('is not in this list. The next row is selected.'))), { describe: 'that it is the next one' });
    await fill(panel, 'Filter', '');
  });

  it('is empty once cleared, and back once that is undone', async () => {
    await panel.locator('aria/Clear[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === 0, { describe: 'no rows' });
    server.log({ message: 'after the clearing' });
    await until(async () => (await rowCount(panel, 'Server logs')) === 1, { describe: 'the new line' });
    await panel.locator('aria/Undo[role="button"]').click();
    await until(async () => (await rowCount(panel, 'Server logs')) === LINES + 2, { describe: 'all lines' });
  });

  it('outlives the background', async () => {
    // The undoing goes to the disk with the next line at the latest.
    server.log({ message: 'after the undoing' });
    await savedToDisk(panel, 'after the undoing');
    await extension.stopWorker();
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await until(async () => (await rowCount(panel, 'Server logs')) === LINES + 3, { describe: 'all lines' });
    await seesAt('Home', 'line 0');
    await seesAt('End', 'after the undoing', 'after the clearing', 'one more', `line ${LINES - 1}`);
  });
});
