/** The background's code reaches servers through a browser's globals, whose place Node's take here. */
import { WebSocket, type ClientOptions } from 'ws';
import type { Network, WebSocketLike } from '../../src/connection/network.ts';
import { Cookies } from './cookies.ts';

let spokenOrigin: string | null = null;

/** Has what is sent from now on carry this Origin, as a browser would for a page or an extension of that origin. */
export function speakAs(origin: string): void {
  spokenOrigin = origin;
}

/** As in browsers, a GET of an extension that may read the answer says nothing of where it comes from. */
function originHeader(method: string): Record<string, string> {
  const silent = spokenOrigin === null || (method === 'GET' && /^[a-z]+-extension:/.test(spokenOrigin));
  return silent ? {} : { origin: spokenOrigin! };
}

class OriginWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[], options?: ClientOptions) {
    super(address, protocols, { ...options, headers: { ...options?.headers, ...originHeader('upgrade') } });
  }
}

const nodeFetch = globalThis.fetch;
const originFetch: typeof fetch = async (input, init = {}) => nodeFetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...originHeader(init.method ?? 'GET') } });

/** Must come before any of the background's code: engine.io-client looks for the WebSocket when it is loaded. */
export function useNodeGlobals(): void {
  Object.assign(globalThis, { WebSocket: OriginWebSocket, fetch: originFetch });
}

/** The network of one connection in Node, whose cookies are its own. */
export function networkWithCookies(requestsBy: (ask: typeof fetch) => Network['request']): Network {
  const cookies = new Cookies();
  const ask: typeof fetch = async (input, init = {}) => {
    const url = String(input instanceof Request ? input.url : input);
    const response = await originFetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...cookies.headers(url) } });
    cookies.keep(url, response.headers.getSetCookie());
    return response;
  };
  return {
    webSocket: (url) => new OriginWebSocket(url, undefined, { headers: cookies.headers(url) }) as unknown as WebSocketLike,
    request: requestsBy(ask),
  };
}
