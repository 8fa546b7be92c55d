import type { ComponentChildren } from 'preact';
import { useApp } from '../../views/app.ts';
import { formatMillis, formatTimeOfDay, singleLine } from '../../core/words/format.ts';
import { hasFields, logLineText } from '../lists/log-line-text.ts';
import { gapBeforeRow, type LogsView } from '../lists/logs-view.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';
import { useSampled } from '../grid/sampled.ts';
import { Grid, redrawMs } from '../grid/grid.tsx';
import { textToCopy } from '../sharing/copy-redacted.tsx';
import { RedactedMark } from '../sharing/redacted-mark.tsx';
import { say } from '../../core/words/say.ts';

const PREVIEW = 600;

/** The grid of lines. */
export function LogGrid({ view, empty }: { view: LogsView; empty: ComponentChildren }) {
  const app = useApp();
  // What a filter has found is awaited, and as many of the lines that come as it lets through can be drawn at once.
  useSampled(view.version, redrawMs(view.following.value && view.log.filter === null));
  return (
    <Grid
      label={say('common_serverLogs')}
      description={say('logs_keys')}
      rows={view.rows}
      state={view}
      keyOf={(line) => line.seq}
      indexOf={(seq) => view.rows.indexOf(seq)}
      columns="log-columns"
      head={<Head />}
      cells={(line, index) => (
        <>
          <Cells line={line} />
          <GapBefore view={view} index={index} />
        </>
      )}
      rowClass={(line) => `log-row level-${line.level}`}
      copied={(line) => textToCopy(app, (redactor) => logLineText(redactor.entry(line)))}
      empty={empty}
    />
  );
}

function Head() {
  return (
    <>
      <span>{say('logs_columns_time')}</span>
      <span class="wide-only">{say('logs_columns_serverTime')}</span>
      <span>{say('logs_columns_level')}</span>
      <span class="medium-only">{say('logs_columns_logger')}</span>
      <span>{say('logs_columns_message')}</span>
      <span class="medium-only">{say('logs_columns_fields')}</span>
    </>
  );
}

/** Says where lines may be missing: before a row. */
function GapBefore({ view, index }: { view: LogsView; index: number }) {
  const gap = gapBeforeRow(view, index);
  if (gap === null) return null;
  const since = view.rows.at(index - 1)?.at ?? gap.since;
  const until = view.rows.at(index)?.at ?? gap.until;
  return (
    <span role="note" class="log-gap">
      {say('logs_gap', { since: formatTimeOfDay(since) + formatMillis(since), until: formatTimeOfDay(until) + formatMillis(until) })}
    </span>
  );
}

function Cells({ line }: { line: LogEntry }) {
  return (
    <>
      <span role="gridcell" class="muted">
        {formatTimeOfDay(line.at)}
        <span class="millis">{formatMillis(line.at)}</span>
      </span>
      <span role="gridcell" class="muted wide-only">
        {line.serverTime === null ? singleLine(line.serverTimeText, 40) : formatTimeOfDay(line.serverTime) + formatMillis(line.serverTime)}
      </span>
      <span role="gridcell" class={`log-level log-level-${line.level}`}>
        {say(`logs_level_${line.level}`)}
      </span>
      <span role="gridcell" class="muted medium-only isolate">
        {singleLine(line.logger, 100)}
      </span>
      <span role="gridcell" class="log-message isolate">
        <RedactedMark entry={line} />
        {singleLine(line.message, PREVIEW)}
      </span>
      <span role="gridcell" class="muted medium-only isolate">
        {hasFields(line) ? singleLine(line.fields, 200) : ''}
      </span>
    </>
  );
}
