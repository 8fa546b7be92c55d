import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../ui/app.ts';
import { Button } from '../ui/components/button.tsx';
import { connectToPage } from './connect-to-page.ts';

/** Connects to the server of the inspected page, and is there only where the browser tells us that page's address. */
export function ConnectToPageButton({ class: extra, children }: { class?: string; children: ComponentChildren }) {
  const app = useApp();
  const { page } = app;
  const [known, setKnown] = useState(false);
  useEffect(() => {
    void page?.url().then((url) => setKnown(url !== null));
  }, [page]);
  if (page === null || !known) return null;
  return (
    <Button {...(extra === undefined ? {} : { class: extra })} icon="page" onPress={() => void connectToPage(app, page)}>
      {children}
    </Button>
  );
}
