/** The bodies of frames and polls, cut to what a capture keeps, and polls as events. */
import { ABORTED, FRAME_LIMIT, type CaptureEvent } from '../contract/capture.ts';
import { toBase64 } from '../wire/base64.ts';
import { utf8Length } from '../wire/bytes.ts';
import { safeHeaders } from './har-headers.ts';
import type { Maker } from './har-makers.ts';
import type { HarEntry } from './har.ts';
import type { Blocker } from '../entries/entry.ts';
import type { WhyCode } from '../entries/why.ts';

export interface Body {
  readonly data: string;
  readonly binary: boolean;
  readonly cut: number;
}

type Poll = Extract<CaptureEvent, { type: 'poll' }>;
type Handshake = Extract<CaptureEvent, { type: 'handshake' }>;

export interface Exchange {
  /** The browser's entry, which fetches the body of the answer. */
  readonly source: object;
  /** Everything but that body. */
  readonly poll: Poll;
  /** What the browser knows of it, where that tells something: of one without a good answer, and of a session's first. */
  readonly handshake: Handshake | null;
  /** Whether the browser's log has the body of the request in a form that lost bytes. */
  readonly damaged: boolean;
}

const URL_LENGTH = 8_192;
const STATUS_TEXT_LENGTH = 200;
const METHOD_LENGTH = 20;
const BODY_LOST: WhyCode = 'pollBodyLost';
const BODY_WITHHELD: WhyCode = 'pollBodyWithheld';
/** Why something did not go out of which the browser says no more. */
export const STOPPED: WhyCode = 'stoppedByBrowser';

export function cutText(data: string): Body {
  if (data.length <= FRAME_LIMIT) return { data, binary: false, cut: 0 };
  // Half of a surrogate pair would be a character that nobody sent.
  const end = (data.charCodeAt(FRAME_LIMIT - 1) & 0xfc00) === 0xd800 ? FRAME_LIMIT - 1 : FRAME_LIMIT;
  return { data: data.slice(0, end), binary: false, cut: utf8Length(data.slice(end)) };
}

function base64Length(data: string): number {
  return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}

/** The limit is a multiple of four, so that what is left is base64 again. */
export function cutBinary(data: string): Body {
  if (data.length <= FRAME_LIMIT) return { data, binary: true, cut: 0 };
  return { data: data.slice(0, FRAME_LIMIT), binary: true, cut: base64Length(data.slice(FRAME_LIMIT)) };
}

/** A poll as far as its entry tells. */
export function pollOf(entry: HarEntry, channel: string, maker: Maker, now: number, blocked: Blocker | undefined): Exchange {
  const { posted, status } = entry;
  const startedAt = entry.startedAt ?? now;
  const url = entry.url.slice(0, URL_LENGTH);
  // The log decodes every body as text: what was no text has replacement characters, and is lost.
  const isBinary = posted?.mimeType.startsWith('application/octet-stream') ?? false;
  const damaged = isBinary && posted!.text.includes('\uFFFD');
  let body: Body | null = null;
  if (posted !== null && posted.text !== '' && !damaged) body = isBinary ? cutBinary(toBase64(new TextEncoder().encode(posted.text))) : cutText(posted.text);
  const sent = body === null ? null : { at: startedAt, ...body };
  const at = startedAt + entry.took;
  // What the browser kept from the page, as for want of a CORS header, has a status here that the page was not told.
  const error = errorOf(entry);
  const told = error === '' ? status : 0;
  const poll: Poll = { type: 'poll', channel, at, url, ...maker, status: told, error, ...(blocked && { blocked }), sent, received: null };
  const isGood = error === ABORTED || (error === '' && status < 300);
  const isTelling = !isGood || entry.serviceWorker === 'made' || (error === '' && isFirst(url));
  return { source: entry.source, poll, handshake: isTelling ? handshakeOf(entry, channel, at) : null, damaged };
}

function errorOf({ error, stopped }: HarEntry): string {
  if (stopped) return STOPPED;
  return error === 'net::ERR_ABORTED' ? ABORTED : error.slice(0, STATUS_TEXT_LENGTH);
}

/** Whether a request begins a session of Engine.IO, whose id all later ones bear. */
function isFirst(url: string): boolean {
  return !/[?&]sid=/.test(url);
}

/** The HTTP side of a channel. Of one that was not answered the status is 0, and its text what the browser says of that. */
export function handshakeOf(entry: HarEntry, channel: string, at: number): Handshake {
  const { method, status, statusText, error, stopped, location, serviceWorker, requestHeaders, responseHeaders } = entry;
  const text = status === 0 ? (stopped ? STOPPED : error) : statusText;
  return {
    type: 'handshake',
    channel,
    at,
    ...(method !== '' && { method: method.slice(0, METHOD_LENGTH) }),
    status,
    statusText: text.slice(0, STATUS_TEXT_LENGTH),
    requestHeaders: safeHeaders(requestHeaders),
    responseHeaders: safeHeaders(responseHeaders),
    ...(location !== '' && { location: resolved(location, entry.url).slice(0, URL_LENGTH) }),
    ...(serviceWorker !== 'none' && { serviceWorker }),
  };
}

/** A poll with the body of its answer, as the browser gave it: `encoding` is `base64` or empty. */
export function pollEvents({ poll, handshake, damaged }: Exchange, content: unknown, encoding: unknown): CaptureEvent[] {
  const received = typeof content !== 'string' || content === '' ? null : encoding === 'base64' ? cutBinary(content) : cutText(content);
  // A server answers a request that sends nothing with what it has to say.
  const isWithheld = received === null && poll.sent === null && !damaged && poll.error === '' && poll.status === 200;
  const gap: CaptureEvent[] = damaged || isWithheld ? [{ type: 'gap', channel: poll.channel, at: poll.at, frames: 1, why: damaged ? BODY_LOST : BODY_WITHHELD }] : [];
  return [...gap, { ...poll, received }, ...(handshake === null ? [] : [handshake])];
}

/** Where a redirect leads, which may be told as a path from the address that was asked. */
export function resolved(location: string, from: string): string {
  return URL.canParse(location, from) ? new URL(location, from).href : location;
}
