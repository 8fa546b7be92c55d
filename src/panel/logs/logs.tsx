import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import type { LogsView } from '../lists/logs-view.ts';
import { useFocusBySlash } from '../grid/focus-by-key.ts';
import { Histogram } from '../histogram/histogram.tsx';
import { Button } from '../../views/components/button.tsx';
import { LogOffers } from './event-offers.tsx';
import { LogDetail } from './log-detail.tsx';
import { LogGrid } from './log-grid.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { say } from '../../core/words/say.ts';

/** The lines that the server relays. */
export function Logs({ view }: { view: LogsView }) {
  const filter = useRef<HTMLInputElement>(null);
  useReadMarker();
  useFocusBySlash(filter);
  return (
    <div class="list-view">
      <LogToolbar view={view} filter={filter} />
      <Histogram of="lines" version={view.version} times={() => ({ all: view.log.times, marked: view.log.errorTimes })} range={view.range} />
      <div class="list-body">
        <LogGrid view={view} empty={<Empty view={view} />} />
        <LogDetail view={view} />
      </div>
    </div>
  );
}

/** How long an error may be in sight before it counts as read, in ms. A burst of them is told of once in that time. */
const READ_AFTER_MS = 250;

/** Errors count as read while their list can be seen. */
function useReadMarker(): void {
  const { model, tell } = useApp();
  const unread = useComputed(() => {
    const view = model.connection.value;
    return view !== null && view.logs.unreadErrors > 0 ? view.id : null;
  }).value;
  useEffect(() => {
    if (unread === null) return;
    const marking = setInterval(() => {
      if (document.visibilityState === 'visible') tell({ type: 'mark-logs-read', profile: unread });
    }, READ_AFTER_MS);
    return () => clearInterval(marking);
  }, [unread]);
}

/** Why there is nothing to see, and what to do about it. */
function Empty({ view }: { view: LogsView }) {
  const { model } = useApp();
  void view.version.value;
  if (view.history.before(view.log.began) + view.log.lines > 0) {
    const clear = () => {
      view.query.value = '';
      view.minLevel.value = 'debug';
      view.range.value = null;
    };
    return (
      <>
        <p>{say('logs_emptyFilter')}</p>
        <Button onPress={clear}>{say('logs_clearFilter')}</Button>
      </>
    );
  }
  if (model.opened.value !== null) return <p>{say('sharing_opened_noLogs')}</p>;
  const connection = model.connection.value;
  if (connection?.phase !== 'connected') return <p>{say('logs_emptyDisconnected')}</p>;
  if (connection.logs.clearedThrough >= 0) return <p>{say('logs_emptyCleared')}</p>;
  const event = model.profile.value?.events.log ?? '';
  return (
    <>
      <p>{event === '' ? say('logs_emptyNoEvent') : say('logs_emptyConnected', { event })}</p>
      <LogOffers />
    </>
  );
}
