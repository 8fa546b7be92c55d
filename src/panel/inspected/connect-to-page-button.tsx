import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { connectTo, serversOfPage } from './connect-to-page.ts';
import { useInspectedOrigin } from './inspected-origin.ts';
import { serverText, type PageServer } from './page-servers.ts';
import { say } from '../../core/words/say.ts';

/**
 * Connects to the server of the inspected page: the one that its sockets go to, with a choice where there are several. It is
 * there only where the browser tells us that page's address.
 */
export function ConnectToPageButton({ class: extra, children }: { class?: string; children: ComponentChildren }) {
  const app = useApp();
  const { page, model } = app;
  const [choice, setChoice] = useState<readonly PageServer[]>([]);
  // A tab that was blank when the panel was opened goes to a page later.
  const origin = useInspectedOrigin();
  const sockets = model.page.value?.packets;
  const isKnown = typeof origin === 'string' || ((sockets?.version.value ?? 0) > 0 && sockets!.length > 0);
  useEffect(() => setChoice([]), [origin]);
  if (page === null || !isKnown) return null;
  const press = async () => {
    const servers = await serversOfPage(app);
    setChoice(servers.length > 1 ? servers : []);
    if (servers.length === 1) await connectTo(app, servers[0]!);
  };
  const choose = (server: PageServer) => {
    setChoice([]);
    void connectTo(app, server);
  };
  return (
    <>
      <Button {...(extra === undefined ? {} : { class: extra })} icon="page" onPress={() => void press()}>
        {children}
      </Button>
      {choice.length === 0 ? null : (
        <div class="page-servers" role="group" aria-label={say('panel_pageServers')}>
          <p class="muted">{say('panel_pageServers')}</p>
          {choice.map((server) => (
            <Button key={serverText(server)} onPress={() => choose(server)}>
              {serverText(server)}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
