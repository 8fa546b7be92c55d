/**
 * Tells for each navigation of a tab which of its page's sockets ended, which came back, and how the background
 * connection stood meanwhile. Pure.
 */
import type { Entry, EntryOf } from '../../core/entries/entry.ts';
import { isPageGone } from '../../core/entries/why.ts';
import type { Goodbye, PageNamespace, PageSocket } from './page-sockets-fold.ts';
import { addressOf, hostOf } from '../inspected/socket-address.ts';
import { lanes } from './socket-lanes.ts';

export interface Refresh {
  readonly seq: number;
  readonly at: number;
  readonly url: string;
  /** Whether the same document was loaded again. */
  readonly refresh: boolean;
  readonly lines: readonly RefreshLine[];
}

/** How the background connection stood while the page's socket was gone. */
export type BackgroundLine = 'unbroken' | 'broken' | 'not-connected';

/** One page socket, in one namespace, over one navigation. */
export interface RefreshLine {
  /** Host and path, of the new socket where there is one. */
  readonly address: string;
  /** Whether the former document was seen from its beginning, so that no old socket means that there was none. */
  readonly isSure: boolean;
  /** Null of what is not Socket.IO. */
  readonly namespace: string | null;
  /** When and how the old one ended; null when there was none. */
  readonly ended: { readonly at: number; readonly goodbye: Goodbye; readonly code: number | null } | null;
  /** When the new one began; null when there is none. */
  readonly openedAt: number | null;
  readonly connectedAt: number | null;
  readonly acknowledgedAt: number | null;
  /** From the old one's end to the new one's connect. */
  readonly gapMs: number | null;
  /** Log lines that the background connection received in that time. */
  readonly logs: number;
  readonly background: BackgroundLine;
}

/** What of a background connection's recording is needed here. */
export interface BackgroundEntries {
  readonly signals: Iterable<Entry>;
  readonly logs: Iterable<EntryOf<'log'>>;
}

/** A navigation has the time at which the extension's views hear of it, some time before or after the sockets' own events. */
const END_SLACK_MS = 1_500;
/** A socket that was closed with a code was closed by somebody, who may have done so shortly before. */
const CLOSE_SLACK_MS = 300;
const OPEN_SLACK_MS = 500;

/** The last `limit` navigations, newest first. `documents` are those of the tab whose requests a capture has seen. */
export function refreshes(
  navigations: readonly EntryOf<'navigation'>[],
  sockets: readonly PageSocket[],
  documents: readonly { readonly at: number }[],
  background: BackgroundEntries,
  limit = 50,
): Refresh[] {
  const ordered = navigations.toSorted((a, b) => a.at - b.at);
  const attributed = attribute(sockets, ordered);
  const line = backgroundLine(background.signals);
  const logTimes = Array.from(background.logs, ({ at }) => at);
  const byLane = lanes(attributed, ({ socket }) => socket);

  return ordered.map((navigation, index) => ({ navigation, isSure: wasSeen(ordered, index, documents) })).slice(-limit).map(({ navigation, isSure }) => {
    const changes = byLane.flatMap((lane): Change[] => {
      const old = lane.findLast(({ endedBy, openedBy }) => endedBy === navigation && openedBy !== navigation)?.socket ?? null;
      const fresh = lane.filter(({ openedBy }) => openedBy === navigation).map(({ socket }) => socket);
      return old === null && fresh.length === 0 ? [] : [{ old, fresh }];
    });
    const lines = matchedByHost(changes).flatMap(({ old, fresh }) => namespacesOf(old, fresh).map((name) => told(old, fresh, name, navigation, isSure, line, logTimes)));
    const { seq, at, url, refresh } = navigation;
    return { seq, at, url, refresh, lines };
  }).toReversed();
}

/** What a navigation did to one lane. */
interface Change {
  readonly old: PageSocket | null;
  readonly fresh: readonly PageSocket[];
}

/**
 * Joins what went and what came where the address is new each time, as with Colyseus and SockJS: where as many sockets of one
 * kind went from a host as came to it, each took the place of one.
 */
function matchedByHost(changes: readonly Change[]): Change[] {
  const kindOf = ({ old, fresh }: Change) => `${hostOf((old ?? fresh[0])!.url)} ${(old ?? fresh[0])!.protocol}`;
  return changes.flatMap((change) => {
    if (change.old !== null && change.fresh.length > 0) return [change];
    const alike = changes.filter((other) => kindOf(other) === kindOf(change));
    const gone = alike.filter(({ fresh }) => fresh.length === 0);
    const came = alike.filter(({ old }) => old === null);
    if (gone.length !== came.length) return [change];
    // The new socket takes the old one's place in the list.
    return change.old === null ? [] : [{ old: change.old, fresh: came[gone.indexOf(change)]!.fresh }];
  });
}

/** Whether the document that a navigation replaced was seen when it was asked for itself. */
function wasSeen(navigations: readonly EntryOf<'navigation'>[], index: number, documents: readonly { readonly at: number }[]): boolean {
  if (index === 0) return false;
  const former = documents.filter(({ at }) => at <= navigations[index]!.at).at(-2);
  const before = navigations[index - 2]?.at ?? Number.NEGATIVE_INFINITY;
  return former !== undefined && former.at > before;
}

interface Attributed {
  readonly socket: PageSocket;
  readonly openedBy: EntryOf<'navigation'> | null;
  readonly endedBy: EntryOf<'navigation'> | null;
}

