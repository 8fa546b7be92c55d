import type { RefObject } from 'preact';
import { LOG_LEVELS, type LogLevel } from '../../core/entries/entry.ts';
import { useApp, type App } from '../../views/app.ts';
import { goToLine, recordedLines, type LogsView } from '../lists/logs-view.ts';
import { useSampled } from '../grid/sampled.ts';
import { GoToBox } from '../grid/go-to-box.tsx';
import { PauseAndClear } from '../grid/pause-and-clear.tsx';
import { redrawMs } from '../grid/grid.tsx';
import { SearchStatus, searchWords } from '../grid/search-status.tsx';
import { ExportLogs } from '../sharing/export-button.tsx';
import { say, sayList } from '../../core/words/say.ts';

/** What to show of the log, and how much there is. */
export function LogToolbar({ view, filter }: { view: LogsView; filter: RefObject<HTMLInputElement | null> }) {
  const app = useApp();
  const { logs } = app.model.recording.value;
  const { pausedAt } = view;
  const clear = () => {
    // Lines that come from now on would lie outside of it.
    view.range.value = null;
    clearLogs(app);
  };
  return (
    <div class="list-toolbar">
      <input
        ref={filter}
        class="input list-filter"
        type="search"
        aria-label={say('common_filter')}
        placeholder={say('logs_filterHint')}
        title="/"
        spellcheck={false}
        value={view.query.value}
        onInput={(event) => {
          view.query.value = event.currentTarget.value;
        }}
      />
      <select
        class="input list-choice"
        aria-label={say('logs_leastLevel')}
        value={view.minLevel.value}
        onChange={(event) => {
          view.minLevel.value = event.currentTarget.value as LogLevel;
        }}
      >
        {LOG_LEVELS.map((level) => (
          <option key={level} value={level}>
            {`≥ ${say(`logs_level_${level}`)}`}
          </option>
        ))}
      </select>
      {app.model.opened.value === null ? (
        <PauseAndClear
          paused={pausedAt.value !== null}
          onPause={() => (pausedAt.value = logs.last?.seq ?? -1)}
          onResume={() => (pausedAt.value = null)}
          onClear={clear}
        />
      ) : null}
      <GoToBox recorded={() => recordedLines(view, Date.now())} go={async (place) => goToLine(view, place)} />
      <ExportLogs view={view} />
      <Summary view={view} />
    </div>
  );
}

/** Hides what there is. Undo sends the former bound again; the lines themselves were never gone. */
function clearLogs({ model, tell, toasts }: App): void {
  const view = model.connection.value;
  const { last } = model.recording.value.logs;
  if (view === null || last === undefined) return;
  const clear = (through: number) => tell({ type: 'clear-logs', profile: view.id, through });
  const former = view.logs.clearedThrough;
  clear(last.seq);
  toasts.show(say('logs_cleared'), { undo: () => clear(former) });
}

function Summary({ view }: { view: LogsView }) {
  useSampled(view.version, redrawMs(view.following.value));
  const { log, history } = view;
  const { waiting } = log;
  const lines = say('logs_lines', { count: history.before(log.began) + log.lines });
  const errors = say('logs_errors', { count: history.errors + log.errors });
  const parts = [sayList([lines, errors])];
  if (view.query.value.trim() !== '' || view.minLevel.value !== 'debug' || view.range.value !== null) parts.push(say('logs_matching', { count: view.rows.length }));
  parts.push(...searchWords(history.findings, history.failed));
  if (view.pausedAt.value !== null) parts.push(waiting === 0 ? say('logs_paused') : say('logs_pausedWaiting', { count: waiting }));
  if (history.dropped > 0) parts.push(say('logs_dropped', { count: history.dropped }));
  return (
    <>
      <p class="list-summary muted">{parts.join(' · ')}</p>
      <SearchStatus
        state={log.filter !== null && history.findings.state === 'idle' ? 'done' : history.findings.state}
        sought={JSON.stringify([view.query.value, view.minLevel.value, view.range.value])}
        matching={say('logs_matching', { count: view.rows.length })}
      />
    </>
  );
}
