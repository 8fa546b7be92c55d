import { useEffect } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import type { RecordingsView } from './recordings-view.ts';
import { recordingWords as say } from './words.ts';

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
  const limit = model.preferences.value.retention.megabytes * 1_000_000;
  const unpinned = recordings.filter(({ pinned }) => !pinned).map(({ id }) => id);
  const removeAll = () => {
    const undo = () => tell({ type: 'restore-recordings', recordings: unpinned });
    send({ type: 'delete-recordings', recordings: unpinned }).then(
      () => toasts.show(say.removedMany(unpinned.length), { undo }),
      (error: unknown) => toasts.show(String(error), { tone: 'bad' }),
    );
  };
  return (
    <div class="storage-use">
      <meter aria-label={say.useName} min={0} max={limit} value={Math.min(bytes, limit)} />
      <p>
        <strong>{say.use(bytes, limit)}</strong> <span class="muted">{say.counts(recordings.length, entries)}</span>
      </p>
      <Button icon="trash" title={say.removeAllAbout} unavailable={unpinned.length === 0} onPress={removeAll}>
        {say.removeAll}
      </Button>
      {pinnedBytes > limit ? <p class="tone-text-warn storage-note">{say.pinnedTooMuch}</p> : null}
      {view.state.value === 'unreadable' ? <p class="field-error storage-note">{say.unreadable}</p> : null}
    </div>
  );
}
