/** The background's code reaches servers through a browser's globals, whose place Node's take here. */
import { WebSocket, type ClientOptions } from 'ws';

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
    super(address, protocols, { ...options, headers: originHeader('upgrade') });
  }
}

const nodeFetch = globalThis.fetch;
const originFetch: typeof fetch = async (input, init = {}) => {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...originHeader(init.method ?? 'GET') };
  return nodeFetch(input, { ...init, headers });
};

/** Must come before any of the background's code: engine.io-client looks for the WebSocket when it is loaded. */
export function useNodeGlobals(): void {
  Object.assign(globalThis, { WebSocket: OriginWebSocket, fetch: originFetch });
}
