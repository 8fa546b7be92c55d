/** HAR files of other tools, and what a HAR of ours says of what happened. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { CaptureEvent } from '../../../../src/core/contract/capture.ts';
import type { Entry, EntryOf } from '../../../../src/core/entries/entry.ts';
import { PageCapture } from '../../../../src/core/capture/page-capture.ts';
import { writeHar } from '../../../../src/core/files/write-har.ts';
import { conversation, fileOf, NOW, read, SESSION, shared } from './files.ts';

type Fields = Record<string, unknown>;

const START = NOW - 60_000;
const iso = (at: number) => new Date(at).toISOString();
const HOST = 'shop.example/socket.io/?EIO=4';

function request(method: string, url: string, at: number, took: number, status: number, more: Fields = {}, response: Fields = {}): Fields {
  return {
    startedDateTime: iso(at), time: took, cache: {}, timings: { send: 0, wait: 0, receive: took },
    request: { method, url, httpVersion: 'HTTP/1.1', cookies: [], headers: [{ name: 'Host', value: 'shop.example' }], queryString: [], headersSize: 9, bodySize: 0 },
    response: { status, statusText: '', httpVersion: 'HTTP/1.1', cookies: [], headers: [], content: { size: 0, mimeType: 'text/plain' }, redirectURL: '', headersSize: 9, bodySize: 0, ...response },
    ...more,
  };
}

/** A session as Chromium's log has it: a poll that opens it, and its WebSocket. */
function chromium(): { log: { creator: Fields; pages: unknown[]; entries: Fields[] } } {
  const opening = request('GET', `https://${HOST}&transport=polling&t=a`, START, 6, 200, { _resourceType: 'xhr' }, { content: { size: 9, mimeType: 'text/plain', text: '0{"sid":"e1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}' } });
  const socket = request('GET', `wss://${HOST}&transport=websocket&sid=e1`, START + 10, 5_000, 101, { _resourceType: 'websocket' });
  (socket['request'] as Fields)['headers'] = [{ name: 'Upgrade', value: 'websocket' }, { name: 'Sec-WebSocket-Key', value: 'k1' }];
  socket['_webSocketMessages'] = ([['send', '2probe'], ['receive', '3probe'], ['send', '5'], ['send', '420["join","room"]'], ['receive', '430[{"ok":true}]']] as const).map(([type, data], index) => ({ type, data, opcode: 1, time: (START + 20 + 11 * index) / 1_000 }));
  return { log: { creator: { name: 'A tool' }, pages: [], entries: [opening, socket] } };
}

type Har = ReturnType<typeof chromium>;
const messagesOf = (har: Har) => har.log.entries[1]!['_webSocketMessages'] as Fields[];
const packetsOf = (entries: readonly Entry[]) => entries.filter((entry): entry is EntryOf<'packet'> => entry.kind === 'packet');

async function opened(har: object) {
  const { recordings, problem } = await read(JSON.stringify(har));
  const entries = recordings.flatMap((recording) => recording.entries);
  return { recordings, problem, entries, packets: packetsOf(entries) };
}

const everyMessage = (change: (message: Fields, index: number) => Fields) => (har: Har) => {
  har.log.entries[1]!['_webSocketMessages'] = messagesOf(har).map(change);
};

