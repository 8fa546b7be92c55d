/** The thread that searches what is on disk, so that the panel never waits for it. */
import { ArchiveReader } from '../recording/archive-reader.ts';
import { joinedLines, searchLines } from '../ui/log-search.ts';
import { joined, scan } from '../ui/packet-scan.ts';
import type { Orders } from '../ui/search-thread.ts';
import { obey, tellParts } from './tell-parts.ts';

obey(async (order: Orders['lines'] | Orders['packets']) => {
  const reader = await ArchiveReader.open();
  if (order.of === 'packets') return tellParts(scan(reader, order.request.scan, order.request.context), joined, ({ shown }) => shown.length === 0);
  return tellParts(searchLines(await reader.lane(order.request.source, 'log'), order.request), joinedLines, ({ found }) => found.length === 0);
});
