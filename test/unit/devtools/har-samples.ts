/** Entries of a network log, made by hand, and what a reader makes of a log. */
import type { CaptureEvent } from '../../../src/core/contract/capture.ts';
import { pollEvents } from '../../../src/core/capture/har-bodies.ts';
import { HarReader, type Reading } from '../../../src/core/capture/har-events.ts';

export type EventOf<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>;

export const NOW = Date.UTC(2026, 10, 23, 7);
export const START = '2026-11-23T06:50:35.900Z';

/** As the panel does: the polls of a reading with their bodies, here none, among its events. */
export function eventsOf({ events, exchanges }: Reading, body: string | null = null, encoding = ''): CaptureEvent[] {
  return [...events, ...exchanges.flatMap((exchange) => pollEvents(exchange, body, encoding))].toSorted((a, b) => a.at - b.at);
}

export function read(log: unknown): CaptureEvent[] {
  return eventsOf(new HarReader().read(log, NOW));
}

export function only<T extends CaptureEvent['type']>(events: readonly CaptureEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** The events of the one channel whose address ends like this. */
export function ofUrl(events: readonly CaptureEvent[], end: string): CaptureEvent[] {
  const { channel } = only(events, 'opened').find(({ url }) => url.endsWith(end))!;
  return events.filter((event) => event.channel === channel);
}

export function socketEntry(fields: { url?: string; key?: string; start?: string; messages?: unknown[]; receive?: number; status?: number } = {}) {
  const { url = 'ws://127.0.0.1:5000/a', key = 'a', start = START, messages = [], receive = 0, status = 101 } = fields;
  return {
    _initiator: {},
    _resourceType: 'websocket',
    request: { method: 'GET', url, headers: [{ name: 'Sec-WebSocket-Key', value: key }] },
    response: { status, statusText: '', headers: [], _error: null },
    startedDateTime: start,
    time: 1_000,
    timings: { receive },
    _webSocketMessages: messages,
  };
}

export function message(data: string, opcode = 1, seconds = Date.parse(START) / 1000) {
  return { type: 'send', time: seconds, opcode, data };
}

export function pollEntry(postData?: { mimeType: string; text: string }, fields: object = {}) {
  const request = { method: postData ? 'POST' : 'GET', url: 'http://127.0.0.1:5000/socket.io/?EIO=3&transport=polling&sid=s', headers: [], postData };
  return { _resourceType: 'xhr', _initiator: {}, request, response: { status: 200, headers: [] }, startedDateTime: START, time: 8, timings: {}, ...fields };
}
