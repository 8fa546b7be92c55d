/** What a view knows: signals that only `apply` writes, from what the background said. Components read, never write. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ConnectionView } from '../messaging/connection-view.ts';
import type { Profile } from '../messaging/profile.ts';
import type { Entry, EntryOf } from '../recording/entry.ts';
import { EntryList } from './entry-list.ts';
import type { LinkState, StateUpdate } from './link.ts';

export type LogEntry = EntryOf<'log'>;
export type SignalEntry = Exclude<Entry, LogEntry>;

/** Bounds per view. The background keeps its own; these keep a panel that stays open for days small. */
export const LOG_LIMIT = 20_000;
export const SIGNAL_LIMIT = 20_000;

export interface Recording {
  /** The connection whose entries these are, or null while none are watched. */
  readonly source: Signal<string | null>;
  readonly logs: EntryList<LogEntry>;
  /** Everything that is not a log line. */
  readonly signals: EntryList<SignalEntry>;
}

export interface Model {
  readonly link: Signal<LinkState>;
  readonly profiles: ReadonlySignal<readonly Profile[]>;
  readonly selected: ReadonlySignal<string | null>;
  readonly connections: ReadonlySignal<ReadonlyMap<string, ConnectionView>>;
  /** The selected profile and its connection. */
  readonly profile: ReadonlySignal<Profile | null>;
  readonly connection: ReadonlySignal<ConnectionView | null>;
  readonly recording: Recording;
  apply(update: StateUpdate): void;
}

export function createModel(): Model {
  const link = signal<LinkState>('connecting');
  const profiles = signal<readonly Profile[]>([]);
  const selected = signal<string | null>(null);
  const connections = signal<ReadonlyMap<string, ConnectionView>>(new Map());
  const source = signal<string | null>(null);
  const logs = new EntryList<LogEntry>(LOG_LIMIT);
  const signals = new EntryList<SignalEntry>(SIGNAL_LIMIT);
  /** Whether the lists still hold what was there before the last snapshot; they go when its history starts to come. */
  let stale = false;

  function startOver(): void {
    logs.clear();
    signals.clear();
    stale = false;
  }

  function append(entries: readonly Entry[]): void {
    if (stale) startOver();
    logs.append(entries.filter((entry): entry is LogEntry => entry.kind === 'log'));
    signals.append(entries.filter((entry): entry is SignalEntry => entry.kind !== 'log'));
  }

  return {
    link,
    profiles,
    selected,
    connections,
    profile: computed(() => profiles.value.find((profile) => profile.id === selected.value) ?? null),
    connection: computed(() => connections.value.get(selected.value ?? '') ?? null),
    recording: { source, logs, signals },
    apply(update) {
      batch(() => {
        if (update.type === 'history') {
          if (update.source === source.value) append(update.entries);
          return;
        }
        if (update.type === 'snapshot') {
          const next = update.recording?.source ?? null;
          // A resync of the same recording keeps its lines on screen until its history comes, instead of flashing empty.
          if (next === source.value) stale = true;
          else startOver();
          source.value = next;
        }
        if (update.profiles !== undefined) profiles.value = update.profiles;
        if (update.selected !== undefined) selected.value = update.selected;
        if (update.connections !== undefined) connections.value = merged(update, connections.value, profiles.value);
        if (update.type === 'delta' && update.recording?.source === source.value) append(update.recording.entries);
      });
    },
  };
}

/** A delta's connections replace their former selves; connections of deleted profiles go. */
function merged(
  update: Exclude<StateUpdate, { type: 'history' }>,
  former: ReadonlyMap<string, ConnectionView>,
  profiles: readonly Profile[],
): ReadonlyMap<string, ConnectionView> {
  const views = new Map(update.type === 'snapshot' ? [] : former);
  for (const view of update.connections ?? []) views.set(view.id, view);
  const ids = new Set(profiles.map((profile) => profile.id));
  for (const id of views.keys()) if (!ids.has(id)) views.delete(id);
  return views;
}
