/**
 * Search: a text is put into the filter of Logs over a million lines on disk, until the list shows its first page of results
 * and until it has them all; against `String.prototype.includes` over the same texts (message, logger and fields of each)
 * already in memory, in one thread. Aims: the first page within 100 ms, and all within three times the scan in memory.
 */
import { atMost, inTurns, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { GRID, openLogs, searchLogs, type Search } from './support/log-panel.ts';
import { startLogServer } from './support/log-server.ts';
import { until } from '../support/until.ts';
import { inBench, SOURCE, type Workshop } from './support/workshop.ts';

const LINES = 1_000_000;
/** In some two of a hundred lines. */
const TEXT = 'user 77';

export interface SearchTimes {
  readonly panel: Search;
  /** The scan in memory, in milliseconds. */
  readonly memory: number;
}

export async function measureSearch(workshop: Workshop, lines: number): Promise<SearchTimes> {
  const server = await startLogServer();
  const holdfast = await workshop.launch('holdfast', { lines });
  try {
    await inBench(holdfast.bench, 'loadTexts', SOURCE);
    const { found } = await inBench(holdfast.bench, 'searchMemory', TEXT);
    const panel = await openLogs(holdfast, server.url);
    const searches = await inTurns(workshop.rounds, {
      memory: async () => (await inBench(holdfast.bench, 'searchMemory', TEXT)).all,
      panel: async () => {
        await until(async () => panel.$eval(GRID, (grid, count) => Number(grid.ariaRowCount) === count, lines), { timeout: 60_000, describe: `${lines} rows` });
        const search = await searchLogs(panel, TEXT, found);
        await searchLogs(panel, '', lines);
        return search;
      },
    });
    return {
      panel: { firstPage: median(searches.panel.map(({ firstPage }) => firstPage)), all: median(searches.panel.map(({ all }) => all)) },
      memory: median(searches.memory),
    };
  } finally {
    await holdfast.close();
    await server.close();
  }
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const lines = workshop.size(LINES);
  const { panel, memory } = await measureSearch(workshop, lines);
  const ratio = panel.all / memory;
  return [
    { what: `first page of results among ${shown(lines)} stored lines`, measured: `${shown(panel.firstPage)} ms`, ...atMost(100, panel.firstPage, 'ms') },
    {
      what: 'all results, against includes() over the same texts in memory',
      measured: `${shown(ratio)} (${shown(panel.all)} against ${shown(memory)} ms)`,
      ...atMost(3, ratio),
    },
  ];
}

export const search: Benchmark = { id: 'search', title: 'Search', run };
