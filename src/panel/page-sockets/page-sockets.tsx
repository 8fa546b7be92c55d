import { tabSource } from '../../core/contract/messages.ts';
import { useApp, type App } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { inFirefox } from '../../views/in-firefox.ts';
import { PageDiagnosis } from '../diagnosis/diagnosis.tsx';
import { CaptureSwitch } from './capture-switch.tsx';
import type { PageSocketsView } from './page-sockets-view.ts';
import { RefreshTimeline } from './refresh-timeline.tsx';
import { phaseOf, type SocketPhase } from './socket-phase.ts';
import { SocketDetail } from './socket-detail.tsx';
import { SocketGrid } from './socket-grid.tsx';
import { Unseen } from './unseen.tsx';
import { useInspectedOrigin } from '../inspected/inspected-origin.ts';
import { say, sayList } from '../../core/words/say.ts';

/** Every socket of the inspected page, and what refreshes did to them. */
export function PageSockets({ view }: { view: PageSocketsView }) {
  const app = useApp();
  const { page, model } = app;
  const origin = useInspectedOrigin();
  void view.version.value;
  // Of a recording from a file there is no page to do anything with.
  const isLive = model.opened.value === null;
  if (page === null && isLive) return <p class="page-sockets-empty muted">{say('pageSockets_empty_noTab')}</p>;
  const fold = view.page.value;
  const { sockets } = fold;
  const phases = sockets.map((socket) => phaseOf(socket, fold.stateOfPage(socket)));
  const count = (...meant: SocketPhase[]) => phases.filter((phase) => meant.includes(phase)).length;
  const [open, connecting, halted, unfollowed] = [count('open'), count('connecting'), count('cached', 'frozen'), count('unfollowed')];
  const summary = [
    sayList([
      say('pageSockets_openCount', { count: open }),
      ...(connecting > 0 ? [say('pageSockets_connectingCount', { count: connecting })] : []),
      ...(halted > 0 ? [say('pageSockets_haltedCount', { count: halted })] : []),
      ...(unfollowed > 0 ? [say('pageSockets_unfollowedCount', { count: unfollowed })] : []),
      say('pageSockets_closedCount', { count: sockets.length - open - connecting - halted - unfollowed }),
    ]),
    fold.forgotten > 0 ? say('pageSockets_forgotten', { count: fold.forgotten }) : '',
    fold.missed > 0 ? say('pageSockets_missed', { count: fold.missed }) : '',
    view.earlier.value === 'failed' ? say('overview_earlierFailed') : '',
  ].filter((part) => part !== '');
  const selected = fold.get(view.selected.value ?? '');
  return (
    <div class="list-view">
      <div class="list-toolbar">
        {page !== null && isLive ? (
          <>
            <CaptureSwitch page={page} origin={origin} />
            <Button icon="trash" title={say('pageSockets_clearAbout')} unavailable={sockets.length === 0} onPress={() => clear(app, page.tabId)}>
              {say('pageSockets_clear')}
            </Button>
          </>
        ) : null}
        {view.earlier.value === 'none' ? null : (
          <Button unavailable={view.earlier.value === 'reading'} onPress={() => void view.readEarlier()}>
            {say('overview_showEarlier')}
          </Button>
        )}
        <p class="list-summary muted">{summary.join(' · ')}</p>
      </div>
      <div class="list-body">
        <div class="page-sockets-lists">
          {isLive ? <PageDiagnosis url={(selected ?? sockets.at(-1))?.url ?? null} pageOrigin={origin ?? null} /> : null}
          {sockets.length === 0 && isLive ? <Empty hooked={typeof origin === 'string' && model.hooked.value.has(origin)} /> : null}
          <SocketGrid view={view} sockets={sockets.toReversed()} />
          {isLive ? <Unseen fold={fold} hooked={typeof origin === 'string' && model.hooked.value.has(origin)} /> : null}
          <RefreshTimeline sockets={sockets} documents={fold.documents} version={view.version.value} />
        </div>
        {selected === undefined ? null : <SocketDetail socket={selected} phase={phaseOf(selected, fold.stateOfPage(selected))} onClose={() => (view.selected.value = null)} />}
      </div>
    </div>
  );
}

function clear({ model, tell, toasts }: App, tabId: number): void {
  const recording = model.archive.value.recordings.find(({ source }) => source === tabSource(tabId));
  tell({ type: 'clear-tab', tabId });
  if (recording !== undefined) toasts.show(say('pageSockets_cleared'), { undo: () => tell({ type: 'restore-recordings', recordings: [recording.id] }) });
}

/** Why there is nothing to see, and what to do about it. */
function Empty({ hooked }: { hooked: boolean }) {
  return (
    <div class="page-sockets-empty">
      <h2>{say('pageSockets_empty_title')}</h2>
      <p class="muted">{say(hooked ? 'pageSockets_empty_on' : inFirefox ? 'pageSockets_empty_offInFirefox' : 'pageSockets_empty_off')}</p>
    </div>
  );
}
