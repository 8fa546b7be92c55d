import { useEffect } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import type { RecordingsView } from './recordings-view.ts';
import { MOST_ENDED } from '../../archive/archive-retention.ts';
import { formatBytes, formatCount } from '../../core/words/format.ts';
import { say, sayList } from '../../core/words/say.ts';

/** How often sizes are read while somebody looks, in milliseconds. */
const REFRESH_MS = 1_000;

/** What all recordings take of what they may, and the way to be rid of them. */
export function StorageUse({ view }: { view: RecordingsView }) {
  const { model, send, tell, toasts } = useApp();
  const { recordings } = model.archive.value;
  useEffect(() => {
    view.refresh();
    const timer = setInterval(() => view.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [view, recordings]);
  const { entries, bytes, pinnedBytes } = view.totals.value;
  const { megabytes, days } = model.preferences.value.retention;
  const limit = megabytes * 1_000_000;
  const unpinned = recordings.filter(({ pinned }) => !pinned).map(({ id }) => id);
  const removeAll = () => {
    const undo = () => tell({ type: 'restore-recordings', recordings: unpinned });
    send({ type: 'delete-recordings', recordings: unpinned }).then(
      () => toasts.show(say('recordings_removedMany', { count: unpinned.length }), { undo }),
      (error: unknown) => toasts.show(String(error), { tone: 'bad' }),
    );
  };
  return (
    <div class="storage-use">
      <meter aria-label={say('recordings_useName')} min={0} max={limit} value={Math.min(bytes, limit)} />
      <p>
        <strong>{say('recordings_use', { bytes: formatBytes(bytes), limit: formatBytes(limit) })}</strong> <span class="muted">{sayList([say('recordings_count', { count: recordings.length }), say('recordings_entriesOnDisk', { count: entries }), say('recordings_limits', { days: say('recordings_days', { count: days }), most: formatCount(MOST_ENDED) })])}</span>
      </p>
      <Button icon="trash" title={say('recordings_removeAllAbout')} unavailable={unpinned.length === 0} onPress={removeAll}>
        {say('recordings_removeAll')}
      </Button>
      {pinnedBytes > limit ? <p class="tone-text-warn storage-note">{say('recordings_pinnedTooMuch')}</p> : null}
      {view.state.value === 'unreadable' ? <p class="field-error storage-note">{say('recordings_unreadable')}</p> : null}
    </div>
  );
}
