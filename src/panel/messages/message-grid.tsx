import type { ComponentChildren } from 'preact';
import { useApp } from '../../views/app.ts';
import { formatBytes, formatMillis, formatTimeOfDay, singleLine } from '../../core/words/format.ts';
import { bytesOf } from '../../core/entries/packet-content.ts';
import type { MessageRow, PacketEntry } from '../lists/message-row.ts';
import { rowText } from '../lists/message-text.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import { hexDump } from '../../core/wire/preview.ts';
import { useSampled } from '../grid/sampled.ts';
import { Grid, redrawMs } from '../grid/grid.tsx';
import { textToCopy } from '../sharing/copy-redacted.tsx';
import { RedactedMark } from '../sharing/redacted-mark.tsx';
import { ackText } from './ack-text.ts';
import { problemText } from '../../core/words/problem-text.ts';
import { say } from '../../core/words/say.ts';

/** Base64 of a row of hex: whole groups of four. */
const HEX_PREVIEW = 24;

/** Selects the next (1) or the previous (-1) packet that the filter matches. */
export function goToMatch(view: MessagesView, step: 1 | -1): void {
  const { rows, selected } = view;
  const key = rows.keyAt(rows.nextMatch(selected.value === null ? -1 : rows.indexOf(selected.value), step));
  if (key === null) return;
  view.following.value = false;
  selected.value = key;
}

/** The grid of packets. */
export function MessageGrid({ view, empty }: { view: MessagesView; empty: ComponentChildren }) {
  const app = useApp();
  useSampled(view.version, redrawMs(view.following.value));
  const marks = view.highlight.value && !view.filter.value.empty;
  const onKey = (key: string, shift: boolean) => {
    const step = key === 'n' || (key === 'F3' && !shift) ? 1 : key === 'p' || key === 'N' || key === 'F3' ? -1 : null;
    if (step !== null) goToMatch(view, step);
    return step !== null;
  };
  return (
    <Grid
      label={say('common_messages')}
      description={say('messages_keys')}
      rows={view.rows}
      state={view}
      keyOf={(row) => row.key}
      indexOf={(key) => view.rows.indexOf(key)}
      columns="message-columns"
      head={<Head />}
      cells={(row) => <Cells row={row} source={sourceText(view, row)} />}
      rowClass={(row) => rowClass(row, marks)}
      copied={(row) => textToCopy(app, (redactor) => rowText(redactor.entry(row.entry)))}
      onKey={onKey}
      empty={empty}
    />
  );
}

/** Our connection, or the address of a page's socket. */
export function sourceText(view: MessagesView, { entry }: MessageRow): string {
  return entry.source.startsWith('tab:') ? view.sockets.addressOf(entry.socket) : say('messages_connection');
}

function rowClass({ entry, matches }: MessageRow, marks: boolean): string {
  const state = entry.type === 'malformed' ? 'malformed' : entry.problem === '' ? '' : 'problem';
  return `${state} ${marks && matches ? 'match' : ''}`;
}

/** Of what could not be read, its bytes: the preview of that repeats the reason. */
function previewText({ type, preview, text, binary }: PacketEntry): string {
  if (type !== 'malformed') return preview;
  return text ?? hexDump(bytesOf((binary ?? '').slice(0, HEX_PREVIEW)).subarray(0, 16));
}

function Head() {
    return (
    <>
      <span>{say('messages_columns_time')}</span>
      <span />
      <span class="wide-only">{say('messages_columns_source')}</span>
      <span class="wide-only">{say('messages_columns_namespace')}</span>
      <span>{say('messages_columns_event')}</span>
      <span>{say('messages_columns_preview')}</span>
      <span class="medium-only message-size">{say('messages_columns_size')}</span>
      <span class="message-ack">{say('messages_columns_ack')}</span>
      <span class="wide-only">{say('messages_columns_transport')}</span>
    </>
  );
}

function Cells({ row, source }: { row: MessageRow; source: string }) {
  const { entry, ack } = row;
  return (
    <>
      <span role="gridcell" class="muted">
        {formatTimeOfDay(entry.at)}
        <span class="millis">{formatMillis(entry.at)}</span>
      </span>
      <span role="gridcell" class={`message-direction ${entry.direction}`} title={say(`messages_direction_${entry.direction}`)}>
        <span aria-hidden="true">{entry.direction === 'in' ? '↓' : '↑'}</span>
        <span class="offscreen">{say(`messages_direction_${entry.direction}`)}</span>
      </span>
      <span role="gridcell" class="muted wide-only isolate">
        {singleLine(source, 200)}
      </span>
      <span role="gridcell" class="muted wide-only isolate">
        {singleLine(entry.namespace ?? '', 100)}
      </span>
      <span role="gridcell" class={`isolate ${entry.type === 'event' ? 'message-event' : 'muted'}`}>
        {entry.type === 'event' || entry.event !== '' ? singleLine(entry.event, 200) : say(`messages_type_${entry.type}`)}
      </span>
      <span role="gridcell" class="message-preview isolate">
        <RedactedMark entry={entry} />
        {entry.problem === '' ? null : <span class={entry.type === 'malformed' ? 'message-problem unreadable' : 'message-problem'}>{singleLine(problemText(entry), 200)} </span>}
        {singleLine(previewText(entry), 300)}
      </span>
      <span role="gridcell" class="muted medium-only message-size">
        {formatBytes(entry.bytes)}
      </span>
      <span role="gridcell" class={`message-ack ack-${ack?.state ?? 'none'}`}>
        {ackText(row)}
      </span>
      <span role="gridcell" class="muted wide-only">
        {entry.transport}
      </span>
    </>
  );
}
