/** The thread that searches what is on disk, so that the panel never waits for it: one order each, and then it is ended. */
import { ArchiveReader } from '../recording/archive-reader.ts';
import { joinedLines, searchLines } from '../ui/log-search.ts';
import { joined, scan } from '../ui/packet-scan.ts';
import type { SearchNews, SearchOrder } from '../ui/search-thread.ts';

/** What was found is told no more often than this, in ms. */
const TELL_EVERY = 50;

const tell = <Part>(news: SearchNews<Part>) => (self as unknown as Pick<Worker, 'postMessage'>).postMessage(news);

/** Tells the parts of a search, those together that come soon after each other. The first that holds anything does not wait for others. */
async function tellAll<Part>(parts: AsyncIterable<Part>, join: (a: Part, b: Part) => Part, isEmpty: (part: Part) => boolean): Promise<void> {
  let told = performance.now();
  let isFirst = true;
  let untold: Part | null = null;
  for await (const part of parts) {
    untold = untold === null ? part : join(untold, part);
    const waits = performance.now() - told < TELL_EVERY;
    if (waits && !(isFirst && !isEmpty(untold))) continue;
    isFirst &&= isEmpty(untold);
    tell({ type: 'part', part: untold });
    told = performance.now();
    untold = null;
  }
  if (untold !== null) tell({ type: 'part', part: untold });
}

async function search(order: SearchOrder): Promise<void> {
  const reader = await ArchiveReader.open();
  if (order.of === 'packets') return tellAll(scan(reader, order.request.scan, order.request.context), joined, ({ shown }) => shown.length === 0);
  return tellAll(searchLines(await reader.lane(order.request.source, 'log'), order.request), joinedLines, ({ found }) => found.length === 0);
}

self.onmessage = ({ data }: MessageEvent<SearchOrder>) => {
  search(data).then(() => tell({ type: 'done' }), () => tell({ type: 'failed' }));
};
