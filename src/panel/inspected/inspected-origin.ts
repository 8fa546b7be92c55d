/** The origin of the inspected page: asked of the page whenever it navigates, or else read from the navigation itself. */
import { useEffect, useState } from 'preact/hooks';
import type { Entry, EntryOf } from '../../core/entries/entry.ts';
import { useApp } from '../../views/app.ts';
import type { EntryList } from '../../views/entry-list.ts';

/** Undefined until it is known; null for pages that no hook can be put into. */
export function useInspectedOrigin(): string | null | undefined {
  const { page, model } = useApp();
  const [origin, setOrigin] = useState<string | null | undefined>(undefined);
  const signals = model.page.value?.signals;
  const navigations = signals?.version.value;
  useEffect(() => {
    let current = true;
    void page?.url().then((url) => {
      // A page does not answer while it is being replaced by another.
      if (current) setOrigin(hookableOrigin(url ?? lastNavigation(signals)?.url ?? null));
    });
    return () => {
      current = false;
    };
  }, [page, navigations]);
  return origin;
}

/** The newest navigation, or null if none was recorded. */
export function lastNavigation(signals: EntryList<Entry> | undefined): EntryOf<'navigation'> | null {
  for (let index = (signals?.length ?? 0) - 1; index >= 0; index -= 1) {
    const entry = signals?.at(index);
    if (entry?.kind === 'navigation') return entry;
  }
  return null;
}

/** The origin of an address that the hook can work on. */
export function hookableOrigin(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? origin : null;
}
