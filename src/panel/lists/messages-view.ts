/** The state of the Messages view: what is shown, filtered, selected and followed. It outlives the view's being hidden. */
import { endOf } from '../../core/entries/socket-end.ts';
import { effect, signal, untracked, type Signal } from '@preact/signals';
import { now } from '../../views/clock.ts';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import { pairingOf } from '../../core/capture/pairing.ts';
import { PacketHistory } from './packet-history.ts';
import type { ScanContext, ScanRequest } from './packet-scan.ts';
import type { SearchThread } from './search-thread.ts';
import { NO_FILTER, parseMessageFilter, type MessageFilter } from './message-filter.ts';
import { MessageList, type MessageSource } from './message-list.ts';
import { MessageRows } from './message-rows.ts';
import { rowKey, type PacketEntry } from './message-row.ts';
import type { Model } from '../../views/model.ts';
import type { Place } from './place.ts';
import { PatientFilter } from './patient-filter.ts';
import { createSavedFilters, type SavedFilters, type TextStore } from './saved-filters.ts';
import { startingScope } from './starting-scope.ts';
import { SocketDirectory } from './socket-directory.ts';
import { clippedRange, type TimeRange } from './time-range.ts';
import { say, sayAll } from '../../core/words/say.ts';

/** How often to look whether a search has come as far as somebody wants to go, in ms. */
const AGAIN_MS = 100;

/** Whose packets are shown: everybody's, the selected connection's, the page's, or those of one of its sockets. */
export type Scope = 'all' | 'connection' | 'page' | { readonly socket: string };

export interface MessagesView {
  /** What is in memory, and together with it what is on disk, of the connection and of the page. */
  readonly list: MessageList;
  readonly histories: readonly PacketHistory[];
  readonly rows: MessageRows;
  /** Whether the view was ever looked at. Before, no packet is made a row, and nothing on disk is searched. */
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
  /** Packets from before this time are cleared; null while none are. Epoch ms. */
  readonly clearedAt: Signal<number | null>;
  /** While paused: the time from which packets wait. */
  readonly pausedAt: Signal<number | null>;
  readonly highlight: Signal<boolean>;
  readonly heartbeats: Signal<boolean>;
  readonly saved: SavedFilters;
  /** The key of the selected row, and whether its detail is open. */
  readonly selected: Signal<string | null>;
  readonly detailOpen: Signal<boolean>;
  /** Whether the newest row is kept in sight, and how many had come when it was last. */
  readonly following: Signal<boolean>;
  readonly seen: Signal<number>;
  /** The row to be selected and shown, until it is: its index, and how many rows had gone at the top when it was that. */
  readonly goTo: Signal<{ readonly index: number; readonly dropped: number } | null>;
}

