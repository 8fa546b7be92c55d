/** The state of the Logs view: what is filtered, paused, selected and followed. It outlives the view's being hidden. */
import { effect, signal, type Signal } from '@preact/signals';
import type { LogLevel } from '../recording/entry.ts';
import { FilteredLog } from './log-filter.ts';
import type { Model } from './model.ts';
import type { TimeRange } from './time-range.ts';

export interface LogsView {
  readonly log: FilteredLog;
  /** Rises whenever `log` changed. */
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
}

export function createLogsView(model: Model): LogsView {
  const view: LogsView = {
    log: new FilteredLog(Infinity),
    version: signal(0),
    minLevel: signal<LogLevel>('debug'),
    query: signal(''),
    range: signal<TimeRange | null>(null),
    pausedAt: signal<number | null>(null),
    selected: signal<number | null>(null),
    detailOpen: signal(false),
    following: signal(true),
    seen: signal(0),
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
    const { logs } = model.recording.value;
    void logs.version.value;
    view.log.follow(logs, {
      minLevel: view.minLevel.value,
      query: view.query.value,
      clearedThrough: model.connection.value?.logs.clearedThrough ?? -1,
      pausedAt: view.pausedAt.value,
      range: view.range.value,
    });
    const { rows } = view.log;
    if (view.following.value || rows.generation !== generation) view.seen.value = rows.appended;
    generation = rows.generation;
    view.version.value = view.version.peek() + 1;
  });
  return view;
}
