/** What an entry of the network log is to a reader of sockets, and what tells it from all others in every reading. Pure. */
import { connectionKind } from '../wire/connection-kind.ts';
import { readMessage, type HarEntry } from './har.ts';

const LONGEST_IN_KEY = 300;

/** `unseen` are connections whose messages the log does not have. */
export type EntryRole = 'websocket' | 'stream' | 'poll' | 'document' | 'unseen' | 'none';

export function roleOf(entry: HarEntry): EntryRole {
  const { type } = entry;
  if (type === 'websocket') return type;
  if (type === 'webtransport') return 'unseen';
  // A preflight is the browser's own; JSONP polls are scripts, and its posts are documents in a hidden frame.
  if (entry.method === 'OPTIONS' || type === 'preflight') return 'none';
  if (type === 'eventsource' || isFetchedStream(entry)) return 'stream';
  if (isPoll(entry)) return 'poll';
  if (type === 'document') return type;
  return isForeignScript(entry) ? 'unseen' : 'none';
}

/** Server-Sent Events that the page reads by `fetch`. */
function isFetchedStream({ type, contentType, messages }: HarEntry): boolean {
  return (type === 'fetch' || type === 'xhr') && messages !== null && /^text\/event-stream\b/i.test(contentType);
}

export function isPoll({ url }: HarEntry): boolean {
  return /[?&]transport=polling(&|$)/.test(url) && connectionKind(url).protocol !== 'plain';
}

/**
 * The script of a worker that another process loads, as a SharedWorker's: this log never has its answer. That of a worker of
 * the page is soon answered.
 */
function isForeignScript({ type, initiator, status, error, stopped }: HarEntry): boolean {
  return type === 'script' && initiator === 'other' && status === 0 && error === '' && !stopped;
}

/** What tells an entry from all others in every reading of the log, or null for one that is none of ours or not begun. */
export function keyOf(entry: HarEntry, role: EntryRole, isFile = false): string | null {
  const { url, method, requestHeaders, startedAt, messages } = entry;
  if (role === 'websocket') {
    const nonce = requestHeaders.find(({ name }) => /^sec-websocket-key$/i.test(name))?.value;
    if (nonce !== undefined) return `${startedAt ?? ''} ${nonce} ${short(url)}`;
    // Without a request there is nothing yet but the address, unless the browser has given up: then when it did.
    if (messages?.length) return `${startedAt ?? ''} ${readMessage(messages[0]).clock} ${short(url)}`;
    return isFile ? `${startedAt ?? ''} ${short(url)}` : null;
  }
  if (role === 'none') return null;
  if (role === 'unseen') return ` ${entry.type} ${short(url)}`;
  return startedAt === null ? null : `${startedAt} ${method} ${short(url)}`;
}

export function startOf(key: string): number {
  return key.startsWith(' ') ? Number.NEGATIVE_INFINITY : Number.parseFloat(key);
}

/** Addresses can be megabytes long, and thousands of keys are kept. */
function short(url: string): string {
  return url.length <= LONGEST_IN_KEY ? url : `${url.slice(0, LONGEST_IN_KEY)}${hash(url)}`;
}

/** A short name for a long text: two multiplicative hashes, together 64 bits. */
export function hash(text: string): string {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  return [low ^ (high >>> 15), high ^ (low >>> 13)].map((half) => (half >>> 0).toString(36)).join('');
}
