/** What the network log has of sockets that do not open, of documents, of service workers, and of what it cannot show. */
import { describe, expect, it } from 'vitest';
import { parseCaptureEvent, type CaptureEvent } from '../../../src/core/contract/capture.ts';
import { HarReader } from '../../../src/core/capture/har-events.ts';
import { eventsOf, message, NOW, only, read, socketEntry, START } from './har-samples.ts';

const at = (ms: number) => new Date(Date.parse(START) + ms).toISOString();
const PAGE = 'https://shop.test/';

function entry(type: string, url: string, fields: { response?: object; request?: object; start?: number; [name: string]: unknown } = {}) {
  const { response = {}, request = {}, start = 0, ...more } = fields;
  return {
    _initiator: { type: 'script', stack: { callFrames: [{ url: PAGE }] } },
    _resourceType: type,
    request: { method: 'GET', url, headers: [], ...request },
    response: { status: 0, statusText: '', headers: [], redirectURL: '', content: {}, _error: null, ...response },
    startedDateTime: at(start),
    time: 5,
    timings: { receive: 0 },
    pageref: 'page_1',
    ...more,
  };
}

const document = (headers: Record<string, string> = {}, url = PAGE) =>
  entry('document', url, { response: { status: 200, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) } });
const pages = [{ id: 'page_1', title: PAGE, startedDateTime: at(-10) }];
const POLL = 'https://api.test/socket.io/?EIO=4&transport=polling&t=abc';
const stopped = { status: 0, _error: '' };
const events = (...entries: object[]) => read({ pages, entries });

/** A WebSocket that the browser gave up on in these words. Of one that never left, it does not know when it began. */
const failed = (words: string) => ({ ...socketEntry({ status: 0, messages: [{ type: 'error', time: 667.1, opcode: -1, data: words }], receive: 1 }), startedDateTime: '1969-12-31T23:59:59.000Z' });

describe('what keeps a socket in the browser', () => {
  it.each([
    ['net::ERR_BLOCKED_BY_CSP', 'csp'],
    ['net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS', 'local-network'],
    ['net::ERR_UNSAFE_PORT', 'unsafe-port'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'extension'],
    ['net::ERR_CONNECTION_REFUSED', undefined],
    ['', undefined],
  ])('is in the words “%s”: %s', (words, blocked) => {
    expect(only(events(failed(words === '' ? '' : `Error in connection establishment: ${words}`)), 'closed')[0]?.blocked).toBe(blocked);
    if (words !== '') expect(only(events(entry('xhr', POLL, { response: { _error: words } })), 'poll')[0]?.blocked).toBe(blocked);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['the document’s policy', { 'Content-Security-Policy': "connect-src 'self'" }, POLL, 'csp'],
    ['the scheme', {}, POLL.replace('https', 'http'), 'mixed-content'],
    ['nobody knows what', { 'Content-Security-Policy': 'connect-src https:' }, POLL, 'unknown'],
    ['nobody knows what, for loopback is secure', {}, 'http://127.0.0.1:1/socket.io/?EIO=4&transport=polling', 'unknown'],
  ])('without words is %s', (_what, headers, url, blocked) => {
    const told = events(document(headers), entry('xhr', url, { response: stopped }));
    expect(only(told, 'poll')).toMatchObject([{ status: 0, error: 'stoppedByBrowser', blocked }]);
    const stream = events(document(headers), entry('eventsource', url.replace('socket.io', 'events').replace('polling', 'x'), { response: stopped }));
    expect(only(stream, 'closed')).toMatchObject([{ reason: 'stoppedByBrowser', clean: false, blocked }]);
  });
});

describe('a request that is under way', () => {
  const pending = entry('xhr', POLL);

  it('is told once it is slow, and its end by the same channel', () => {
    const reader = new HarReader();
    expect(reader.read({ pages, entries: [pending] }, Date.parse(START) + 500).events).toEqual([]);
    const [opened, ...more] = reader.read({ pages, entries: [pending] }, Date.parse(START) + 1_500).events;
    expect([opened, more]).toMatchObject([{ type: 'opened', transport: 'polling', at: Date.parse(START) }, []]);
    const over = reader.read({ pages, entries: [{ ...pending, response: { ...pending.response, _error: 'net::ERR_ABORTED' } }] }, NOW);
    expect(eventsOf(over)).toMatchObject([{ type: 'poll', channel: opened!.channel, error: 'aborted' }]);
  });

  it('within a session is not', () => {
    expect(events(entry('xhr', `${POLL}&sid=s`))).toEqual([]);
  });
});

