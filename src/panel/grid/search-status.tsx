import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchProgress, SearchState } from '../lists/search-thread.ts';
import { say, sayPercent } from '../../core/words/say.ts';

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

/** Until whoever types a filter has stopped, nobody wants to hear of it. */
const SETTLED_MS = 500;

interface SearchStatusProps {
  readonly state: SearchState;
  /** What is searched for: another text is another search. */
  readonly sought: string;
  /** How many rows match, in words. */
  readonly matching: string;
}

/** The same for whoever listens: that it began and how it ended, and neither each step nor each row that comes later. */
export function SearchStatus({ state, sought, matching }: SearchStatusProps) {
  // Said in the language in force, which may change.
  const name = say('panel_search_name');
  const [told, tell] = useState('');
  const latest = useRef(matching);
  latest.current = matching;
  useEffect(() => {
    const timer = setTimeout(() => tell(outcome(state, latest.current)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [state, sought, name]);
  return (
    <p role="status" aria-label={name} class="offscreen">
      {told === '' ? null : told}
    </p>
  );
}

function outcome(state: SearchState, matching: string): string {
  switch (state) {
    case 'idle':
      return '';
    case 'searching':
      return say('panel_search_began');
    case 'done':
      return say('panel_search_done', { matching });
    case 'stopped':
      return say('panel_search_stopped');
    case 'failed':
      return say('panel_search_failed');
  }
}
