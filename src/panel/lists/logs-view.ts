/** The state of the Logs view: what is filtered, paused, selected and followed. It outlives the view's being hidden. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { LogLevel } from '../../core/entries/entry.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import { gapBetween, gapOf, type Gap } from '../../core/entries/gaps.ts';
import { FilteredLog } from './log-filter.ts';
import { LogHistory } from './log-history.ts';
import { LogRows } from './log-rows.ts';
import type { Model } from '../../views/model.ts';
import type { SearchThread } from './search-thread.ts';
import type { Place } from './place.ts';
import type { TimeRange } from './time-range.ts';

export interface LogsView {
  readonly log: FilteredLog;
  /** The lines before those in memory. */
  readonly history: LogHistory;
  readonly rows: LogRows;
  /** Where the recording says that lines may be missing. */
  readonly gaps: ReadonlySignal<readonly Gap[]>;
  /** Rises whenever the rows changed, or one that was awaited has come. */
  readonly version: Signal<number>;
  readonly minLevel: Signal<LogLevel>;
  readonly query: Signal<string>;
  /** The time that the list is narrowed to. */
  readonly range: Signal<TimeRange | null>;
  /** The last seq that is shown while paused. */
  readonly pausedAt: Signal<number | null>;
  /** The seq of the selected line, and whether its detail is open. */
  readonly selected: Signal<number | null>;
  readonly detailOpen: Signal<boolean>;
  /** Whether the newest line is kept in sight, and how many had come when it was last. */
  readonly following: Signal<boolean>;
  readonly seen: Signal<number>;
  /** The row to be selected and shown, until it is: its index, and how many rows had gone at the top when it was that. */
  readonly goTo: Signal<{ readonly index: number; readonly dropped: number } | null>;
}

/** `openReader` opens what is on disk, and `startThread` a thread that searches it. */
export function createLogsView(model: Model, openReader: () => Promise<ArchiveReader>, startThread: () => SearchThread): LogsView {
  const log = new FilteredLog();
  const history = new LogHistory(openReader, startThread);
  const gaps = computed(() => {
    const { signals } = model.recording.value;
    void signals.version.value;
    return [...signals].map(gapOf).filter((gap) => gap !== null);
  });
  const view: LogsView = {
    log,
    history,
    rows: new LogRows(history, log),
    gaps,
    version: signal(0),
    minLevel: signal<LogLevel>('debug'),
    query: signal(''),
    range: signal<TimeRange | null>(null),
    pausedAt: signal<number | null>(null),
    selected: signal<number | null>(null),
    detailOpen: signal(false),
    following: signal(true),
    seen: signal(0),
    goTo: signal<{ readonly index: number; readonly dropped: number } | null>(null),
  };
  // Another connection's lines: nothing that was paused, selected, scrolled to or picked out means anything there.
  effect(() => {
    void model.recording.value;
    view.pausedAt.value = null;
    view.range.value = null;
    view.selected.value = null;
    view.detailOpen.value = false;
    view.following.value = true;
  });
  let generation = -1;
  effect(() => {
    const { source, id, logs } = model.recording.value;
    void logs.version.value;
    const clearedThrough = model.connection.value?.logs.clearedThrough ?? -1;
    log.follow(logs, {
      minLevel: view.minLevel.value,
      query: view.query.value,
      clearedThrough,
      pausedAt: view.pausedAt.value,
      range: view.range.value,
    });
    // A recording from a file is all in memory, though it may bear the name of one on disk.
    history.follow({ source: model.onDisk.value ? source : '', recording: id, log: logs, began: log.began, clearedThrough, filter: log.filter });
    const { rows } = log;
    if (view.following.value || rows.generation !== generation) view.seen.value = rows.appended;
    generation = rows.generation;
    view.version.value = view.version.peek() + 1;
  });
  effect(() => {
    void history.version.value;
    view.version.value = view.version.peek() + 1;
  });
  return view;
}

/** Where lines may be missing before a row: between the row before and this one, or, of the first, before everything that is shown. */
export function gapBeforeRow({ rows, log, history, gaps }: LogsView, index: number): Gap | null {
  const line = rows.at(index);
  const former = rows.at(index - 1);
  if (line === undefined) return null;
  if (former !== undefined) return gapBetween(gaps.value, former.seq, line.seq);
  // What is missing among older lines that have made room is not missing here.
  if (index > 0 || history.dropped > 0) return null;
  return gapBetween(gaps.value, log.start.seq, line.seq, log.start.at);
}

/** The time that the log is about. `otherwise` stands in for the end of an empty one. */
export function recordedLines({ rows, log, history }: LogsView, otherwise: number): TimeRange {
  const to = log.rows.last?.at ?? rows.at(rows.length - 1)?.at ?? otherwise;
  return { from: Math.min(to, history.since ?? log.rows.first?.at ?? to), to };
}

/** Leads to the row at a place, or the next one. Returns whether it is the very row, or null when there is no row at all. */
export async function goToLine(view: LogsView, place: Place): Promise<boolean | null> {
  const { rows } = view;
  const index = Math.min(await rows.indexFrom(place), rows.length - 1);
  if (index < 0) return null;
  view.following.value = false;
  view.goTo.value = { index, dropped: rows.dropped };
  const line = rows.at(index);
  return !('seq' in place) || line === undefined || line.seq === place.seq;
}
