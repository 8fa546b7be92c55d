/** The background's code reaches servers through a browser's globals, whose place Node's take here. */
import { WebSocket, type ClientOptions } from 'ws';
import type { Cookies } from '../../src/probing/asker.ts';
import { cookieHeader, keepCookies } from './cookie-jar.ts';

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

/** What servers have set, which a browser would send back, too. */
const cookies: Cookies = new Map();

class OriginWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[], options?: ClientOptions) {
    super(address, protocols, { ...options, headers: { ...originHeader('upgrade'), ...cookieHeader(cookies, new URL(address).host) } });
  }
}

const nodeFetch = globalThis.fetch;
const originFetch: typeof fetch = async (input, init = {}) => {
  const { host } = new URL(input instanceof Request ? input.url : input);
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...originHeader(init.method ?? 'GET'), ...cookieHeader(cookies, host) };
  const response = await nodeFetch(input, { ...init, headers });
  keepCookies(cookies, host, response.headers.getSetCookie());
  return response;
};

/** Must come before any of the background's code: engine.io-client looks for the WebSocket when it is loaded. */
export function useNodeGlobals(): void {
  Object.assign(globalThis, { WebSocket: OriginWebSocket, fetch: originFetch });
}
