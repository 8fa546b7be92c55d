/**
 * What is read of the browser's network log. It is the browser's account of what a page did, and a page can be hostile:
 * whatever is missing or of another type is read as nothing. Messages stay as they are until they are wanted, because a
 * log is read several times a second and has tens of thousands of them.
 */

export interface HarHeader {
  readonly name: string;
  readonly value: string;
}

export interface HarEntry {
  /** The browser's own object, which also knows how to fetch the body of the answer. */
  readonly source: object;
  /** In Chromium `websocket`, `eventsource`, `xhr`, `fetch`, `document`, `script` and others. */
  readonly type: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly HarHeader[];
  readonly responseHeaders: readonly HarHeader[];
  /** The body of the request and its type, or null when there is none. */
  readonly posted: { readonly text: string; readonly mimeType: string } | null;
  /** 0 until there is an answer. */
  readonly status: number;
  readonly statusText: string;
  /** Why there was no answer, or empty. */
  readonly error: string;
  /** Whether the browser itself let it not go out and says no more: by a policy of the document, or as mixed content. */
  readonly stopped: boolean;
  /** Where a redirect led, or empty. */
  readonly location: string;
  readonly contentType: string;
  /** What the page's service worker had to do with it. Chromium marks the page's request, not the worker's own. */
  readonly serviceWorker: 'none' | 'passed' | 'made';
  /** Epoch milliseconds, or null when the browser does not know, as of a WebSocket that it could not connect. */
  readonly startedAt: number | null;
  /** From the start to the last that happened, in milliseconds. */
  readonly took: number;
  /** From the last that arrived to the end, in milliseconds: 0 as long as a WebSocket is open. */
  readonly receiving: number;
  /** Whether a page is known to have asked; workers and frames in processes of their own are known to none. */
  readonly ofPage: boolean;
  /** What started it: `script`, `parser`, or `other`, which workers' own scripts have. */
  readonly initiator: string;
  /** The scripts that made the request, innermost first. */
  readonly stack: readonly string[];
  /** The messages of a WebSocket or EventSource, or null if the browser tells none. */
  readonly messages: readonly unknown[] | null;
  /** How a WebSocket was closed, which Chromium does not tell and files of other tools do. */
  readonly close: { readonly code: number | null; readonly reason: string; readonly clean: boolean | null } | null;
}

export interface HarMessage {
  /** Epoch milliseconds, or null. */
  readonly at: number | null;
  /** Seconds, by whichever clock the browser took. */
  readonly clock: number;
  readonly type: 'send' | 'receive' | 'error';
  readonly binary: boolean;
  readonly data: string;
  /** The name of a Server-Sent Event. */
  readonly name: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Times before this are no times: the browser counts from its own start when it does not know the hour. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(9999, 11, 31);
/** A stack deeper than this is some recursion's. */
const STACK_DEPTH = 100;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function time(milliseconds: number): number | null {
  return milliseconds >= EARLIEST && milliseconds <= LATEST ? milliseconds : null;
}

/** How long something took, in milliseconds. A sum of it and a time is a time that a date can have. */
function duration(value: unknown): number {
  return Math.min(Math.max(number(value), 0), LATEST);
}

function headers(value: unknown): HarHeader[] {
  return list(value).map((header) => ({ name: text(fields(header)['name']), value: text(fields(header)['value']) }));
}

function readStack(initiator: Fields): string[] {
  const urls: string[] = [];
  let stack = fields(initiator['stack']);
  // What set a timer or awaited a promise is the parent of what then ran.
  while (urls.length < STACK_DEPTH && Array.isArray(stack['callFrames'])) {
    urls.push(...list(stack['callFrames']).slice(0, STACK_DEPTH).map((frame) => text(fields(frame)['url'])));
    stack = fields(stack['parent']);
  }
  urls.push(text(initiator['url']));
  return urls.filter((url) => url !== '');
}

function readServiceWorker(response: Fields): HarEntry['serviceWorker'] {
  if (response['_fetchedViaServiceWorker'] !== true) return 'none';
  return response['_serviceWorkerResponseSource'] === 'network' ? 'passed' : 'made';
}

function readClose(value: unknown): HarEntry['close'] {
  if (typeof value !== 'object' || value === null) return null;
  const { code, reason, clean } = value as Fields;
  return { code: typeof code === 'number' && Number.isInteger(code) ? code : null, reason: text(reason), clean: typeof clean === 'boolean' ? clean : null };
}

/** Reads one entry, or undefined for what is none. */
export function readEntry(value: unknown): HarEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = value as Fields;
  const request = fields(entry['request']);
  const response = fields(entry['response']);
  const posted = fields(request['postData']);
  const url = text(request['url']);
  if (url === '') return undefined;
  const messages = entry['_webSocketMessages'] ?? entry['_eventSourceMessages'];
  return {
    source: value,
    type: text(entry['_resourceType']),
    method: text(request['method']),
    url,
    requestHeaders: headers(request['headers']),
    responseHeaders: headers(response['headers']),
    posted: typeof posted['text'] === 'string' ? { text: posted['text'], mimeType: text(posted['mimeType']) } : null,
    status: number(response['status']),
    statusText: text(response['statusText']),
    error: text(response['_error']),
    // Chromium has null while a request is under way, and an empty text for what its own checks stopped.
    stopped: response['_error'] === '' && number(response['status']) === 0,
    location: text(response['redirectURL']),
    contentType: text(fields(response['content'])['mimeType']),
    serviceWorker: readServiceWorker(response),
    startedAt: time(Date.parse(text(entry['startedDateTime']))),
    took: duration(entry['time']),
    receiving: duration(fields(entry['timings'])['receive']),
    ofPage: typeof entry['pageref'] === 'string',
    initiator: text(fields(entry['_initiator'])['type']),
    stack: readStack(fields(entry['_initiator'])),
    messages: Array.isArray(messages) ? (messages as unknown[]) : null,
    close: readClose(entry['_webSocketClose']),
  };
}

/** A document that the tab loaded while the log was kept. */
export interface HarPage {
  /** The same in every reading, and another for each document. */
  readonly id: string;
  readonly url: string;
  /** When it was asked for. Epoch milliseconds, or null. */
  readonly startedAt: number | null;
}

/** Reads a whole log: its entries, and the documents that the tab loaded while it was kept, oldest first. */
export function readLog(value: unknown): { entries: HarEntry[]; pages: HarPage[] } {
  const log = fields(value);
  return {
    entries: list(log['entries']).map(readEntry).filter((entry) => entry !== undefined),
    pages: list(log['pages']).map(fields).map((page) => ({ id: `${text(page['id'])} ${text(page['startedDateTime'])}`, url: text(page['title']), startedAt: time(Date.parse(text(page['startedDateTime']))) })),
  };
}

/** Reads a message of a WebSocket or EventSource. */
export function readMessage(value: unknown): HarMessage {
  const message = fields(value);
  const type = message['type'];
  const clock = number(message['time']);
  return {
    at: time(clock * 1000),
    clock,
    type: type === 'send' || type === 'error' ? type : 'receive',
    binary: message['opcode'] === 2,
    data: text(message['data']),
    // Events without a name of their own are called so by the page's API, and by the browser's log.
    name: message['eventName'] === 'message' ? '' : text(message['eventName']),
  };
}
