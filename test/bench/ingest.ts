/**
 * Ingest: log lines of some 200 bytes from a Node server, sent as fast as they are taken, until the last is recorded, on disk
 * and counted in an open panel; against a bare socket.io-client in the same service worker, which only counts them. Each line
 * is two entries: its packet and the log line. Aims: at least 0.7 of the bare client's rate, nothing lost or out of order, and
 * no task of the panel's thread over 50 ms.
 */
import { until } from '../support/until.ts';
import { atLeast, atMost, inTurns, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { longestTask, openLogs, shownAt, watchTasks } from './support/log-panel.ts';
import { startLogServer } from './support/log-server.ts';
import { inBench, SOURCE, type Workshop } from './support/workshop.ts';

const LINES = 100_000;

export interface Ingest {
  /** Lines a second, each the median of its rounds. */
  readonly rate: number;
  readonly bareRate: number;
  /** In milliseconds; 0 when none was longer than 50. */
  readonly longestTask: number;
  /** The first line that was not the one that was to come, or null. */
  readonly firstWrong: number | null;
}

/** Takes in `lines` per round, by a recording that holds `stored` before the first. */
export async function measureIngest(workshop: Workshop, lines: number, stored = 0): Promise<Ingest> {
  const [server, bareServer] = await Promise.all([startLogServer(), startLogServer()]);
  const holdfast = await workshop.launch('holdfast', { lines: stored });
  const bare = await workshop.launch('bare');
  try {
    const panel = await openLogs(holdfast, server.url);
    await watchTasks(panel);
    const rates = await inTurns(workshop.rounds, {
      bare: async () => {
        await inBench(bare.bench, 'startBare', { url: bareServer.url, count: lines });
        const counted = bareServer.counted();
        const began = await bareServer.burst(lines);
        return lines / (((await counted) - began) / 1000);
      },
      holdfast: async () => {
        const expected = stored + server.ordered + lines;
        const inPanel = shownAt(panel, expected);
        const began = await server.burst(lines);
        const counted = await inPanel;
        for (const lane of ['log', 'packet'] as const) {
          await until(async () => (await inBench(holdfast.bench, 'count', SOURCE, lane)) >= expected, { timeout: 60_000, describe: `${expected} entries on disk` });
        }
        return lines / ((Math.max(counted, Date.now()) - began) / 1000);
      },
    });
    return {
      rate: median(rates.holdfast),
      bareRate: median(rates.bare),
      longestTask: await longestTask(panel),
      firstWrong: await inBench(holdfast.bench, 'firstWrong', SOURCE, stored, server.ordered),
    };
  } finally {
    await holdfast.close();
    await bare.close();
    await Promise.all([server.close(), bareServer.close()]);
  }
}

async function run(workshop: Workshop): Promise<Figure[]> {
  const lines = workshop.size(LINES);
  const { rate, bareRate, longestTask: longest, firstWrong } = await measureIngest(workshop, lines);
  const ratio = rate / bareRate;
  return [
    {
      what: `rate of ${shown(lines)} lines, recorded, on disk and in an open panel, against a bare client that counts them`,
      measured: `${shown(ratio)} (${shown(rate)} against ${shown(bareRate)} lines a second)`,
      ...atLeast(0.7, ratio),
    },
    { what: 'lines lost or out of order', measured: firstWrong === null ? 'none' : `from line ${firstWrong} on`, aim: 'none', met: firstWrong === null },
    { what: 'longest task of the panel’s thread', measured: longest === 0 ? 'under 50 ms' : `${shown(longest)} ms`, ...atMost(50, longest, 'ms') },
  ];
}

export const ingest: Benchmark = { id: 'ingest', title: 'Ingest', run };
