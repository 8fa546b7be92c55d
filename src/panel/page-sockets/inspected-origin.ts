/** The origin of the inspected page, asked for anew whenever the page navigates. */
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';

/** Null until it is known, and for pages that no hook can be put into. */
export function useInspectedOrigin(): string | null {
  const { page, model } = useApp();
  const [origin, setOrigin] = useState<string | null>(null);
  const navigations = model.page.value?.signals.version.value;
  useEffect(() => {
    let current = true;
    void page?.url().then((url) => {
      if (current) setOrigin(hookableOrigin(url));
    });
    return () => {
      current = false;
    };
  }, [page, navigations]);
  return origin;
}

/** The origin of an address that the hook can work on. */
export function hookableOrigin(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? origin : null;
}