/** Which navigation opened each socket and which ended it, going by the times. */
function attribute(sockets: readonly PageSocket[], navigations: readonly EntryOf<'navigation'>[]): Attributed[] {
  const ended = sockets.map((socket) => ({ socket, endedBy: enderOf(socket, navigations) }));
  // When the former page was first seen to be gone.
  const gone = new Map<EntryOf<'navigation'>, number>();
  for (const { socket: { closed }, endedBy } of ended) {
    if (endedBy !== null && closed !== null && isPageGone(closed)) gone.set(endedBy, Math.min(closed.at, gone.get(endedBy) ?? Infinity));
  }
  return ended.map(({ socket, endedBy }) => ({ socket, endedBy, openedBy: openerOf(socket, endedBy, navigations, gone) }));
}

function enderOf({ closed }: PageSocket, navigations: readonly EntryOf<'navigation'>[]): EntryOf<'navigation'> | null {
  if (closed === null) return null;
  return nearest(navigations, closed.at, isPageGone(closed) || closed.code === null ? END_SLACK_MS : CLOSE_SLACK_MS);
}

function openerOf(
  { openedAt, closed }: PageSocket,
  endedBy: EntryOf<'navigation'> | null,
  navigations: readonly EntryOf<'navigation'>[],
  gone: ReadonlyMap<EntryOf<'navigation'>, number>,
): EntryOf<'navigation'> | null {
  const next = navigations.findIndex(({ at }) => at > openedAt);
  const former = navigations[(next < 0 ? navigations.length : next) - 1] ?? null;
  const following = navigations[next];
  if (following === undefined) return former;
  // A fast page opens its socket before the extension hears of the navigation: then the socket outlives that one.
  const isEarly = following.at - openedAt < OPEN_SLACK_MS || openedAt >= (gone.get(following) ?? Infinity);
  const outlives = closed === null || (endedBy !== following && closed.at > following.at);
  return isEarly && outlives ? following : former;
}

/** The navigation next to `at`, of those at most `slack` ms from it. */
function nearest(navigations: readonly EntryOf<'navigation'>[], at: number, slack: number): EntryOf<'navigation'> | null {
  const distance = (navigation: EntryOf<'navigation'>) => Math.abs(navigation.at - at);
  return navigations.filter((navigation) => distance(navigation) <= slack).toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Every namespace of the old socket and of the new one; of sockets without any, null alone. */
function namespacesOf(old: PageSocket | null, fresh: readonly PageSocket[]): (string | null)[] {
  const names = new Set([old, ...fresh].flatMap((socket) => [...(socket?.namespaces.keys() ?? [])]));
  return names.size === 0 ? [null] : [...names];
}

function told(
  old: PageSocket | null,
  fresh: readonly PageSocket[],
  name: string | null,
  navigation: EntryOf<'navigation'>,
  isSure: boolean,
  line: (from: number, to: number) => BackgroundLine,
  logTimes: readonly number[],
): RefreshLine {
  const back = (name === null ? fresh[0] : fresh.find((socket) => socket.namespaces.get(name)?.connectedAt != null)) ?? fresh[0] ?? null;
  const namespace = name === null ? null : (back?.namespaces.get(name) ?? null);
  const ended = old === null ? null : endOf(old, name === null ? null : (old.namespaces.get(name) ?? null));
  const connectedAt = back === null ? null : name === null ? stoodAt(back) : (namespace?.connectedAt ?? null);
  const from = ended?.at ?? navigation.at;
  const to = connectedAt ?? from;
  return {
    address: addressOf((back ?? old)!.url),
    isSure,
    namespace: name,
    ended,
    openedAt: back?.openedAt ?? null,
    connectedAt,
    acknowledgedAt: namespace?.acknowledgedAt ?? null,
    gapMs: ended === null || connectedAt === null ? null : Math.max(0, connectedAt - ended.at),
    logs: countBetween(logTimes, from, to),
    background: line(from, Math.max(from, to)),
  };
}

function endOf(socket: PageSocket, namespace: PageNamespace | null): RefreshLine['ended'] {
  if (namespace?.left != null) return { at: namespace.left.at, goodbye: namespace.left.by, code: socket.closed?.code ?? null };
  const { closed } = socket;
  return closed === null ? null : { at: closed.at, goodbye: closed.goodbye, code: closed.code };
}

/** When a socket that is not Socket.IO stood, or null where it never did. It does not say so itself: its handshake and its end tell. */
function stoodAt({ handshake, stood, openedAt }: PageSocket): number | null {
  if (!stood) return null;
  return handshake !== null && handshake.status > 0 && handshake.status < 300 ? handshake.at : openedAt;
}

/** How a background connection stood between two times. */
function backgroundLine(signals: Iterable<Entry>): (from: number, to: number) => BackgroundLine {
  const changes: { at: number; up: boolean }[] = [];
  /** What navigations noted of it, for where the recording begins after it connected. */
  const notes: { at: number; up: boolean }[] = [];
  for (const entry of signals) {
    const { kind, at } = entry;
    if (kind === 'connected') changes.push({ at, up: true });
    else if (kind === 'closed' || kind === 'worker-restarted' || kind === 'browser-started' || kind === 'extension-started') changes.push({ at, up: false });
    else if (kind === 'navigation') notes.push({ at, up: entry.phase === 'connected' });
  }
  return (from, to) => {
    const before = changes.findLast(({ at }) => at <= from) ?? notes.findLast(({ at }) => at <= to + END_SLACK_MS);
    if (changes.some(({ at, up }) => !up && at > from && at <= to)) return 'broken';
    return before?.up === true ? 'unbroken' : 'not-connected';
  };
}

/** How many times lie between two others. Times rise, but for a clock that was set back. */
function countBetween(times: readonly number[], from: number, to: number): number {
  let count = 0;
  for (let index = times.length - 1; index >= 0 && times[index]! >= from; index -= 1) if (times[index]! <= to) count += 1;
  return count;
}
