/** What the network log of a real Chromium comes to, read at once or bit by bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCaptureEvent, type CaptureEvent } from '../../../../src/core/contract/capture.ts';
import { HarReader } from '../../../../src/core/capture/har-events.ts';
import { eventsOf, message, NOW, ofUrl, only, pollEntry, read, socketEntry, START } from '../../devtools/har-samples.ts';
import recorded from '../../devtools/recorded-logs.json';

describe('a recorded log', () => {
  const events = read(recorded.sockets);

  it('has every socket, and who made it', () => {
    const opened = only(events, 'opened').map(({ transport, url, madeBy, maker }) => [transport, url, madeBy, maker].join(' '));
    const [page, frame, other] = ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000/frame', 'http://localhost:5000/xframe'];
    expect(opened.toSorted()).toEqual([
      `sse http://127.0.0.1:5000/sse page ${page}`,
      `sse http://127.0.0.1:5000/sse?end page ${page}`,
      `websocket ws://127.0.0.1:1/none page ${page}`,
      `websocket ws://127.0.0.1:5000/closing page ${page}`,
      `websocket ws://127.0.0.1:5000/inframe frame ${frame}`,
      `websocket ws://127.0.0.1:5000/inxframe frame ${other}`,
      `websocket ws://127.0.0.1:5000/killed page ${page}`,
      `websocket ws://127.0.0.1:5000/main?q=1 page ${page}`,
      `websocket ws://127.0.0.1:5000/pageclosed page ${page}`,
      `websocket ws://127.0.0.1:5000/refuse page ${page}`,
      `websocket ws://127.0.0.1:5000/worker worker http://127.0.0.1:5000/worker.js`,
      `websocket ws://127.0.0.1:5000/xworker worker http://localhost:5000/worker2.js`,
    ]);
  });

  it('has the frames of a socket in order, with its handshake before and its end after them', () => {
    const told = ofUrl(events, '/main?q=1');
    // The third message is a binary one without bytes, as the log has of a Blob.
    expect(told.map(({ type }) => type)).toEqual(['opened', 'handshake', 'frame', 'frame', 'gap', ...Array.from({ length: 8 }, () => 'frame'), 'closed']);
    expect(only(told, 'gap')).toMatchObject([{ frames: 1, why: 'blobUnseen' }]);
    expect(only(told, 'frame').map(({ direction, binary, data }) => [direction, binary, data].join(' '))).toEqual([
      'out false hÃ©llo',
      'out true AQL/',
      'out false ',
      'out false \uFFFDx',
      'in false hello /main',
      'in false hÃ©llo',
      'in true AQL/',
      'in true YmxvYg==',
      'in false ',
      'in false \uFFFDx',
    ]);
    expect(told.at(-1)).toMatchObject({ at: Date.parse('2026-11-23T06:50:38.655Z') + 0.474, code: null, clean: null });
    expect(new Set(only(told, 'frame').map(({ at }) => Math.floor(at / 1000)))).toEqual(new Set([1795416635, 1795416636]));
  });

  it('has headers, but not their secrets', () => {
    const handshake = only(ofUrl(events, '/closing'), 'handshake')[0]!;
    expect(handshake).toMatchObject({ status: 101, statusText: 'Switching Protocols' });
    expect(handshake.requestHeaders).toContainEqual(['Cookie', '(left out)']);
    expect(handshake.requestHeaders).toContainEqual(['Sec-WebSocket-Key', '(left out)']);
    expect(handshake.requestHeaders).toContainEqual(['Sec-WebSocket-Protocol', 'p1']);
    expect(handshake.responseHeaders).toContainEqual(['Upgrade', 'websocket']);
  });

  it('leaves open what is open', () => {
    const closed = new Set(only(events, 'closed').map(({ channel }) => channel));
    const open = only(events, 'opened').filter(({ channel }) => !closed.has(channel));
    expect(open.map(({ url }) => url.replace(/.*\//, '')).toSorted()).toEqual(['inframe', 'inxframe', 'sse', 'sse?end', 'worker', 'xworker']);
  });

  it('has the status of a refused handshake, and why a socket that never was could not be', () => {
    const refused = ofUrl(events, '/refuse');
    expect(refused.map(({ type }) => type)).toEqual(['opened', 'handshake', 'closed']);
    expect(refused[1]).toMatchObject({ status: 403, requestHeaders: expect.arrayContaining([['Upgrade', 'websocket']]) });
    expect(refused[2]).toMatchObject({ clean: false, reason: expect.stringMatching(/Unexpected response code: 403/) });
    const none = ofUrl(events, '/none');
    expect(none.map(({ type }) => type)).toEqual(['opened', 'handshake', 'closed']);
    expect(none[1]).toMatchObject({ status: 0, statusText: expect.stringContaining('net::ERR_') });
    // The browser counts the time of this one from its own start, so that now is all there is.
    expect(none.map(({ at }) => at)).toEqual([NOW, NOW, NOW]);
    expect(none[2]).toMatchObject({ reason: 'Error in connection establishment: net::ERR_UNSAFE_PORT' });
  });

  it('has Server-Sent Events with their names', () => {
    expect(only(ofUrl(events, '/sse?end'), 'frame').map(({ name, data, direction }) => [name, data, direction])).toEqual([
      ['hi', 'first', 'in'],
      ['', '{"n":1}', 'in'],
      ['', '{"n":2}', 'in'],
    ]);
  });

  it('has polls of every kind once they are over, and sockets of makers without a document of their own', () => {
    const told = read(recorded.polls);
    const polls = only(told, 'poll').map(({ url, sent, madeBy }) => [/[?&]j=/.test(url) ? 'jsonp' : 'xhr', madeBy, sent?.data ?? ''].join(' '));
    expect(polls).toEqual([
      'xhr page ',
      'xhr page 58:42["echo",{"b":{"0":1,"1":2,"2":255,"3":200},"s":"größe"}]',
      'jsonp page ',
      'jsonp page d=28%3A42%5B%22echo%22%2C%22jsonp+%5C%22gr%C3%B6%C3%9Fe%5C%22%22%5D',
      'jsonp page ',
      'xhr page ',
    ]);
    const makers = Object.fromEntries(only(told, 'opened').map(({ url, madeBy }) => [url.replace(/.*\//, ''), madeBy]));
    expect(makers).toEqual({ aboutblank: 'page', srcdoc: 'frame', blobworker: 'worker', modworker: 'worker', afterfetch: 'page' });
  });

  it.each(Object.entries(recorded))('of %s is within the contract', (_name, log) => {
    for (const event of read(log)) expect(parseCaptureEvent(event)).toEqual(event);
  });
});

describe('reading again', () => {
  it('tells the same in all, wherever the log was read before, and nothing twice', () => {
    const entries = [...recorded.sockets.entries, ...recorded.polls.entries] as unknown as Record<string, unknown>[];
    const whole = { pages: recorded.sockets.pages, entries };
    // A place in the log for each earlier reading: so many entries, each with so many of its messages, the last still open.
    const cut = fc.record({ entries: fc.nat(entries.length), messages: fc.nat(12), waiting: fc.boolean() });
    const upTo = ({ entries: count, messages, waiting }: { entries: number; messages: number; waiting: boolean }) => ({
      pages: whole.pages,
      entries: entries.slice(0, count).map((entry) => {
        const isSocket = Array.isArray(entry['_webSocketMessages']);
        const list = isSocket ? '_webSocketMessages' : '_eventSourceMessages';
        const all = (entry[list] ?? []) as { type?: string }[];
        if (all.some(({ type }) => type === 'error')) return entry;
        const answered = isSocket || !waiting;
        const response = answered ? entry['response'] : { status: 0, headers: [] };
        return { ...entry, timings: { receive: 0 }, response, ...(all.length > 0 ? { [list]: all.slice(0, answered ? messages : 0) } : {}) };
      }),
    });
    // Who made a socket is told as well as it was known when the socket was first seen.
    const inOrder = (events: readonly CaptureEvent[]) => {
      const channels = new Map<string, object[]>();
      // That a request or a worker's script is slow to be answered is told while it is, and not afterwards.
      const isOfNow = (event: CaptureEvent) => (event.type === 'opened' && event.transport === 'polling') || (event.type === 'gap' && event.frames === 0);
      const lasting = events.filter((event) => !isOfNow(event));
      for (const event of lasting) channels.set(event.channel, [...(channels.get(event.channel) ?? []), { ...event, madeBy: '', maker: '' }]);
      return channels;
    };
    const expected = inOrder(read(whole));
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 4 }), (cuts) => {
        const sorted = cuts.toSorted((a, b) => a.entries - b.entries || a.messages - b.messages);
        let messages = 0;
        const reader = new HarReader();
        const told = sorted.flatMap((place) => eventsOf(reader.read(upTo({ ...place, messages: (messages = Math.max(messages, place.messages)) }), NOW)));
        told.push(...eventsOf(reader.read(whole, NOW)), ...eventsOf(reader.read(whole, NOW)));
        expect(inOrder(told)).toEqual(expected);
      }),
    );
  });

  it('ends a channel when the browser says that its request is over, be it in the log, gone from it or new', () => {
    const entry = (count: number, receive = 0) => socketEntry({ messages: Array.from({ length: count }, (_, index) => message(`${index}`)), receive });
    const reader = new HarReader();
    reader.read({ entries: [entry(2)] }, NOW);
    const rest = reader.readEnded(entry(3, 5), NOW).events;
    expect(rest.map(({ type }) => type)).toEqual(['frame', 'closed']);
    expect(reader.readEnded(entry(3, 5), NOW).events).toEqual([]);
    expect(reader.read({ entries: [entry(3, 5)] }, NOW).events).toEqual([]);
    const fresh = new HarReader().readEnded(entry(3, 5), NOW).events;
    expect(fresh.map(({ type }) => type)).toEqual(['opened', 'handshake', 'frame', 'frame', 'frame', 'closed']);
  });

  it('ends what a left page had open, and hears nothing of it any more', () => {
    const reader = new HarReader();
    const entries = [socketEntry({ key: 'a' }), socketEntry({ key: 'b', receive: 3 }), { ...pollEntry(), response: { status: 0 } }];
    const opened = only(reader.read({ entries }, NOW).events, 'opened');
    reader.leavePage(NOW, 'http://127.0.0.1/');
    const asked = Date.parse(START) + 40;
    const early = socketEntry({ key: 'c', start: new Date(asked + 10).toISOString() });
    const fresh = { entries: [early], pages: [{ title: 'http://127.0.0.1/', startedDateTime: new Date(asked).toISOString() }] };
    const [next, shook, left] = reader.read(fresh, NOW + 5).events;
    expect(next).toMatchObject({ type: 'opened', at: asked + 10 });
    expect(shook).toMatchObject({ type: 'handshake' });
    expect(left).toEqual({ type: 'left', channel: '', at: NOW, since: asked, staying: [next!.channel] });
    const late = socketEntry({ key: 'a', messages: [message('late')], receive: 9 });
    expect(opened).toHaveLength(2);
    expect([...reader.read({ entries: [late] }, NOW).events, ...reader.readEnded(late, NOW).events]).toEqual([]);
  });

  it('are told apart by their start where the browser preserves its log', () => {
    const reader = new HarReader();
    const old = socketEntry({ key: 'a' });
    reader.read({ entries: [old] }, NOW);
    reader.leavePage(NOW, 'http://127.0.0.1/');
    const asked = Date.parse(START) + 1;
    const pages = [{ startedDateTime: START }, { startedDateTime: new Date(asked).toISOString() }];
    const { events } = reader.read({ entries: [old, socketEntry({ key: 'b', start: new Date(asked).toISOString() })], pages }, NOW);
    expect(only(events, 'left')).toMatchObject([{ since: asked, staying: [only(events, 'opened')[0]!.channel] }]);
  });

  it('keeps apart what begins in the same millisecond at the same address', () => {
    const source = { ...pollEntry(), _resourceType: 'eventsource', _eventSourceMessages: [] };
    const twice = { entries: [source, source, socketEntry({ key: 'a' }), socketEntry({ key: 'b' })] };
    const reader = new HarReader();
    expect(new Set(only(reader.read(twice, NOW).events, 'opened').map(({ channel }) => channel)).size).toBe(4);
    expect(reader.read(twice, NOW).events).toEqual([]);
  });

  it('gives a channel the same name whoever reads', () => {
    const names = () => only(read(recorded.sockets), 'opened').filter(({ url }) => !url.endsWith('none')).map(({ channel }) => channel);
    expect(names()).toEqual(names());
  });
});
