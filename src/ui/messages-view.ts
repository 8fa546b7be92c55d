/** The state of the Messages view: what is shown, filtered, selected and followed. It outlives the view's being hidden. */
import { effect, signal, untracked, type Signal } from '@preact/signals';
import { now } from './clock.ts';
import type { ArchiveReader } from '../recording/archive-reader.ts';
import type { ScanContext, ScanRequest } from './packet-scan.ts';
import { PacketSearch, type SearchThread } from './packet-search.ts';
import { NO_FILTER, parseMessageFilter, type MessageFilter } from './message-filter.ts';
import { MessageList, type MessageSource } from './message-list.ts';
import { MessageRows } from './message-rows.ts';
import type { PacketEntry } from './message-row.ts';
import type { Model } from './model.ts';
import { PatientFilter } from './patient-filter.ts';
import { createSavedFilters, type SavedFilters, type TextStore } from './saved-filters.ts';
import { SocketDirectory } from './socket-directory.ts';
import type { TimeRange } from './time-range.ts';
import { StoredPackets } from './stored-packets.ts';
import { say, sayList } from '../words/say.ts';

/** Whose packets are shown: everybody's, the selected connection's, the page's, or those of one of its sockets. */
export type Scope = 'all' | 'connection' | 'page' | { readonly socket: string };

export interface MessagesView {
  /** What is in memory, and what is on disk of the one source that is shown. */
  readonly list: MessageList;
  readonly search: PacketSearch;
  readonly rows: MessageRows;
  /** Whether there is more than one source to show: then what is on disk is left out. */
  readonly mixed: Signal<boolean>;
  /** Whether the view was ever looked at. Nothing on disk is searched before. */
  readonly opened: Signal<boolean>;
  readonly sockets: SocketDirectory;
  /** Rises whenever `list` or `sockets` changed. */
  readonly version: Signal<number>;
  readonly scope: Signal<Scope>;
  /** What stands in the filter box. */
  readonly query: Signal<string>;
  /** What is wrong with it, or empty. While something is, a filter before it stays in force. */
  readonly mistake: Signal<string>;
  readonly filter: Signal<PatientFilter>;
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

/** `openReader` opens what is on disk, and `startSearch` a thread that searches it. */
export function createMessagesView(model: Model, store: TextStore, openReader: () => Promise<ArchiveReader>, startSearch: () => SearchThread): MessagesView {
  const list = new MessageList();
  const search = new PacketSearch(startSearch);
  const stored = new StoredPackets(openReader);
  const patient = (filter: MessageFilter) => new PatientFilter(filter, () => performance.now());
  const everything = patient(NO_FILTER);
  const view: MessagesView = {
    list,
    search,
    rows: new MessageRows(list, search, stored),
    mixed: signal(false),
    opened: signal(false),
    sockets: new SocketDirectory(),
    version: signal(0),
    scope: signal<Scope>('all'),
    query: signal(''),
    mistake: signal(''),
    filter: signal(everything),
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

  /** The last filter that is known to end. What is typed on the way to one that does not may not end either. */
  let proven = everything;
  effect(() => {
    const parsed = parseMessageFilter(view.query.value);
    view.mistake.value = parsed.ok ? '' : parsed.error.message;
    if (!parsed.ok) return;
    const filter = patient(parsed.value);
    if (filter.patterns.length === 0) proven = filter;
    view.filter.value = filter;
  });
  const refuse = (filter: PatientFilter) => {
    const { patterns } = filter;
    if (filter === proven) proven = everything;
    view.mistake.value = say('messages_mistake_tooSlow', { patterns: sayList(patterns) });
    view.filter.value = proven;
  };
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
    const filter = view.filter.value;
    const rule = { socket: typeof view.scope.value === 'object' ? view.scope.value.socket : null, highlight: view.highlight.value, heartbeats: view.heartbeats.value, range: view.range.value };
    filter.begin();
    const changed = list.follow({ ...rule, sources, filter, namesOf }, now.value);
    // A recording from a file is all in memory, though it may bear the name of one on disk.
    const alone = aloneOf(sources);
    const onDisk = view.opened.value && model.opened.value === null;
    const first = alone === null || !onDisk ? null : list.firstOf(alone.source);
    const request: ScanRequest | null = alone === null || first === null ? null : { ...rule, source: alone.source, before: first, query: filter.text };
    untracked(() => {
      if (filter.gaveUp) return refuse(filter);
      view.mixed.value = alone === null;
      view.rows.source = request?.source ?? '';
      stored.follow(view.rows.source);
      search.follow(request, () => contextOf(alone!, first!, view.sockets));
      if (request === null) list.forgetLeft();
      else search.append(list.takeLeft());
      if (!changed) return;
      if (view.following.value || list.generation !== generation) view.seen.value = list.appended;
      generation = list.generation;
      view.version.value += 1;
    });
  });
  effect(() => {
    for (const { version } of [search, stored]) void version.value;
    untracked(() => {
      view.version.value += 1;
      if (search.state === 'done') proven = view.filter.value;
      if (search.state === 'stopped' && view.filter.value.patterns.length > 0) refuse(view.filter.value);
    });
  });
  return view;
}

/** The only source that there is anything of, or null when there are several. */
function aloneOf(sources: readonly MessageSource[]): MessageSource | null {
  const speaking = sources.length === 1 ? sources : sources.filter(({ packets }) => packets.length > 0);
  return speaking.length > 1 ? null : (speaking[0] ?? sources[0]!);
}

/** What the search has to know of what is in memory. `first` is the oldest packet there. */
function contextOf({ source, packets }: MessageSource, first: number, sockets: SocketDirectory): ScanContext {
  const isPage = source.startsWith('tab:');
  const answers = [...packets].flatMap((entry) => (entry.kind === 'packet' && entry.answers !== null && entry.answers.seq < first ? [entry.answers] : []));
  return { addresses: isPage ? new Map([...sockets.sockets.keys()].map((socket) => [socket, sockets.addressOf(socket)])) : null, answers };
}

function sourcesOf(model: Model, scope: Scope): MessageSource[] {
  const connection = model.recording.value;
  const page = model.page.value;
  if (scope === 'connection' || page === null) return [connection];
  return scope === 'all' ? [connection, page] : [page];
}
