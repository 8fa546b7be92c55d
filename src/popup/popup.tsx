import { AppProvider, useApp, type App } from '../views/app.ts';
import { Button } from '../views/components/button.tsx';
import { ConnectionBar } from '../views/components/connection-bar.tsx';
import { ConnectionList } from '../views/components/connection-list.tsx';
import { DiskNotice } from '../views/components/disk-notice.tsx';
import { FirstRun } from '../views/components/first-run.tsx';
import { FindingCard } from '../views/components/finding-card.tsx';
import { Icon, Mark } from '../views/components/icons.tsx';
import { LadderList } from '../views/components/ladder.tsx';
import { LinkNotice } from '../views/components/link-notice.tsx';
import { Sparkline } from '../views/components/sparkline.tsx';
import { StatusStrip } from '../views/components/status-strip.tsx';
import { ToastList } from '../views/components/toast-list.tsx';
import { formatMs } from '../core/words/format.ts';
import { shortcuts } from '../views/shortcuts.ts';
import { findingWords } from '../core/words/finding.ts';
import { say, sayList } from '../core/words/say.ts';

/** The state of the selected connection at a glance, and the three things that one does with it. */
export function Popup({ app, onOpenPanel }: { app: App; onOpenPanel: () => void }) {
  return (
    <AppProvider value={app}>
      <main class="popup">
        <header class="popup-head">
          <Mark />
          <h1>{say('common_brand')}</h1>
          <Button look="quiet" icon="external" onPress={onOpenPanel}>
            {say('popup_openPanel')}
          </Button>
        </header>
        <LinkNotice orphaned={say('popup_orphaned')} reaching={say('common_reaching')} />
        <DiskNotice />
        <ConnectionBar autoFocus />
        <StatusStrip />
        <FirstRun />
        <RoundTrips />
        <UnreadErrors />
        <Findings />
        <Others />
        <p class="popup-foot muted">{say('popup_panelHint')}</p>
        <Keys />
        <ToastList />
      </main>
    </AppProvider>
  );
}

function RoundTrips() {
  const view = useApp().model.connection.value;
  if (view === null || view.heartbeat.recentMs.length === 0) return null;
  const { medianMs, maxMs } = view.heartbeat;
  return (
    <section class="popup-trips">
      <p class="muted">
        <span>{say('popup_roundTrips')}</span>
        <span>{medianMs === null || maxMs === null ? '' : say('popup_spread', { median: formatMs(medianMs), most: formatMs(maxMs) })}</span>
      </p>
      <Sparkline values={view.heartbeat.recentMs} />
    </section>
  );
}

function UnreadErrors() {
  const unread = useApp().model.connection.value?.logs.unreadErrors ?? 0;
  if (unread === 0) return null;
  return (
    <p class="popup-unread">
      <Icon name="warning" />
      {say('popup_unread', { count: unread })}
    </p>
  );
}

/** What is wrong and what to do about it. Evidence and configuration are the panel's. */
function Findings() {
  const { model, tell } = useApp();
  const view = model.connection.value;
  const findings = view?.findings ?? [];
  const failing = view?.phase === 'failed' || view?.phase === 'reconnecting';
  if (view === null || (findings.length === 0 && !failing)) return null;
  return (
    <section aria-label={say('common_diagnosis')} class="popup-findings">
      {view.ladders.map((ladder) => (
        <LadderList key={ladder.server} ladder={ladder} brief />
      ))}
      {findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} level={2}>
          <p>
            <span class="tag">{finding.benign ? say('findings_benign') : say(`findings_confidence_${finding.confidence}`)}</span> {findingWords(finding, 'fix')}
          </p>
        </FindingCard>
      ))}
      {findings.length === 0 ? <p class="muted">{say('popup_unexplained')}</p> : null}
      {failing ? (
        <Button icon="pulse" onPress={() => tell({ type: 'diagnose', profile: view.id })}>
          {say('popup_diagnose')}
        </Button>
      ) : null}
    </section>
  );
}

/** The keys that work in any tab. */
function Keys() {
  const { popup, reconnect } = shortcuts.value;
  const keys = [popup === '' ? [] : say('popup_keyOpens', { key: popup }), reconnect === '' ? [] : say('popup_keyReconnects', { key: reconnect })].flat();
  return keys.length === 0 ? null : <p class="popup-foot muted">{sayList(keys)}</p>;
}

/** The list of connections, where there is more than the one that is shown anyway. */
function Others() {
  if (useApp().model.profiles.value.length < 2) return null;
  return (
    <section class="popup-connections">
      <h2>{say('common_connections')}</h2>
      <ConnectionList />
    </section>
  );
}