/** `openReader` opens what is on disk, and `startSearch` a thread that searches it. */
export function createMessagesView(model: Model, store: TextStore, openReader: () => Promise<ArchiveReader>, startSearch: () => SearchThread): MessagesView {
  const list = new MessageList();
  const [own, page] = [new PacketHistory(openReader, startSearch), new PacketHistory(openReader, startSearch)];
  const histories = [own, page];
  const patient = (filter: MessageFilter) => new PatientFilter(filter, () => performance.now());
  const everything = patient(NO_FILTER);
  const view: MessagesView = {
    list,
    histories,
    rows: new MessageRows(list, histories),
    opened: signal(false),
    sockets: new SocketDirectory(),
    version: signal(0),
    scope: signal<Scope>('all'),
    query: signal(''),
    mistake: signal(''),
    filter: signal(everything),
    range: signal<TimeRange | null>(null),
    clearedAt: signal<number | null>(null),
    pausedAt: signal<number | null>(null),
    highlight: signal(false),
    heartbeats: signal(false),
    saved: createSavedFilters(store),
    selected: signal<string | null>(null),
    detailOpen: signal(false),
    following: signal(true),
    seen: signal(0),
    goTo: signal<{ readonly index: number; readonly dropped: number } | null>(null),
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
    view.mistake.value = say('messages_mistake_tooSlow', { patterns: sayAll(patterns) });
    view.filter.value = proven;
  };
  // Another connection's packets: what was selected, scrolled to or picked out means nothing there.
  effect(() => {
    void model.recording.value;
    view.clearedAt.value = null;
    view.pausedAt.value = null;
    view.range.value = null;
    view.selected.value = null;
    view.detailOpen.value = false;
    view.following.value = true;
  });
  // A recording from a file has sockets of its own, or none.
  let started: Scope = 'all';
  effect(() => {
    void model.opened.value;
    started = 'all';
    view.scope.value = 'all';
  });
  // As long as nobody has chosen a source, by the list of them or in the filter.
  effect(() => {
    const [ofConnection, ofPage] = [model.recording.value, model.page.value];
    void ofConnection.packets.version.value;
    void ofPage?.packets.version.value;
    if (!view.opened.value || view.scope.value !== started) return;
    started = view.query.value.includes('source:') ? 'all' : startingScope(ofConnection, ofPage);
    view.scope.value = started;
  });
  let generation = -1;
  effect(() => {
    if (!view.opened.value) return;
    model.packetsWanted.value = true;
    const sources = sourcesOf(model, view.scope.value);
    for (const { packets } of sources) void packets.version.value;
    const pagePackets = model.page.value?.packets;
    if (pagePackets !== undefined) view.sockets.follow(pagePackets);
    const filter = view.filter.value;
    const rule = { socket: typeof view.scope.value === 'object' ? view.scope.value.socket : null, highlight: view.highlight.value, heartbeats: view.heartbeats.value };
    const [range, since, until] = [view.range.value, view.clearedAt.value ?? -Infinity, view.pausedAt.value ?? Infinity];
    filter.begin();
    const changed = list.follow({ ...rule, range, since, until, sources, filter, namesOf }, now.value);
    // A recording from a file is all in memory, though it may bear the name of one on disk.
    const onDisk = model.onDisk.value;
    untracked(() => {
      if (filter.gaveUp) return refuse(filter);
      for (const history of histories) {
        const shown = sources.find(({ source }) => source !== '' && source.startsWith('tab:') === (history === page));
        const first = shown === undefined || !onDisk ? null : list.firstOf(shown.source);
        if (shown === undefined || first === null) {
          history.follow(null, list);
          if (shown !== undefined) list.forgetLeft(shown.source);
          continue;
        }
        const request: ScanRequest = { ...rule, range: clippedRange(range, since, until), source: shown.source, before: first.seq, until: first.time, query: filter.text };
        history.follow(request, list, () => contextOf(shown, first.seq, view.sockets));
      }
      if (!changed) return;
      if (view.following.value || list.generation !== generation) view.seen.value = list.appended;
      generation = list.generation;
      view.version.value += 1;
    });
  });
  effect(() => {
    for (const { search, stored } of histories) for (const { version } of [search, stored]) void version.value;
    untracked(() => {
      view.version.value += 1;
      const { state } = view.rows.search;
      if (state === 'done') proven = view.filter.value;
      if (state === 'stopped' && view.filter.value.patterns.length > 0) refuse(view.filter.value);
    });
  });
  return view;
}

/** The time that the packets are about. `otherwise` stands in for the end of an empty list. */
export function recordedPackets({ rows, list }: MessagesView, otherwise: number): TimeRange {
  const to = list.rows.at(-1)?.time ?? otherwise;
  return { from: Math.min(to, rows.since ?? to), to };
}

/**
 * Leads to the row at a place, or the next one. Returns whether it is the very row, or null when there is no row at all. A
 * number is that of the only recording that is shown, or else of the connection's.
 */
export async function goToPacket(view: MessagesView, model: Model, place: Place): Promise<boolean | null> {
  const { rows } = view;
  while (!rows.hasReached(place)) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  const { source } = sourcesOf(model, view.scope.value).find(({ packets }) => packets.length > 0) ?? model.recording.value;
  const wanted = 'seq' in place ? rows.indexFromSeq(source, place.seq) : rows.indexFromTime(place.at);
  const index = Math.min(wanted, rows.length - 1);
  if (index < 0) return null;
  view.following.value = false;
  view.goTo.value = { index, dropped: rows.dropped };
  return !('seq' in place) || rows.keyAt(index) === rowKey(source, place.seq);
}

/** What the search has to know of what is in memory. `first` is the oldest packet there. */
function contextOf({ source, packets }: MessageSource, first: number, sockets: SocketDirectory): ScanContext {
  const isPage = source.startsWith('tab:');
  const pairings = [...packets].flatMap((entry) => {
    const pairing = entry.kind === 'packet' ? pairingOf(entry) : null;
    return pairing !== null && Math.min(pairing.event, pairing.ack) < first ? [pairing] : [];
  });
  const ends = new Map([...packets].flatMap((entry) => endOf(entry) ?? []).map(({ socket, at }) => [socket, at]));
  return { ends, addresses: isPage ? new Map([...sockets.sockets.keys()].map((socket) => [socket, sockets.addressOf(socket)])) : null, pairings };
}

function sourcesOf(model: Model, scope: Scope): MessageSource[] {
  const connection = model.recording.value;
  const page = model.page.value;
  if (scope === 'connection' || page === null) return [connection];
  return scope === 'all' ? [connection, page] : [page];
}
