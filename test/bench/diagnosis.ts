/**
 * Diagnosis: what the background spends of each second on a page with twenty sockets that exchange 100,000 packets while a
 * view is open. Aim: at most 10 ms.
 */
import { atMost, median, shown, type Benchmark, type Figure } from './support/benchmark.ts';
import { inBench, type Workshop } from './support/workshop.ts';

const SOCKETS = 20;
const PACKETS = 100_000;
const SECONDS = 20;

async function run(workshop: Workshop): Promise<Figure[]> {
  const packets = workshop.size(PACKETS);
  const holdfast = await workshop.launch('holdfast');
  try {
    const costs: number[] = [];
    for (let round = 0; round < workshop.rounds; round += 1) {
      costs.push(await inBench(holdfast.bench, 'diagnosisCost', { sockets: SOCKETS, packets, seconds: SECONDS * (packets / PACKETS) }));
    }
    const cost = median(costs);
    return [{ what: `whole diagnosis of a page with ${SOCKETS} sockets and ${shown(packets)} packets`, measured: `${shown(cost)} ms of each second`, ...atMost(10, cost, 'ms') }];
  } finally {
    await holdfast.close();
  }
}

export const diagnosis: Benchmark = { id: 'diagnosis', title: 'Diagnosis', run };
