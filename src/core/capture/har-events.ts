/**
 * Turns the browser's network log, read again and again, into what happened on the page's sockets since the last time.
 * The log has no ids and is emptied when the tab loads a document, so a socket is known by its address, its start and
 * the key of its handshake, and its channel is named after these: the same socket has the same name for every reader.
 */
import { STAYING_LIMIT, type CaptureEvent } from '../contract/capture.ts';
import { blockerOf, type Policy } from './har-blocks.ts';
import { cutBinary, cutText, handshakeOf, pollOf, resolved, STOPPED, type Exchange } from './har-bodies.ts';
import { documentOf, policiesOf } from './har-documents.ts';
import { hash, keyOf, roleOf, startOf } from './har-keys.ts';
import { makerOf, NOWHERE, placesOf, type Maker, type Places } from './har-makers.ts';
import { readEntry, readLog, readMessage, type HarEntry, type HarMessage } from './har.ts';
import { isUnsent, UnsentSockets } from './har-unsent.ts';
import { WorkerCopies } from './har-worker-copies.ts';
import { RecentSet } from '../entries/recent.ts';
import type { WhyCode } from '../entries/why.ts';

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
  /** Who made it, once it was told. */
  maker: Maker | null;
  /** When its document was left, or put into the back/forward cache. */
  leftAt: number | null;
}

/** Channels that are remembered. Of a page that makes more, the oldest are forgotten and not reported again. */
export const REMEMBERED = 20_000;

/** Redirects whose ends are remembered. */
const REDIRECTS = 1_000;
const URL_LENGTH = 8_192;
const NAME_LENGTH = 1_024;
const REASON_LENGTH = 2_000;
/** A request that is unanswered for so long is told of. Milliseconds. */
const SLOW_MS = 1_000;
/** And a worker's script for so long, which most likely is never answered in this log. */
const SLOW_SCRIPT_MS = 3_000;
/** The end of a socket that comes so long after its document was left is that of a document in the cache. Milliseconds. */
const CACHED_MS = 500;
/** What Chromium says in a socket's messages when it stops the document: https://crbug.com/40057757. */
const CACHED = /^Page entered Back-Forward Cache/i;

