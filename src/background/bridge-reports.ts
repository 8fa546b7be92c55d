/**
 * What the bridge in a page may report, and in whose name: the hook's word for the page's own sockets, and what the bridge
 * itself has seen of its document.
 */
import type { Runtime } from 'webextension-polyfill';
import { parseCaptureEvent, type CaptureEvent } from '../core/contract/capture.ts';
import { PAGE_PORT } from '../core/contract/messages.ts';
import { gapReason, isTooFast } from '../core/entries/why.ts';

/** What a page may report in one message. A bridge sends less; whatever else speaks on its port is cut off there. */
const EVENTS_AT_ONCE = 10_000;
/** So far may a page's clock be ahead of this one, in milliseconds. */
const CLOCKS_MS = 1_000;
/** The name of a bridge's port: with the prefix of its document's channels, which the bridge has made at random. */
const PORT_NAME = new RegExp(`^${PAGE_PORT}:([0-9a-z]{20,40}-)$`);
const HOOK_EVENTS: readonly unknown[] = ['opened', 'handshake', 'frame', 'poll', 'closed', 'gap'] satisfies CaptureEvent['type'][];
const BRIDGE_EVENTS: readonly unknown[] = ['page-state', 'violation', 'gap'] satisfies CaptureEvent['type'][];

type Sender = Runtime.Port['sender'];
type Told = Readonly<Record<string, unknown>>;

/** The prefix that the name of a bridge's port has, or null for whatever is no bridge's. */
export function bridgePrefix(name: string): string | null {
  return PORT_NAME.exec(name)?.[1] ?? null;
}

/** The events among whatever was told, each parsed. */
export function parseEvents(told: readonly unknown[]): CaptureEvent[] {
  return told.slice(0, EVENTS_AT_ONCE).map(parseCaptureEvent).filter((event) => event !== undefined);
}

/**
 * What a hook tells, which is its page's word: of its own document's channels alone, which bear the bridge's prefix. What made
 * a socket is known from the browser. `now` in epoch milliseconds; nothing is told of what is yet to come.
 */
export function eventsOfHook(told: readonly unknown[], sender: Sender, prefix: string, now: number): CaptureEvent[] {
  // All else of a handshake is the network log's to tell, its method included.
  const known = { maker: addressOf(sender), method: '', statusText: '', requestHeaders: [], responseHeaders: [], location: undefined, serviceWorker: undefined };
  const isItsOwn = (event: Told) => HOOK_EVENTS.includes(event.type) && typeof event.channel === 'string' && event.channel.startsWith(prefix) && isKnownToPage(event);
  return parseEvents(objects(told).filter(isItsOwn).map((event) => ({ ...event, ...known, at: pastTime(event, now), madeBy: makerOf(event, sender) })));
}

/** What a bridge tells of its own document. */
export function eventsOfBridge(told: readonly unknown[], sender: Sender, prefix: string, now: number): CaptureEvent[] {
  const known = { channel: `${prefix}0`, document: addressOf(sender) };
  return parseEvents(objects(told).filter(({ type }) => BRIDGE_EVENTS.includes(type)).map((event) => ({ ...event, ...known, at: pastTime(event, now) })));
}

/** Of a handshake a page knows that it succeeded; of what a capture leaves out, that there was too much of it. */
function isKnownToPage({ type, status, why }: Told): boolean {
  if (type === 'handshake') return status === 101 || status === 200;
  return type !== 'gap' || (typeof why === 'string' && isTooFast(gapReason(why)));
}

function objects(told: readonly unknown[]): Told[] {
  return told.slice(0, EVENTS_AT_ONCE).filter((value): value is Told => typeof value === 'object' && value !== null);
}

function pastTime({ at }: Told, now: number): unknown {
  return typeof at === 'number' ? Math.min(at, now + CLOCKS_MS) : at;
}

function makerOf(event: Told, sender: Sender): 'page' | 'frame' {
  // The number of a document that is loaded in advance is that of a frame until it is shown.
  const isEarly = (sender as { readonly documentLifecycle?: string } | undefined)?.documentLifecycle === 'prerender';
  return sender?.frameId === 0 || (isEarly && event.madeBy === 'page') ? 'page' : 'frame';
}

/** The address of the document in which a port was opened, as the browser gives it. */
function addressOf(sender: Sender): string {
  return (sender?.url ?? '').slice(0, 8_192);
}
