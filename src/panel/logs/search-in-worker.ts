/** Searches in a thread of its own, which ends with the search. */
import type { SearchPart, StartSearch } from '../../ui/log-search.ts';

export const searchInWorker: StartSearch = (request, onPart) => {
  const worker = new Worker('log-search-worker.js');
  worker.addEventListener('message', ({ data }: MessageEvent<SearchPart>) => {
    onPart(data);
    if (data.reached <= request.from) worker.terminate();
  });
  worker.postMessage(request);
  return () => worker.terminate();
};