describe('a HAR of another tool', () => {
  it.each<[string, (har: Har) => void]>([
    ['Chromium’s own', () => undefined],
    ['times in milliseconds', everyMessage((message) => ({ ...message, time: (message['time'] as number) * 1e3 }))],
    ['times in microseconds', everyMessage((message) => ({ ...message, time: (message['time'] as number) * 1e6 }))],
    ['times as dates', everyMessage((message) => ({ ...message, time: iso((message['time'] as number) * 1e3) }))],
    ['times as texts of numbers', everyMessage((message) => ({ ...message, time: String(message['time']) }))],
    ['no resource type', (har) => har.log.entries.forEach((entry) => delete entry['_resourceType'])],
    ['no resource type and the address of the handshake', (har) => {
      har.log.entries.forEach((entry) => delete entry['_resourceType']);
      (har.log.entries[1]!['request'] as Fields)['url'] = `https://${HOST}&transport=websocket&sid=e1`;
    }],
    ['a resource type in capitals', (har) => (har.log.entries[1]!['_resourceType'] = 'WebSocket')],
    ['no headers', (har) => har.log.entries.forEach((entry) => ((entry['request'] as Fields)['headers'] = []))],
    ['directions and kinds in words', everyMessage((message) => ({ ...message, type: message['type'] === 'send' ? 'outgoing' : 'incoming', opcode: 'text' }))],
    ['pings and a close among the messages', (har) => messagesOf(har).push({ type: 'receive', opcode: 9, data: '', time: START / 1e3 + 1 }, { type: 'receive', opcode: 8, data: '', code: 1001, time: START / 1e3 + 2 })],
  ])('with %s is the same conversation on the same day', async (_, change) => {
    const har = chromium();
    change(har);
    const { packets, problem, entries } = await opened(har);
    expect(problem).toBeNull();
    expect(packets.map(({ type, direction }) => `${direction} ${type}`)).toEqual(['in open', 'out ping', 'in pong', 'out upgrade', 'out event', 'in ack']);
    expect(packets.at(-1)!.answers?.afterMs).toBeCloseTo(11, 1);
    for (const { at } of entries) expect(Math.abs(at - START)).toBeLessThan(10_000);
    expect(new Set(packets.map(({ socket }) => socket)).size).toBe(1);
  });

  it('tells the close code where the file does', async () => {
    const har = chromium();
    har.log.entries[1]!['_webSocketClose'] = { code: 4401, reason: 'who are you', clean: true };
    expect((await opened(har)).entries.find(({ kind }) => kind === 'socket-closed')).toMatchObject({ code: 4401, reason: 'who are you', clean: true });
  });

  it.each<[string, (har: Har) => void, RegExp]>([
    ['has no messages, as of Firefox', (har) => {
      delete har.log.entries[1]!['_webSocketMessages'];
      har.log.creator = { name: 'Firefox' };
    }, /^The file has no messages of 1 socket: Firefox did not write them\.$/],
    ['has no bodies', (har) => (har.log.entries[0]!['response'] = { status: 200, content: { size: 9 } }), /^The file has no body of 1 poll: A tool did not write it\.$/],
    ['counts its times from a start of its own', everyMessage((message, index) => ({ ...message, time: 5_000 + index * 0.011 })), /^The file does not say when the messages of 1 socket arrived: their times count from its start\.$/],
    ['has no times', everyMessage(({ type, opcode, data }) => ({ type, opcode, data })), /^The file does not say when the messages of 1 socket arrived/],
    ['is of a tool with a hostile name', (har) => {
      delete har.log.entries[1]!['_webSocketMessages'];
      har.log.creator = { name: `a\u202e\n${'b'.repeat(5_000)}` };
    }, /: a\\u202e\\nb{1,60} did not write them\.$/],
  ])('that %s says so', async (_, change, said) => {
    const har = chromium();
    change(har);
    const { problem, entries } = await opened(har);
    expect(problem).toMatch(said);
    for (const { at } of entries) expect(Math.abs(at - START)).toBeLessThan(10_000);
  });

  it('pairs an answer with what was sent, though the poll with the answer ended first', async () => {
    const har = chromium();
    const poll = (method: string, at: number, took: number, sent: string | null, received: string) => {
      const entry = request(method, `https://${HOST}&transport=polling&sid=e1`, at, took, 200, {}, { content: { size: 1, mimeType: 'text/plain', text: received } });
      if (sent !== null) (entry['request'] as Fields)['postData'] = { mimeType: 'text/plain', text: sent };
      return entry;
    };
    har.log.entries = [har.log.entries[0]!, poll('POST', START + 10, 2, '40', 'ok'), poll('GET', START + 11, 5, null, '40{"sid":"s"}'), poll('GET', START + 17, 3, null, '430["done"]'), poll('POST', START + 17, 8, '420["join"]', 'ok')];
    const { packets } = await opened(har);
    expect(packets.find(({ type }) => type === 'ack')?.answers).toMatchObject({ afterMs: 3 });
  });
});

