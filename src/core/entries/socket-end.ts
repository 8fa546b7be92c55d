/** The end of a page's socket. Pure. */
import type { Entry } from './entry.ts';

/** Which socket ended and when, if that is what an entry tells. A WebSocket to which a session failed to move ends none. */
export function endOf(entry: Entry): { readonly socket: string; readonly at: number } | null {
  return entry.kind === 'socket-closed' && entry.what !== 'upgrade' ? entry : null;
}

/** The sockets that ended by what these entries tell. */
export function endedSockets(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => endOf(entry)?.socket ?? []));
}
