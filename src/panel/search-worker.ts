/** The thread that searches what is on disk, so that the panel never waits for it. */
import { ArchiveReader } from '../recording/archive-reader.ts';
import { joinedLines, searchLines } from '../ui/log-search.ts';
import { joined, scan } from '../ui/packet-scan.ts';
import type { Orders } from '../ui/search-thread.ts';
import { obey, tellParts } from './tell-parts.ts';

/** Opened before anything is to be searched. The browser may close it again meanwhile. */
const opened = ArchiveReader.open();
// Whether it could is asked with the first search.
opened.catch(() => undefined);

async function readerOf(source: string): Promise<ArchiveReader> {
  try {
    const reader = await opened;
    await reader.lane(source, 'signal');
    return reader;
  } catch {
    return ArchiveReader.open();
  }
}

obey(async (order: Orders['lines'] | Orders['packets']) => {
  if (order.of === 'packets') return tellParts(scan(await readerOf(order.request.scan.source), order.request.scan, order.request.context), joined, ({ shown }) => shown.length === 0);
  const { source } = order.request;
  return tellParts(searchLines(await (await readerOf(source)).lane(source, 'log'), order.request), joinedLines, ({ found }) => found.length === 0);
});