/** What a page did, as a capture would have reported it, and how it is told. */
interface Happened {
  readonly events: (at: number, channel: string) => CaptureEvent[];
}

const maker = { madeBy: 'page', maker: 'http://shop.example/' } as const;
const frame = (channel: string, at: number, direction: 'in' | 'out', data: string): CaptureEvent => ({ type: 'frame', channel, at, direction, data, binary: false, cut: 0, name: '' });
const text = fc.stringMatching(/^[a-z ]{0,12}$/);
const close = fc.option(fc.record({ code: fc.option(fc.constantFrom(1000, 1001, 1006, 4401)), reason: text, clean: fc.option(fc.boolean()) }));
const status = fc.constantFrom(400, 401, 403, 404, 500, 502, 503);

const plainSocket: fc.Arbitrary<Happened> = fc.record({ said: fc.array(fc.tuple(fc.boolean(), text), { maxLength: 4 }), close }).map(({ said, close: end }) => ({
  events: (at, channel) => [
    { type: 'opened', channel, at, transport: 'websocket', url: `ws://shop.example/live/${channel}`, ...maker },
    { type: 'handshake', channel, at, status: 101, statusText: 'Switching Protocols', requestHeaders: [['Upgrade', 'websocket']], responseHeaders: [] },
    ...said.map(([isOut, data], index) => frame(channel, at + 1 + index, isOut ? 'out' : 'in', data)),
    ...(end === null ? [] : [{ type: 'closed' as const, channel, at: at + 10, ...end }]),
  ],
}));
const refusedSocket: fc.Arbitrary<Happened> = status.map((code) => ({
  events: (at, channel) => [
    { type: 'opened', channel, at, transport: 'websocket', url: `ws://shop.example/no/${channel}`, ...maker },
    { type: 'handshake', channel, at, status: code, statusText: '', requestHeaders: [['Upgrade', 'websocket']], responseHeaders: [] },
    { type: 'closed', channel, at: at + 2, code: null, reason: 'refused', clean: false },
  ],
}));
const refusal = fc.oneof(status.map((code) => ({ status: code, error: '' })), fc.constant({ status: 0, error: 'net::ERR_CONNECTION_REFUSED' }));
const body = fc.constantFrom(null, '{"code":1,"message":"Session ID unknown"}', 'Not Found', '<html>');
const poll = (channel: string, at: number, sid: string | null, fields: object): CaptureEvent[] => {
  const event = { type: 'poll' as const, channel, at, url: `http://${HOST}&transport=polling&t=${channel}${sid === null ? '' : `&sid=${sid}`}`, ...maker, status: 200, error: '', sent: null, received: null, ...fields };
  return [event];
};
const received = (data: string | null) => ({ received: data === null ? null : { data, binary: false, cut: 0 } });
const failed = (channel: string, at: number, sid: string | null, answer: { status: number; error: string }, said: string | null, hasHandshake: boolean): CaptureEvent[] => [
  ...poll(channel, at, sid, { ...answer, ...received(answer.status === 0 ? null : said) }),
  ...(hasHandshake ? [{ type: 'handshake' as const, channel, at, status: answer.status, statusText: answer.status === 0 ? answer.error : 'No', requestHeaders: [], responseHeaders: [['server', 'x'] as [string, string]] }] : []),
];
const refusedPoll: fc.Arbitrary<Happened> = fc.tuple(refusal, body, fc.boolean()).map(([answer, said, hasHandshake]) => ({ events: (at, channel) => failed(channel, at, null, answer, said, hasHandshake) }));
const pollingSession: fc.Arbitrary<Happened> = fc.tuple(fc.option(refusal), body).map(([end, said]) => ({
  events: (at, channel) => [
    ...poll(`${channel}a`, at, null, received(`0{"sid":"sid-${channel}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`)),
    ...poll(`${channel}b`, at + 2, `sid-${channel}`, { sent: { at: at + 1, data: '40', binary: false, cut: 0 }, ...received('ok') }),
    ...poll(`${channel}c`, at + 3, `sid-${channel}`, received('40{"sid":"s"}')),
    ...(end === null ? [] : failed(`${channel}d`, at + 5, `sid-${channel}`, end, said, true)),
  ],
}));