export class HarReader {
  #channels = new Map<string, Channel>();
  #places: Places = NOWHERE;
  #policies: readonly Policy[] = [];
  /** The document that the log was of when it was read last, or null where it has none. */
  #page: string | null = null;
  #copies = new WorkerCopies([]);
  #unsent = new UnsentSockets<Channel>();
  /** Where polls were redirected to, newest last. What follows is the same request, whatever its address. */
  #ledTo = new RecentSet<string>(REDIRECTS);
  /** Whatever is unknown and no younger than this was forgotten. */
  #forgottenUntil = Number.NEGATIVE_INFINITY;
  #supported: boolean | null = null;
  /** When the tab loaded another document, until the log of that one has been read. */
  #leftAt: number | null = null;
  /** The address that the tab went to last, and whether it is another than before, until the log has been read. */
  #address: string | null = null;
  #hasMoved = false;
  /** What the log had when it was read last. */
  #present: ReadonlySet<string> = new Set();

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
    this.#policies = policiesOf(entries);
    this.#copies = new WorkerCopies(entries);
    const seen = new Map<string, number>();
    const present = new Set<string>();
    // What a worker asked for a page comes after what the page asked, whatever the order in the log.
    const ordered = entries.toSorted((a, b) => Number(this.#copies.isOne(a)) - Number(this.#copies.isOne(b)));
    const { events, exchanges } = this.#readAll(ordered, now, false, (key) => {
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      const unique = times === 1 ? key : `${key} ${times}`;
      present.add(unique);
      return unique;
    });
    const waiting = this.#readUnsent(entries, now);
    const page = pages.at(-1);
    // A document from the cache, or one that was rendered ahead, comes to an emptied log too, and may bear the same id.
    const isOther = this.#hasMoved && [...this.#present].some((key) => !present.has(key));
    const left = this.#leave(present, page?.startedAt ?? null, page !== undefined && page.id === this.#page && !isOther);
    this.#page = page?.id ?? null;
    this.#address ??= page?.url ?? null;
    this.#present = present;
    this.#hasMoved = false;
    return { events: [...events, ...waiting, ...left].toSorted((a, b) => a.at - b.at), exchanges };
  }

  /** Reads an entry of which the browser said that it is over. It may have left the log. */
  readEnded(entry: unknown, now: number): Reading {
    const read = readEntry(entry);
    return this.#readAll(read === undefined ? [] : [read], now, true, (key) => key);
  }

  /**
   * The tab has loaded another document. That is heard some time after the new one has begun to open sockets, which may have
   * been read already, so the next whole log tells what of the former one is gone. `url` is where the tab is now.
   */
  leavePage(now: number, url: string): void {
    this.#leftAt ??= now;
    this.#hasMoved ||= this.#address !== null && url !== this.#address;
    this.#address = url;
  }

  /**
   * The browser empties its log with the former document, so what is left in it is the new one's. Where it is told to
   * preserve the log, the former one's channels are those that began before the new document was asked for.
   */
  #leave(present: ReadonlySet<string>, askedAt: number | null, isSame: boolean): CaptureEvent[] {
    const at = this.#leftAt;
    if (at === null) return [];
    this.#leftAt = null;
    if (isSame) return this.#emptied(present, at);
    const since = Math.min(askedAt ?? at, at);
    const staying: string[] = [];
    for (const [key, channel] of this.#channels) {
      const start = startOf(key);
      const isNew = askedAt === null || start === Number.NEGATIVE_INFINITY || start >= askedAt;
      if (isNew && present.has(key)) staying.push(channel.name);
      else if (!channel.ended) Object.assign(channel, { ended: true, leftAt: at });
    }
    staying.push(...this.#unsent.staying().map(({ name }) => name));
    return [{ type: 'left', channel: '', at, since, staying: staying.slice(-STAYING_LIMIT) }];
  }

  /** WebSockets that wait for their turn are told of before their requests go out. */
  #readUnsent(entries: readonly HarEntry[], now: number): CaptureEvent[] {
    const events: CaptureEvent[] = [];
    this.#unsent.see(entries.filter(isUnsent), (entry, n) => {
      const channel = newChannel(`unsent ${now} ${n} ${entry.url}`, now);
      this.#open(entry, channel, events);
      return channel;
    });
    return events;
  }

  /** `document.open()` empties the log too, and ends no socket. What they say is told when they end. */
  #emptied(present: ReadonlySet<string>, at: number): CaptureEvent[] {
    const isLost = [...this.#channels].some(([key, channel]) => !channel.ended && channel.messages >= 0 && !present.has(key));
    return isLost ? [{ type: 'gap', channel: '', at, frames: 0, why: 'logEmptied' satisfies WhyCode }] : [];
  }

  #readAll(entries: readonly HarEntry[], now: number, over: boolean, unique: (key: string) => string): Reading {
    const events: CaptureEvent[] = [];
    const exchanges: Exchange[] = [];
    for (const entry of entries) {
      const role = this.#ledTo.has(entry.url) ? 'poll' : roleOf(entry);
      if (role === 'poll' && entry.location !== '') this.#ledTo.add(resolved(entry.location, entry.url));
      const key = keyOf(entry, role, this.isFile);
      if (key === null) continue;
      const isPending = !over && entry.status === 0 && entry.error === '' && !entry.stopped && !(this.isFile && entry.posted !== null);
      const isSlow = entry.startedAt !== null && now - entry.startedAt >= (role === 'unseen' ? SLOW_SCRIPT_MS : SLOW_MS);
      // What is still unanswered has nothing to tell yet, but for a WebSocket and what takes long.
      if (isPending && role !== 'websocket' && role !== 'stream' && !(isSlow && role !== 'document') && entry.type !== 'webtransport') continue;
      // A worker's answer comes before that of the page which it is for, so whose it is shows in the whole log. So does the policy
      // of a frame that has just been loaded, and which documents are the tab's own.
      if (over && (entry.stopped || role === 'document' || (role === 'poll' && this.#copies.mayBe(entry)))) continue;
      const channel = this.#channel(unique(key), entry, now, over);
      if (channel === null) continue;
      if (channel.ended) this.#readLeft(entry, channel, over, events);
      else if (role === 'poll') this.#readPoll(entry, channel, now, isPending, events, exchanges);
      else if (role === 'document') {
        channel.ended = true;
        events.push(documentOf(entry, channel.name, channel.latest, this.#places.pages));
      } else if (role === 'unseen') {
        channel.ended = true;
        const why: WhyCode = entry.type === 'webtransport' ? 'webTransportUnseen' : 'sharedWorkerUnseen';
        events.push({ type: 'gap', channel: channel.name, at: now, frames: 0, why, url: entry.url.slice(0, URL_LENGTH) });
      } else this.#readSocket(entry, channel, now, over, events);
    }
    return { events: [...events, ...this.#forget(now)].toSorted((a, b) => a.at - b.at), exchanges };
  }

  /** The channel of an entry, or null of one that was forgotten. */
  #channel(key: string, { type, url, startedAt }: HarEntry, now: number, over: boolean): Channel | null {
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    if (!over && startedAt !== null && startedAt <= this.#forgottenUntil) return null;
    const channel = (type === 'websocket' && this.#unsent.take(url)) || newChannel(key, startedAt ?? now);
    this.#channels.set(key, channel);
    return channel;
  }

  #readPoll(entry: HarEntry, channel: Channel, now: number, isPending: boolean, events: CaptureEvent[], exchanges: Exchange[]): void {
    const maker = makerOf(entry, this.#places);
    if (isPending) {
      // Later polls wait for what the server has to say, and the session is known.
      if (channel.messages >= 0 || /[?&]sid=/.test(entry.url) || this.#copies.isOne(entry)) return;
      channel.messages = 0;
      events.push({ type: 'opened', channel: channel.name, at: channel.latest, transport: 'polling', url: entry.url.slice(0, URL_LENGTH), ...maker });
      return;
    }
    const original = this.#copies.isOne(entry) ? this.#copies.originalOf(entry) : undefined;
    const of = original === undefined ? undefined : this.#channels.get(keyOf(original, 'poll', this.isFile) ?? '');
    // The page has its answer after its worker has.
    if (original !== undefined && of?.ended !== true) return;
    channel.ended = true;
    if (original !== undefined) {
      // The worker's own request is told where it went another way than the answer that the page was given.
      if (of !== undefined && (entry.status === 0 || entry.status >= 400)) {
        // It is told after the poll, which makes the channel known.
        const overAt = Math.max(...[entry, original].map(({ startedAt, took }) => (startedAt ?? now) + took));
        events.push({ ...handshakeOf(entry, of.name, overAt + 1), serviceWorker: 'asked' });
      }
      return;
    }
    exchanges.push(pollOf(entry, channel.name, maker, now, blockerOf(entry, entry.error, this.#policies)));
  }

  /** The end of a socket whose document had been left shows that the browser had kept that document in its cache. */
  #readLeft(entry: HarEntry, channel: Channel, over: boolean, events: CaptureEvent[]): void {
    const { leftAt, maker } = channel;
    if (!over || leftAt === null || maker === null || entry.startedAt === null) return;
    channel.leftAt = null;
    const endedAt = entry.startedAt + entry.took;
    if (endedAt - leftAt < CACHED_MS) return;
    const state = { type: 'page-state', channel: channel.name, document: maker.maker } as const;
    events.push({ ...state, at: leftAt, state: 'cached' }, { ...state, at: endedAt, state: 'restored' });
  }

  #readSocket(entry: HarEntry, channel: Channel, now: number, over: boolean, events: CaptureEvent[]): void {
    const isWebSocket = entry.type === 'websocket';
    if (isWebSocket && entry.messages !== null) this.#supported = true;
    else if (isWebSocket && entry.status === 101) this.#supported ??= false;

    const name = channel.name;
    if (channel.messages < 0) this.#open(entry, channel, events);
    if (!channel.shook && entry.status !== 0) {
      channel.shook = true;
      // The log moves the time of the answer on with every message, so that the start is the one time that stands.
      events.push(handshakeOf(entry, name, channel.latest));
    }
    this.#readMessages(entry, channel, now, events);

    const refused = !isWebSocket && entry.status !== 0 && entry.status !== 200;
    const { close } = entry;
    if (!over && !refused && !entry.stopped && close === null && !(isWebSocket && entry.receiving > 0)) return;
    const endedAt = entry.startedAt === null ? now : entry.startedAt + entry.took;
    // A page that closes its stream gives the request up.
    const isGivenUp = !isWebSocket && entry.error === 'net::ERR_ABORTED' && !refused;
    const said = channel.error === '' ? entry.error : channel.error;
    const reason = isGivenUp ? '' : entry.stopped ? STOPPED : said;
    const blocked = blockerOf(entry, said, this.#policies);
    const isFault = reason !== '' && !CACHED.test(reason);
    events.push({ ...end(channel, endedAt, close?.reason ?? reason, close?.clean ?? (isGivenUp ? true : isFault ? false : null), close?.code ?? null), ...(blocked && { blocked }) });
    if (channel.leftAt !== null) events.push({ type: 'page-state', channel: name, at: Math.max(channel.latest, endedAt), document: channel.maker?.maker ?? '', state: 'restored' });
  }

  #open(entry: HarEntry, channel: Channel, events: CaptureEvent[]): void {
    channel.messages = 0;
    channel.maker = makerOf(entry, this.#places);
    const transport = entry.type === 'websocket' ? 'websocket' : 'sse';
    events.push({ type: 'opened', channel: channel.name, at: channel.latest, transport, url: entry.url.slice(0, URL_LENGTH), ...channel.maker });
  }

  #readMessages(entry: HarEntry, channel: Channel, now: number, events: CaptureEvent[]): void {
    const messages = entry.messages ?? [];
    for (; channel.messages < messages.length; channel.messages += 1) {
      const message = readMessage(messages[channel.messages]);
      channel.latest = Math.max(channel.latest, message.at ?? now);
      if (message.type === 'error') this.#readError(entry, channel, message.data, events);
      else events.push(frameOf(message, channel));
    }
  }

  #readError(entry: HarEntry, channel: Channel, said: string, events: CaptureEvent[]): void {
    channel.error = said;
    if (CACHED.test(said)) {
      channel.leftAt = channel.latest;
      events.push({ type: 'page-state', channel: channel.name, at: channel.latest, document: channel.maker?.maker ?? '', state: 'cached' });
      return;
    }
    // At times the browser says that something went wrong and not what.
    if (channel.shook || said === '') return;
    channel.shook = true;
    // The answer to a refused handshake is not in the log, but its status is in what the browser says.
    const refusal = /unexpected response code: (\d{3})/i.exec(said);
    const answer = { status: Number(refusal?.[1] ?? 0), statusText: '', error: said, responseHeaders: [] };
    events.push(handshakeOf({ ...entry, ...answer }, channel.name, channel.latest));
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

function newChannel(key: string, startedAt: number): Channel {
  return { name: `har-${hash(key)}`, latest: startedAt, messages: -1, shook: false, ended: false, error: '', maker: null, leftAt: null };
}

/** A frame, or that one is missing: of a Blob or a File that a page sends, the log has a binary message without bytes. */
function frameOf({ type, binary, data, name }: HarMessage, channel: Channel): CaptureEvent {
  const at = channel.latest;
  if (type === 'send' && binary && data === '') return { type: 'gap', channel: channel.name, at, frames: 1, why: 'blobUnseen' satisfies WhyCode };
  const cut = binary ? cutBinary(data) : cutText(data);
  return { type: 'frame', channel: channel.name, at, direction: type === 'send' ? 'out' : 'in', name: name.slice(0, NAME_LENGTH), ...cut };
}

function end(channel: Channel, at: number, reason: string, clean: boolean | null, code: number | null = null): Extract<CaptureEvent, { type: 'closed' }> {
  channel.ended = true;
  return { type: 'closed', channel: channel.name, at: Math.max(channel.latest, at), code, reason: reason.slice(0, REASON_LENGTH), clean };
}
