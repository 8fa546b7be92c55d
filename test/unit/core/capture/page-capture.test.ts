import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABORTED, parseCaptureEvent, type CaptureEvent } from '../../../../src/core/contract/capture.ts';
import { parserOf } from '../../../../src/core/entries/packet-parser.ts';
import { PageCapture } from '../../../../src/core/capture/page-capture.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { Recording } from '../../../../src/core/session/recording.ts';
import { laneOf } from '../../../../src/core/entries/lanes.ts';

const WS = 'ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket';
const POLL = 'http://127.0.0.1:5552/socket.io/?EIO=4&transport=polling&t=a';
const OPEN = '0{"sid":"e1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

/** `beginAnew` ends the recording, as whoever clears it does; `adopt` goes on with what an earlier background has recorded. */
function capture(epoch = 't'): { page: PageCapture; entries: Entry[]; beginAnew: () => void; adopt: (former: readonly Entry[]) => void } {
  let recording = new Recording('tab:1', 0);
  const entries: Entry[] = [];
  const page = new PageCapture(epoch, (fact, at) => {
    const entry = recording.append(fact, at);
    entries.push(entry);
    return entry;
  }, (socket) => recording.isOpen(socket));
  const beginAnew = () => {
    recording = new Recording('tab:1', 0);
    entries.length = 0;
  };
  const adopt = (former: readonly Entry[]) => {
    recording.restore({ log: [], packet: [], signal: former.filter((entry) => laneOf(entry) === 'signal') });
    page.adopt(former);
  };
  return { page, entries, beginAnew, adopt };
}

const opened = (channel: string, url = WS, at = 0, madeBy: 'page' | 'worker' = 'page'): CaptureEvent => ({ type: 'opened', channel, at, transport: 'websocket', url, madeBy, maker: 'http://x/' });
const frame = (channel: string, data: string, direction: 'in' | 'out' = 'in', at = 1): CaptureEvent => ({ type: 'frame', channel, at, direction, data, binary: false, cut: 0, name: '' });
const closed = (channel: string, at = 9, code: number | null = 1006): CaptureEvent => ({ type: 'closed', channel, at, code, reason: '', clean: false });
const poll = (channel: string, url: string, received: string | null, sent: string | null = null, at = 1): CaptureEvent => ({
  type: 'poll',
  channel,
  at,
  url,
  madeBy: 'page',
  maker: 'http://x/',
  status: 200,
  error: '',
  sent: sent === null ? null : { at, data: sent, binary: false, cut: 0 },
  received: received === null ? null : { data: received, binary: false, cut: 0 },
});
const left = (at: number, since = at, staying: string[] = []): CaptureEvent => ({ type: 'left', channel: '', at, since, staying });
const handshake = (channel: string): CaptureEvent => ({ type: 'handshake', channel, at: 2, status: 101, statusText: 'Switching Protocols', requestHeaders: [], responseHeaders: [['server', 'x']] });

const story = (entries: readonly Entry[]) =>
  entries.map((entry) => {
    if (entry.kind === 'packet') return `${entry.socket} ${entry.direction} ${entry.type} ${entry.event}`.trim();
    if (entry.kind === 'socket-opened') return `${entry.socket} opened by ${entry.via}, ${entry.protocol}`;
    if (entry.kind === 'socket-closed') return `${entry.socket} closed ${entry.code}, goodbye ${entry.goodbye}`;
    return entry.kind === 'socket-handshake' ? `${entry.socket} handshake ${entry.status}` : entry.kind;
  });

