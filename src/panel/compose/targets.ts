/** What a composed message can be sent to. Pure. */
import type { PageSocket } from '../page-sockets/page-sockets-fold.ts';
import { addressOf } from '../inspected/socket-address.ts';
import type { Shape } from './draft.ts';

/** The selected background connection, or a socket of the page; `address` finds its successor after a refresh. */
export type Target = { readonly kind: 'background' } | { readonly kind: 'page'; readonly socket: string; readonly address: string };

export type Direction = 'out' | 'in';

/** A page's sockets that can be spoken through, newest first: open, and reached by the hook. */
export function speakable(sockets: readonly PageSocket[]): PageSocket[] {
  return sockets.filter(({ closed, via }) => closed === null && via === 'hook').toReversed();
}

/** The socket that a target means now, or null where it has gone and nothing came in its place. */
export function socketOf(target: Target, open: readonly PageSocket[]): PageSocket | null {
  if (target.kind === 'background') return null;
  return open.find(({ id }) => id === target.socket) ?? open.find(({ url }) => addressOf(url) === target.address) ?? null;
}

export function targetOf(socket: PageSocket): Target {
  return { kind: 'page', socket: socket.id, address: addressOf(socket.url) };
}

/** How a target is spoken to. */
export function shapeFor(target: Target, socket: PageSocket | null): Shape {
  return target.kind === 'page' && socket !== null && !socket.protocol.startsWith('socket.io') ? 'frame' : 'event';
}

/** Nothing can be sent over an EventSource. */
export function directionsFor(target: Target, socket: PageSocket | null): readonly Direction[] {
  if (target.kind === 'background') return ['out'];
  return socket?.protocol === 'sse' ? ['in'] : ['out', 'in'];
}

/** The namespaces that a page's socket is in, in the order in which it joined them; none where that is not known. */
export function joinedNamespaces(socket: PageSocket | null): string[] {
  return [...(socket?.namespaces.values() ?? [])].filter(({ left, refused }) => left === null && refused === '').map(({ name }) => name);
}

/** The namespace that a message goes to unless somebody says otherwise: the profile's, or one that the page is in. */
export function usualNamespace(target: Target, socket: PageSocket | null, profileNamespace: string): string {
  if (target.kind === 'background') return profileNamespace;
  const joined = joinedNamespaces(socket);
  return joined.includes('/') ? '/' : (joined[0] ?? '/');
}

/** How a page's socket ended on which something had been sent. */
export interface Closing {
  readonly afterMs: number;
  readonly by: 'server' | 'other';
}

/** A connection that ends within this time of a message counts as ended by it. Milliseconds. */
const SOON_MS = 1_000;

/** How the socket ended that a message was sent through at `sentAt`, in epoch ms: soon after it, or while `awaited` an answer; else null. */
export function closingOf(closed: PageSocket['closed'], sentAt: number, awaited: boolean): Closing | null {
  if (closed === null || (!awaited && closed.at - sentAt > SOON_MS)) return null;
  const byServer = closed.goodbye === 'server' || (closed.clean === true && closed.goodbye === 'none');
  return { afterMs: Math.max(0, closed.at - sentAt), by: byServer ? 'server' : 'other' };
}
