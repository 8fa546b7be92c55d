/** The search thread without the thread. */
import { countStored } from '../../../src/panel/lists/stored-statistics.ts';
import type { ArchiveReader } from '../../../src/archive/archive-reader.ts';
import { searchLines } from '../../../src/panel/lists/log-search.ts';
import { scan } from '../../../src/panel/lists/packet-scan.ts';
import type { SearchNews, SearchOrder, SearchThread } from '../../../src/panel/lists/search-thread.ts';

export function searchHere(reader: () => ArchiveReader): SearchThread {
  let ended = false;
  const thread: SearchThread = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    terminate: () => (ended = true),
    postMessage(order: SearchOrder) {
      const tell = (news: SearchNews<unknown>) => {
        if (!ended) thread.onmessage?.call(null as never, { data: news } as MessageEvent);
      };
      const run = async () => {
        for await (const part of await partsOf(reader(), order)) tell({ type: 'part', part });
      };
      run().then(() => tell({ type: 'done' }), () => tell({ type: 'failed' }));
    },
  };
  return thread;
}

async function partsOf(reader: ArchiveReader, order: SearchOrder): Promise<AsyncIterable<unknown>> {
  switch (order.of) {
    case 'lines':
      return searchLines(await reader.lane(order.request.source, 'log'), order.request);
    case 'packets':
      return scan(reader, order.request.scan, order.request.context);
    case 'counts':
      return countStored(reader, order.request);
  }
}

/** A thread that does nothing by itself. */
export class FakeThread implements SearchThread {
  onmessage: SearchThread['onmessage'] = null;
  onmessageerror: SearchThread['onmessageerror'] = null;
  onerror: SearchThread['onerror'] = null;
  asked: SearchOrder[] = [];
  ended = false;

  postMessage(message: SearchOrder): void {
    this.asked.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  tell(news: SearchNews<unknown>): void {
    this.onmessage?.call(null as never, { data: news } as MessageEvent);
  }

  /** As when an exception was not caught in it, or its script did not load. */
  crash(): void {
    this.onerror?.call(null as never, new Event('error') as ErrorEvent);
  }
}
