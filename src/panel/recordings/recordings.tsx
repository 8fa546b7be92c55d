import { useState } from 'preact/hooks';
import { useApp, type App } from '../../views/app.ts';
import { now } from '../../views/clock.ts';
import { Button } from '../../views/components/button.tsx';
import { formatBytes, formatCount, formatDayUnlessToday, formatTimeOfDay, formatTimestamp, isoTime, singleLine } from '../../core/words/format.ts';
import { NAME_LIMIT } from '../../core/entries/recording-card.ts';
import type { OpenedRecordings } from '../sharing/opened-recordings.ts';
import { DeletedNotice } from './deleted-notice.tsx';
import { isOfPage, type RecordingRow } from './recording-rows.ts';
import type { RecordingsView } from './recordings-view.ts';
import { StorageUse } from './storage-use.tsx';
import { say } from '../../core/words/say.ts';

interface RecordingsProps {
  readonly view: RecordingsView;
  readonly opened: OpenedRecordings;
  /** Shows another view. */
  readonly onShow: (view: string) => void;
}

export { createRecordingsView } from './recordings-view.ts';

const COLUMNS = ['pinned', 'name', 'of', 'since', 'until', 'entries', 'bytes', 'actions'] as const;

/** Every recording that there is, and what can be done with it. */
export function Recordings({ view, opened, onShow }: RecordingsProps) {
  const rows = view.rows.value;
  return (
    <div class="recordings-view">
      <StorageUse view={view} />
      <DeletedNotice />
      {rows.length === 0 ? (
        <div class="recordings-empty">
          <h2>{say('recordings_emptyTitle')}</h2>
          <p class="muted">{say('recordings_empty')}</p>
        </div>
      ) : (
        <div class="recordings-scroller" tabIndex={0} role="region" aria-label={say('recordings_table')}>
          <table class="recordings-table" aria-label={say('recordings_table')}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col" class={`column-${column}`}>
                    <span class={column === 'pinned' || column === 'actions' ? 'offscreen' : ''}>{say(`recordings_columns_${column}`)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.recording.id} row={row} opened={opened} onShow={onShow} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Row({ row, opened, onShow }: { row: RecordingRow; opened: OpenedRecordings; onShow: (view: string) => void }) {
  const app = useApp();
  const { recording, size } = row;
  const { id, url, pinned, endedAt } = recording;
  const name = singleLine(row.name, NAME_LIMIT);
  const goesOn = endedAt === null;
  const isShown = goesOn && isInSight(app, row);
  return (
    <tr aria-current={app.model.opened.value?.stored === id ? 'true' : undefined}>
      <td class="column-pinned">
        <Button look="quiet" icon="pin" iconOnly pressed={pinned} title={say('recordings_pinAbout')} onPress={() => app.tell({ type: 'pin-recording', recording: id, pinned: !pinned })}>
          {say('recordings_pin', { name })}
        </Button>
      </td>
      <th scope="row" class="column-name">
        <NameBox row={row} />
      </th>
      <td class="column-of">
        <span>{row.kind}</span> <span class="muted isolate" title={url}>{singleLine(url, 200)}</span>
      </td>
      <td class="column-since">
        <Time at={Math.min(size?.since ?? Infinity, recording.startedAt)} />
      </td>
      <td class="column-until">{goesOn ? <span class="tag">{say('recordings_goesOn')}</span> : <Time at={endedAt} />}</td>
      <td class="column-entries">{size === null ? say('recordings_notYet') : formatCount(size.entries)}</td>
      <td class="column-bytes">{size === null ? say('recordings_notYet') : formatBytes(size.bytes)}</td>
      <td class="column-actions">
        {goesOn ? (
          <Button look="quiet" icon="plus" iconOnly title={say('recordings_beginAbout')} onPress={() => begin(app, row)}>
            {say('recordings_beginNamed', { name })}
          </Button>
        ) : null}
        <Button look="quiet" icon="trash" iconOnly onPress={() => remove(app, row)}>
          {say('recordings_remove', { name })}
        </Button>
        <Button
          icon="arrow"
          onPress={() => {
            if (isShown) showLive(app, row);
            else void opened.openStored(recording, row.name);
            onShow(isOfPage(recording) ? 'messages' : 'logs');
          }}
        >
          <span class="offscreen">{isShown ? say('recordings_showNamed', { name }) : say('recordings_openNamed', { name })}</span>
          <span aria-hidden="true">{isShown ? say('recordings_show') : say('recordings_open')}</span>
        </Button>
      </td>
    </tr>
  );
}

function Time({ at }: { at: number }) {
  return (
    <time title={formatTimestamp(at)} dateTime={isoTime(at)}>
      {formatDayUnlessToday(at, now.value)}
      {formatTimeOfDay(at)}
    </time>
  );
}

/** The name can be written over where it stands. It is saved by Enter, or by going elsewhere. */
function NameBox({ row }: { row: RecordingRow }) {
  const { tell } = useApp();
  const { id, name } = row.recording;
  /** What is being written; the list is drawn again meanwhile. */
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    if (draft !== null && draft.trim() !== name) tell({ type: 'name-recording', recording: id, name: draft });
    setDraft(null);
  };
  return (
    <input
      class="input recording-name"
      type="text"
      aria-label={say('recordings_nameOf', { name: singleLine(row.name, NAME_LIMIT) })}
      value={draft ?? name}
      placeholder={singleLine(row.usualName, NAME_LIMIT)}
      maxLength={NAME_LIMIT}
      spellcheck={false}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}

/** Whether this panel can show the recording as it grows: any connection's, and that of the page which it inspects. */
function isInSight({ page }: App, { recording }: RecordingRow): boolean {
  return !isOfPage(recording) || recording.source === `tab:${page?.tabId ?? ''}`;
}

function showLive({ model, tell }: App, { recording }: RecordingRow): void {
  model.opened.value = null;
  if (!isOfPage(recording)) tell({ type: 'select', profile: recording.source });
}

function begin({ send, toasts }: App, { recording, name }: RecordingRow): void {
  send({ type: 'new-recording', source: recording.source }).then(
    () => toasts.show(say('recordings_begun', { name })),
    (error: unknown) => toasts.show(String(error), { tone: 'bad' }),
  );
}

function remove({ send, tell, toasts }: App, { recording, name }: RecordingRow): void {
  const recordings = [recording.id];
  send({ type: 'delete-recordings', recordings }).then(
    () => toasts.show(say('recordings_removed', { name }), { undo: () => tell({ type: 'restore-recordings', recordings }) }),
    (error: unknown) => toasts.show(String(error), { tone: 'bad' }),
  );
}
