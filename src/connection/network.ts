/** How a connection reaches its server: by the background's own sockets and requests, or by those of another document. */
import { beginningOf } from './beginning-of.ts';
import type { Why } from '../core/entries/why.ts';

/** What engine.io-client and its observer use of a WebSocket. */
export interface WebSocketLike extends Pick<EventTarget, 'addEventListener'> {
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void;
  close(): void;
}

/** A poll: a GET, or a POST where it has a body. */
export interface Request {
  readonly url: string;
  readonly body: string | null;
  /**
   * Whether cookies that earlier answers have set are sent. A document that is asked for this has a jar of its own (see
   * offscreen-document.ts): the cookies of the user's pages are never sent, so that nobody is acted as without being told.
   */
  readonly cookies: boolean;
}

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: string;
}

export interface Network {
  readonly webSocket: (url: string) => WebSocketLike;
  /** Rejects when there is no answer that the browser lets us see. */
  readonly request: (request: Request, signal: AbortSignal) => Promise<Answer>;
}

/** A network for as long as somebody needs it. */
export interface Lease {
  readonly network: Network;
  /** To be called once all is over on the wire. */
  readonly release: () => void;
}

/** What is read of one answer, in UTF-16 units: several times the largest messages, and no more, since a server may answer without end. */
const LONGEST = 128 * 1024 * 1024;

/** Polls by a `fetch`. An answer that is longer than `longest` fails, and is what was read of it. */
export function requestsBy(ask: (url: string, init: RequestInit) => Promise<Response>, longest = LONGEST): Network['request'] {
  return async ({ url, body, cookies }, signal) => {
    const headers = new Headers(body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' });
    const response = await ask(url, { method: body === null ? 'GET' : 'POST', body, headers, credentials: cookies ? 'include' : 'omit', cache: 'no-store', signal });
    const text = await beginningOf(response, longest);
    return { ok: response.ok && text.length < longest, status: response.status, body: text };
  };
}

/** By whichever context this runs in. */
export const ownNetwork: Network = { webSocket: (url) => new WebSocket(url), request: requestsBy(async (url, init) => fetch(url, init)) };

/** A lease, or why there is none. */
export type LeaseOrWhy = { readonly ok: true; readonly value: Lease } | { readonly ok: false; readonly why: Why };
