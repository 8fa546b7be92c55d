/** How a connection reaches its server: by the background's own sockets and requests, or by those of another document. */

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

/** Polls, by whichever context this runs in. */
export async function request({ url, body }: Request, signal: AbortSignal): Promise<Answer> {
  const headers = new Headers(body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' });
  const response = await fetch(url, { method: body === null ? 'GET' : 'POST', body, headers, credentials: 'omit', cache: 'no-store', signal });
  return { ok: response.ok, status: response.status, body: await response.text() };
}

export const ownNetwork: Network = { webSocket: (url) => new WebSocket(url), request };