describe('a WebSocket that waits for its turn', () => {
  const waiting = { ...socketEntry({ status: 0 }), request: { method: '', url: 'ws://127.0.0.1:5000/a', headers: [] }, startedDateTime: '1969-12-31T23:59:59.000Z' };
  const log = (...entries: object[]) => ({ pages, entries });

  it('is told at the second look, and is the same once its request has gone out', () => {
    const reader = new HarReader();
    expect(reader.read(log(waiting, waiting), NOW).events).toEqual([]);
    const [first, second, ...more] = reader.read(log(waiting, waiting), NOW).events;
    expect([first, second, more]).toMatchObject([{ type: 'opened', url: 'ws://127.0.0.1:5000/a' }, { type: 'opened' }, []]);
    expect(first!.channel).not.toBe(second!.channel);
    expect(reader.read(log(waiting, waiting), NOW).events).toEqual([]);
    expect(reader.read(log(socketEntry(), waiting), NOW).events).toMatchObject([{ type: 'handshake', channel: first!.channel, status: 101 }]);
    expect(reader.read(log(socketEntry(), socketEntry({ key: 'b' })), NOW).events).toMatchObject([{ type: 'handshake', channel: second!.channel }]);
  });

  it('goes with its document, and stays with one that is visited', () => {
    const reader = new HarReader();
    reader.read(log(waiting), NOW);
    const [opened] = reader.read(log(waiting), NOW).events;
    reader.leavePage(NOW, PAGE);
    expect(only(reader.read({ pages: [{ ...pages[0]!, id: 'page_2' }], entries: [waiting] }, NOW).events, 'left')).toMatchObject([{ staying: [opened!.channel] }]);
    reader.leavePage(NOW, PAGE);
    expect(only(reader.read({ pages: [{ ...pages[0]!, id: 'page_3' }], entries: [] }, NOW).events, 'left')).toMatchObject([{ staying: [] }]);
    expect(only(reader.read(log(socketEntry({ key: 'c' })), NOW).events, 'opened')).toHaveLength(1);
  });
});

it('a redirect is told with where it led', () => {
  const told = events(entry('xhr', POLL, { response: { status: 302, statusText: 'Found', redirectURL: 'https://login.test/' } }));
  expect(only(told, 'handshake')).toMatchObject([{ method: 'GET', status: 302, location: 'https://login.test/' }]);
});

it('what follows a redirect of a poll is one as well, wherever it led', () => {
  const told = events(entry('xhr', POLL, { response: { status: 302, statusText: 'Found', redirectURL: '/login' } }), entry('xhr', new URL('/login', POLL).href, { start: 5, response: { status: 200, statusText: 'OK' } }));
  expect(only(told, 'poll')).toMatchObject([{ status: 302 }, { status: 200, url: new URL('/login', POLL).href }]);
  expect(events(entry('xhr', new URL('/login', POLL).href, { response: { status: 200 } }))).toEqual([]);
});

it('a redirect to a path is told with the address that it is', () => {
  const told = events(entry('xhr', POLL, { response: { status: 308, statusText: 'Permanent Redirect', redirectURL: '/live?EIO=4' } }));
  expect(only(told, 'handshake')).toMatchObject([{ location: new URL('/live?EIO=4', POLL).href }]);
});

it('a document is told with the headers that bear on its sockets, and whose it is', () => {
  const headers = { Server: 'nginx', 'Set-Cookie': 'a=b', 'Content-Security-Policy': 'connect-src *', 'Content-Type': 'text/html' };
  const told = only(events(document(headers), document({}, `${PAGE}frame`)), 'document');
  expect(told).toMatchObject([
    { url: PAGE, status: 200, headers: [['server', 'nginx'], ['content-security-policy', 'connect-src *']], fromWorker: false, isFrame: false },
    { url: `${PAGE}frame`, isFrame: true },
  ]);
});

