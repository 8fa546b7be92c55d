/** Understands the address of a server as people type and paste it. Pure. */

/** What an address says of where to connect. Null and nothing where it leaves that open. */
export interface Address {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  readonly path: string | null;
  readonly namespace: string | null;
  readonly query: Readonly<Record<string, string>>;
}

/** What a path after the host can be meant as. Nothing in the address tells a server's path from a namespace. */
export const PATH_MEANINGS = ['namespace', 'path', 'neither'] as const;
export type PathMeaning = (typeof PATH_MEANINGS)[number];

export type ReadAddress =
  | { readonly outcome: 'read'; readonly address: Address }
  /** `address` is without the path, which may be meant as either. */
  | { readonly outcome: 'undecided'; readonly address: Address; readonly path: string }
  | { readonly outcome: 'refused'; readonly why: 'empty' | 'invalid' | 'scheme' | 'credentials'; readonly scheme: string };

/** Engine.IO's own parameters, which a URL copied from a network log has. */
const OF_THE_PROTOCOL: ReadonlySet<string> = new Set(['EIO', 'transport', 'sid', 't', 'b64', 'j']);

/** Full-width forms, which Chinese and Japanese input methods write for ASCII, and what stands around a quoted address. */
function tidied(text: string): string {
  const narrow = text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replaceAll('\u3002', '.').replaceAll('\u3000', ' ');
  return narrow.trim().replace(/^["'`<“‘]+|["'`>”’,;]+$/g, '').trim();
}

/** Puts in front what is left out: `5552` and `:5552` are of this computer, and `host:port` is http. */
function completed(text: string): string {
  if (/^:?\d{1,5}(?![\d.:])/.test(text)) return `http://localhost:${text.replace(/^:/, '')}`;
  if (text.startsWith('//')) return `http:${text}`;
  const scheme = /^([a-z][a-z\d+.-]*):(?=(\/\/)?)/i.exec(text);
  // What comes before a port is a host.
  const isHost = scheme === null || (scheme[2] === undefined && /^[^:]*:\d{1,5}(?=[/?#]|$)/.test(text));
  return isHost ? `http://${text}` : text;
}

/**
 * Reads an address: `host`, `host:port`, `5552`, `ws://host/socket.io/?EIO=4&transport=websocket`, `host/admin?token=x`.
 * `meaning` decides what a path is meant as, where the address does not tell.
 */
export function readAddress(text: string, meaning: PathMeaning | null = null): ReadAddress {
  const typed = tidied(text);
  if (typed === '') return { outcome: 'refused', why: 'empty', scheme: '' };
  // A number beyond all ports is no address, though URL would make one of it.
  if (/^:?\d{6,}$/.test(typed) || !URL.canParse(completed(typed))) return { outcome: 'refused', why: 'invalid', scheme: '' };
  const url = new URL(completed(typed));
  const { protocol, host, pathname, searchParams } = url;
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(protocol)) return { outcome: 'refused', why: 'scheme', scheme: protocol };
  // URL lets more into a host than a name may have, such as `;`, and Chromium a blank as `%20`. Other scripts are in Punycode here.
  if (!/^[\w.:[\]-]+$/.test(host)) return { outcome: 'refused', why: 'invalid', scheme: '' };
  if (url.username !== '' || url.password !== '') return { outcome: 'refused', why: 'credentials', scheme: protocol };
  const path = pathname.replace(/\/+$/, '');
  const address: Address = {
    // Socket.IO speaks HTTP for its handshake, so `ws:` and `wss:` name the same server as `http:` and `https:`.
    url: `${protocol === 'https:' || protocol === 'wss:' ? 'https' : 'http'}://${host}`,
    path: null,
    namespace: null,
    query: Object.fromEntries([...searchParams].filter(([name]) => !OF_THE_PROTOCOL.has(name))),
  };
  if (path === '') return { outcome: 'read', address };
  if (searchParams.has('EIO') || /\/(socket|engine)\.io$/.test(path)) return { outcome: 'read', address: { ...address, path } };
  switch (meaning) {
    case null:
      return { outcome: 'undecided', address, path };
    case 'path':
      return { outcome: 'read', address: { ...address, path } };
    case 'namespace':
      return { outcome: 'read', address: { ...address, namespace: path } };
    case 'neither':
      return { outcome: 'read', address };
  }
}

/** What of a profile an address sets. */
interface Place {
  readonly url: string;
  readonly path: string;
  readonly namespace: string;
  readonly query: Readonly<Record<string, string>>;
}

/** A profile that connects where the address says; what it leaves open stays. */
export function placedAt<P extends Place>(profile: P, { url, path, namespace, query }: Address): P {
  return { ...profile, url, path: path ?? profile.path, namespace: namespace ?? profile.namespace, query: { ...profile.query, ...query } };
}
