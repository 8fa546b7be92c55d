import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import type { LogsView } from '../../ui/logs-view.ts';
import { useFocusBySlash } from '../grid/focus-by-key.ts';
import { Histogram } from '../histogram/histogram.tsx';
import { Button } from '../../ui/components/button.tsx';
import { LogDetail } from './log-detail.tsx';
import { LogGrid } from './log-grid.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { say } from '../../words/say.ts';

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

/** Errors count as read while their list can be seen. */
function useReadMarker(): void {
  const { model, tell } = useApp();
  const view = model.connection.value;
  const unread = view?.logs.unreadErrors ?? 0;
  const id = view?.id;
  useEffect(() => {
    if (unread === 0 || id === undefined) return;
    const mark = () => {
      if (document.visibilityState === 'visible') tell({ type: 'mark-logs-read', profile: id });
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [unread, id]);
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
  return <p>{say('logs_emptyConnected', { event: model.profile.value?.events.log ?? '' })}</p>;
}
