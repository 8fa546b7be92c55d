import { describe, expect, it } from 'vitest';
import type { Entry, EntryOf } from '../../../src/core/entries/entry.ts';
import { PAGE_GONE } from '../../../src/core/entries/why.ts';
import { refreshes, type BackgroundEntries } from '../../../src/panel/page-sockets/refreshes.ts';
import { verdict } from '../../../src/panel/page-sockets/verdict.ts';
import { connected as backgroundConnected, closed as backgroundClosed, log } from '../../support/facts.ts';
import { acknowledged, closed, connect, fold, navigated, opened, packet, recorded } from './page-entries.ts';

type Facts = Parameters<typeof fold>[0];

function background(facts: readonly (Parameters<typeof recorded>[0][number])[] = [{ ...backgroundConnected(), at: 0 }]): BackgroundEntries {
  const entries = recorded(facts) as Entry[];
  return {
    signals: entries.filter(({ kind }) => kind !== 'log'),
    logs: entries.filter((entry): entry is EntryOf<'log'> => entry.kind === 'log'),
  };
}

function told(facts: Facts, beside = background()) {
  const navigations = (recorded(facts) as Entry[]).filter((entry): entry is EntryOf<'navigation'> => entry.kind === 'navigation');
  const folded = fold(facts);
  return refreshes(navigations, folded.sockets, folded.documents, beside);
}

/** One refresh as it goes: the old socket ends, the extension hears of the navigation, the new socket connects. */
const once = (at: number, old: string, fresh: string): Facts => [
  closed(at, old),
  navigated(at + 30),
  opened(at + 80, fresh),
  connect(at + 112, fresh),
  acknowledged(at + 150, fresh),
];

const plain = { url: 'ws://chat.test/ws', protocol: 'websocket' } as const;

const handshake = (at: number, socket: string, status: number): Facts[number] => ({ kind: 'socket-handshake', at, socket, method: 'GET', status, statusText: '', requestHeaders: [], responseHeaders: [] });

const document = (at: number): Facts[number] => ({ kind: 'document', at, url: 'http://shop.test/', status: 200, headers: [], fromWorker: false });

const first: Facts = [navigated(0), opened(20, 'a'), connect(40, 'a'), acknowledged(60, 'a')];