describe('a service worker', () => {
  const byWorker = (source: string, response: object = {}) => entry('xhr', POLL, { response: { status: 200, _fetchedViaServiceWorker: true, _serviceWorkerResponseSource: source, ...response } });
  const own = (response: object) => ({ ...entry('fetch', POLL, { start: 2, response }), pageref: undefined });

  it('that passes a request on has a copy of it, which is told once', () => {
    expect(events(own({ status: 200 }), byWorker('network')).map(({ type }) => type)).toEqual(['gap', 'poll', 'handshake']);
    expect(only(events(byWorker('network')), 'handshake')).toMatchObject([{ status: 200, serviceWorker: 'passed' }]);
  });

  it('is known before the page has its answer, and its copy is not told when it ends', () => {
    const reader = new HarReader();
    const copy = own({ status: 200 });
    reader.read({ pages, entries: [entry('xhr', POLL), own({})] }, Date.parse(START) + 100);
    expect(eventsOf(reader.readEnded(copy, NOW))).toEqual([]);
    expect(only(eventsOf(reader.read({ pages, entries: [entry('xhr', POLL), copy] }, Date.parse(START) + 200)), 'poll')).toEqual([]);
    expect(only(eventsOf(reader.read({ pages, entries: [byWorker('network'), copy] }, NOW)), 'poll')).toHaveLength(1);
  });

  it('that makes an answer up is told with what it was answered itself', () => {
    const both = [own({ _error: 'net::ERR_CONNECTION_REFUSED' }), byWorker('fallback-code', { status: 504 })];
    // The worker is answered before the page is.
    const reader = new HarReader();
    expect(eventsOf(reader.read({ pages, entries: [both[0], entry('xhr', POLL)] }, Date.parse(START) + 100))).toEqual([]);
    const told = only(eventsOf(reader.read({ pages, entries: both }, NOW)), 'handshake').toSorted((a, b) => b.status - a.status);
    expect(told.map(({ status, statusText, serviceWorker }) => [status, statusText, serviceWorker])).toEqual([[504, '', 'made'], [0, 'net::ERR_CONNECTION_REFUSED', 'asked']]);
    expect(new Set(told.map(({ channel }) => channel)).size).toBe(1);
  });
});

describe('Server-Sent Events', () => {
  const stream = (type: string, response: object = {}) =>
    entry(type, `${PAGE}events`, { response: { status: 200, content: { mimeType: 'text/event-stream' }, ...response }, _eventSourceMessages: [{ time: Date.parse(START) / 1000, eventName: 'message', data: 'x' }] });

  it.each(['eventsource', 'fetch'])('by %s are a socket, which its page may end', (type) => {
    const reader = new HarReader();
    expect(reader.read({ pages, entries: [stream(type)] }, NOW).events.map((event) => event.type)).toEqual(['opened', 'handshake', 'frame']);
    expect(reader.readEnded(stream(type, { _error: 'net::ERR_ABORTED' }), NOW).events).toMatchObject([{ type: 'closed', reason: '', clean: true }]);
  });
});

describe('what the log cannot show', () => {
  const gaps = (...entries: object[]) => only(events(...entries), 'gap').map(({ frames, why, url }) => [frames, why, url].join(' '));

  it('is told once', () => {
    const reader = new HarReader();
    const entries = [entry('webtransport', 'https://api.test/transport'), entry('script', `${PAGE}shared.js`, { _initiator: { type: 'other' } })];
    expect(reader.read({ pages, entries }, NOW).events).toMatchObject([{ why: 'webTransportUnseen', url: 'https://api.test/transport' }, { why: 'sharedWorkerUnseen', url: `${PAGE}shared.js` }]);
    expect(reader.read({ pages, entries }, NOW).events).toEqual([]);
  });

  it('is no script of the page, and no message with bytes', () => {
    expect(gaps(entry('script', `${PAGE}app.js`), entry('script', `${PAGE}worker.js`, { _initiator: { type: 'other' }, response: { status: 200 } }))).toEqual([]);
    expect(gaps(socketEntry({ messages: [message('', 2), message('', 1), message('AQ==', 2), { ...message('', 2), type: 'receive' }] }))).toEqual(['1 blobUnseen ']);
  });
});

