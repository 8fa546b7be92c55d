/** The documents in the network log, as far as they bear on sockets. Pure. */
import type { CaptureEvent } from '../contract/capture.ts';
import type { Policy } from './har-blocks.ts';
import { safeHeaders } from './har-headers.ts';
import type { HarEntry } from './har.ts';

type DocumentEvent = Extract<CaptureEvent, { type: 'document' }>;

/** Headers of a document's answer that say where it may connect, and who stands before the server. */
const TELLING = new Set([
  'alt-svc',
  'cf-ray',
  'content-security-policy',
  'content-security-policy-report-only',
  'permissions-policy',
  'server',
  'strict-transport-security',
  'via',
  'x-amz-cf-id',
  'x-cache',
  'x-powered-by',
  'x-served-by',
  'x-vercel-id',
]);

const URL_LENGTH = 8_192;

/** `pages` are the addresses of the tab's own documents. */
export function documentOf(entry: HarEntry, channel: string, at: number, pages: ReadonlySet<string>): DocumentEvent {
  const { url, status, responseHeaders, serviceWorker } = entry;
  const told = responseHeaders.map(({ name, value }) => ({ name: name.toLowerCase(), value })).filter(({ name }) => TELLING.has(name));
  const isFrame = !pages.has(url.split('#', 1)[0]!);
  return { type: 'document', channel, at, url: url.slice(0, URL_LENGTH), status, headers: safeHeaders(told), fromWorker: serviceWorker !== 'none', isFrame };
}

/** What the documents of a log say of where they may connect, the tab's own first. */
export function policiesOf(entries: readonly HarEntry[]): Policy[] {
  const documents = entries.filter(({ type, status }) => type === 'document' && status !== 0 && (status < 300 || status >= 400));
  return documents.map(({ url, responseHeaders }) => ({
    document: url.split('#', 1)[0]!,
    policies: responseHeaders.filter(({ name }) => /^content-security-policy$/i.test(name)).map(({ value }) => value),
  }));
}
