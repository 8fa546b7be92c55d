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
import { Statistics } from './statistics/statistics.tsx';
import { createStatisticsView, type StatisticsView } from './statistics/statistics-view.ts';
import { DropZone } from './sharing/drop-zone.tsx';
import { createOpenedRecordings } from './sharing/opened-recordings.ts';
import { OpenedBanner, RecordingList } from './sharing/recording-list.tsx';
import { TabList } from './tab-list.tsx';
import type { PlainKey } from '../words/keys.ts';
import { say } from '../words/say.ts';

interface ViewState {
  readonly app: App;
  readonly logs: LogsView;
  readonly messages: MessagesView;
  readonly statistics: StatisticsView;
  readonly pageSockets: PageSocketsView;
  readonly compose: ComposeView;
  /** The seq of the entry that the timeline points at. */
  readonly pointed: Signal<number | null>;
}

/** The views of the panel: one row each. */
const VIEWS: readonly { id: string; name: PlainKey; show: (state: ViewState, choose: (view: string) => void) => ComponentChildren }[] = [
  { id: 'overview', name: 'common_overview', show: ({ pointed }) => <Overview pointed={pointed} /> },
  { id: 'logs', name: 'common_logs', show: ({ logs }) => <Logs view={logs} /> },
  { id: 'messages', name: 'common_messages', show: ({ messages }) => <Messages view={messages} /> },
  { id: 'statistics', name: 'common_statistics', show: (state, choose) => <Statistics view={state.statistics} lists={state} onShow={choose} /> },
  { id: 'page-sockets', name: 'common_pageSockets', show: ({ pageSockets }) => <PageSockets view={pageSockets} /> },
  { id: 'compose', name: 'common_compose', show: ({ compose, app }) => (app.model.opened.value === null ? <Compose view={compose} /> : <p class="muted notice">{say('sharing_opened_noCompose')}</p>) },
];

const openReader = async () => ArchiveReader.open();

function createViewState(app: App): ViewState {
  const pageSockets = createPageSocketsView(app.model);
  return {
    app,
    logs: createLogsView(app.model, openReader, searchInWorker),
    messages: createMessagesView(app.model, localStorage, openReader, () => new Worker('packet-search-worker.js')),
    statistics: createStatisticsView(app.model),
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
  const [recordings] = useState(() => createOpenedRecordings(app.model));
  const opened = app.model.opened.value;
  const show = (sight: Sight) => {
    setActive(sight.view);
    showEvidence(sight, state);
  };
  return (
    <AppProvider value={app}>
      <div class="panel">
        <header class="panel-head">
          <h1 class="offscreen">{say('common_brand')}</h1>
          <LinkNotice orphaned={say('panel_orphaned')} reaching={say('common_reaching')} />
          {opened === null ? (
            <>
              <ConnectionBar />
              <StatusStrip />
            </>
          ) : (
            <OpenedBanner recording={opened} recordings={recordings} />
          )}
        </header>
        <nav class="panel-side" aria-label={say('common_connections')}>
          <div class="side-head">
            <h2>{say('common_connections')}</h2>
            <ConnectionActions />
          </div>
          <ConnectionList />
          <RecordingList recordings={recordings} />
          {page === null ? null : <ConnectToPage app={app} page={page} />}
        </nav>
        <main class="panel-main">
          <TabList label={say('panel_views')} tabs={VIEWS.map(({ id, name }) => ({ id, name: say(name) }))} active={active} onChoose={setActive} />
          {VIEWS.map((view) => (
            <div
              key={view.id}
              id={`view-${view.id}`}
              class={`view view-${view.id}`}
              role="tabpanel"
              aria-labelledby={`tab-${view.id}`}
              hidden={view.id !== active}
            >
              {view.id === active ? <ShowProvider value={show}>{view.show(state, setActive)}</ShowProvider> : null}
            </div>
          ))}
        </main>
        <DropZone recordings={recordings} />
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
      {say('panel_connectToPage')}
    </Button>
  );
}
