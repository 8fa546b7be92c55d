import { useEffect, useState } from 'preact/hooks';
import { signal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ArchiveReader } from '../recording/archive-reader.ts';
import { AppProvider, type App } from '../ui/app.ts';
import { Button } from '../ui/components/button.tsx';
import { ConnectionBar } from '../ui/components/connection-bar.tsx';
import { ConnectionList } from '../ui/components/connection-list.tsx';
import { LinkNotice } from '../ui/components/link-notice.tsx';
import { StatusStrip } from '../ui/components/status-strip.tsx';
import { ToastList } from '../ui/components/toast-list.tsx';
import type { Sight } from '../ui/evidence.ts';
import type { InspectedPage } from '../ui/inspected-page.ts';
import { createLogsView, type LogsView } from '../ui/logs-view.ts';
import { createMessagesView, type MessagesView } from '../ui/messages-view.ts';
import { words } from '../ui/words.ts';
import { Compose } from './compose/compose.tsx';
import { createComposeView, type ComposeView } from './compose/compose-view.ts';
import { connectToPage } from './connect-to-page.ts';
import { showEvidence, ShowProvider } from './diagnosis/show-evidence.ts';
import { Logs } from './logs/logs.tsx';
import { searchInWorker } from './logs/search-in-worker.ts';
import { Messages } from './messages/messages.tsx';
import { Overview } from './overview/overview.tsx';
import { PageSockets } from './page-sockets/page-sockets.tsx';
import { createPageSocketsView, type PageSocketsView } from './page-sockets/page-sockets-view.ts';
import { ConnectionActions } from './profile/connection-actions.tsx';
import { TabList } from './tab-list.tsx';
import { panelWords } from './words.ts';

interface ViewState {
  readonly logs: LogsView;
  readonly messages: MessagesView;
  readonly pageSockets: PageSocketsView;
  readonly compose: ComposeView;
  /** The seq of the entry that the timeline points at. */
  readonly pointed: Signal<number | null>;
}

/** The views of the panel: one row each. */
const VIEWS: readonly { id: string; name: string; show: (state: ViewState) => ComponentChildren }[] = [
  { id: 'overview', name: words.names.overview, show: ({ pointed }) => <Overview pointed={pointed} /> },
  { id: 'logs', name: words.names.logs, show: ({ logs }) => <Logs view={logs} /> },
  { id: 'messages', name: words.names.messages, show: ({ messages }) => <Messages view={messages} /> },
  { id: 'page-sockets', name: words.names.pageSockets, show: ({ pageSockets }) => <PageSockets view={pageSockets} /> },
  { id: 'compose', name: words.names.compose, show: ({ compose }) => <Compose view={compose} /> },
];

function createViewState(app: App): ViewState {
  const pageSockets = createPageSocketsView(app.model);
  return {
    logs: createLogsView(app.model, async () => ArchiveReader.open(), searchInWorker),
    messages: createMessagesView(app.model, localStorage),
    pageSockets,
    compose: createComposeView(app, pageSockets, localStorage),
    pointed: signal<number | null>(null),
  };
}

export function Panel({ app }: { app: App }) {
  const { page } = app;
  const [active, setActive] = useState(VIEWS[0]!.id);
  // The state of a view outlives its being hidden.
  const [state] = useState(() => createViewState(app));
  const show = (sight: Sight) => {
    setActive(sight.view);
    showEvidence(sight, state);
  };
  return (
    <AppProvider value={app}>
      <div class="panel">
        <header class="panel-head">
          <h1 class="offscreen">{words.brand}</h1>
          <LinkNotice orphaned={panelWords.orphaned} reaching={words.link.reaching} />
          <ConnectionBar />
          <StatusStrip />
        </header>
        <nav class="panel-side" aria-label={words.connections}>
          <div class="side-head">
            <h2>{words.connections}</h2>
            <ConnectionActions />
          </div>
          <ConnectionList />
          {page === null ? null : <ConnectToPage app={app} page={page} />}
        </nav>
        <main class="panel-main">
          <TabList label={panelWords.connections.views} tabs={VIEWS} active={active} onChoose={setActive} />
          {VIEWS.map((view) => (
            <div
              key={view.id}
              id={`view-${view.id}`}
              class={`view view-${view.id}`}
              role="tabpanel"
              aria-labelledby={`tab-${view.id}`}
              hidden={view.id !== active}
            >
              {view.id === active ? <ShowProvider value={show}>{view.show(state)}</ShowProvider> : null}
            </div>
          ))}
        </main>
        <ToastList />
      </div>
    </AppProvider>
  );
}

/** Only where the browser tells us the page's address. */
function ConnectToPage({ app, page }: { app: App; page: InspectedPage }) {
  const [known, setKnown] = useState(false);
  useEffect(() => {
    void page.url().then((url) => setKnown(url !== null));
  }, [page]);
  if (!known) return null;
  return (
    <Button class="connect-to-page" icon="page" onPress={() => void connectToPage(app, page)}>
      {panelWords.connections.connectToPage}
    </Button>
  );
}