describe('a document that is', () => {
  const socket = (messages: unknown[] = [], receive = 0, time = 1_000) => ({ ...socketEntry({ messages, receive }), _initiator: { stack: { callFrames: [{ url: PAGE }] } }, time });
  const states = (told: readonly CaptureEvent[]) => told.filter(({ type }) => type === 'page-state' || type === 'closed').map((event) => ('state' in event ? `${event.state} ${event.document}` : event.type));

  it('written anew keeps its sockets, which the log has no more', () => {
    const reader = new HarReader();
    reader.read({ pages, entries: [document(), socket()] }, NOW);
    reader.leavePage(NOW, PAGE);
    expect(reader.read({ pages, entries: [document()] }, NOW).events).toMatchObject([{ type: 'gap', why: 'logEmptied' }]);
    expect(reader.readEnded(socket([message('later')], 3), NOW).events.map(({ type }) => type)).toEqual(['frame', 'closed']);
  });

  it('written anew after it gave itself another address keeps them too', () => {
    const reader = new HarReader();
    reader.read({ pages, entries: [document(), socket()] }, NOW);
    reader.leavePage(NOW, `${PAGE}pushed`);
    expect(reader.read({ pages, entries: [document(), socket()] }, NOW).events).toEqual([]);
    reader.leavePage(NOW, `${PAGE}pushed`);
    expect(reader.read({ pages, entries: [document()] }, NOW).events).toMatchObject([{ type: 'gap', why: 'logEmptied' }]);
  });

  it.each([
    ['taken from the cache, whose sockets come by the id of the page before', socketEntry({ key: 'b' })],
    ['rendered ahead, of which the log had the request already', document({}, `${PAGE}next`)],
  ])('%s, ends what the one before it had open', (_name, known) => {
    const reader = new HarReader();
    const entries = known._resourceType === 'document' ? [document(), socket(), known] : [document(), socket()];
    const former = only(reader.read({ pages, entries }, NOW).events, 'opened')[0]!;
    reader.leavePage(NOW, `${PAGE}next`);
    const told = reader.read({ pages, entries: [known] }, NOW).events;
    expect(only(told, 'left')).toHaveLength(1);
    expect(only(told, 'left')[0]!.staying).not.toContain(former.channel);
    expect(only(told, 'gap')).toEqual([]);
    expect(reader.readEnded(socket([message('late')], 3), NOW).events).toEqual([]);
  });

  it('frozen, says so in its sockets', () => {
    const reader = new HarReader();
    const notice = { type: 'error', time: Date.parse(START) / 1000 + 1, opcode: -1, data: 'Page entered Back-Forward Cache.' };
    reader.read({ pages, entries: [document(), socket()] }, NOW);
    expect(states(reader.read({ pages, entries: [document(), socket([notice])] }, NOW).events)).toEqual([`cached ${PAGE}`]);
    const end = reader.read({ pages, entries: [document(), socket([notice], 3)] }, NOW).events;
    expect(states(end)).toEqual(['closed', `restored ${PAGE}`]);
    expect(only(end, 'closed')[0]).toMatchObject({ clean: null });
  });

  it('cached, is known by sockets that end long after it was left', () => {
    const reader = new HarReader();
    reader.read({ pages, entries: [document(), socket()] }, NOW);
    reader.leavePage(Date.parse(START) + 200, `${PAGE}next`);
    reader.read({ pages: [], entries: [] }, NOW);
    expect(states(reader.readEnded(socket([], 3, 5_000), NOW).events)).toEqual([`cached ${PAGE}`, `restored ${PAGE}`]);
    expect(reader.readEnded(socket([], 3, 5_000), NOW).events).toEqual([]);
  });
});

it('everything is within the contract', () => {
  const told = events(document({ Server: 'x' }), entry('xhr', POLL, { response: stopped }), entry('webtransport', PAGE), failed('net::ERR_UNSAFE_PORT'));
  for (const event of told) expect(parseCaptureEvent(event)).toEqual(event);
});
