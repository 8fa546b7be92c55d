/** How a socket of the page stands. Pure. */
import type { PageState } from '../../core/entries/entry.ts';
import { isPageGone, isUnfollowed } from '../../core/entries/why.ts';
import type { PageSocket } from './page-sockets-fold.ts';

/**
 * `connecting`: nobody has answered yet. `blocked`: the browser did not let it out. `refused`: whoever answered did not let it
 * in, or the machine refused the connection. `failed`: it never opened, for another reason. `cached` and `frozen`: the browser
 * has stopped its page, and it may be open still. `unfollowed`: nobody tells any more how it goes on.
 */
export type SocketPhase = 'connecting' | 'open' | 'frozen' | 'cached' | 'unfollowed' | 'blocked' | 'refused' | 'failed' | 'closed';

/** `page` is what the browser did last to the document that made the socket. */
export function phaseOf(socket: PageSocket, page: PageState | null): SocketPhase {
  const { closed, stood } = socket;
  if (closed === null) {
    if (page === 'cached' || page === 'frozen') return page;
    // Of one that was there before the recording, its opening was not seen.
    return stood || !socket.announced ? 'open' : 'connecting';
  }
  if (isUnfollowed(closed)) return 'unfollowed';
  if (closed.blocked !== null) return 'blocked';
  if (stood) return page === 'cached' && isPageGone(closed) ? 'cached' : 'closed';
  if (isRefused(socket)) return 'refused';
  return closed.clean === false && !isPageGone(closed) ? 'failed' : 'closed';
}

function isRefused({ url, handshake, closed, in: received }: PageSocket): boolean {
  // A poll may have been answered well with what the browser did not give.
  const isUnread = url.startsWith('http') && received.bytes === 0 && handshake !== null && handshake.status < 300;
  if (handshake !== null && handshake.status >= 200 && !isUnread && handshake.serviceWorker !== 'made') return true;
  return /net::ERR_CONNECTION_REFUSED|^HTTP \d/.test(closed?.reason ?? '');
}