describe('a refresh', () => {
  it('tells when the old socket ended, and when the new one connected and was acknowledged', () => {
    const [newest, oldest] = told([...first, ...once(5_000, 'a', 'b')]);
    expect(newest?.lines).toEqual([
      {
        address: 'shop.test/socket.io/',
        isSure: false,
        namespace: '/',
        ended: { at: 5_000, goodbye: 'none', code: 1001 },
        openedAt: 5_080,
        connectedAt: 5_112,
        acknowledgedAt: 5_150,
        gapMs: 112,
        logs: 0,
        background: 'unbroken',
      },
    ]);
    expect(oldest?.lines).toMatchObject([{ ended: null, connectedAt: 40, gapMs: null }]);
  });

  it.each<[string, Facts]>([
    ['before the extension hears of it', [...first, closed(5_000, 'a'), opened(5_040, 'b'), navigated(5_060), connect(5_070, 'b')]],
    ['after all else', [...first, closed(5_000, 'a'), opened(5_040, 'b'), connect(5_070, 'b'), navigated(5_090)]],
    ['before anything else', [...first, navigated(4_990), closed(5_000, 'a'), opened(5_040, 'b'), connect(5_070, 'b')]],
    ['long before anybody hears of it', [...first, closed(5_000, 'a', { code: null, reason: PAGE_GONE }), opened(5_040, 'b'), connect(5_070, 'b'), navigated(5_900)]],
    ['and its old end with a code is long before too', [...first, closed(5_000, 'a'), opened(5_040, 'b'), connect(5_070, 'b'), navigated(6_400)]],
    ['at the moment when the old one is found to be gone', [...first, closed(5_000, 'a', { code: null, reason: PAGE_GONE }), opened(5_000, 'b'), connect(5_070, 'b'), navigated(5_900)]],
    ['and the old end is noticed last', [...first, navigated(4_990), opened(4_995, 'b'), closed(5_000, 'a'), connect(5_070, 'b')]],
  ])('is told the same when the socket is back %s', (_when, facts) => {
    const [newest] = told(facts);
    expect(newest?.lines).toMatchObject([{ ended: { at: 5_000 }, connectedAt: 5_070, gapMs: 70 }]);
  });

  it('after refresh, every quarter of a second, is told for each', () => {
    const names = Array.from({ length: 31 }, (_, n) => `s${n}`);
    const facts = [navigated(0), opened(20, 's0'), connect(40, 's0'), ...names.slice(1).flatMap((name, n) => once(300 + n * 250, names[n]!, name))];
    const found = told(facts).slice(0, 30);
    expect(found.map(({ lines }) => lines.map(({ gapMs }) => gapMs))).toEqual(Array.from({ length: 30 }, () => [112]));
  });

  it('matches old and new by address and namespace, side by side', () => {
    const [newest] = told([
      ...first,
      connect(45, 'a', '/admin'),
      opened(50, 'x', plain),
      opened(51, 'y', plain),
      closed(5_000, 'a'),
      closed(5_001, 'x'),
      closed(5_002, 'y'),
      navigated(5_010),
      opened(5_100, 'b'),
      opened(5_190, 'x2', plain),
      handshake(5_200, 'x2', 101),
      opened(5_191, 'y2', plain),
      handshake(5_201, 'y2', 101),
      connect(5_150, 'b'),
      connect(5_180, 'b', '/admin'),
    ]);
    expect(newest?.lines.map(({ address, namespace, gapMs }) => [address, namespace, gapMs])).toEqual([
      ['shop.test/socket.io/', '/', 150],
      ['shop.test/socket.io/', '/admin', 180],
      ['chat.test/ws', null, 199],
      ['chat.test/ws', null, 199],
    ]);
  });

  it('takes what came to a host for what went from it, where the path is new each time', () => {
    const sockJs = (n: number) => ({ url: `ws://shop.test/sock/${n}/abc${n}/websocket`, protocol: 'websocket' }) as const;
    const lines = (facts: Facts) => told([navigated(0), ...facts])[0]?.lines.map(({ address, gapMs }) => [address, gapMs]);
    const before: Facts = [opened(20, 'a', sockJs(1)), handshake(30, 'a', 101), closed(5_000, 'a'), navigated(5_010)];
    const back = (name: string, n: number): Facts => [opened(5_050, name, sockJs(n)), handshake(5_060, name, 101)];
    expect(lines([...before, ...back('b', 2)])).toEqual([['shop.test/sock/2/abc2/websocket', 60]]);
    // Which of two came in the place of one, nobody can tell.
    expect(lines([...before, ...back('b', 2), ...back('c', 3)])?.map(([, gap]) => gap)).toEqual([null, null, null]);
    expect(lines([...before, opened(5_050, 'b', { ...sockJs(2), url: 'ws://other.test/' }), handshake(5_060, 'b', 101)])?.map(([, gap]) => gap)).toEqual([null, null]);
  });

  it('counts until the first attempt that connected', () => {
    const [newest] = told([...first, closed(5_000, 'a'), navigated(5_020), opened(5_080, 'b'), closed(5_100, 'b', { code: 1006 }), opened(6_100, 'c'), connect(6_140, 'c')]);
    expect(newest?.lines).toMatchObject([{ ended: { at: 5_000 }, gapMs: 1_140 }]);
  });

  it('takes the goodbye for the end', () => {
    const [newest] = told([...first, packet(4_990, 'a', 'out', 'disconnect', { namespace: '/' }), ...once(5_000, 'a', 'b')]);
    expect(newest?.lines).toMatchObject([{ ended: { at: 4_990, goodbye: 'client' }, gapMs: 122 }]);
  });

  it.each([
    ['a while before', { code: 4_001 }, 4_500, null],
    ['by the page as it goes', { code: 4_001 }, 4_970, 4_970],
    ['by the server, a while before', { code: 1_001, goodbye: 'server' } as const, 4_500, null],
  ])('ended a socket that was closed with a code %s, or did not', (_when, how, at, ended) => {
    const [newest] = told([...first, closed(at, 'a', how), navigated(5_000), opened(5_050, 'b'), connect(5_080, 'b')]);
    expect(newest?.lines[0]?.ended?.at ?? null).toBe(ended);
  });

  it.each<[string, Facts, number | null]>([
    ['not yet while nobody has answered', [opened(5_050, 'x', plain)], null],
    ['when it says something', [opened(5_050, 'x', plain), packet(5_055, 'x', 'in', 'text')], 5_050],
    ['when its handshake succeeds', [opened(5_050, 'x', plain), handshake(5_060, 'x', 101)], 5_060],
    ['never when that is refused', [opened(5_050, 'x', plain), handshake(5_060, 'x', 403), closed(5_061, 'x', { code: 1006 })], null],
    ['never when it ends at once', [opened(5_050, 'x', plain), closed(5_061, 'x', { code: 1006 })], null],
  ])('takes a plain socket to stand %s', (_when, facts, at) => {
    expect(told([navigated(5_000), ...facts])[0]?.lines[0]?.connectedAt).toBe(at);
  });

  it('does not take a socket that came back without one for its own', () => {
    const [newest] = told([...first, closed(2_000, 'a', { code: 1006 }), opened(3_000, 'b'), connect(3_020, 'b'), ...once(9_000, 'b', 'c')]);
    expect(newest?.lines).toMatchObject([{ ended: { at: 9_000 }, gapMs: 112 }]);
  });
});

