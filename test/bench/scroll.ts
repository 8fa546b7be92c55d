/**
 * Scroll: a list of a million log lines, from end to end in equal steps, and as by dragging the thumb to and fro, a step each
 * frame. Aims: no frame over 50 ms, and at most 200 row elements in the document at any time. What is told beside them is how
 * many frames had to show rows that were not read yet.
 */
import { atMost, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { GRID, openLogs, scrollThrough } from './support/log-panel.ts';
import { startLogServer } from './support/log-server.ts';
import { until } from '../support/until.ts';
import type { Workshop } from './support/workshop.ts';

const LINES = 1_000_000;
const STEPS = 300;

async function run(workshop: Workshop): Promise<Figure[]> {
  const lines = workshop.size(LINES);
  const server = await startLogServer();
  const holdfast = await workshop.launch('holdfast', { lines });
  try {
    const panel = await openLogs(holdfast, server.url);
    await until(async () => panel.$eval(GRID, (grid) => Number(grid.ariaRowCount)).then((count) => count >= lines), { describe: `${lines} rows` });
    const rounds = [];
    for (let round = 0; round < workshop.rounds; round += 1) rounds.push(await scrollThrough(panel, STEPS));
    const longest = median(rounds.map(({ longestFrame }) => longestFrame));
    const rows = Math.max(...rounds.map(({ mostRows }) => mostRows));
    const blank = median(rounds.map(({ blankFrames, frames }) => (100 * blankFrames) / frames));
    return [
      { what: `longest frame while ${shown(lines)} lines are scrolled and dragged through (the median of the rounds)`, measured: `${shown(longest)} ms`, ...atMost(50, longest, 'ms') },
      { what: 'most row elements', measured: shown(rows), ...atMost(200, rows) },
      { what: 'frames in which a row in sight was still to be read', measured: `${shown(blank)} %`, aim: '', met: true },
    ];
  } finally {
    await holdfast.close();
    await server.close();
  }
}

export const scroll: Benchmark = { id: 'scroll', title: 'Scroll', run };
