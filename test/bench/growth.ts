/**
 * Growth: what one line costs when ten thousand, a hundred thousand and a million are stored: to take it in, beside what is
 * there; in CPU time, with no view open; and to search it. Aim: the dearest of the three at most 1.3 times the cheapest.
 */
import { atMost, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { measureIdle } from './idle.ts';
import { measureIngest } from './ingest.ts';
import { measureSearch } from './search.ts';
import type { Workshop } from './support/workshop.ts';

const LINES = 1_000_000;
/** Lines that a round takes in. */
const INGESTED = 20_000;
/** Lines that a round takes in at a hundred a second. */
const IDLE = 500;

async function run(workshop: Workshop): Promise<Figure[]> {
  const most = workshop.size(LINES);
  const sizes = [100, 10, 1].map((part) => Math.ceil(most / part));
  const costs = { ingest: [] as number[], idle: [] as number[], search: [] as number[] };
  for (const stored of sizes) {
    const { rate, bareRate } = await measureIngest(workshop, workshop.size(INGESTED), stored);
    costs.ingest.push(bareRate / rate);
    const { holdfast, bare } = await measureIdle(workshop, workshop.size(IDLE), stored);
    costs.idle.push(holdfast.worker / bare.worker);
    costs.search.push(((await measureSearch(workshop, stored)).panel.all * 1000) / stored);
  }
  const figure = (what: string, values: readonly number[], unit: string): Figure => {
    const spread = Math.max(...values) / Math.min(...values);
    return { what: `${what}, with ${sizes.map(shown).join(', ')} lines stored`, measured: `${shown(spread)} (${values.map(shown).join(', ')} ${unit})`, ...atMost(1.3, spread) };
  };
  return [
    figure('time to take in a line', costs.ingest, 'times the bare client’s'),
    figure('CPU of a line with no view open', costs.idle, 'times the bare client’s'),
    figure('time to search a line', costs.search, 'µs'),
  ];
}

export const growth: Benchmark = { id: 'growth', title: 'Growth', run };
