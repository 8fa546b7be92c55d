import { describe, expect, it } from 'vitest';
import { closingOf, joinedNamespaces, targetOf, usualNamespace } from '../../../src/panel/compose/targets.ts';
import type { PageNamespace, PageSocket } from '../../../src/panel/page-sockets/page-sockets-fold.ts';

const namespace = (name: string, changes: Partial<PageNamespace> = {}): PageNamespace => ({ name, sid: 's', connectedAt: 1, acknowledgedAt: null, left: null, refused: '', ...changes });
/** A socket of which only its namespaces are looked at. */
const socketIn = (...joined: PageNamespace[]) => ({ id: 'a', url: 'ws://a.example/socket.io/', namespaces: new Map(joined.map((each) => [each.name, each])) }) as unknown as PageSocket;
const left = { at: 2, by: 'server' } as const;

describe('the namespace of a message', () => {
  it.each([
    ['the only one that the page is in', [namespace('/orders')], '/orders', ['/orders']],
    ['/ where the page is in it', [namespace('/orders'), namespace('/')], '/', ['/orders', '/']],
    ['the first of several', [namespace('/orders'), namespace('/chat')], '/orders', ['/orders', '/chat']],
    ['none that the page has left or was refused', [namespace('/', { left }), namespace('/admin', { refused: 'no' }), namespace('/chat')], '/chat', ['/chat']],
    ['/ where nothing is known', [], '/', []],
  ])('through a page’s socket is %s', (_, joined, usual, choices) => {
    const socket = socketIn(...joined);
    expect(usualNamespace(targetOf(socket), socket, '/of-the-profile')).toBe(usual);
    expect(joinedNamespaces(socket)).toEqual(choices);
  });

  it('on the background connection is the profile’s', () => {
    expect(usualNamespace({ kind: 'background' }, null, '/of-the-profile')).toBe('/of-the-profile');
    expect(joinedNamespaces(null)).toEqual([]);
  });
});

describe('the end of a socket that a message went through', () => {
  const closed = (at: number, changes: Partial<NonNullable<PageSocket['closed']>> = {}) => ({ at, code: 1005, reason: '', clean: true, goodbye: 'none', blocked: null, ...changes }) as const;
  it.each([
    ['at once, by the server', closed(1_002), false, { afterMs: 2, by: 'server' }],
    ['with a goodbye of the server', closed(1_002, { clean: false, goodbye: 'server' }), false, { afterMs: 2, by: 'server' }],
    ['by the page', closed(1_002, { goodbye: 'client' }), false, { afterMs: 2, by: 'other' }],
    ['by the network', closed(1_002, { code: 1006, clean: false }), false, { afterMs: 2, by: 'other' }],
    ['later, of which it says nothing', closed(5_000), false, null],
    ['later, while an answer was awaited', closed(5_000), true, { afterMs: 4_000, by: 'server' }],
    ['a moment before the clock says that it was sent', closed(999), false, { afterMs: 0, by: 'server' }],
    ['not at all', null, true, null],
  ])('%s', (_, how, awaited, expected) => expect(closingOf(how, 1_000, awaited)).toEqual(expected));
});
