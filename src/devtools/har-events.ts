/**
 * Turns the browser's network log, read again and again, into what happened on the page's sockets since the last time.
 * The log has no ids and is emptied when the tab loads a document, so a socket is known by its address, its start and
 * the key of its handshake, and its channel is named after these: the same socket has the same name for every reader.
 */
import { STAYING_LIMIT, type CaptureEvent } from '../messaging/capture.ts';
import { connectionKind } from '../wire/connection-kind.ts';
import { cutBinary, cutText, handshakeOf, pollOf, type Exchange } from './har-bodies.ts';
import { makerOf, NOWHERE, placesOf, type Places } from './har-makers.ts';
import { readEntry, readLog, readMessage, type HarEntry } from './har.ts';
import type { WhyCode } from '../recording/why.ts';

export interface Reading {
  readonly events: CaptureEvent[];
  /** Polls that are over. The body of an answer has to be asked for before a poll is an event. */
  readonly exchanges: Exchange[];
}

interface Channel {
  readonly name: string;
  /** No event of a channel is earlier than the one before it. */
  latest: number;
  /** Messages of it that were read. */
  messages: number;
  shook: boolean;
  ended: boolean;
  /** What the browser said went wrong. */
  error: string;
}

/** Channels that are remembered. Of a page that makes more, the oldest are forgotten and not reported again. */
export const REMEMBERED = 20_000;

const URL_LENGTH = 8_192;
const NAME_LENGTH = 1_024;
const REASON_LENGTH = 2_000;
const LONGEST_IN_KEY = 300;

export class HarReader {
  #channels = new Map<string, Channel>();
  #places: Places = NOWHERE;
  /** Whatever is unknown and no younger than this was forgotten. */
  #forgottenUntil = Number.NEGATIVE_INFINITY;
  #supported: boolean | null = null;
  /** When the tab loaded another document, until the log of that one has been read. */
  #leftAt: number | null = null;

  /** `isFile`: nothing more is to come, so that what is unfinished is told as far as it went. */
  constructor(private readonly isFile = false) {}

  /** Whether this browser's log has the messages of WebSockets; null until there was a WebSocket. */
  get supported(): boolean | null {
    return this.#supported;
  }

