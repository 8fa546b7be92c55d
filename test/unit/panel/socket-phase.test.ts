import { describe, expect, it } from 'vitest';
import type { EntryOf, PageState } from '../../../src/core/entries/entry.ts';
import { PAGE_GONE } from '../../../src/core/entries/why.ts';
import { phaseOf, type SocketPhase } from '../../../src/panel/page-sockets/socket-phase.ts';
import { closed, fold, opened, packet } from './page-entries.ts';

type Facts = Parameters<typeof fold>[0];

const plain = { url: 'ws://chat.test/ws', protocol: 'websocket' } as const;
const poll = { url: 'http://shop.test/socket.io/?EIO=4&transport=polling', protocol: 'socket.io-4' } as const;
const shook = (status: number, changes: Partial<EntryOf<'socket-handshake'>> = {}): Facts[number] => ({
  kind: 'socket-handshake', at: 20, socket: 'a', method: 'GET', status, statusText: '', requestHeaders: [], responseHeaders: [], ...changes,
});
const page = (state: PageState, at = 50): Facts[number] => ({ kind: 'page-state', at, document: 'http://shop.test/', state });
const ended = (reason: string, changes: Partial<EntryOf<'socket-closed'>> = {}) => closed(30, 'a', { code: null, reason, ...changes });

describe('a socket is', () => {
  it.each<[SocketPhase, string, Facts]>([
    ['connecting', 'before any answer', [opened(10, 'a', plain)]],
    ['connecting', 'as a poll that sent and was not answered', [opened(10, 'a', poll), packet(11, 'a', 'out', 'connect', { transport: 'polling' })]],
    ['connecting', 'as a poll whose answer nobody can read', [opened(10, 'a', poll), packet(11, 'a', 'in', 'malformed', { transport: 'polling' })]],
    ['open', 'after its handshake', [opened(10, 'a', plain), shook(101)]],
    ['open', 'once something came', [opened(10, 'a', poll), packet(11, 'a', 'in', 'open', { transport: 'polling' })]],
    ['open', 'once something left by WebSocket', [opened(10, 'a', plain), packet(11, 'a', 'out', 'text')]],
    ['open', 'where the recording began later', [packet(11, 'a', 'in', 'malformed')]],
    ['open', 'though its upgrade failed', [opened(10, 'a', poll), packet(11, 'a', 'in', 'open'), shook(400), closed(30, 'a', { what: 'upgrade' })]],
    ['frozen', 'in a frozen page', [opened(10, 'a', plain), shook(101), page('frozen')]],
    ['cached', 'in a cached page', [opened(10, 'a', plain), shook(101), page('cached')]],
    ['cached', 'in a cached page that seemed to have gone', [opened(10, 'a', plain), shook(101), ended(PAGE_GONE), page('cached')]],
    ['open', 'in a page that goes on', [opened(10, 'a', plain), shook(101), page('frozen'), page('resumed', 60)]],
    ['connecting', 'in a new document at the address of a cached one', [page('cached', 5), opened(10, 'a', plain)]],
    ['unfollowed', 'of which nobody tells any more', [opened(10, 'a', plain), shook(101), ended('captureStopped', { clean: null })]],
    ['unfollowed', 'that was connecting then', [opened(10, 'a', plain), ended('extensionRestarted', { clean: null })]],
    ['closed', 'whose server gives such a reason', [opened(10, 'a', plain), shook(101), closed(30, 'a', { code: 4000, reason: 'captureStopped' })]],
    ['closed', 'whose server says that the page has gone, which is cached', [opened(10, 'a', plain), shook(101), closed(30, 'a', { code: 4000, reason: PAGE_GONE }), page('cached')]],
    ['blocked', 'what the browser stopped', [opened(10, 'a', plain), ended('net::ERR_UNSAFE_PORT', { blocked: 'unsafe-port' })]],
    ['refused', 'what was answered with a status', [opened(10, 'a', plain), shook(403), ended('Unexpected response code: 403')]],
    ['refused', 'what was redirected', [opened(10, 'a', plain), shook(302), ended('')]],
    ['refused', 'what nobody listens for', [opened(10, 'a', plain), ended('net::ERR_CONNECTION_REFUSED')]],
    ['refused', 'a poll with a bad status', [opened(10, 'a', poll), ended('HTTP 404')]],
    ['failed', 'what no certificate allows', [opened(10, 'a', plain), ended('net::ERR_CERT_AUTHORITY_INVALID')]],
    ['failed', 'what ended before it was open', [opened(10, 'a', plain), closed(30, 'a', { code: 1006 })]],
    ['closed', 'a poll whose good answer the browser did not give, in a page that was left', [opened(10, 'a', poll), shook(200), ended(PAGE_GONE, { clean: null })]],
    ['refused', 'a WebSocket that was answered like any other request', [opened(10, 'a', plain), shook(200), ended('')]],
    ['closed', 'what had been open', [opened(10, 'a', plain), shook(101), closed(30, 'a', { code: 1006 })]],
    ['closed', 'what was left while it was connecting', [opened(10, 'a', plain), ended(PAGE_GONE, { clean: null })]],
  ])('%s: %s', (phase, _when, facts) => {
    const told = fold(facts);
    expect(phaseOf(told.get('a')!, told.stateOfPage(told.get('a')!))).toBe(phase);
  });
});
