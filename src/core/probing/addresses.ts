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
  /** Whether a client is connected there now, so that it need not be tried whether the server answers a CONNECT. */
  readonly connected?: boolean;
  /** The namespace that a client connects to, and how it writes packets. */
  readonly namespace?: string;
  readonly parser?: string;
  /** The address of a plain WebSocket, which is asked for then in place of Engine.IO. */
  readonly plain?: string;
}

/**
 * The server of a page's own socket, by the socket's address; null of what is no WebSocket and no Engine.IO connection. The
 * query of an Engine.IO connection may hold secrets, and stays the page's.
 */
export function targetOfPage(socketUrl: string, pageOrigin: string | null): ProbeTarget | null {
  if (!URL.canParse(socketUrl)) return null;
  const { protocol, host, pathname, href } = new URL(socketUrl);
  const secure = protocol === 'https:' || protocol === 'wss:';
  const base = { url: `${secure ? 'https' : 'http'}://${host}`, query: {}, pageOrigin };
  if (connectionKind(socketUrl).protocol !== 'plain') return { ...base, path: pathname, pagePaths: [pathname] };
  return /^wss?:$/.test(protocol) ? { ...base, path: '/socket.io', plain: href } : null;
}

/**
 * Paths at which Socket.IO servers are often mounted. Node's answer below their own path too, so the shorter one comes first.
 * The doubled one is what mounting at the usual path gives in Python.
 */
const COMMON_PATHS = ['/socket.io', '/ws', '/ws/socket.io', '/api', '/api/socket.io', '/engine.io', '/realtime', '/realtime/socket.io', '/socket.io/socket.io', '/live', '/live/socket.io'];
/** So many other paths are asked at the most, and so many more that a page suggests. */
const MOST_PATHS = 10;
const MOST_SUGGESTED = 4;

export type EngineRevision = 3 | 4;

const withoutTrailingSlash = (path: string) => path.replace(/\/+$/, '');

/** The address of a handshake by polling. Revision 3 is asked for text, which is what we read. */
export function pollingAddress(target: ProbeTarget, revision: EngineRevision, path = target.path): string {
  return address(target.url, path, { ...target.query, EIO: String(revision), transport: 'polling', ...(revision === 3 ? { b64: '1' } : {}) });
}

export function webSocketAddress(target: ProbeTarget, path = target.path): string {
  return address(target.url.replace(/^http/, 'ws'), path, { ...target.query, EIO: '4', transport: 'websocket' });
}

function address(url: string, path: string, query: Readonly<Record<string, string>>): string {
  return `${url}${withoutTrailingSlash(path)}/?${new URLSearchParams(query)}`;
}

/**
 * The same address by the other scheme: at the same port where it names one, as `https://x:3000` for `http://x:3000`, and at
 * the scheme's own port otherwise.
 */
export function otherScheme(url: string): string {
  return url.replace(/^(http|ws)(s?):/, (_all, scheme: string, secure: string) => `${scheme}${secure === '' ? 's' : ''}:`);
}

/** The host and port of an address, as the steps below HTTP take them: `[::1]` without its brackets. */
export function hostAndPort(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' || protocol === 'wss:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/** Whether an address names its port. */
export function namesPort(url: string): boolean {
  return new URL(url).port !== '';
}

/** A CONNECT of the main namespace, or of the target's own. */
export function connectPacket({ namespace = '/' }: ProbeTarget): string {
  return namespace === '/' ? '40' : `40${namespace},`;
}

/** Where else the server might be: what the page uses, below the profile's own path, and a few common ones. */
export function otherPaths(target: ProbeTarget): string[] {
  const asked = withoutTrailingSlash(target.path);
  const candidates = [...(target.pagePaths ?? []), ...(asked.endsWith('/socket.io') ? [] : [`${asked}/socket.io`]), ...COMMON_PATHS];
  return distinct(candidates, [asked]).slice(0, MOST_PATHS);
}

/** The paths that a page's HTML names as those of a client (`path: '/x'`) or of the script of one (`/x/socket.io.js`), but for `known` ones. */
export function suggestedPaths(html: string, known: readonly string[]): string[] {
  const named = [...html.matchAll(/\bpath["']?\s*:\s*["'](\/[\w./-]{1,100})["']/g), ...html.matchAll(/["'](\/[\w./-]{1,100})\/socket\.io(?:\.\w+)*\.js/g)];
  return distinct(named.map((found) => found[1]!), known.map(withoutTrailingSlash)).slice(0, MOST_SUGGESTED);
}

function distinct(paths: readonly string[], known: readonly string[]): string[] {
  return [...new Set(paths.map(withoutTrailingSlash))].filter((path) => !known.includes(path));
}
