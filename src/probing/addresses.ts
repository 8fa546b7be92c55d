/** Where the questions are put: the addresses of a server's handshakes, and what of them may be shown. */
import { connectionKind } from '../wire/connection-kind.ts';

/** A server as a profile names it, and what is known of the page that uses it. */
export interface ProbeTarget {
  /** Scheme, host and port. */
  readonly url: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The origin of the page whose connection fails, for the question whether the server accepts it. */
  readonly pageOrigin?: string | null;
  /** The paths that the page's own sockets use. */
  readonly pagePaths?: readonly string[];
}

/** The server of a page's own socket, by the socket's address; null of what is no Engine.IO connection. Its query may hold secrets, and stays the page's. */
export function targetOfPage(socketUrl: string, pageOrigin: string | null): ProbeTarget | null {
  if (connectionKind(socketUrl).protocol === 'plain' || !URL.canParse(socketUrl)) return null;
  const { protocol, host, pathname } = new URL(socketUrl);
  const secure = protocol === 'https:' || protocol === 'wss:';
  return { url: `${secure ? 'https' : 'http'}://${host}`, path: pathname, query: {}, pageOrigin, pagePaths: [pathname] };
}

/** Paths at which Socket.IO servers are often mounted. */
const COMMON_PATHS = ['/socket.io', '/ws/socket.io', '/api/socket.io', '/ws', '/api'];
/** So many other paths are asked at the most. */
const MOST_PATHS = 6;
const SHOWN_LIMIT = 300;

export type EngineRevision = 3 | 4;

const withoutTrailingSlash = (path: string) => path.replace(/\/+$/, '');

/** The address of a handshake by polling. Revision 3 is asked for text, which is what we read. */
export function pollingAddress(target: ProbeTarget, revision: EngineRevision, path = target.path): string {
  return address(target.url, path, { ...target.query, EIO: String(revision), transport: 'polling', ...(revision === 3 ? { b64: '1' } : {}) });
}

export function webSocketAddress(target: ProbeTarget): string {
  return address(target.url.replace(/^http/, 'ws'), target.path, { ...target.query, EIO: '4', transport: 'websocket' });
}

function address(url: string, path: string, query: Readonly<Record<string, string>>): string {
  return `${url}${withoutTrailingSlash(path)}/?${new URLSearchParams(query)}`;
}

/** The parameters that are the protocol's own; any other may hold a secret. */
const OWN_PARAMETERS = new Set(['EIO', 'transport', 'b64']);

/** The address without what may be secret in it, and bounded. */
export function shownAddress(asked: string): string {
  const [base = '', query = ''] = asked.split('?', 2);
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => `${encodeURIComponent(name)}=${OWN_PARAMETERS.has(name) ? value : '…'}`);
  return `${base}?${parameters.join('&')}`.slice(0, SHOWN_LIMIT);
}

/** Where else the server might be: what the page uses, the usual path, the same below the profile's own, and a few common ones. */
export function otherPaths(target: ProbeTarget): string[] {
  const asked = withoutTrailingSlash(target.path);
  const below = asked.endsWith('/socket.io') ? [] : [`${asked}/socket.io`];
  const candidates = [...(target.pagePaths ?? []), ...below, ...COMMON_PATHS].map(withoutTrailingSlash);
  return [...new Set(candidates)].filter((path) => path !== asked).slice(0, MOST_PATHS);
}
