/** The thread that searches what is on disk, so that the panel never waits for it. */
import { ArchiveReader } from '../../archive/archive-reader.ts';
import { joinedLines, searchLines } from '../lists/log-search.ts';
import { joined, scan } from '../lists/packet-scan.ts';
import type { Orders } from '../lists/search-thread.ts';
import { obey, tellParts } from './tell-parts.ts';

/** Opened before anything is to be searched. The browser may close it again meanwhile. */
const opened = ArchiveReader.open();
// Whether it could is asked with the first search.
opened.catch(() => undefined);

async function withReader<T>(read: (reader: ArchiveReader) => Promise<T>): Promise<T> {
  try {
    return await read(await opened);
  } catch {
    return read(await ArchiveReader.open());
  }
}

obey(async (order: Orders['lines'] | Orders['packets']) => {
  if (order.of === 'lines') {
    const lane = await withReader(async (reader) => reader.lane(order.request.source, 'log'));
    return tellParts(searchLines(lane, order.request), joinedLines, ({ found }) => found.length === 0);
  }
  const { scan: request, context } = order.request;
  const reader = await withReader(async (each) => {
    // Whether it can still be read.
    await each.lane(request.source, 'signal');
    return each;
  });
  return tellParts(scan(reader, request, context), joined, ({ shown }) => shown.length === 0);
});
