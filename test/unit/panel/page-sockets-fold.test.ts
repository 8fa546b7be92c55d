import { describe, expect, it } from 'vitest';
import { isPageWord } from '../../../src/panel/page-sockets/page-sockets-fold.ts';
import { acknowledged, closed, connect, fold, only, opened, packet, shook } from './page-entries.ts';

const OPEN = '0{"sid":"engine","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

describe('the sockets of a page', () => {
  it('are known by their handshake, their namespaces and their session ids', () => {
    const socket = only([
      opened(10, 'a'),
      packet(11, 'a', 'in', 'open', { text: OPEN }),
      connect(12, 'a'),
      connect(13, 'a', '/admin', 'admin-sid'),
      acknowledged(20, 'a', '/admin'),
    ]);
    expect(socket).toMatchObject({ engineSid: 'engine', pingInterval: 25_000, pingTimeout: 20_000, openedAt: 10, announced: true });
    expect([...socket.namespaces.values()]).toMatchObject([
      { name: '/', sid: 'sid-a', connectedAt: 12, acknowledgedAt: null },
      { name: '/admin', sid: 'admin-sid', connectedAt: 13, acknowledgedAt: 20 },
    ]);
  });

  it('of Socket.IO 2 are known by the engine’s session id', () => {
    const socket = only([
      opened(10, 'a', { protocol: 'socket.io-2' }),
      packet(11, 'a', 'in', 'open', { text: OPEN }),
      packet(12, 'a', 'in', 'connect', { namespace: '/', text: '40' }),
      packet(13, 'a', 'in', 'connect', { namespace: '/chat', text: '40/chat,' }),
    ]);
    expect([...socket.namespaces.values()].map(({ sid }) => sid)).toEqual(['engine', '/chat#engine']);
  });

  it.each([
    ['events and acknowledgements', [packet(1, 'a', 'in', 'event', { namespace: '/' }), packet(2, 'a', 'in', 'ack', { namespace: '/' })], { messages: 2, bytes: 20, heartbeats: 0 }],
    ['plain messages', [packet(1, 'a', 'in', 'text'), packet(2, 'a', 'in', 'json'), packet(3, 'a', 'in', 'binary')], { messages: 3, bytes: 30, heartbeats: 0 }],
    ['heartbeats apart', [packet(1, 'a', 'in', 'ping', { text: '2' }), packet(2, 'a', 'in', 'ping', { text: '2' })], { messages: 0, bytes: 20, heartbeats: 2 }],
    ['no probe of an upgrade', [packet(1, 'a', 'in', 'pong', { text: '3probe' })], { messages: 0, bytes: 10, heartbeats: 0 }],
    ['nothing that the engine says to itself', [packet(1, 'a', 'in', 'noop', { text: '6' })], { messages: 0, bytes: 10, heartbeats: 0 }],
  ])('count %s', (_what, facts, traffic) => {
    expect(only(facts).in).toEqual(traffic);
  });

  it.each(['in', 'out'] as const)('tell the gap between pings, which go %s', (direction) => {
    const ping = (at: number) => packet(at, 'a', direction, 'ping', { text: '2' });
    expect(only([ping(100)]).pingGap).toBeNull();
    expect(only([ping(100), packet(101, 'a', direction === 'in' ? 'out' : 'in', 'pong', { text: '3' }), ping(25_140)])).toMatchObject({ pingGap: 25_040, lastPingAt: 25_140 });
  });

  it('keep how they ended', () => {
    const socket = only([opened(1, 'a'), connect(2, 'a'), packet(3, 'a', 'in', 'disconnect', { namespace: '/' }), closed(4, 'a', { code: 1006, goodbye: 'server' })]);
    expect(socket.closed).toMatchObject({ at: 4, code: 1006, goodbye: 'server' });
    expect(socket.namespaces.get('/')?.left).toEqual({ at: 3, by: 'server' });
  });

  it('may be announced again when more is known, and stay captured by the hook', () => {
    const socket = only([opened(5, 'a'), opened(9, 'a', { via: 'har', madeBy: 'worker' })]);
    expect(socket).toMatchObject({ openedAt: 5, via: 'hook', madeBy: 'worker' });
  });

  it.each([
    ['of the hook alone', [opened(1, 'a'), shook(2, 'a')], true],
    ['of the hook whose opening the network log told first', [opened(1, 'a', { via: 'har' }), opened(2, 'a')], false],
    ['of the hook whose handshake the network log has told', [opened(1, 'a'), shook(2, 'a'), shook(3, 'a', { method: 'GET' })], false],
    ['that the network log says was refused', [opened(1, 'a'), shook(3, 'a', { method: 'GET', status: 0 })], false],
    ['of the network log', [opened(1, 'a', { via: 'har' })], false],
    ['whose beginning was not recorded', [packet(1, 'a', 'in', 'text')], false],
  ])('%s are the page’s word or not', (_what, facts, isWord) => {
    expect(isPageWord(only(facts))).toBe(isWord);
  });

  it('whose beginning was not recorded are there all the same', () => {
    expect(only([packet(7, 'a', 'in', 'text')])).toMatchObject({ announced: false, url: '', openedAt: 7 });
  });

  it('are bounded, and those that have ended make room first', () => {
    const facts = Array.from({ length: 600 }, (_, n) => opened(n, `s${n}`));
    const page = fold([...facts.slice(0, 10), closed(11, 's4'), ...facts.slice(10)]);
    expect(page.sockets).toHaveLength(500);
    expect(page.forgotten).toBe(100);
    expect(fold([...facts.slice(0, 500), closed(600, 's4'), ...facts.slice(500, 501)]).get('s4')).toBeUndefined();
  });

  it('of a million namespaces keep a few', () => {
    const facts = Array.from({ length: 1_000 }, (_, n) => connect(n, 'a', `/n${n}`));
    expect(only(facts).namespaces.size).toBe(50);
  });
});
