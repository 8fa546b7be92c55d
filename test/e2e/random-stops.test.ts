/** A background that is stopped at any moment loses no line silently, and shows none twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, rowCount, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allLogRows } from '../support/panel-logs.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const STOPS = 50;
const LINES_PER_SECOND = 500;

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
let written = 0;
let writing: ReturnType<typeof setInterval>;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  clearInterval(writing);
  await extension?.close();
  await server?.close();
});

function startWriting(): void {
  writing = setInterval(() => {
    for (let line = 0; line < LINES_PER_SECOND / 50; line += 1) server.log({ message: `line ${written++}` });
  }, 20);
}

/** After the last stop rows may still move, until it is known again how the lines on disk and those in memory join. */
async function settledRows() {
  return until(
    async () => {
      const count = await rowCount(panel, 'Server logs');
      const rows = await allLogRows(panel).catch(() => null);
      return (await rowCount(panel, 'Server logs')) === count && rows;
    },
    { timeout: 60_000, describe: 'rows that stay where they are' },
  );
}

const GRID = '[role="grid"][aria-label="Server logs"]';

/** Waits for a line after `line` to be shown, and gives the newest that is. */
async function shownAfter(line: number): Promise<number> {
  const newest = () => panel.$$eval(`${GRID} .log-message`, (cells) => Math.max(-1, ...cells.map(({ textContent }) => Number(textContent.replace('line ', '')))));
  return until(
    async () => {
      const shown = await newest();
      return shown > line && shown;
    },
    { timeout: 60_000, describe: `a line after ${line} in the panel` },
  );
}

describe(`a background that is stopped at ${STOPS} random moments under ${LINES_PER_SECOND} lines a second`, () => {
  it('shows every line once, or says that lines are missing there', async () => {
    const connects = () => server.history.filter(({ type }) => type === 'connect').length;
    const connected = connects();
    startWriting();
    const shownLong: number[] = [];
    await chooseTab(panel, 'Logs');
    for (let stop = 1; stop <= STOPS; stop += 1) {
      if (stop % 10 === 0) {
        // Shown for a second, which is four times as long as what is shown may take to be on disk.
        shownLong.push(await shownAfter(written));
        await shownAfter(written + LINES_PER_SECOND);
      }
      // Whatever the moment: between a few lines and half a second of them from now. The first comes before a line can be on disk.
      const moment = written + Math.ceil(Math.random() * (stop === 1 ? 50 : 250));
      await until(() => written >= moment, { describe: 'the moment to stop' });
      await extension.stopWorker();
      await until(() => connects() === connected + stop, { describe: `connect ${stop} after the first` });
    }
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    clearInterval(writing);
    const last = written - 1;
    await shownAfter(last - 1);
    const rows = (await settledRows()).map(({ message, gap }) => ({ line: Number(message.replace('line ', '')), gap }));
    expect(rows.at(-1)?.line).toBe(last);
    const undeclared = rows.filter(({ line, gap }, index) => !gap && line !== (rows[index - 1]?.line ?? -1) + 1);
    expect(undeclared).toEqual([]);
    expect(rows.filter(({ line }, index) => line <= (rows[index - 1]?.line ?? -1))).toEqual([]);
    const kept = new Set(rows.map(({ line }) => line));
    expect(shownLong.filter((line) => !kept.has(line))).toEqual([]);
  });
});