describe('a recording that begins while sockets are open', () => {
  const begun = () => {
    const made = capture();
    made.page.take('hook', [opened('f1'), frame('f1', OPEN), opened('f2', 'ws://x/')], true);
    made.beginAnew();
    return made;
  };

  it('knows of one by what is said on it next', () => {
    const { page, entries } = begun();
    page.take('hook', [frame('f1', '2'), frame('f1', '3', 'out')], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in ping', 't-1 out pong']);
    expect(entries[0]).toMatchObject({ url: WS, channel: 'f1' });
  });

  it('has the end of one that came back', () => {
    const { page, entries } = begun();
    page.take('hook', [frame('f2', 'x'), closed('f2')], true);
    expect(story(entries)).toEqual(['t-2 opened by hook, websocket', 't-2 in text', 't-2 closed 1006, goodbye none']);
  });

  it('hears nothing of one that ends without another word, nor of what the network log has to tell late', () => {
    const { page, entries } = begun();
    page.take('har', [opened('h1'), handshake('h1')], true);
    page.take('hook', [closed('f1')], true);
    page.take('har', [left(20), opened('h2', 'ws://x/'), frame('h1', '2')], false);
    page.gone('f', 30);
    expect(story(entries)).toEqual([]);
  });
});

describe('a page’s WebSocket', () => {
  it('is a socket with its packets and its end', () => {
    const { page, entries } = capture();
    page.take('hook', [opened('f1'), frame('f1', OPEN), frame('f1', '40', 'out'), frame('f1', '42["chat","hi"]'), frame('f1', '41'), closed('f1')], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in open', 't-1 out connect', 't-1 in event chat', 't-1 in disconnect', 't-1 closed 1006, goodbye server']);
  });

  it('that spoke before anybody announced it is still shown', () => {
    const { page, entries } = capture();
    page.take('hook', [frame('f1', 'hello')], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, websocket', 't-1 in text']);
  });

  it('ends with its page, and only those of the frame that went', () => {
    const { page, entries } = capture();
    page.take('hook', [opened('a1'), opened('b1'), frame('a1', '1', 'out')], true);
    page.gone('a', 5);
    expect(story(entries).slice(3)).toEqual(['t-1 closed null, goodbye client']);
    expect(page.openChannel('t-1')).toBeNull();
    expect(page.openChannel('t-2')).toEqual({ channel: 'b1', url: WS });
  });
});

describe('a page that was loaded anew', () => {
  /** What an earlier background recorded of frame `a`, taken up by this one. */
  const adopted = () => {
    const earlier = capture('before');
    earlier.page.take('hook', [opened('a1', WS, 1)], true);
    const { page, entries, adopt } = capture();
    adopt(earlier.entries);
    return { page, entries };
  };

  it('ends what an earlier background left open in a frame that has no bridge, before its own first socket begins', () => {
    const { page, entries } = adopted();
    page.take('hook', [opened('b1', WS, 20), opened('b2', WS, 30)], true);
    page.loaded(['b'], 40);
    expect(story(entries).slice(2)).toEqual(['before-1 closed null, goodbye none']);
    expect(entries.at(-1)?.at).toBe(20);
    page.loaded(['b'], 50);
    expect(entries).toHaveLength(3);
  });

  it('ends it now where there is no socket yet', () => {
    const { page, entries } = adopted();
    page.loaded([], 40);
    expect(story(entries)).toEqual(['before-1 closed null, goodbye none']);
    expect(entries.at(-1)?.at).toBe(40);
  });

  it('leaves to its bridge what has one', () => {
    const { page, entries } = adopted();
    page.loaded(['a'], 40);
    expect(entries).toEqual([]);
    const { page: undisturbed, entries: told } = capture();
    undisturbed.take('hook', [opened('a1', WS, 1)], true);
    undisturbed.loaded([], 40);
    expect(story(told)).toEqual(['t-1 opened by hook, socket.io-4']);
  });
});

describe('a page that goes away', () => {
  it('ends its polling sessions too, and what was still under way belongs to them', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1'), frame('n1', OPEN), poll('p1', POLL.replace('5552', '5553'), OPEN)], false);
    page.take('har', [left(5)], false);
    page.take('har', [frame('n1', '42["late"]')], false);
    expect(story(entries).slice(4)).toEqual(['t-1 closed null, goodbye none', 't-2 closed null, goodbye none', 't-1 in event late']);
  });
});

describe('a page that is there before it is known that the last one went away', () => {
  it('keeps its sockets, whatever carries them', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1', WS, 1), opened('n2', 'ws://x/next', 7), poll('p1', POLL, OPEN, null, 8)], false);
    page.take('har', [left(10, 5, ['n2', 'p1']), poll('p2', POLL.replace('5552', '5553'), OPEN, null, 9)], false);
    expect(story(entries).filter((line) => line.includes(' closed '))).toEqual(['t-1 closed null, goodbye none']);
  });
});

describe('what is told of a page after it went away', () => {
  it('is a socket that has ended', () => {
    const { page, entries } = capture();
    page.take('har', [left(50)], false);
    page.take('har', [poll('p1', `${POLL}&sid=lost`, 'ok', '40', 20), opened('n1', WS, 60)], false);
    expect(story(entries).filter((line) => / opened | closed /.test(line))).toEqual(['t-1 opened by har, socket.io-4', 't-1 closed null, goodbye none', 't-2 opened by har, socket.io-4']);
  });
});

describe('polls and the WebSocket of one Engine.IO session', () => {
  it('are one socket', () => {
    const { page, entries } = capture();
    page.take('hook', [poll('p1', POLL, OPEN), poll('p2', `${POLL}&sid=e1`, 'ok', '40'), poll('p3', `${POLL}&sid=e1`, '40{"sid":"s"}'), opened('w1', `${WS}&sid=e1`), frame('w1', '2probe', 'out'), frame('w1', '3probe'), frame('w1', '5', 'out'), frame('w1', '42["a"]')], true);
    expect(new Set(story(entries).map((line) => line.split(' ')[0]))).toEqual(new Set(['t-1']));
    expect(story(entries)).toContain('t-1 in event a');
  });

  it('are one socket though the browser withheld the answer that named the session', () => {
    const { page, entries } = capture();
    const answered = (channel: string): CaptureEvent => ({ ...(handshake(channel) as Extract<CaptureEvent, { type: 'handshake' }>), status: 200 });
    page.take('har', [poll('p1', POLL, null), answered('p1'), poll('p2', `${POLL}&sid=e1`, 'ok', '40'), opened('w1', `${WS}&sid=e1`), frame('w1', '42["a"]')], false);
    expect(new Set(story(entries).map((line) => line.split(' ')[0]))).toEqual(new Set(['t-1']));
    expect(entries.map(({ kind }) => kind)).not.toContain('socket-closed');
    page.take('har', [poll('p3', `${POLL}&sid=e2`, 'ok', '40')], false);
    expect(story(entries).at(-1)).toBe('t-2 in reply');
  });

  it('of another server with the same session id are another socket', () => {
    const { page, entries } = capture();
    page.take('hook', [poll('p1', POLL, OPEN), poll('p2', `${POLL.replace('5552', '5553')}&sid=e1`, '42["a"]')], true);
    expect(story(entries).filter((line) => line.includes('opened'))).toHaveLength(2);
  });
});

describe('a poll that is answered with something else', () => {
  it('ends its socket, as the client gives it up', () => {
    const { page, entries } = capture();
    page.take('har', [poll('p1', POLL, '<!doctype html>', null, 2)], false);
    expect(entries.at(-1)).toMatchObject({ kind: 'socket-closed', reason: 'HTTP 200', clean: false, at: 2 });
  });

  it('but for one whose session has begun, which goes on', () => {
    const { page, entries } = capture();
    page.take('har', [poll('p1', POLL, OPEN), poll('p2', `${POLL}2&sid=e1`, 'ok', '40', 3), poll('p3', `${POLL}3&sid=e1`, '40{"sid":"s"}', null, 4)], false);
    expect(entries.some(({ kind }) => kind === 'socket-closed')).toBe(false);
  });

  it('nor one that was open before anybody looked', () => {
    const { page, entries } = capture();
    page.take('har', [poll('p1', `${POLL}&sid=e9`, '42["a"]')], false);
    expect(entries.some(({ kind }) => kind === 'socket-closed')).toBe(false);
  });
});

describe('a slow poll that the log tells of before the hook does', () => {
  it('is one socket', () => {
    const { page, entries } = capture();
    page.take('har', [{ ...opened('p1', POLL, 1_000), transport: 'polling' } as CaptureEvent], false);
    page.take('hook', [poll('h1', POLL, OPEN, null, 9_000)], true);
    page.take('har', [poll('p1', POLL, OPEN, null, 9_000)], true);
    page.settle(20_000);
    expect(story(entries).filter((line) => !line.includes('opened'))).toEqual(['t-1 in open']);
  });
});

describe('a poll that failed', () => {
  const failed = (channel: string, status: number, error: string): CaptureEvent => ({ ...(poll(channel, POLL, null) as Extract<CaptureEvent, { type: 'poll' }>), status, error });

  it.each([
    ['a refusal', 403, '', 'HTTP 403'],
    ['no answer', 0, 'net::ERR_CONNECTION_REFUSED', 'net::ERR_CONNECTION_REFUSED'],
  ])('ends its socket: %s', (_name, status, error, reason) => {
    const { page, entries } = capture();
    page.take('har', [failed('p1', status, error), handshake('p1')], false);
    expect(story(entries)).toEqual(['t-1 opened by har, socket.io-4', 't-1 closed null, goodbye none', 't-1 handshake 101']);
    expect(entries[1]).toMatchObject({ reason, clean: false });
  });

  it('is a row with its status and what the server said', () => {
    const { page, entries } = capture();
    page.take('hook', [{ ...failed('p1', 400, ''), received: { data: '"Not an accepted origin."', binary: false, cut: 0 } } as CaptureEvent], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in reply', 't-1 closed null, goodbye none']);
    expect(entries[1]).toMatchObject({ preview: 'HTTP 400: Not an accepted origin.', text: '"Not an accepted origin."' });
  });

  it('because the page gave it up tells nothing of the socket', () => {
    const { page, entries } = capture();
    page.take('hook', [poll('p1', POLL, OPEN), { ...failed('p2', 0, ABORTED), url: `${POLL}&sid=e1` } as CaptureEvent], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in open']);
  });
});

describe('a goodbye', () => {
  it.each([
    ['of the server that the client answers', ['in 41', 'out 1'], 'server'],
    ['of the client', ['out 41', 'out 1'], 'client'],
    ['of the server after the client left another namespace', ['out 41/admin,', 'in 41'], 'server'],
  ])('is whose it was: %s', (_name, said, goodbye) => {
    const { page, entries } = capture();
    const frames = said.map((line) => line.split(' ')).map(([direction, data]) => frame('f1', data!, direction as 'in' | 'out'));
    page.take('hook', [opened('f1'), frame('f1', OPEN), ...frames, closed('f1')], true);
    expect(entries.at(-1)).toMatchObject({ kind: 'socket-closed', goodbye });
  });
});

describe('a capture that follows one whose background was stopped', () => {
  it('knows the sockets that were left open, and goes on with them', () => {
    const before = capture();
    before.page.take('hook', [opened('f1'), frame('f1', OPEN), opened('f2', 'ws://x/plain'), closed('f2')], true);
    const after = capture();
    after.adopt(before.entries);
    after.page.take('hook', [frame('f1', '42["back"]')], true);
    expect(story(after.entries)).toEqual(['t-1 in event back']);
    expect(after.page.openChannel('t-1')).toEqual({ channel: 'f1', url: WS });
  });
});

describe('what both captures report', () => {
  it.each([
    ['the hook first', ['hook', 'har']],
    ['the network log first', ['har', 'hook']],
  ] as const)('is recorded once, and the handshake added: %s', (_name, order) => {
    const { page, entries } = capture();
    const events = { hook: [opened('h1'), frame('h1', OPEN), frame('h1', '42["a"]')], har: [opened('n1', WS, 100), handshake('n1'), frame('n1', OPEN), frame('n1', '42["a"]')] };
    for (const via of order) page.take(via, events[via], true);
    page.take('har', [frame('n1', '42["b"]')], true);
    page.take('hook', [frame('h1', '42["b"]', 'in', 10_000)], true);
    expect(story(entries).toSorted()).toEqual(['t-1 handshake 101', 't-1 in event a', 't-1 in event b', 't-1 in open', 't-1 opened by hook, socket.io-4']);
  });

  it('is told apart where a refused page tries again and again', () => {
    const { page, entries } = capture();
    page.take('hook', [opened('h1', WS, 0), closed('h1', 1_000), opened('h2', WS, 1_100), closed('h2', 1_105)], true);
    // The log does not know when an attempt began that came to nothing, but when it was over.
    page.take('har', [opened('n1', WS, 1_000), handshake('n1'), opened('n2', WS, 1_106), handshake('n2')], true);
    expect(story(entries).filter((line) => line.includes('handshake'))).toEqual(['t-1 handshake 101', 't-2 handshake 101']);
  });

  it('is recorded once where the log tells of it when its page has gone, and the hook with it', () => {
    const { page, entries } = capture();
    page.take('hook', [poll('p1', POLL, OPEN), poll('p2', `${POLL}&sid=e1`, '42["a"]')], true);
    page.gone('p', 5);
    page.take('har', [poll('n1', POLL, OPEN, null, 3), poll('n2', `${POLL}&sid=e1`, '42["a"]', null, 4), left(6), poll('n3', `${POLL}b`, OPEN.replace('e1', 'e2'), null, 300)], false);
    expect(story(entries).filter((line) => line.includes('opened'))).toEqual(['t-1 opened by hook, socket.io-4', 't-2 opened by har, socket.io-4']);
  });

  it('but what the hook does not report is taken from the network log: a worker at once, the rest after a while', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1', 'ws://x/worker', 0, 'worker'), frame('n1', 'w'), opened('n2', 'ws://x/page', 0), frame('n2', 'p')], true);
    expect(story(entries)).toEqual(['t-1 opened by har, websocket', 't-1 in text']);
    page.take('har', [frame('n1', 'later', 'in', 3_000)], true);
    expect(story(entries).filter((line) => line.startsWith('t-2'))).toEqual(['t-2 opened by har, websocket', 't-2 in text']);
  });
});

describe('a hook that a busy page keeps from telling', () => {
  it('goes on with the socket that the log told of at once, each frame once', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1', WS, 100), frame('n1', OPEN), frame('n1', '40', 'out')], false);
    page.take('hook', [opened('h1', WS, 90), frame('h1', OPEN), frame('h1', '40', 'out'), frame('h1', '40{"sid":"s"}')], true);
    page.take('har', [frame('n1', '40{"sid":"s"}')], true);
    page.take('hook', [frame('h1', '42["a"]'), closed('h1')], true);
    expect(story(entries)).toEqual([
      't-1 opened by har, socket.io-4',
      't-1 in open',
      't-1 out connect',
      't-1 opened by hook, socket.io-4',
      't-1 in connect',
      't-1 in event a',
      't-1 closed 1006, goodbye none',
    ]);
  });

  it('does not take a socket for its own that was there long before', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1', WS, 100)], false);
    page.take('hook', [opened('h1', WS, 5_000)], true);
    expect(story(entries)).toEqual(['t-1 opened by har, socket.io-4', 't-2 opened by hook, socket.io-4']);
  });

  it.each([['hook', 'har'], ['har', 'hook']] as const)('tells of each poll once, the %s first', (first, second) => {
    const { page, entries } = capture();
    const polls = [poll('a', POLL, OPEN), poll('b', `${POLL}b&sid=e1`, null, '40'), poll('c', `${POLL}c&sid=e1`, '40{"sid":"s"}')];
    page.take(first, polls, first === 'hook');
    page.take(second, polls, true);
    page.settle(5_000);
    expect(story(entries).filter((line) => !line.includes('opened'))).toEqual(['t-1 in open', 't-1 out connect', 't-1 in connect']);
  });
});

