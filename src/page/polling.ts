/**
 * Watches Engine.IO polling over XMLHttpRequest and fetch, and nothing else of theirs: a request that is not of polling
 * goes straight through, after one look at its address.
 */
import { addressText, fullAddress } from './address.ts';
import { replaceMethod } from './disguise.ts';
import { now } from './clock.ts';
import { getter, getOwnPropertyDescriptor, hardened, method, quietly, whenSettled } from './intrinsics.ts';
import { readBlob, sizeOfBlob, type Payload } from './payload.ts';
import { bodyPayload, type Reporter } from './report.ts';

const DONE = 4;

/** As in the contract: a page gives requests up itself when it closes its socket or goes away. */
const ABORTED = 'aborted';
/** One of the codes of recording/why.ts, which this is too early to import. */
const FAILED = 'requestFailed';

const includes = method(String.prototype, 'includes');
const listen = method(EventTarget.prototype, 'addEventListener');

const readyState = getter(XMLHttpRequest.prototype, 'readyState');
const statusOf = getter(XMLHttpRequest.prototype, 'status');
const responseOf = getter(XMLHttpRequest.prototype, 'response');

const responseStatus = getter(Response.prototype, 'status');
const responseHeaders = getter(Response.prototype, 'headers');
const header = method(Headers.prototype, 'get');
const clone = method(Response.prototype, 'clone');
const textOf = method(Response.prototype, 'text');
const nameOfError = getter(DOMException.prototype, 'name');
const bytesOf = method(Response.prototype, 'arrayBuffer');

function isAbort(reason: unknown): boolean {
  try {
    return nameOfError(reason as DOMException) === 'AbortError';
  } catch {
    return false;
  }
}

/** The full address of a request of Engine.IO polling; else an empty text. */
function pollAddress(address: unknown): string {
  const text = addressText(address);
  if (!includes(text, 'transport=polling') || !includes(text, 'EIO=')) return '';
  return fullAddress(text);
}

interface Exchange {
  url: string;
  /** The JSON of the contract's `sent`. */
  sent: string;
}

function sentJson(at: number, payload: Payload | undefined): string {
  return payload === undefined ? 'null' : `{"at":${at},${payload}}`;
}

function receivedJson(payload: Payload | undefined): string {
  return payload === undefined ? 'null' : `{${payload}}`;
}

/** Begins an exchange; its body is read there and then, except that of a Blob. */
function begin(url: string, body: unknown): Exchange {
  const exchange: Exchange = { url, sent: 'null' };
  const at = now();
  const size = typeof body === 'object' && body !== null ? sizeOfBlob(body) : undefined;
  if (size === undefined) exchange.sent = sentJson(at, bodyPayload(body));
  else readBlob(body as Blob, size, (payload) => { exchange.sent = sentJson(at, payload); });
  return exchange;
}

function watchXmlHttpRequest(report: Reporter): void {
  const exchanges = hardened(new WeakMap<object, Exchange>(), ['get', 'set']);

  const done = (request: XMLHttpRequest, error: string) => {
    const exchange = exchanges.get(request);
    if (exchange === undefined || exchange.url === '' || readyState(request) !== DONE) return;
    const status = statusOf(request);
    // Which way a request failed is only told by the event that follows.
    if (status === 0 && error === '') return;
    const { url, sent } = exchange;
    // The request may live on, and what it sent was told.
    exchange.url = exchange.sent = '';
    // Whatever its `responseType` is, asking for the response gives the page nothing that it would not get anyway.
    const response: unknown = status === 0 ? null : responseOf(request);
    const size = typeof response === 'object' && response !== null ? sizeOfBlob(response) : undefined;
    const tell = (payload: Payload | undefined) => report.poll(url, status, error, sent, receivedJson(payload));
    if (size === undefined) tell(response === '' ? undefined : bodyPayload(response));
    else readBlob(response as Blob, size, tell);
  };

  replaceMethod(XMLHttpRequest.prototype, 'open', (original, self, args) => {
    const result = original(self, args);
    if (args.length < 2 || report.isStopped) return result;
    quietly(() => {
      const url = pollAddress(args[1]);
      const known = exchanges.get(self as object);
      if (known !== undefined) known.url = url;
      if (known !== undefined || url === '') return;
      exchanges.set(self as object, { url, sent: 'null' });
      const hear = (event: string, error: string) =>
        listen(self as XMLHttpRequest, event, () => quietly(() => done(self as XMLHttpRequest, error)));
      hear('readystatechange', '');
      hear('abort', ABORTED);
      hear('error', FAILED);
      hear('timeout', FAILED);
    });
    return result;
  });

  replaceMethod(XMLHttpRequest.prototype, 'send', (original, self, args) => {
    const exchange = exchanges.get(self as object);
    if (exchange !== undefined && exchange.url !== '') {
      // Before it goes, because a synchronous request is done when it comes back.
      quietly(() => exchanges.set(self as object, begin(exchange.url, args.length > 0 ? args[0] : null)));
    }
    return original(self, args);
  });
}

function watchFetch(report: Reporter): void {
  const received = (response: Response, tell: (payload: Payload | undefined) => void) => {
    const isBinary = header(responseHeaders(response), 'content-type') === 'application/octet-stream';
    const read: Promise<unknown> = isBinary ? bytesOf(clone(response)) : textOf(clone(response));
    void whenSettled(
      read,
      (body) => quietly(() => tell(body === '' ? undefined : bodyPayload(body))),
      () => quietly(() => tell(undefined)),
    );
  };

  replaceMethod(window, 'fetch', (original, self, args) => {
    if (report.isStopped || args.length === 0) return original(self, args);
    let exchange: Exchange | undefined;
    quietly(() => {
      const url = pollAddress(args[0]);
      if (url === '') return;
      // A body that the page computes when asked for it is left alone: the platform asks, once.
      const init: unknown = args.length > 1 ? args[1] : null;
      const body = typeof init === 'object' && init !== null ? getOwnPropertyDescriptor(init, 'body') : undefined;
      exchange = begin(url, body?.value);
    });
    const answer = original(self, args);
    const begun = exchange;
    if (begun === undefined) return answer;
    const tell = (status: number, error: string, payload: Payload | undefined) =>
      report.poll(begun.url, status, error, begun.sent, receivedJson(payload));
    // The page gets the promise that follows, not another branch of the same: else a failure that it does not handle
    // would be handled here, or one that it does would count as unhandled.
    return whenSettled(
      answer as Promise<Response>,
      (response) => {
        quietly(() => received(response, (payload) => tell(responseStatus(response), '', payload)));
        return response;
      },
      (reason) => {
        quietly(() => tell(0, isAbort(reason) ? ABORTED : FAILED, undefined));
        throw reason;
      },
    );
  });
}

export function watchPolling(report: Reporter): void {
  watchXmlHttpRequest(report);
  watchFetch(report);
}