function captured(happened: readonly Happened[]): Entry[] {
  const entries: Entry[] = [];
  const capture = new PageCapture('t', (fact, at) => {
    const entry: Entry = { ...fact, source: 'tab:7', seq: entries.length, at };
    entries.push(entry);
    return entry;
  }, () => true);
  happened.forEach(({ events }, index) => capture.take('har', events(START + index * 1_000, `c${index}`), false));
  return entries;
}

/** How each socket stood and ended, in the order in which they were opened. */
function ends(entries: readonly Entry[]) {
  const begun = entries.filter((entry) => entry.kind === 'socket-opened').toSorted((a, b) => a.at - b.at);
  const ids = [...new Set(begun.map(({ socket }) => socket))];
  return ids.map((id) => {
    const of = entries.filter((entry) => 'socket' in entry && entry.socket === id);
    const closed = of.find((entry) => entry.kind === 'socket-closed');
    return {
      // A file also tells of the first good answer to a session's polls.
      statuses: of.flatMap((entry) => (entry.kind === 'socket-handshake' && entry.status !== 200 ? [entry.status] : [])),
      closed: closed === undefined ? null : { code: closed.code, reason: closed.reason, clean: closed.clean },
      packets: packetsOf(of).map(({ type, direction, text: said, transport }) => [type, direction, said, transport]),
    };
  });
}

describe('a HAR of ours', () => {
  it('says of any sockets what happened to them', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(plainSocket, refusedSocket, refusedPoll, pollingSession), { minLength: 1, maxLength: 5 }), async (happened) => {
        const entries = captured(happened);
        const file = await fileOf(writeHar, [shared(entries)]);
        const { recordings, problem } = await read(file);
        expect(problem).toBeNull();
        // Without the browser's log nobody knows of an answer but its status, and a file tells that of every poll that failed.
        const told = ends(entries).map((end) => ({ ...end, statuses: end.statuses.length === 0 && end.closed !== null ? [Number(/^HTTP (\d+)$/.exec(end.closed.reason)?.[1] ?? 0)] : end.statuses }));
        expect(ends(recordings[0]!.entries)).toEqual(told);
        // No session id is in the file that the page did not have.
        const ids = [...file.matchAll(/[?&]sid=([^&"]*)/g)].map(([, sid]) => sid!);
        for (const sid of ids) expect(JSON.stringify(entries)).toContain(sid);
      }),
    );
  });

  it('keeps a poll that failed with 404 as what it was', async () => {
    const entries = captured([{ events: (at, channel) => failed(channel, at, null, { status: 404, error: '' }, 'Not Found', true) }]);
    const har = JSON.parse(await fileOf(writeHar, [shared(entries)])) as Har;
    expect(har.log.entries).toHaveLength(1);
    expect(har.log.entries[0]).toMatchObject({ request: { method: 'GET', url: `http://${HOST}&transport=polling&t=c0` }, response: { status: 404, content: { text: 'Not Found' } } });
    expect((await opened(har)).entries.filter(({ kind }) => kind === 'socket-closed')).toHaveLength(1);
  });

  it('keeps our own connection apart from the page', async () => {
    const [own, page] = [conversation(SESSION, { source: 'default', socket: 'own' }), captured([{ events: (at, channel) => [{ type: 'opened', channel, at, transport: 'websocket', url: 'ws://shop.example/', ...maker }, frame(channel, at + 1, 'in', 'hello')] }])];
    const { recordings } = await read(await fileOf(writeHar, [shared(own), shared(page)]));
    expect(recordings.map(({ source }) => source)).toEqual(['connection', 'tab:0']);
    expect(packetsOf(recordings[0]!.entries).map(({ text: said, socket }) => [said, socket])).toEqual(packetsOf(own).map(({ text: said }) => [said, 'own']));
    expect(recordings[1]!.entries.map(({ kind }) => kind)).toEqual(['socket-opened', 'socket-handshake', 'packet']);
  });
});
