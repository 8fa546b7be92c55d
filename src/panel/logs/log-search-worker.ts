/** The thread that searches stored log lines, so that the panel never waits for it. One search each, then it is ended. */
import { ArchiveReader } from '../../recording/archive-reader.ts';
import { searchLines, type SearchPart, type SearchRequest } from '../../ui/log-search.ts';

/** How long results may wait for more, in milliseconds. The first that are found do not wait. */
const PART_MS = 50;

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => void search(data));

async function search(request: SearchRequest): Promise<void> {
  const reader = await ArchiveReader.open();
  let found: number[] = [];
  let told = 0;
  for await (const part of searchLines(await reader.lane(request.source, 'log'), request)) {
    for (const ordinal of part.found) found.push(ordinal);
    const done = part.reached <= request.from;
    if (!done && (performance.now() - told < PART_MS || (told === 0 && found.length === 0))) continue;
    told = performance.now();
    postMessage({ found, reached: part.reached } satisfies SearchPart);
    found = [];
  }
}
