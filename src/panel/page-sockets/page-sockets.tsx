import { tabSource } from '../../messaging/messages.ts';
import { useApp, type App } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import { inFirefox } from '../../ui/in-firefox.ts';
import { panelWords } from '../words.ts';
import { PageDiagnosis } from '../diagnosis/diagnosis.tsx';
import { CaptureSwitch } from './capture-switch.tsx';
import type { PageSocketsView } from './page-sockets-view.ts';
import { RefreshTimeline } from './refresh-timeline.tsx';
import { SocketDetail } from './socket-detail.tsx';
import { SocketGrid } from './socket-grid.tsx';
import { useInspectedOrigin } from './inspected-origin.ts';
import { pageSocketWords as say } from './words.ts';

/** Every socket of the inspected page, and what refreshes did to them. */
export function PageSockets({ view }: { view: PageSocketsView }) {
  const app = useApp();
  const { page, model } = app;
  const origin = useInspectedOrigin();
  void view.version.value;
  // Of a recording from a file there is no page to do anything with.
  const isLive = model.opened.value === null;
  if (page === null && isLive) return <p class="page-sockets-empty muted">{say.empty.noTab}</p>;
  const fold = view.page.value;
  const { sockets } = fold;
  const open = sockets.filter(({ closed }) => closed === null).length;
  const summary = [
    say.summary(open, sockets.length),
    fold.forgotten > 0 ? say.forgotten(fold.forgotten) : '',
    fold.missed > 0 ? say.missed(fold.missed) : '',
    view.earlier.value === 'failed' ? panelWords.overview.earlierFailed : '',
  ].filter((part) => part !== '');
  const selected = fold.get(view.selected.value ?? '');
  return (
    <div class="list-view">
      <div class="list-toolbar">
        {page !== null && isLive ? (
          <>
            <CaptureSwitch page={page} origin={origin} />
            <Button icon="trash" title={say.clearAbout} unavailable={sockets.length === 0} onPress={() => clear(app, page.tabId)}>
              {say.clear}
            </Button>
          </>
        ) : null}
        {view.earlier.value === 'none' ? null : (
          <Button unavailable={view.earlier.value === 'reading'} onPress={() => void view.readEarlier()}>
            {panelWords.overview.showEarlier}
          </Button>
        )}
        <p class="list-summary muted">{summary.join(' · ')}</p>
      </div>
      <div class="list-body">
        <div class="page-sockets-lists">
          {isLive ? <PageDiagnosis url={(selected ?? sockets.at(-1))?.url ?? null} pageOrigin={origin ?? null} /> : null}
          {sockets.length === 0 && isLive ? <Empty hooked={typeof origin === 'string' && model.hooked.value.has(origin)} /> : null}
          <SocketGrid view={view} sockets={sockets.toReversed()} />
          <RefreshTimeline sockets={sockets} version={view.version.value} />
        </div>
        {selected === undefined ? null : <SocketDetail socket={selected} onClose={() => (view.selected.value = null)} />}
      </div>
    </div>
  );
}

function clear({ model, tell, toasts }: App, tabId: number): void {
  const recording = model.archive.value.recordings.find(({ source }) => source === tabSource(tabId));
  tell({ type: 'clear-tab', tabId });
  if (recording !== undefined) toasts.show(say.cleared, { undo: () => tell({ type: 'restore-recordings', recordings: [recording.id] }) });
}

/** Why there is nothing to see, and what to do about it. */
function Empty({ hooked }: { hooked: boolean }) {
  return (
    <div class="page-sockets-empty">
      <h2>{say.empty.title}</h2>
      <p class="muted">{hooked ? say.empty.on : inFirefox ? say.empty.offInFirefox : say.empty.off}</p>
    </div>
  );
}
