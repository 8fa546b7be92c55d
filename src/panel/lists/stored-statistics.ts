/** Counts what is on disk of a recording, block by block. It touches no document, so that a worker can run it. */
import type { ArchiveLane } from '../../archive/archive-lane.ts';
import { entriesOf, textsOf } from '../../archive/archive-pass.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import { GROUPINGS, TrafficStatistics, type Grouping } from '../../core/traffic/traffic-statistics.ts';
import type { TopTalliesData } from '../../core/traffic/top-tallies.ts';

/** Whose entries are counted: packets and log lines before these seqs. */
export interface CountRequest {
  readonly source: string;
  readonly packetsBefore: number;
  readonly linesBefore: number;
}

/** How far the counting is, from 0 to 1, and at the end what was counted. */
export interface CountPart {
  readonly progress: number;
  readonly unreadable: number;
  readonly tables: Readonly<Record<Grouping, TopTalliesData>> | null;
}

export async function* countStored(reader: ArchiveReader, { source, packetsBefore, linesBefore }: CountRequest): AsyncGenerator<CountPart> {
  const statistics = new TrafficStatistics();
  const lanes = [
    { lane: await reader.lane(source, 'packet'), before: packetsBefore },
    { lane: await reader.lane(source, 'log'), before: linesBefore },
  ];
  const wanted = (lane: ArchiveLane, before: number) => lane.stretches.filter(({ first }) => first < before);
  const total = lanes.reduce((sum, { lane, before }) => sum + wanted(lane, before).length, 0);
  let done = 0;
  for (const { lane, before } of lanes) {
    for await (const { stretch, text } of textsOf(lane, wanted(lane, before))) {
      let unreadable = 0;
      for (const slot of await entriesOf(lane, stretch, text)) {
        if (slot === undefined) unreadable += 1;
        else if (slot.seq < before) statistics.add(slot);
      }
      done += 1;
      yield { progress: done / total, unreadable, tables: null };
    }
  }
  const tables = Object.fromEntries(GROUPINGS.map((grouping) => [grouping, statistics.tables[grouping].data])) as Record<Grouping, TopTalliesData>;
  yield { progress: 1, unreadable: 0, tables };
}

/** Two parts, of which the second followed the first, as one. */
export function joinedCounts(a: CountPart, b: CountPart): CountPart {
  return { progress: b.progress, unreadable: a.unreadable + b.unreadable, tables: b.tables };
}
