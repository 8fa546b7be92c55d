/** The servers that a page's sockets go to, as far as a connection of our own could go there too. Pure. */
import { readAddress } from '../../core/settings/address.ts';
import { defaultProfile, type Profile } from '../../core/settings/profile.ts';
import { automaticName } from '../../core/settings/profile-name.ts';
import type { EntryOf } from '../../core/entries/entry.ts';
import { packetContent } from '../../core/entries/packet-content.ts';
import { LEFT_OUT } from '../../core/redaction/redact-text.ts';
import { addressOf } from './socket-address.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';

/** Where a connection goes and what it says of itself. `missing` are its secrets that the recording leaves out, as dotted paths. */
export type PageServer = Pick<Profile, 'url' | 'path' | 'namespace' | 'query' | 'auth' | 'parser' | 'missing'>;

export interface PageServers {
  /** Those of open sockets, or else of the ones that the page had since it was loaded; the newest first. */
  readonly servers: readonly PageServer[];
  /** Addresses of sockets that speak no Socket.IO, the newest first. */
  readonly plain: readonly string[];
}

interface Seen {
  readonly opened: EntryOf<'socket-opened'>;
  closed: boolean;
  /** By namespace, in the order in which the page connected to them. */
  readonly namespaces: Map<string, EntryOf<'packet'> | null>;
}

/** A page may open a million sockets; the newest are looked at. */
const MOST_SOCKETS = 200;

function socketsOf(entries: Iterable<TrafficEntry>): Seen[] {
  const seen = new Map<string, Seen>();
  for (const entry of entries) {
    if (entry.kind === 'socket-opened') {
      const known = seen.get(entry.socket);
      seen.delete(entry.socket);
      seen.set(entry.socket, { opened: entry, closed: false, namespaces: known?.namespaces ?? new Map<string, null>() });
      if (seen.size > MOST_SOCKETS) seen.delete(seen.keys().next().value!);
    } else if (entry.kind === 'socket-closed' && entry.what !== 'upgrade') {
      const socket = seen.get(entry.socket);
      if (socket !== undefined) socket.closed = true;
    } else if (entry.kind === 'packet' && entry.namespace !== null) {
      const namespaces = seen.get(entry.socket)?.namespaces;
      if (entry.type === 'connect' && entry.direction === 'out') namespaces?.set(entry.namespace, entry);
      else if (namespaces?.has(entry.namespace) === false && entry.type === 'event') namespaces.set(entry.namespace, null);
    }
  }
  return [...seen.values()].toReversed();
}

/** The auth payload of a CONNECT, or null where there is none or a secret in it was left out. */
function authOf(connect: EntryOf<'packet'> | null, protocol: EntryOf<'socket-opened'>['protocol']): Pick<PageServer, 'auth' | 'missing' | 'parser'> {
  const content = connect === null ? null : packetContent(connect, protocol);
  const parser = content?.kind === 'socket' && content.encoding === 'msgpack' ? 'msgpack' : 'default';
  const auth: unknown = content?.kind === 'socket' && content.type === 'connect' ? content.auth : undefined;
  if (typeof auth !== 'object' || auth === null || Array.isArray(auth) || Object.keys(auth).length === 0) return { auth: null, missing: [], parser };
  const isWhole = !JSON.stringify(auth).includes(LEFT_OUT);
  return isWhole ? { auth: auth as Record<string, unknown>, missing: [], parser } : { auth: null, missing: ['auth'], parser };
}

function serversOf({ opened, namespaces }: Seen): PageServer[] {
  const read = readAddress(opened.url, 'path');
  if (read.outcome !== 'read' || !URL.canParse(opened.url)) return [];
  const { url, path, query } = read.address;
  const known = Object.entries(query).filter(([, value]) => !value.includes(LEFT_OUT));
  const leftOut = Object.keys(query).filter((name) => query[name]!.includes(LEFT_OUT));
  const spoken = namespaces.size === 0 ? new Map([['/', null]]) : namespaces;
  return [...spoken].map(([namespace, connect]) => {
    const { auth, missing, parser } = authOf(connect, opened.protocol);
    return { url, path: path ?? '/', namespace, query: Object.fromEntries(known), auth, parser, missing: [...missing, ...leftOut.map((name) => `query.${name}`)] };
  });
}

const placeOf = ({ url, path, namespace }: PageServer) => `${url} ${path} ${namespace}`;

/** `loadedAt` is when the page was loaded, epoch ms: sockets of the page before it count no more, unless they are open. */
export function pageServers(entries: Iterable<TrafficEntry>, loadedAt: number): PageServers {
  const present = socketsOf(entries).filter(({ opened, closed }) => !closed || opened.at >= loadedAt);
  const open = present.filter(({ closed }) => !closed);
  const isSocketIo = ({ opened }: Seen) => opened.protocol.startsWith('socket.io');
  const spoken = open.some(isSocketIo) ? open.filter(isSocketIo) : present.filter(isSocketIo);
  const servers = new Map<string, PageServer>();
  for (const server of spoken.flatMap(serversOf)) if (!servers.has(placeOf(server))) servers.set(placeOf(server), server);
  return { servers: [...servers.values()], plain: [...new Set(present.filter((socket) => !isSocketIo(socket)).map(({ opened }) => addressOf(opened.url)))] };
}

/** The profile that already goes to a server, or a new one. */
export function profileFor(server: PageServer, profiles: readonly Profile[], newId: string): { readonly profile: Profile; readonly isNew: boolean } {
  const known = profiles.find((profile) => placeOf(profile) === placeOf(server));
  if (known !== undefined) return { profile: known, isNew: false };
  const suffix = server.namespace === '/' ? '' : server.namespace;
  return { profile: { ...defaultProfile(newId), ...server, name: `${automaticName(server.url)}${suffix}`.slice(0, 100) }, isNew: true };
}

/** The server at an address, where nothing else is known of it. */
export function serverAt(url: string): PageServer {
  const { path, namespace, query, auth, parser, missing } = defaultProfile('');
  return { url, path, namespace, query, auth, parser, missing };
}

/** Where a server is, in one line: `localhost:4000/api/live, /chat`. */
export function serverText({ url, path, namespace }: PageServer): string {
  const place = `${url.replace(/^https?:\/\//, '')}${path === '/socket.io' || path === '/' ? '' : path}`;
  return namespace === '/' ? place : `${place} ${namespace}`;
}
