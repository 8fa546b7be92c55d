import { useEffect, useRef, useState } from 'preact/hooks';
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
  const [told, tell] = useState('');
  const latest = useRef(matching);
  latest.current = matching;
  useEffect(() => {
    const said = () => ({ idle: '', searching: say.began, done: say.done(latest.current), stopped: say.stopped, failed: say.failed })[state];
    const timer = setTimeout(() => tell(said()), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [state, sought]);
  return (
    <p role="status" aria-label={say.name} class="offscreen">
      {told === '' ? null : told}
    </p>
  );
}
