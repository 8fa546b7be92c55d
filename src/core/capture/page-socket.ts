/** A socket of a page as it is captured, and how it is known again. Pure. */
import type { CaptureEvent, CaptureSource } from '../contract/capture.ts';
import type { ConnectionKind } from '../wire/connection-kind.ts';
import type { Direction, Transport } from '../wire/packet.ts';
import type { Conversation } from './conversation.ts';
import type { FactOf } from '../entries/entry.ts';

export interface PageSocket {
  readonly id: string;
  readonly url: string;
  via: CaptureSource;
  /** The first channel that carried it. */
  channel: string;
  readonly conversation: Conversation;
  /** What was recorded of its beginning last, and when that was. */
  opening: { readonly fact: FactOf<'socket-opened'>; readonly at: number } | null;
  readonly openedAt: number;
  /** Whether an earlier background recorded its beginning. */
  readonly isAdopted: boolean;
  goodbye: FactOf<'socket-closed'>['goodbye'];
  /** Infinity while it is open. */
  closedAt: number;
  /** Whether the other capture's account of what opened it was found. */
  isPaired: boolean;
  /** Whether anything has come from the server, and whether the headers of that were recorded. */
  isAnswered: boolean;
  hasHeaders: boolean;
  /** Whether the id of its Engine.IO session is known. */
  isSession: boolean;
  /** Whether polls carried it, and whether it has moved from them to another transport. */
  polled: boolean;
  upgraded: boolean;
  /** Frames that were told of the network log's channel, by direction, which the hook will tell again. */
  readonly told: Record<Direction, number>;
}

/** The socket that was there closest to a time, of those that are meant. `tolerance` in milliseconds. */
export function nearest(sockets: readonly PageSocket[], { at }: { readonly at: number }, tolerance: number, isMeant: (socket: PageSocket) => boolean): PageSocket | undefined {
  let found: PageSocket | undefined;
  let least = tolerance;
  for (const socket of sockets) {
    const apart = Math.max(socket.openedAt - at, at - socket.closedAt, 0);
    if (apart >= least || !isMeant(socket)) continue;
    [found, least] = [socket, apart];
    if (apart === 0) break;
  }
  return found;
}

export function isStream({ opening }: PageSocket): boolean {
  return opening?.fact.protocol === 'sse';
}

export function isPolling(url: string): boolean {
  return /[?&]transport=polling(&|$)/.test(url);
}

/** Whether the address of a request bears a stamp that no other has. */
export function isStamped(url: string): boolean {
  return /[?&]t=/.test(url);
}

export function withoutFragment(url: string): string {
  return url.split('#', 1)[0]!;
}

/** The session id in the OPEN packet that a first poll is answered with, or null. */
export function sidOf(received: Extract<CaptureEvent, { type: 'poll' }>['received']): string | null {
  return received === null || received.binary ? null : (/^(?:\d+:)?0\{"sid":"([^"]+)"/.exec(received.data)?.[1] ?? null);
}

/** Engine.IO session ids are unique per server, which its address without the query tells. */
export function sessionKey(url: string, engineSid: string): string {
  return `${address(url)} ${engineSid}`;
}

/** Polls and WebSocket of one session differ in scheme, and each request in its time stamp. */
export function address(url: string): string {
  return (url.split('?')[0] ?? '').replace(/^(ws|http)(s?):/, 'http$2:');
}

/** What a socket speaks, as far as its address and first message tell. */
export function protocolOf({ protocol, engineVersion }: ConnectionKind, transport: Transport): FactOf<'socket-opened'>['protocol'] {
  if (protocol === 'plain') return transport === 'sse' ? 'sse' : 'websocket';
  if (protocol === 'engine.io') return engineVersion === 3 ? 'engine.io-3' : 'engine.io-4';
  return engineVersion === 3 ? 'socket.io-2' : 'socket.io-4';
}
