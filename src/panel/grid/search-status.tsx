import type { SearchProgress, SearchState } from '../../ui/search-thread.ts';
import { say, sayPercent } from '../../words/say.ts';

/** How a search stands, as parts of a summary. `unread` tells that rows which were found cannot be read. */
export function searchWords({ state, progress, unreadable }: SearchProgress, unread: boolean): string[] {
  const parts: string[] = [];
  if (unread) parts.push(say('panel_search_unread'));
  if (state === 'searching') parts.push(say('panel_search_searching', { percent: sayPercent(progress) }));
  if (state === 'stopped') parts.push(say('panel_search_stopped'));
  if (state === 'failed') parts.push(say('panel_search_failed'));
  if (unreadable > 0) parts.push(say('panel_search_unreadable', { count: unreadable }));
  return parts;
}

/** The same for whoever listens: that it began and how it ended, and not each step. */
export function SearchStatus({ state, matching }: { state: SearchState; matching: string }) {
  const said = { idle: '', searching: say('panel_search_began'), done: say('panel_search_done', { matching }), stopped: say('panel_search_stopped'), failed: say('panel_search_failed') };
  return (
    <p role="status" aria-label={say('panel_search_name')} class="offscreen">
      {said[state]}
    </p>
  );
}
