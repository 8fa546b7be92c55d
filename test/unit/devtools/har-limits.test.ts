/** The bodies that a network log has of polls, and what no log can do: it tells of pages that may be hostile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABORTED, FRAME_LIMIT, parseCaptureEvent, STAYING_LIMIT } from '../../../src/core/contract/capture.ts';
import { HarReader, REMEMBERED } from '../../../src/core/capture/har-events.ts';
import { eventsOf, message, NOW, only, pollEntry, read, socketEntry, START } from './har-samples.ts';
import recorded from './recorded-logs.json';

describe('bodies', () => {
  it.each([
    ['text', '', 'größe', { data: 'größe', binary: false, cut: 0 }],
    ['base64', 'base64', 'AQX/', { data: 'AQX/', binary: true, cut: 0 }],
    ['nothing', '', '', null],
    ['text that is too long', '', `${'x'.repeat(FRAME_LIMIT)}ö`, { data: 'x'.repeat(FRAME_LIMIT), binary: false, cut: 2 }],
    ['half a pair at the limit', '', `${'x'.repeat(FRAME_LIMIT - 1)}😀`, { data: 'x'.repeat(FRAME_LIMIT - 1), binary: false, cut: 4 }],
    ['base64 that is too long', 'base64', `${'A'.repeat(FRAME_LIMIT)}AQX/AQ==`, { data: 'A'.repeat(FRAME_LIMIT), binary: true, cut: 4 }],
  ])('of answers: %s', (_name, encoding, body, received) => {
    const [told] = only(eventsOf(new HarReader().read({ entries: [pollEntry()] }, NOW), body, encoding), 'poll');
    expect(told).toMatchObject({ received });
  });

  it.each([
    ['of an answer to a request that sent nothing', undefined, { status: 200 }, 1],
    ['of an answer to a request that sent something', { mimeType: 'text/plain', text: '40' }, { status: 200 }, 0],
    ['of a refusal', undefined, { status: 502 }, 0],
    ['of a request that the page gave up', undefined, { status: 0, _error: 'net::ERR_ABORTED' }, 0],
  ])('that the browser does not give are said to be missing: %s', (_name, postData, response, gaps) => {
    const told = read({ entries: [pollEntry(postData, { response: { headers: [], ...response } })] });
    expect(only(told, 'gap').map(({ why }) => why)).toEqual(Array.from({ length: gaps }, () => 'pollBodyWithheld'));
  });

  it.each([
    ['text', { mimeType: 'text/plain;charset=UTF-8', text: '40\uFFFD' }, [{ type: 'poll', sent: { at: Date.parse(START), data: '40\uFFFD', binary: false, cut: 0 } }]],
    ['binary that survived', { mimeType: 'application/octet-stream', text: '\u0001\u0005' }, [{ type: 'poll', sent: { data: 'AQU=', binary: true, cut: 0 } }]],
    ['binary that did not', { mimeType: 'application/octet-stream', text: '\u0001\uFFFD' }, [{ type: 'gap', frames: 1 }, { type: 'poll', sent: null }]],
    ['none', undefined, [{ type: 'gap' }, { type: 'poll', sent: null }]],
  ])('of requests: %s', (_name, postData, expected) => {
    expect(read({ entries: [pollEntry(postData)] })).toMatchObject(expected);
  });

  it.each([
    ['an answer that the browser kept from the page', { status: 200, statusText: 'OK', _error: 'net::ERR_FAILED' }, { status: 0, error: 'net::ERR_FAILED' }, { status: 200, statusText: 'OK' }],
    ['no answer', { status: 0, statusText: '', _error: 'net::ERR_CONNECTION_REFUSED' }, { status: 0, error: 'net::ERR_CONNECTION_REFUSED' }, { status: 0, statusText: 'net::ERR_CONNECTION_REFUSED' }],
    ['a refusal', { status: 403, statusText: 'Forbidden' }, { status: 403, error: '' }, { status: 403, statusText: 'Forbidden' }],
    ['a request that the page gave up', { status: 0, statusText: '', _error: 'net::ERR_ABORTED' }, { status: 0, error: ABORTED }, null],
  ])('are told as the page got them, with what the browser knows: %s', (_name, response, poll, handshake) => {
    const told = new HarReader().readEnded({ ...pollEntry(), response: { headers: [], ...response } }, NOW);
    expect(eventsOf(told)).toMatchObject([{ type: 'poll', ...poll }, ...(handshake === null ? [] : [{ type: 'handshake', ...handshake }])]);
  });

  it.each([
    ['a preflight', { ...pollEntry(), _resourceType: 'preflight' }],
    ['another request', { ...pollEntry(), request: { method: 'GET', url: 'http://127.0.0.1:5000/?transport=polling', headers: [] } }],
  ])('are not looked for in %s', (_name, entry) => {
    expect(read({ entries: [entry] })).toEqual([]);
  });
});

describe('whatever a log may hold', () => {
  it('never throws and never leaves the contract', () => {
    const field = fc.constantFrom(
      '_resourceType', 'request', 'response', 'url', 'method', 'headers', 'name', 'value', 'status', 'startedDateTime', 'time', 'timings', 'receive',
      '_initiator', 'stack', 'callFrames', 'parent', '_webSocketMessages', '_eventSourceMessages', 'data', 'type', 'opcode', 'postData', 'text', '__proto__',
    );
    const leaf = fc.oneof(
      fc.constantFrom('websocket', 'eventsource', 'xhr', 'ws://a/b', 'http://a/socket.io/?EIO=4&transport=polling', 'sec-websocket-key', START, 'send', 'error'),
      fc.string(), fc.double(), fc.constantFrom(8.64e15, -8.64e15, 1e300), fc.constant(null), fc.boolean(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(field, tie('value'), { maxKeys: 8 })),
    }));
    const near = recorded.sockets.entries.map((entry) => fc.record({ spoilt: fc.dictionary(field, value, { maxKeys: 3 }) }).map(({ spoilt }) => ({ ...entry, ...spoilt })));
    fc.assert(
      fc.property(fc.oneof(value, fc.record({ entries: fc.array(fc.oneof(value, ...near)), pages: value })), (log) => {
        const reader = new HarReader();
        const told = [...eventsOf(reader.read(log, NOW)), ...eventsOf(reader.readEnded(log, NOW))];
        reader.leavePage(NOW, 'http://127.0.0.1/');
        for (const event of [...told, ...eventsOf(reader.read(log, NOW))]) {
          expect(parseCaptureEvent(event)).toEqual(event);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cuts what is longer than the contract allows', () => {
    const long = 'x'.repeat(20_000);
    const entry = socketEntry({ url: `ws://127.0.0.1/${long}`, messages: [message('y'.repeat(FRAME_LIMIT + 3)), { type: 'error', time: 1, data: long }], receive: 1 });
    const headers = Array.from({ length: 300 }, () => ({ name: long, value: long }));
    const events = read({ entries: [{ ...entry, request: { ...entry.request, headers: [...entry.request.headers, ...headers] }, _initiator: { url: long } }] });
    expect(events.map(({ type }) => type)).toEqual(['opened', 'handshake', 'frame', 'closed']);
    for (const event of events) expect(parseCaptureEvent(event)).toEqual(event);
    expect(only(events, 'frame')[0]!.cut).toBe(3);
  });

  it('does not make it remember more than its share, nor tell anything twice', () => {
    const start = Date.parse(START);
    const count = REMEMBERED + 100;
    const entries = Array.from({ length: count }, (_, index) => socketEntry({ key: `${index}`, start: new Date(start + index).toISOString() }));
    const reader = new HarReader();
    const events = reader.read({ entries }, NOW).events;
    expect(only(events, 'opened')).toHaveLength(count);
    expect(only(events, 'closed')).toHaveLength(100);
    expect(reader.read({ entries }, NOW).events).toEqual([]);
    reader.leavePage(NOW, 'http://127.0.0.1/');
    const [left] = only(reader.read({ entries }, NOW).events, 'left');
    expect(left!.staying).toHaveLength(STAYING_LIMIT);
    expect(parseCaptureEvent(left)).toEqual(left);
  });

  it('says whether it has the messages of WebSockets once it has a WebSocket', () => {
    const supported = (...entries: unknown[]) => {
      const reader = new HarReader();
      reader.read({ entries }, NOW);
      return reader.supported;
    };
    expect(supported()).toBeNull();
    expect(supported(pollEntry())).toBeNull();
    expect(supported(socketEntry())).toBe(true);
    expect(supported({ ...socketEntry(), _webSocketMessages: undefined })).toBe(false);
  });
});
