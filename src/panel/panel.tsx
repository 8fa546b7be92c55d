import { useState } from 'preact/hooks';
import { AppProvider, type App } from '../views/app.ts';
import { ConnectionBar } from '../views/components/connection-bar.tsx';
import { ConnectionList } from '../views/components/connection-list.tsx';
import { DiskNotice } from '../views/components/disk-notice.tsx';
import { LinkNotice } from '../views/components/link-notice.tsx';
import { StatusStrip } from '../views/components/status-strip.tsx';
import { ToastList } from '../views/components/toast-list.tsx';
import type { Sight } from './lists/evidence.ts';
import { ConnectToPageButton } from './inspected/connect-to-page-button.tsx';
import { showEvidence } from './show-evidence.ts';
import { LeadsProvider } from './diagnosis/leads.ts';
import { ConnectionActions } from './profile/connection-actions.tsx';
import { DropZone } from './sharing/drop-zone.tsx';
import { OpenedBanner, RecordingList } from './sharing/recording-list.tsx';
import { TabList } from './tab-list.tsx';
import { say } from '../core/words/say.ts';
import { createViewState, VIEWS } from './views.tsx';

export function Panel({ app }: { app: App }) {
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
          <h1 class="offscreen">{say('common_brand')}</h1>
          <LinkNotice orphaned={say('panel_orphaned')} reaching={say('common_reaching')} />
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
        <nav class="panel-side" aria-label={say('common_connections')}>
          <div class="side-head">
            <h2>{say('common_connections')}</h2>
            <ConnectionActions />
          </div>
          <ConnectionList />
          <RecordingList recordings={recordings} />
          <ConnectToPageButton class="connect-to-page">{say('panel_connectToPage')}</ConnectToPageButton>
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
              {view.id === active ? <LeadsProvider value={{ show, stored: state.evidence }}>{view.show(state, setActive)}</LeadsProvider> : null}
            </div>
          ))}
        </main>
        <DropZone recordings={recordings} />
        <ToastList />
      </div>
    </AppProvider>
  );
}
