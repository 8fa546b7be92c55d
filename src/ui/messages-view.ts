/** The state of the Messages view: what is shown, filtered, selected and followed. It outlives the view's being hidden. */
import { effect, signal, untracked, type Signal } from '@preact/signals';
import { now } from './clock.ts';
import { parseMessageFilter, type MessageFilter } from './message-filter.ts';
import { MessageList, type MessageSource } from './message-list.ts';
import type { PacketEntry } from './message-row.ts';
import type { Model } from './model.ts';
import { createSavedFilters, type SavedFilters, type TextStore } from './saved-filters.ts';
import { SocketDirectory } from './socket-directory.ts';
import type { TimeRange } from './time-range.ts';

/** Whose packets are shown: everybody's, the selected connection's, the page's, or those of one of its sockets. */
export type Scope = 'all' | 'connection' | 'page' | { readonly socket: string };

export interface MessagesView {
  readonly list: MessageList;
  readonly sockets: SocketDirectory;
  /** Rises whenever `list` or `sockets` changed. */
  readonly version: Signal<number>;
  readonly scope: Signal<Scope>;
  /** What stands in the filter box. */
  readonly query: Signal<string>;
  /** What is wrong with it, or empty. While something is, the filter before it stays in force. */
  readonly mistake: Signal<string>;
  readonly filter: Signal<MessageFilter>;
  /** The time that the list is narrowed to. */
  readonly range: Signal<TimeRange | null>;
  readonly highlight: Signal<boolean>;
  readonly heartbeats: Signal<boolean>;
  readonly saved: SavedFilters;
  /** The key of the selected row, and whether its detail is open. */
  readonly selected: Signal<string | null>;
  readonly detailOpen: Signal<boolean>;
  /** Whether the newest row is kept in sight, and how many had come when it was last. */
  readonly following: Signal<boolean>;
  readonly seen: Signal<number>;
}

const EVERYTHING: MessageFilter = { empty: true, matches: () => true };

export function createMessagesView(model: Model, store: TextStore): MessagesView {
  const view: MessagesView = {
    list: new MessageList(),
    sockets: new SocketDirectory(),
    version: signal(0),
    scope: signal<Scope>('all'),
    query: signal(''),
    mistake: signal(''),
    filter: signal(EVERYTHING),
    range: signal<TimeRange | null>(null),
    highlight: signal(false),
    heartbeats: signal(false),
    saved: createSavedFilters(store),
    selected: signal<string | null>(null),
    detailOpen: signal(false),
    following: signal(true),
    seen: signal(0),
  };
  const namesOf = ({ source, socket }: PacketEntry) => (source.startsWith('tab:') ? ['page', view.sockets.addressOf(socket)] : ['connection']);

  effect(() => {
    const parsed = parseMessageFilter(view.query.value);
    view.mistake.value = parsed.ok ? '' : parsed.error.message;
    if (parsed.ok) view.filter.value = parsed.value;
  });
  // Another connection's packets: what was selected, scrolled to or picked out means nothing there.
  effect(() => {
    void model.recording.value;
    view.range.value = null;
    view.selected.value = null;
    view.detailOpen.value = false;
    view.following.value = true;
  });
  // A recording from a file has sockets of its own, or none.
  effect(() => {
    void model.opened.value;
    view.scope.value = 'all';
  });
  let generation = -1;
  effect(() => {
    const sources = sourcesOf(model, view.scope.value);
    for (const { packets } of sources) void packets.version.value;
    const page = model.page.value?.packets;
    if (page !== undefined) view.sockets.follow(page);
    const criteria = {
      sources,
      socket: typeof view.scope.value === 'object' ? view.scope.value.socket : null,
      filter: view.filter.value,
      range: view.range.value,
      highlight: view.highlight.value,
      heartbeats: view.heartbeats.value,
      namesOf,
    };
    if (!view.list.follow(criteria, now.value)) return;
    const { list } = view;
    untracked(() => {
      if (view.following.value || list.generation !== generation) view.seen.value = list.appended;
      generation = list.generation;
      view.version.value += 1;
    });
  });
  return view;
}

function sourcesOf(model: Model, scope: Scope): MessageSource[] {
  const connection = model.recording.value;
  const page = model.page.value;
  if (scope === 'connection' || page === null) return [connection];
  return scope === 'all' ? [connection, page] : [page];
}
