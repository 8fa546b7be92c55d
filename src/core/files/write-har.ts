/**
 * Writes the packets of recordings as HAR 1.2, as Chromium does: a WebSocket is an entry with `_webSocketMessages`, a poll an
 * ordinary one. The packets of a socket stand together in such a file, so the recording is gone through once to learn of its
 * sockets, and once more for each.
 */
import type { EntryOf } from '../entries/entry.ts';
import { connectionKind } from '../wire/connection-kind.ts';
import { fromBase64, toBase64 } from '../wire/base64.ts';
import { PollJoiner, type Poll } from './har-polls.ts';
import { failureOf, HarSessions, OWN_ENTRY, pollUrlOf, socketUrlOf, type HarSession } from './har-sessions.ts';
import { AS_IT_IS } from '../redaction/redactor.ts';
import { isoTime, jsonText, partsOf, type Part, type SharedRecording, type WriteOptions } from './shared-recording.ts';

type Packet = EntryOf<'packet'>;
type Pairs = readonly (readonly [string, string])[];

const KEY_HEADER = 'Sec-WebSocket-Key';
/** So far the clocks of what recorded a poll and what recorded its answer may be apart. Milliseconds. */
const CLOCKS_MS = 100;
/** Documents that are named as those that made a socket. */
const PAGES = 1_000;

export async function* writeHar(options: WriteOptions): AsyncGenerator<Part> {
  const { recordings, redactor, creator } = options;
  const found: { recording: SharedRecording; sessions: readonly HarSession[] }[] = [];
  for (const recording of recordings) {
    const sessions = new HarSessions(redactor.text(recording.url));
    // Of packets this pass reads no more than whose they are; the next one leaves their secrets out.
    for await (const part of partsOf(recording, AS_IT_IS)) part.forEach((entry) => sessions.see(entry.kind === 'packet' ? entry : redactor.entry(entry)));
    found.push({ recording, sessions: sessions.all });
  }
  const pages = pagesOf(found.flatMap(({ sessions }) => sessions));
  yield { text: `{"log":{"version":"1.2","creator":${jsonText(creator)},"pages":${jsonText(pages)},"entries":[`, entries: 0 };
  let isFirst = true;
  for (const { recording, sessions } of found) {
    for (const session of sessions) {
      for await (const part of sessionParts(recording, session, options)) {
        const opensEntry = part.text.startsWith('\n{');
        yield opensEntry && !isFirst ? { ...part, text: `,${part.text}` } : part;
        if (opensEntry) isFirst = false;
      }
    }
  }
  yield { text: ']}}\n', entries: 0 };
}

/** The documents that made sockets, for whoever reads the file to know them by. */
function pagesOf(sessions: readonly HarSession[]): object[] {
  const urls = new Map<string, number>();
  for (const { maker, openedAt } of sessions) if (maker.madeBy === 'page' && urls.size < PAGES && !urls.has(maker.url)) urls.set(maker.url, openedAt);
  return [...urls].map(([url, at], index) => ({ id: `page_${index + 1}`, title: url, startedDateTime: isoTime(at), pageTimings: { onContentLoad: null, onLoad: null } }));
}

/** The HTTP exchanges of a session as they end, then its WebSocket. Each entry begins a line. */
async function* sessionParts(recording: SharedRecording, session: HarSession, { redactor }: WriteOptions): AsyncGenerator<Part> {
  const engineVersion = connectionKind(session.firstUrl).engineVersion ?? 4;
  const failure = failureOf(session);
  let isTold = failure === null;
  const write = (polls: readonly Poll[]): Part[] =>
    polls.map((poll) => {
      const failed = !isTold && hasFailed(poll, failure!.at);
      isTold ||= failed;
      return { text: `\n${jsonText(pollEntry(session, poll, failed ? failure : null))}`, entries: poll.packets };
    });
  if (session.polled) {
    const joiner = new PollJoiner(engineVersion);
    for await (const packets of packetsOf(recording, session, redactor)) {
      for (const packet of packets) if (packet.transport === 'polling') yield* write(joiner.see(packet));
    }
    yield* write(joiner.end());
  }
  // One that failed without a word carried nothing that would be a packet.
  if (!isTold) yield* write([{ startedAt: failure!.at, endedAt: failure!.at, sent: null, received: '', opens: false, packets: 0, isAnswered: true }]);
  if (!session.framed && (session.polled || session.socketUrl === '')) return;
  const messages = session.isEvents ? '_eventSourceMessages' : '_webSocketMessages';
  const head = jsonText(socketEntry(session));
  // The messages come last, so that a file that was cut off still tells whose they are.
  yield { text: `\n${head.slice(0, -1)},"${messages}":[`, entries: 0 };
  let isFirst = true;
  // What polled packets have of secrets was counted above.
  const silent = session.polled ? redactor.silent : redactor;
  for await (const packets of packetsOf(recording, session, silent)) {
    const framed = packets.filter(({ transport }) => transport !== 'polling').map((packet) => ({ packet, text: messageTexts(session, packet, engineVersion) }));
    if (framed.length === 0) continue;
    yield { text: `${isFirst ? '' : ','}${framed.map(({ text }) => text).join(',')}`, entries: framed.length };
    isFirst = false;
  }
  yield { text: ']}', entries: 0 };
}

