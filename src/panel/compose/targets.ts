/** What a composed message can be sent to. Pure. */
import type { PageSocket } from '../page-sockets/page-sockets-fold.ts';
import { addressOf } from '../page-sockets/socket-address.ts';
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
