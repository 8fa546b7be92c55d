import type { SearchProgress, SearchState } from '../../ui/search-thread.ts';
import { panelWords } from '../words.ts';

const say = panelWords.search;

/** How a search stands, as parts of a summary. `unread` tells that rows which were found cannot be read. */
export function searchWords({ state, progress, unreadable }: SearchProgress, unread: boolean): string[] {
  const parts: string[] = [];
  if (unread) parts.push(say.unread);
  if (state === 'searching') parts.push(say.searching(progress));
  if (state === 'stopped') parts.push(say.stopped);
  if (state === 'failed') parts.push(say.failed);
  if (unreadable > 0) parts.push(say.unreadable(unreadable));
  return parts;
}

/** The same for whoever listens: that it began and how it ended, and not each step. */
export function SearchStatus({ state, matching }: { state: SearchState; matching: string }) {
  const said = { idle: '', searching: say.began, done: say.done(matching), stopped: say.stopped, failed: say.failed };
  return (
    <p role="status" aria-label={say.name} class="offscreen">
      {said[state]}
    </p>
  );
}
