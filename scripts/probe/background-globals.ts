/** The background's code reaches servers through a browser's globals, whose place Node's take here. */
import { WebSocket, type ClientOptions } from 'ws';

let spokenOrigin: string | null = null;

/** Has everything that is sent from now on carry this Origin, as the page of that origin would send it. */
export function speakAs(origin: string): void {
  spokenOrigin = origin;
}

const originHeader = (): Record<string, string> => (spokenOrigin === null ? {} : { origin: spokenOrigin });

class OriginWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[], options?: ClientOptions) {
    super(address, protocols, { ...options, headers: originHeader() });
  }
}

const nodeFetch = globalThis.fetch;
const originFetch: typeof fetch = async (input, init) => nodeFetch(input, { ...init, headers: [...new Headers(init?.headers), ...Object.entries(originHeader())] });

/** Must come before any of the background's code: engine.io-client looks for the WebSocket when it is loaded. */
export function useNodeGlobals(): void {
  Object.assign(globalThis, { WebSocket: OriginWebSocket, fetch: originFetch });
}
