/** The thread that searches packets on disk: it does so once, for the one order that it is sent, and is ended by whoever started it. */
import { ArchiveReader } from '../../recording/archive-reader.ts';
import { joined, scan, type ScanBatch } from '../../ui/packet-scan.ts';
import type { SearchNews, SearchOrder } from '../../ui/packet-search.ts';

/** What was found is told no more often than this, in ms. */
const TELL_EVERY = 50;

const tell = (news: SearchNews) => (self as unknown as Pick<Worker, 'postMessage'>).postMessage(news);

async function search({ request, context }: SearchOrder): Promise<void> {
  let told = -Infinity;
  let untold: ScanBatch | null = null;
  for await (const batch of scan(await ArchiveReader.open(), request, context)) {
    untold = untold === null ? batch : joined(untold, batch);
    if (performance.now() - told < TELL_EVERY) continue;
    tell({ type: 'batch', batch: untold });
    told = performance.now();
    untold = null;
  }
  if (untold !== null) tell({ type: 'batch', batch: untold });
}

self.onmessage = ({ data }: MessageEvent<SearchOrder>) => {
  search(data).then(() => tell({ type: 'done' }), () => tell({ type: 'failed' }));
};