describe('the verdict', () => {
  const refresh: Facts = [...first, ...once(5_000, 'a', 'b')];
  const line = (at: number) => ({ ...log('info'), at });
  const up = { ...backgroundConnected(), at: 0 };
  const down = { ...backgroundClosed(), at: 5_050 };

  it.each<[string, Facts, BackgroundEntries, string]>([
    ['an unbroken line', refresh, background([up, line(4_999), line(5_010), line(5_050), line(5_112), line(5_113)]), 'page socket back after 112 ms; 3 log lines arrived meanwhile; the background connection missed nothing'],
    ['one log line', refresh, background([up, line(5_010)]), 'page socket back after 112 ms; 1 log line arrived meanwhile; the background connection missed nothing'],
    ['a break at the same time', refresh, background([up, down]), 'page socket back after 112 ms; 0 log lines arrived meanwhile; the background connection dropped meanwhile, too'],
    ['no connection', refresh, background([up, { ...down, at: 900 }]), 'page socket back after 112 ms; the background connection was not connected'],
    ['no background connection at all', refresh, background([]), 'page socket back after 112 ms; the background connection was not connected'],
    ['a recording that begins later', refresh, background([navigated(5_031)]), 'page socket back after 112 ms; 0 log lines arrived meanwhile; the background connection missed nothing'],
    ['a page that opens none', [...first, closed(5_000, 'a'), navigated(5_030, { refresh: false })], background(), 'page socket gone; the new page has opened none'],
    ['a socket that does not connect', [...first, closed(5_000, 'a'), navigated(5_030), opened(5_080, 'b')], background(), 'page socket opened again, and is not connected'],
    ['a first load', first, background(), 'page socket connected; earlier sockets were not observed'],
    [
      'a page of which nothing was seen before DevTools was opened',
      [document(4_900), navigated(5_000), opened(5_050, 'b'), connect(5_080, 'b')],
      background(),
      'page socket connected; earlier sockets were not observed',
    ],
    [
      'a page that was seen from its beginning and opened none',
      [document(10), navigated(30), document(4_900), navigated(5_000), opened(5_050, 'b'), connect(5_080, 'b')],
      background(),
      'first socket of this page',
    ],
    [
      'a page that was loaded while nobody read the log',
      [navigated(30), document(4_900), navigated(5_000), opened(5_050, 'b'), connect(5_080, 'b')],
      background(),
      'page socket connected; earlier sockets were not observed',
    ],
  ])('on %s', (_what, facts, beside, words) => {
    expect(verdict(told(facts, beside)[0]!.lines[0]!)).toBe(words);
  });

  it('is bounded to the newest navigations', () => {
    const facts = Array.from({ length: 200 }, (_, n) => navigated(n * 1_000));
    const found = told(facts);
    expect(found).toHaveLength(50);
    expect(found[0]?.at).toBe(199_000);
  });
});
