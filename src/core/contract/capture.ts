/**
 * What is seen of a page's sockets, by either capture: the hook inside the page, or the browser's network log. Both
 * report channels (one WebSocket, one EventSource, one HTTP exchange of a poll); which channels form one Engine.IO session
 * is worked out by whoever records them.
 */
import * as v from 'valibot';
import { BLOCKERS, PAGE_STATES, SERVICE_WORKER } from '../entries/entry.ts';

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const channel = text(100);
/** Epoch milliseconds, by the page's own clock or the network log's; both are the machine's. A date has no later ones. */
const at = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/** What a capture keeps of one frame, in UTF-16 units of text or base64. What is longer is cut, and says so. */
export const FRAME_LIMIT = 1_048_576;

/** Channels of a document that may have been told of before it was known that it is a new one. */
export const STAYING_LIMIT = 5_000;

/** The `error` of a poll that the page gave up itself. */
export const ABORTED = 'aborted';

/** Left out where the socket was not blocked, or where nobody can tell. */
const blocked = v.optional(v.nullable(v.picklist(BLOCKERS)));
const madeBy = v.picklist(['page', 'frame', 'worker', 'unknown']);
const headers = v.pipe(v.array(v.tuple([text(200), text(8_192)])), v.maxLength(200));

export const captureEventSchema = v.variant('type', [
  /**
   * A socket began to connect. Whether it opened is told by its `handshake` or its first frame. Of polling it is the first
   * request of a session that is still unanswered; its `poll` follows by the same channel.
   */
  v.object({
    type: v.literal('opened'),
    channel,
    at,
    transport: v.picklist(['websocket', 'sse', 'polling']),
    url: text(8_192),
    madeBy,
    maker: text(8_192),
  }),
  v.object({
    type: v.literal('frame'),
    channel,
    at,
    direction: v.picklist(['in', 'out']),
    /** Text, or base64 of binary. */
    data: text(FRAME_LIMIT),
    binary: v.boolean(),
    /** Bytes that were cut off at the end. */
    cut: v.number(),
    /** The name of a Server-Sent Event, else empty. */
    name: text(1_024),
  }),
  /**
   * One request of Engine.IO polling: its body went `out`, its answer came `in`. Null bodies were empty or not seen. `at` is
   * when it was over, `status` what the page was told: 0 when it got no answer, for which `error` has the reason.
   */
  v.object({
    type: v.literal('poll'),
    channel,
    at,
    url: text(8_192),
    madeBy,
    maker: text(8_192),
    status: v.number(),
    error: text(200),
    blocked,
    sent: v.nullable(v.object({ at, data: text(FRAME_LIMIT), binary: v.boolean(), cut: v.number() })),
    received: v.nullable(v.object({ data: text(FRAME_LIMIT), binary: v.boolean(), cut: v.number() })),
  }),
  /** The HTTP side of a channel. 101 is a WebSocket that opened, also where nothing else is known, and 200 an EventSource. */
  v.object({
    type: v.literal('handshake'),
    channel,
    at,
    /** Empty where it is not known. */
    method: v.optional(text(20)),
    status: v.number(),
    statusText: text(200),
    requestHeaders: headers,
    responseHeaders: headers,
    /** Where a redirect led. */
    location: v.optional(text(8_192)),
    serviceWorker: v.optional(v.picklist(SERVICE_WORKER)),
  }),
  v.object({ type: v.literal('closed'), channel, at, code: v.nullable(v.number()), reason: text(2_000), clean: v.nullable(v.boolean()), blocked }),
  /** A document of the tab, its own or a frame's, and what bears on its sockets of the headers of its answer. */
  v.object({ type: v.literal('document'), channel, at, url: text(8_192), status: v.number(), headers, fromWorker: v.boolean(), isFrame: v.boolean() }),
  /** The browser enforced a rule of a document's own policy. */
  v.object({ type: v.literal('violation'), channel, at, document: text(8_192), directive: text(200), blockedUrl: text(8_192) }),
  /** What the browser did to a document as a whole. */
  v.object({ type: v.literal('page-state'), channel, at, document: text(8_192), state: v.picklist(PAGE_STATES) }),
  /**
   * The tab has loaded another document, at `at`, that was asked for at `since`. Whatever a capture has told of is gone with
   * the former one, save for the channels in `staying`: the new document was faster than the news of it.
   */
  v.object({ type: v.literal('left'), channel, at, since: at, staying: v.pipe(v.array(channel), v.maxLength(STAYING_LIMIT)) }),
  /** So many frames were left out; 0 where nobody can count them. `url` is what could not be seen. */
  v.object({ type: v.literal('gap'), channel, at, frames: v.number(), why: text(200), url: v.optional(text(8_192)) }),
]);

export type CaptureEvent = v.InferOutput<typeof captureEventSchema>;
export type CaptureSource = 'hook' | 'har';

/** The event, or undefined for whatever is none. A page can send anything. */
export function parseCaptureEvent(value: unknown): CaptureEvent | undefined {
  const parsed = v.safeParse(captureEventSchema, value);
  return parsed.success ? parsed.output : undefined;
}
