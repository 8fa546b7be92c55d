/**
 * Makes of a HAR file's entries, whichever tool wrote it, what Chromium's network log has, and counts what is not in the file.
 * Playwright tells the times of messages in milliseconds; others leave `_resourceType` out; Firefox has no messages of
 * WebSockets. The entries are changed in place: they are the reader's own, parsed from a text. Pure.
 */
import { connectionKind } from '../wire/connection-kind.ts';

type Fields = Record<string, unknown>;

/** What a file does not have, in numbers of entries. */
export interface Missing {
  /** WebSockets and event streams without their messages. */
  messages: number;
  /** Engine.IO polls without the body that they carried. */
  bodies: number;
  /** WebSockets and event streams whose messages have no time of day. */
  times: number;
}

const MESSAGES = ['_webSocketMessages', '_eventSourceMessages'] as const;
/** Seconds since 1970 before which no HAR was written. */
const EARLIEST = Date.UTC(2000, 0) / 1_000;
/** Opcodes of frames that carry nothing of the application: close, ping, pong. RFC 6455, section 5.5. */
const CLOSE = 8;
const CONTROL: ReadonlySet<unknown> = new Set([CLOSE, 9, 10]);

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function asChromium(entries: readonly unknown[]): Missing {
  const missing: Missing = { messages: 0, bodies: 0, times: 0 };
  for (const each of entries) {
    if (typeof each !== 'object' || each === null) continue;
    const entry = each as Fields;
    const type = typeOf(entry);
    if (type !== null) entry['_resourceType'] = type;
    if (type === 'websocket' || type === 'eventsource') readSocket(entry, type, missing);
    else if (isPollWithoutBody(entry)) missing.bodies += 1;
  }
  return missing;
}

/** What an entry is, where its tool does not say so: by its messages, its address, or the answer. Null where nothing tells. */
function typeOf(entry: Fields): string | null {
  const told = entry['_resourceType'];
  if (typeof told === 'string' && told !== '' && told !== 'other') return told.toLowerCase();
  if (Array.isArray(entry['_webSocketMessages'])) return 'websocket';
  if (Array.isArray(entry['_eventSourceMessages'])) return 'eventsource';
  const [request, response] = [fields(entry['request']), fields(entry['response'])];
  if (/^wss?:/i.test(String(request['url']))) return 'websocket';
  if (response['status'] === 101 && [request, response].some(upgrades)) return 'websocket';
  return /^text\/event-stream\b/i.test(String(fields(response['content'])['mimeType'])) ? 'eventsource' : null;
}

function upgrades({ headers }: Fields): boolean {
  return Array.isArray(headers) && headers.some((header) => /^upgrade$/i.test(String(fields(header)['name'])) && /^websocket$/i.test(String(fields(header)['value'])));
}

function readSocket(entry: Fields, type: 'websocket' | 'eventsource', missing: Missing): void {
  const request = fields(entry['request']);
  // A proxy tells the address of the handshake, which is an HTTP request.
  if (type === 'websocket' && typeof request['url'] === 'string') request['url'] = request['url'].replace(/^http(s?):/i, 'ws$1:');
  const key = MESSAGES.find((name) => Array.isArray(entry[name]));
  if (key === undefined) {
    if (fields(entry['response'])['status'] === (type === 'websocket' ? 101 : 200)) missing.messages += 1;
    return;
  }
  const messages = entry[key] as unknown[];
  const kept = messages.filter((message) => !CONTROL.has(fields(message)['opcode']));
  const close = fields(messages.findLast((message) => fields(message)['opcode'] === CLOSE));
  if (typeof close['code'] === 'number') entry['_webSocketClose'] ??= { code: close['code'], reason: close['reason'] ?? '' };
  entry[key] = kept;
  if (!setTimes(kept, Date.parse(String(entry['startedDateTime'])) / 1_000)) missing.times += 1;
  for (const message of kept) setContent(fields(message));
}

/**
 * Gives each message its time in seconds since 1970. Where the file has but a clock of its own, the first message is taken to
 * have come with the start of the socket, `startedAt`. Returns whether all times are those of the file.
 */
function setTimes(messages: readonly unknown[], startedAt: number): boolean {
  const first = messages.map((message) => seconds(fields(message)['time'])).find((time) => time !== null) ?? 0;
  let isTold = true;
  for (const each of messages) {
    const message = fields(each);
    const time = seconds(message['time']);
    if (time !== null && time >= EARLIEST) message['time'] = time;
    else if (Number.isFinite(startedAt) && startedAt >= EARLIEST) {
      isTold = false;
      message['time'] = startedAt + Math.max(0, (time ?? first) - first);
    }
  }
  return isTold;
}

/** A time in seconds, whatever its unit: seconds of our time have ten digits, milliseconds thirteen, microseconds sixteen. */
export function seconds(time: unknown): number | null {
  if (typeof time === 'string') return time.trim() === '' ? null : seconds(Number.isNaN(Number(time)) ? Date.parse(time) : Number(time));
  if (typeof time !== 'number' || !Number.isFinite(time) || time <= 0) return null;
  if (time < 1e11) return time;
  if (time < 1e14) return time / 1e3;
  return time < 1e17 ? time / 1e6 : time / 1e9;
}

/** Who sent a message and what kind it is, in Chromium's words. */
function setContent(message: Fields): void {
  const { type, opcode, data } = message;
  if (typeof type === 'string' && /^(?:sent|out|outgoing|client|request)$/i.test(type)) message['type'] = 'send';
  if (opcode === 'binary' || fields(message)['encoding'] === 'base64') message['opcode'] = 2;
  if (data !== undefined && data !== null && typeof data !== 'string') message['data'] = JSON.stringify(data);
}

/** Whether this is the address of an Engine.IO poll. */
export function isPollUrl(url: unknown): boolean {
  return typeof url === 'string' && /[?&]transport=polling(?:&|$)/.test(url) && connectionKind(url).protocol !== 'plain';
}

function isPollWithoutBody(entry: Fields): boolean {
  const [request, response] = [fields(entry['request']), fields(entry['response'])];
  if (response['status'] !== 200 || !isPollUrl(request['url'])) return false;
  if (request['method'] === 'POST') return typeof fields(request['postData'])['text'] !== 'string';
  return request['method'] === 'GET' && typeof fields(response['content'])['text'] !== 'string';
}
