/**
 * The contract between the background and the offscreen document that hosts sockets for it. The background orders, the
 * document reports. Ports carry JSON, so bytes are base64. The receiving end parses.
 */
import * as v from 'valibot';
import { fromBase64, toBase64 } from '../wire/base64.ts';
import { parseWith, type Parsed } from '../settings/profile.ts';

/** The name of the port that the document opens. */
export const OFFSCREEN_PORT = 'offscreen';
export const OFFSCREEN_PAGE = 'offscreen.html';
/** The frame inside of it, which does all the work. */
export const HOSTED_PAGE = 'hosted.html';

/** Names a socket or a request, for as long as it lasts. */
const id = v.pipe(v.number(), v.integer());
const payload = v.object({ binary: v.boolean(), data: v.string() });
export type Payload = v.InferOutput<typeof payload>;

const orderSchema = v.variant('type', [
  v.object({ type: v.literal('open'), id, url: v.string() }),
  v.object({ type: v.literal('send'), id, payload }),
  v.object({ type: v.literal('request'), id, url: v.string(), body: v.nullable(v.string()), cookies: v.boolean() }),
  /** Puts a question of a diagnosis. */
  v.object({ type: v.literal('ask'), id, asked: v.object({ url: v.string(), method: v.picklist(['GET', 'POST']), body: v.nullable(v.string()), origin: v.nullable(v.string()), opensSession: v.boolean() }) }),
  /** Closes a socket, or gives up a request or a question. */
  v.object({ type: v.literal('close'), id }),
]);
export type Order = v.InferOutput<typeof orderSchema>;
/** Orders of these types as a caller writes them: the line to the document adds the id. */
export type OrderOf<T extends Order['type']> = { [O in Order as O['type']]: Omit<O, 'id'> }[T];

const reportSchema = v.variant('type', [
  v.object({ type: v.literal('opened'), id }),
  v.object({ type: v.literal('received'), id, payload }),
  /** A socket has an error, and its close follows; or a request had no answer. */
  v.object({ type: v.literal('failed'), id }),
  v.object({ type: v.literal('closed'), id, code: v.number(), reason: v.string() }),
  v.object({
    type: v.literal('told'),
    id,
    answer: v.object({
      outcome: v.picklist(['answered', 'opened', 'closed', 'refused', 'hidden', 'timeout']),
      status: v.nullable(v.number()),
      headers: v.array(v.tuple([v.string(), v.string()])),
      body: v.nullable(v.string()),
      code: v.nullable(v.number()),
      error: v.string(),
      redirects: v.array(v.tuple([v.number(), v.string()])),
    }),
  }),
  v.object({ type: v.literal('answered'), id, ok: v.boolean(), status: v.number(), body: v.string() }),
]);
export type Report = v.InferOutput<typeof reportSchema>;

/** Parses a message from the background. */
export function parseOrder(value: unknown): Parsed<Order> {
  return parseWith(orderSchema, value);
}

/** Parses a message from the document. */
export function parseReport(value: unknown): Parsed<Report> {
  return parseWith(reportSchema, value);
}

/** What a WebSocket sends or has received, for a port. */
export function toPayload(data: string | Uint8Array): Payload {
  return typeof data === 'string' ? { binary: false, data } : { binary: true, data: toBase64(data) };
}

/** The same, for a WebSocket. What is no base64 becomes nothing. */
export function fromPayload({ binary, data }: Payload): string | Uint8Array<ArrayBuffer> {
  return binary ? (fromBase64(data) ?? new Uint8Array()) : data;
}