describe('what only the network log sees while the hook is on', () => {
  it('is told after a second, with or without more news', () => {
    const { page, entries } = capture();
    page.take('har', [opened('n1', 'ws://x/frame', 100), frame('n1', 'a')], true);
    expect([entries, page.isUndecided]).toEqual([[], true]);
    page.settle(1_100);
    expect([story(entries), page.isUndecided]).toEqual([['t-1 opened by har, websocket', 't-1 in text'], false]);
  });

  it('is no request that is under way, which the hook tells when it is over', () => {
    const { page, entries } = capture();
    page.take('har', [{ ...opened('n1', POLL, 100), transport: 'polling' } as CaptureEvent], true);
    page.settle(5_000);
    page.take('hook', [poll('h1', POLL, OPEN)], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in open']);
  });

  it('is no second connection of an EventSource', () => {
    const { page, entries } = capture();
    const sse = (channel: string, at: number): CaptureEvent => ({ type: 'opened', channel, at, transport: 'sse', url: 'http://x/events', madeBy: 'page', maker: 'http://x/' });
    page.take('hook', [sse('h1', 0), frame('h1', 'one'), frame('h1', 'two', 'in', 3_000)], true);
    page.take('har', [sse('n1', 5), frame('n1', 'one'), sse('n2', 2_900), frame('n2', 'two')], true);
    page.settle(9_000);
    expect(story(entries)).toEqual(['t-1 opened by hook, sse', 't-1 in text', 't-1 in text']);
  });
});

describe('a poll that the log says is redirected', () => {
  const FROM = 'http://127.0.0.1:5552/live/?EIO=4&transport=polling&t=';
  const TO = 'http://127.0.0.1:6000/live?EIO=4&transport=polling&t=';
  const led = (channel: string, location: string, at: number): CaptureEvent => ({ type: 'handshake', channel, at, status: 308, statusText: 'Permanent Redirect', requestHeaders: [], responseHeaders: [], location });
  const step = (channel: string, url: string, at: number, sent: string | null = null): CaptureEvent => ({ ...poll(channel, url, null, sent, at), status: 308 } as CaptureEvent);
  /** A session begins, and sends CONNECT: each request is redirected, and the one that follows carries the same body. */
  const told = [
    step('a', `${FROM}1`, 1), led('a', `${TO}1`, 1), poll('b', `${TO}1`, OPEN, null, 2),
    step('c', `${FROM}2&sid=e1`, 3, '40'), led('c', `${TO}2&sid=e1`, 3), poll('d', `${TO}2&sid=e1`, 'ok', '40', 3),
    step('e', `${FROM}3&sid=e1`, 4), led('e', `${TO}3&sid=e1`, 4), poll('f', `${TO}3&sid=e1`, '40{"sid":"s"}', null, 5),
  ];
  const said = ['t-1 in open', 't-1 out connect', 't-1 in reply', 't-1 in connect'];
  const packets = (entries: readonly Entry[]) => story(entries.filter(({ kind }) => kind === 'packet'));
  const socketsOf = (entries: readonly Entry[]) => [...new Set(entries.flatMap((entry) => ('socket' in entry ? [entry.socket] : [])))];

  it('goes on where it led, as one socket, and what was sent twice was said once', () => {
    const { page, entries } = capture();
    page.take('har', told, false);
    expect(packets(entries)).toEqual(said);
    expect(socketsOf(entries)).toEqual(['t-1']);
    expect(entries[0]).toMatchObject({ kind: 'socket-opened', url: `${FROM}1` });
  });

  it('in more than one step', () => {
    const { page, entries } = capture();
    page.take('har', [step('a', `${FROM}1`, 1), led('a', `${TO}1`, 1), step('b', `${TO}1`, 2), led('b', 'http://third/?EIO=4&transport=polling&t=1', 2), poll('c', 'http://third/?EIO=4&transport=polling&t=1', OPEN, null, 3)], false);
    expect(packets(entries)).toEqual(['t-1 in open']);
    expect(socketsOf(entries)).toEqual(['t-1']);
  });

  it('that is slow where it led is no second socket meanwhile', () => {
    const { page, entries } = capture();
    page.take('har', told.slice(0, 2), false);
    page.take('har', [{ ...opened('b', `${TO}1`, 2), transport: 'polling' } as CaptureEvent], false);
    page.take('har', told.slice(2, 3), false);
    expect(socketsOf(entries)).toEqual(['t-1']);
    expect(entries.filter(({ kind }) => kind === 'socket-opened')).toHaveLength(1);
  });

  it('to a page for people is refused there', () => {
    const { page, entries } = capture();
    page.take('har', [step('a', `${FROM}1`, 1), led('a', 'http://127.0.0.1:5552/login', 1), poll('b', 'http://127.0.0.1:5552/login', '<title>Sign in</title>', null, 2)], false);
    expect(socketsOf(entries)).toEqual(['t-1']);
    expect(entries.at(-1)).toMatchObject({ kind: 'socket-closed', reason: 'HTTP 200', clean: false });
  });

  it('is not told again where the log is late with the first step, or the hook with the whole', () => {
    const whole = poll('h1', `${FROM}1`, OPEN, null, 3_000);
    const late = capture();
    late.page.take('hook', [whole], true);
    late.page.take('har', told.slice(0, 3), true);
    late.page.settle(9_000);
    const early = capture();
    early.page.take('har', told.slice(0, 3), false);
    early.page.take('hook', [whole], true);
    for (const { entries } of [late, early]) {
      expect(packets(entries)).toEqual(['t-1 in open']);
      expect(socketsOf(entries)).toEqual(['t-1']);
    }
  });

  it('is the hook’s, to whom the browser gives the last answer alone', () => {
    const { page, entries } = capture();
    page.take('hook', [poll('h1', `${FROM}1`, OPEN, null, 2), poll('h2', `${FROM}2&sid=e1`, 'ok', '40', 3), poll('h3', `${FROM}3&sid=e1`, '40{"sid":"s"}', null, 5)], true);
    page.take('har', told, true);
    page.settle(5_000);
    expect(packets(entries)).toEqual(said);
    expect(socketsOf(entries)).toEqual(['t-1']);
    expect(entries.some((entry) => entry.kind === 'socket-handshake' && entry.location === `${TO}1`)).toBe(true);
  });
});

describe('a session that polls', () => {
  const failing = (): CaptureEvent[] => [poll('a', POLL, OPEN), opened('w', `${WS}&sid=e1`, 5), closed('w', 8)];

  it('goes on when the WebSocket fails that it was to move to', () => {
    const { page, entries } = capture();
    page.take('har', [...failing(), poll('b', `${POLL}b&sid=e1`, '42["a"]', null, 20)], false);
    expect(entries.find(({ kind }) => kind === 'socket-closed')).toMatchObject({ what: 'upgrade', code: 1006 });
    expect(story(entries).at(-1)).toBe('t-1 in event a');
    page.take('har', [left(30)], false);
    expect(entries.filter(({ kind }) => kind === 'socket-closed')).toHaveLength(2);
  });

  it('ends with the WebSocket that it has moved to', () => {
    const { page, entries } = capture();
    page.take('har', [poll('a', POLL, OPEN), opened('w', `${WS}&sid=e1`, 5), frame('w', '5', 'out'), closed('w', 8)], false);
    expect(entries.find(({ kind }) => kind === 'socket-closed')).not.toHaveProperty('what');
  });

  it.each<[string, Partial<Extract<CaptureEvent, { type: 'poll' }>>, object]>([
    ['given up by its page', { status: 0, error: ABORTED }, { reason: ABORTED, clean: null, blocked: null }],
    ['that the browser stopped', { status: 0, error: 'stoppedByBrowser', blocked: 'csp' }, { clean: false, blocked: 'csp' }],
    ['that was refused', { status: 404 }, { reason: 'HTTP 404', clean: false, blocked: null }],
  ])('and gets no answer ends: %s', (_how, changes, expected) => {
    const { page, entries } = capture();
    page.take('har', [{ ...opened('n1', POLL, 0), transport: 'polling' } as CaptureEvent, { ...poll('n1', POLL, null), ...changes } as CaptureEvent], false);
    expect(entries.map(({ kind }) => kind)).toEqual(['socket-opened', 'socket-closed']);
    expect(entries[1]).toMatchObject(expected);
  });
});

it('a socket that the document’s policy forbids ends blocked, and no other', () => {
  const { page, entries } = capture();
  page.take('hook', [opened('a1', 'ws://y/'), opened('a2', 'ws://x/a'), opened('a3', 'ws://x/a'), frame('a3', 'open already')], true);
  page.take('hook', [{ type: 'violation', channel: '', at: 5, document: 'http://x/', directive: 'connect-src', blockedUrl: 'ws://x/a' }], true);
  expect(entries.slice(-2)).toMatchObject([{ kind: 'violation' }, { kind: 'socket-closed', socket: 't-2', blocked: 'csp' }]);
});

it('the handshake of the log stands before what a page knows of it', () => {
  const { page, entries } = capture();
  const bare: CaptureEvent = { ...(handshake('h1') as Extract<CaptureEvent, { type: 'handshake' }>), responseHeaders: [] };
  page.take('hook', [opened('h1'), bare], true);
  page.take('har', [opened('n1'), handshake('n1')], true);
  page.take('hook', [bare], true);
  expect(entries.flatMap((entry) => (entry.kind === 'socket-handshake' ? [entry.responseHeaders.length] : []))).toEqual([0, 1]);
});

describe('whatever a page reports', () => {
  it('never throws, and every frame is in a packet or the next', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(OPEN, '42["a",1]', '451-["f",{"_placeholder":true,"num":0}]', '3probe', '\u001e', 'b4AQID'));
    const event = fc.oneof(
      fc.constantFrom('a1', 'a2', 'b1').map((channel) => opened(channel)),
      fc.tuple(fc.constantFrom('a1', 'a2', 'b1'), text, fc.constantFrom<'in' | 'out'>('in', 'out')).map(([channel, data, direction]) => frame(channel, data, direction)),
      fc.constantFrom('a1', 'a2').map((channel) => closed(channel)),
      text.map((data) => poll('p', POLL, data)),
    );
    fc.assert(fc.property(fc.array(event), fc.constantFrom<'hook' | 'har'>('hook', 'har'), fc.boolean(), (events, via, hookOn) => {
      const { page, entries } = capture();
      page.take(via, events, hookOn);
      page.take(via, [left(10)], hookOn);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index));
    }));
  });

  it('is parsed first', () => fc.assert(fc.property(fc.anything(), (value) => void parseCaptureEvent(value))));
});