  /** Reads a whole log. `now` stands in for times that the browser does not know. */
  read(log: unknown, now: number): Reading {
    const { entries, pages } = readLog(log);
    this.#places = placesOf(entries, pages.map(({ url }) => url));
    const seen = new Map<string, number>();
    const present = new Set<string>();
    const { events, exchanges } = this.#readAll(entries, now, false, (key) => {
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      const unique = times === 1 ? key : `${key} ${times}`;
      present.add(unique);
      return unique;
    });
    const left = this.#leave(present, pages.at(-1)?.startedAt ?? null);
    return { events: [...events, ...left].toSorted((a, b) => a.at - b.at), exchanges };
  }

  /** Reads an entry of which the browser said that it is over. It may have left the log. */
  readEnded(entry: unknown, now: number): Reading {
    const read = readEntry(entry);
    return this.#readAll(read === undefined ? [] : [read], now, true, (key) => key);
  }

  /**
   * The tab has loaded another document. That is heard some time after the new one has begun to open sockets, which may have
   * been read already, so the next whole log tells what of the former one is gone.
   */
  leavePage(now: number): void {
    this.#leftAt ??= now;
  }

  /**
   * The browser empties its log with the former document, so what is left in it is the new one's. Where it is told to
   * preserve the log, the former one's channels are those that began before the new document was asked for.
   */
  #leave(present: ReadonlySet<string>, askedAt: number | null): CaptureEvent[] {
    const at = this.#leftAt;
    if (at === null) return [];
    this.#leftAt = null;
    const since = Math.min(askedAt ?? at, at);
    const staying: string[] = [];
    for (const [key, channel] of this.#channels) {
      const start = startOf(key);
      const isNew = askedAt === null || start === Number.NEGATIVE_INFINITY || start >= askedAt;
      if (isNew && present.has(key)) staying.push(channel.name);
      else channel.ended = true;
    }
    return [{ type: 'left', channel: '', at, since, staying: staying.slice(-STAYING_LIMIT) }];
  }

  #readAll(entries: readonly HarEntry[], now: number, over: boolean, unique: (key: string) => string): Reading {
    const events: CaptureEvent[] = [];
    const exchanges: Exchange[] = [];
    for (const entry of entries) {
      const key = keyOf(entry, this.isFile);
      // A poll that is still open has nothing to tell yet.
      const hasNothing = !over && entry.status === 0 && entry.error === '' && !(this.isFile && entry.posted !== null);
      if (key === null || (isPoll(entry) && hasNothing)) continue;
      const channel = this.#channel(unique(key), entry, now, over);
      if (channel === null || channel.ended) continue;
      if (isPoll(entry)) {
        channel.ended = true;
        exchanges.push(pollOf(entry, channel.name, makerOf(entry, this.#places), now));
      } else this.#readSocket(entry, channel, now, over, events);
    }
    return { events: [...events, ...this.#forget(now)].toSorted((a, b) => a.at - b.at), exchanges };
  }

  /** The channel of an entry, or null of one that was forgotten. */
  #channel(key: string, { startedAt }: HarEntry, now: number, over: boolean): Channel | null {
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    if (!over && startedAt !== null && startedAt <= this.#forgottenUntil) return null;
    const channel = { name: `har-${hash(key)}`, latest: startedAt ?? now, messages: -1, shook: false, ended: false, error: '' };
    this.#channels.set(key, channel);
    return channel;
  }

  #readSocket(entry: HarEntry, channel: Channel, now: number, over: boolean, events: CaptureEvent[]): void {
    const isWebSocket = entry.type === 'websocket';
    if (isWebSocket && entry.messages !== null) this.#supported = true;
    else if (isWebSocket && entry.status === 101) this.#supported ??= false;

    const name = channel.name;
    if (channel.messages < 0) {
      channel.messages = 0;
      const url = entry.url.slice(0, URL_LENGTH);
      events.push({ type: 'opened', channel: name, at: channel.latest, transport: isWebSocket ? 'websocket' : 'sse', url, ...makerOf(entry, this.#places) });
    }
    if (!channel.shook && entry.status !== 0) {
      channel.shook = true;
      // The log moves the time of the answer on with every message, so that the start is the one time that stands.
      events.push(handshakeOf(entry, name, channel.latest));
    }
    this.#readMessages(entry, channel, now, events);

    const refused = !isWebSocket && entry.status !== 0 && entry.status !== 200;
    const { close } = entry;
    if (!over && !refused && close === null && !(isWebSocket && entry.receiving > 0)) return;
    const endedAt = entry.startedAt === null ? now : entry.startedAt + entry.took;
    const error = channel.error === '' ? entry.error : channel.error;
    events.push(end(channel, endedAt, close?.reason ?? error, close?.clean ?? (error === '' ? null : false), close?.code ?? null));
  }

  #readMessages(entry: HarEntry, channel: Channel, now: number, events: CaptureEvent[]): void {
    const messages = entry.messages ?? [];
    for (; channel.messages < messages.length; channel.messages += 1) {
      const { at, type, binary, data, name } = readMessage(messages[channel.messages]);
      channel.latest = Math.max(channel.latest, at ?? now);
      if (type !== 'error') {
        const cut = binary ? cutBinary(data) : cutText(data);
        const direction = type === 'send' ? 'out' : 'in';
        events.push({ type: 'frame', channel: channel.name, at: channel.latest, direction, name: name.slice(0, NAME_LENGTH), ...cut });
        continue;
      }
      channel.error = data;
      // At times the browser says that something went wrong and not what.
      if (channel.shook || data === '') continue;
      channel.shook = true;
      // The answer to a refused handshake is not in the log, but its status is in what the browser says.
      const refusal = /unexpected response code: (\d{3})/i.exec(data);
      const answer = { status: Number(refusal?.[1] ?? 0), statusText: '', error: data, responseHeaders: [] };
      events.push(handshakeOf({ ...entry, ...answer }, channel.name, channel.latest));
    }
  }

  #forget(now: number): CaptureEvent[] {
    const events: CaptureEvent[] = [];
    for (const [key, channel] of this.#channels) {
      if (this.#channels.size <= REMEMBERED) break;
      this.#channels.delete(key);
      this.#forgottenUntil = Math.max(this.#forgottenUntil, startOf(key));
      if (!channel.ended) events.push(end(channel, now, 'tooManySockets' satisfies WhyCode, null));
    }
    return events;
  }
}

function end(channel: Channel, at: number, reason: string, clean: boolean | null, code: number | null = null): CaptureEvent {
  channel.ended = true;
  return { type: 'closed', channel: channel.name, at: Math.max(channel.latest, at), code, reason: reason.slice(0, REASON_LENGTH), clean };
}

function isPoll({ type, url, method }: HarEntry): boolean {
  // A preflight is the browser's own; JSONP polls are scripts, and its posts are documents in a hidden frame.
  if (method === 'OPTIONS' || ['preflight', 'websocket', 'eventsource'].includes(type)) return false;
  return /[?&]transport=polling(&|$)/.test(url) && connectionKind(url).protocol !== 'plain';
}

/** What tells an entry from all others in every reading of the log, or null for one that is none of ours or not begun. */
function keyOf(entry: HarEntry, isFile: boolean): string | null {
  const { type, url, method, requestHeaders, startedAt, messages } = entry;
  if (type === 'websocket') {
    const nonce = requestHeaders.find(({ name }) => /^sec-websocket-key$/i.test(name))?.value;
    if (nonce !== undefined) return `${startedAt ?? ''} ${nonce} ${short(url)}`;
    // Without a request there is nothing yet but the address, unless the browser has given up: then when it did.
    if (messages?.length) return `${startedAt ?? ''} ${readMessage(messages[0]).clock} ${short(url)}`;
    return isFile ? `${startedAt ?? ''} ${short(url)}` : null;
  }
  if (startedAt === null || (type !== 'eventsource' && !isPoll(entry))) return null;
  return `${startedAt} ${method} ${short(url)}`;
}

function startOf(key: string): number {
  return key.startsWith(' ') ? Number.NEGATIVE_INFINITY : Number.parseFloat(key);
}

/** Addresses can be megabytes long, and thousands of keys are kept. */
function short(url: string): string {
  return url.length <= LONGEST_IN_KEY ? url : `${url.slice(0, LONGEST_IN_KEY)}${hash(url)}`;
}

/** A short name for a long text: two multiplicative hashes, together 64 bits. */
function hash(text: string): string {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  return [low ^ (high >>> 15), high ^ (low >>> 13)].map((half) => (half >>> 0).toString(36)).join('');
}