async function* packetsOf(recording: SharedRecording, { socket, from, to }: HarSession, redactor: WriteOptions['redactor']): AsyncGenerator<Packet[]> {
  const isOfSession = (entry: { kind: string }): entry is Packet => entry.kind === 'packet' && (entry as Packet).socket === socket;
  const narrowed: SharedRecording = { ...recording, wants: (entry) => isOfSession(entry) && recording.wants(entry) };
  for await (const part of partsOf(narrowed, redactor, { from, to })) yield part.filter(isOfSession);
}

function messageTexts(session: HarSession, packet: Packet, engineVersion: 3 | 4): string {
  const { at, direction, text, binary, attachments, event } = packet;
  const time = at / 1_000;
  if (session.isEvents) return jsonText({ time, eventName: event === '' ? 'message' : event, eventId: '', data: text ?? '' });
  const type = direction === 'out' ? 'send' : 'receive';
  const message = (opcode: number, data: string) => jsonText({ type, time, opcode, data });
  const first = text === null ? message(2, binary ?? '') : message(1, text);
  return [first, ...attachments.map((data) => message(2, engineVersion === 4 ? data : withType(data)))].join(',');
}

/** Revision 3 has the type of a message before its bytes. */
function withType(base64: string): string {
  return toBase64(Uint8Array.from([4, ...(fromBase64(base64) ?? [])]));
}

function socketEntry(session: HarSession): object {
  const { handshake, closed, lastAt, socket, from, isEvents, framed } = session;
  const openedAt = session.socketAt ?? session.openedAt;
  const url = socketUrlOf(session);
  const time = Math.max(0, (closed?.at ?? lastAt) - openedAt);
  const key: [string, string] = [KEY_HEADER, `${socket}-${from}`];
  const isKey = ([name]: readonly [string, string]) => name.toLowerCase() === KEY_HEADER.toLowerCase();
  const requestHeaders: Pairs = handshake === null ? [key] : [...handshake.requestHeaders.filter((header) => !isKey(header)), key];
  const error = closed?.kind === 'socket-closed' && closed.clean === false ? closed.reason : null;
  const status = handshake?.status ?? (framed ? (isEvents ? 200 : 101) : 0);
  const entry = entryOf(session, {
    type: isEvents ? 'eventsource' : 'websocket',
    method: 'GET',
    url,
    startedAt: openedAt,
    time,
    // A reader takes what has been received for over.
    receive: closed === null ? 0 : Math.max(time, 0.001),
    request: { headers: named(requestHeaders) },
    response: {
      status,
      statusText: handshake?.statusText ?? '',
      headers: named(handshake?.responseHeaders ?? []),
      content: { size: 0, mimeType: isEvents ? 'text/event-stream' : 'x-unknown' },
      _error: error,
    },
  });
  return closed?.kind === 'socket-closed' ? { ...entry, _webSocketClose: { code: closed.code, reason: closed.reason, clean: closed.clean } } : entry;
}

/** Whether this is the poll that failed then: it had an answer without packets, or none. */
function hasFailed({ endedAt, received, isAnswered }: Poll, at: number): boolean {
  return Math.abs(endedAt - at) <= CLOCKS_MS && (!isAnswered || !/^([0-6b]|ok$)/i.test(received));
}

type Failure = NonNullable<ReturnType<typeof failureOf>>;

function pollEntry(session: HarSession, { startedAt, endedAt, sent, received, opens, isAnswered }: Poll, failure: Failure | null): object {
  const time = Math.max(0, endedAt - Math.floor(startedAt));
  const postData = sent === null ? {} : { postData: { mimeType: 'text/plain;charset=UTF-8', text: sent } };
  return entryOf(session, {
    type: 'xhr',
    method: sent === null ? 'GET' : 'POST',
    url: pollUrlOf(session, opens),
    startedAt,
    time,
    receive: time,
    request: { headers: [], ...postData },
    response: {
      // What a page sent last may not be answered yet.
      status: failure?.status ?? (isAnswered ? 200 : 0),
      statusText: failure?.statusText ?? (isAnswered ? 'OK' : ''),
      headers: named(failure === null ? [] : (session.refusal?.responseHeaders ?? [])),
      content: { size: received.length, mimeType: 'text/plain; charset=UTF-8', text: received },
      _error: failure === null || failure.error === '' ? null : failure.error,
    },
  });
}

interface EntryParts {
  readonly type: string;
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
  readonly time: number;
  readonly receive: number;
  readonly request: object;
  readonly response: object;
}

function entryOf({ maker, socket }: HarSession, { type, method, url, startedAt, time, receive, request, response }: EntryParts): object {
  const common = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 };
  return {
    ...(socket === 'own' ? { _holdfast: OWN_ENTRY, comment: 'The connection of Holdfast itself, not one of the page.' } : {}),
    _resourceType: type,
    _initiator: maker.url === '' ? { type: 'other' } : { type: 'script', url: maker.url },
    startedDateTime: isoTime(startedAt),
    time,
    request: { method, url, queryString: queryOf(url), ...common, ...request },
    response: { redirectURL: '', ...common, ...response },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: time - Math.min(time, receive), receive },
  };
}

function named(pairs: Pairs): { name: string; value: string }[] {
  return pairs.map(([name, value]) => ({ name, value }));
}

function queryOf(url: string): { name: string; value: string }[] {
  const query = URL.canParse(url) ? new URL(url).searchParams : [];
  return [...query].map(([name, value]) => ({ name, value }));
}