describe('what a page’s socket speaks', () => {
  const eio = WS.replace('socket.io', 'eio');

  it('is said again where its first message tells otherwise, before that message', () => {
    const { page, entries } = capture();
    page.take('hook', [opened('f1', eio), frame('f1', OPEN), frame('f1', '4hello', 'out'), frame('f1', '42["a"]')], true);
    expect(story(entries)).toEqual(['t-1 opened by hook, socket.io-4', 't-1 in open', 't-1 opened by hook, engine.io-4', 't-1 out text', 't-1 in text']);
    const other = capture();
    other.page.take('har', [opened('n1', WS.replace('socket.io', 'engine.io')), frame('n1', OPEN), frame('n1', '40', 'out'), frame('n1', '42["tick"]')], false);
    expect(story(other.entries)).toEqual(['t-1 opened by har, engine.io-4', 't-1 in open', 't-1 opened by har, socket.io-4', 't-1 out connect', 't-1 in event tick']);
  });

  it('is known to the background that follows, and to the WebSocket that follows its polls', () => {
    const before = capture('before');
    before.page.take('hook', [poll('p1', POLL.replace('socket.io', 'eio'), OPEN), poll('p2', `${POLL.replace('socket.io', 'eio')}&sid=e1`, 'ok', '4hello'), opened('f1', `${eio}&sid=e1`)], true);
    expect(story(before.entries).at(-1)).toBe('before-1 opened by hook, engine.io-4');
    const after = capture();
    after.adopt(before.entries);
    after.page.take('hook', [frame('f1', '42["a"]')], true);
    expect(story(after.entries)).toEqual(['before-1 in text']);
  });

  it('may be socket.io-json-parser’s form', () => {
    const { page, entries } = capture();
    page.take('hook', [opened('f1'), frame('f1', OPEN), frame('f1', '4{"type":0,"nsp":"/"}', 'out'), frame('f1', '4{"type":2,"data":["a",1],"id":3,"nsp":"/"}'), frame('f1', '4{"type":3,"data":[],"id":3,"nsp":"/"}', 'out')], true);
    expect(story(entries).slice(2)).toEqual(['t-1 out connect', 't-1 in event a', 't-1 out ack']);
    expect(entries.at(-1)).toMatchObject({ answers: { seq: 3 } });
    expect(entries.flatMap((entry) => (entry.kind === 'packet' ? [parserOf(entry)] : []))).toEqual([null, 'json', 'json', 'json']);
  });
});
