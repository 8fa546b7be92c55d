import { useEffect, useState } from 'preact/hooks';
import { signal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ArchiveReader } from '../recording/archive-reader.ts';
import { AppProvider, type App } from '../ui/app.ts';
import { Button } from '../ui/components/button.tsx';
import { ConnectionBar } from '../ui/components/connection-bar.tsx';
import { ConnectionList } from '../ui/components/connection-list.tsx';
import { DiskNotice } from '../ui/components/disk-notice.tsx';
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
import { Recordings } from './recordings/recordings.tsx';
import { createRecordingsView, type RecordingsView } from './recordings/recordings-view.ts';
import { Settings } from './settings/settings.tsx';
import { Statistics } from './statistics/statistics.tsx';
import { createStatisticsView, type StatisticsView } from './statistics/statistics-view.ts';
import { DropZone } from './sharing/drop-zone.tsx';
import { createOpenedRecordings, type OpenedRecordings } from './sharing/opened-recordings.ts';
import { OpenedBanner, RecordingList } from './sharing/recording-list.tsx';
import { sharingWords } from './sharing/words.ts';
import { TabList } from './tab-list.tsx';
import { panelWords } from './words.ts';

interface ViewState {
  readonly app: App;
  readonly logs: LogsView;
  readonly messages: MessagesView;
  readonly statistics: StatisticsView;
  readonly pageSockets: PageSocketsView;
  readonly compose: ComposeView;
  readonly recordings: RecordingsView;
  readonly opened: OpenedRecordings;
  /** The seq of the entry that the timeline points at. */
  readonly pointed: Signal<number | null>;
}

/** The views of the panel: one row each. */
const VIEWS: readonly { id: string; name: string; show: (state: ViewState, choose: (view: string) => void) => ComponentChildren }[] = [
  { id: 'overview', name: words.names.overview, show: ({ pointed }) => <Overview pointed={pointed} /> },
  { id: 'logs', name: words.names.logs, show: ({ logs }) => <Logs view={logs} /> },
  { id: 'messages', name: words.names.messages, show: ({ messages }) => <Messages view={messages} /> },
  { id: 'statistics', name: words.names.statistics, show: (state, choose) => <Statistics view={state.statistics} lists={state} onShow={choose} /> },
  { id: 'page-sockets', name: words.names.pageSockets, show: ({ pageSockets }) => <PageSockets view={pageSockets} /> },
  { id: 'compose', name: words.names.compose, show: ({ compose, app }) => (app.model.opened.value === null ? <Compose view={compose} /> : <p class="muted notice">{sharingWords.opened.noCompose}</p>) },
  { id: 'recordings', name: words.names.recordings, show: ({ recordings, opened }, choose) => <Recordings view={recordings} opened={opened} onShow={choose} /> },
  { id: 'settings', name: words.names.settings, show: ({ recordings }) => <Settings recordings={recordings} /> },
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
    recordings: createRecordingsView(app.model, openReader),
    opened: createOpenedRecordings(app.model, openReader),
    pointed: signal<number | null>(null),
  };
}

export function Panel({ app }: { app: App }) {
  const { page } = app;
  const [active, setActive] = useState(VIEWS[0]!.id);
  // The state of a view outlives its being hidden.
  const [state] = useState(() => createViewState(app));
  const recordings = state.opened;
  const opened = app.model.opened.value;
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
          <DiskNotice />
          {opened === null ? (
            <>
              <ConnectionBar />
              <StatusStrip />
            </>
          ) : (
            <OpenedBanner recording={opened} recordings={recordings} />
          )}
        </header>
        <nav class="panel-side" aria-label={words.connections}>
          <div class="side-head">
            <h2>{words.connections}</h2>
            <ConnectionActions />
          </div>
          <ConnectionList />
          <RecordingList recordings={recordings} />
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
      {panelWords.connections.connectToPage}
    </Button>
  );
}
