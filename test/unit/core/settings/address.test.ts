import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placedAt, readAddress, type Address } from '../../../../src/core/settings/address.ts';
import { nameAt } from '../../../../src/core/settings/profile-name.ts';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';

const plain = (url: string): Address => ({ url, path: null, namespace: null, query: {} });

describe('an address as people type it', () => {
  it.each([
    ['http://127.0.0.1:5552', 'http://127.0.0.1:5552'],
    ['5552', 'http://localhost:5552'],
    [':5552', 'http://localhost:5552'],
    [' 5552/ ', 'http://localhost:5552'],
    ['localhost:3000', 'http://localhost:3000'],
    ['example.org', 'http://example.org'],
    ['//example.org', 'http://example.org'],
    ['127.0.0.1', 'http://127.0.0.1'],
    ['[::1]:5552', 'http://[::1]:5552'],
    ['wss://example.org', 'https://example.org'],
    ['"http://localhost:3000",', 'http://localhost:3000'],
    ['<http://localhost:3000>', 'http://localhost:3000'],
    ['http：//127.0.0.1：5552', 'http://127.0.0.1:5552'],
    ['ｌｏｃａｌｈｏｓｔ：３０００', 'http://localhost:3000'],
    ['localhost。example：80', 'http://localhost.example'],
    ['http://my_host:80', 'http://my_host'],
    ['http://bücher.example', 'http://xn--bcher-kva.example'],
    ['http://localhost:3000/#/chat', 'http://localhost:3000'],
    ['http://localhost:3000/?EIO=4&transport=polling&t=abc', 'http://localhost:3000'],
  ])('%j is %s', (text, url) => expect(readAddress(text)).toEqual({ outcome: 'read', address: plain(url) }));

  it.each<[string, Partial<Address>]>([
    ['ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket&sid=abc', { url: 'http://127.0.0.1:5552', path: '/socket.io' }],
    ['https://x.example/api/live/?EIO=4&transport=websocket', { url: 'https://x.example', path: '/api/live' }],
    ['x.example/app/socket.io', { url: 'http://x.example', path: '/app/socket.io' }],
    ['5552/socket.io/', { url: 'http://localhost:5552', path: '/socket.io' }],
    ['http://x.example/?token=a%20b&room=1', { url: 'http://x.example', query: { token: 'a b', room: '1' } }],
    ['wss://x.example/socket.io/?token=a&EIO=4&transport=websocket', { url: 'https://x.example', path: '/socket.io', query: { token: 'a' } }],
  ])('%s says more than the server', (text, address) => expect(readAddress(text)).toEqual({ outcome: 'read', address: { ...plain(''), ...address } }));

  it('with a path that may be two things asks, and takes the answer', () => {
    expect(readAddress('host:3000/admin/')).toEqual({ outcome: 'undecided', path: '/admin', address: plain('http://host:3000') });
    expect(readAddress('host:3000/admin', 'namespace')).toEqual({ outcome: 'read', address: { ...plain('http://host:3000'), namespace: '/admin' } });
    expect(readAddress('host:3000/admin', 'path')).toEqual({ outcome: 'read', address: { ...plain('http://host:3000'), path: '/admin' } });
    expect(readAddress('host:3000/admin', 'neither')).toEqual({ outcome: 'read', address: plain('http://host:3000') });
  });

  it.each([
    ['', 'empty'], ['  ', 'empty'], ['http://', 'invalid'], ['http://exa mple', 'invalid'], [';\\', 'invalid'], ['http://a;b.example', 'invalid'], ['127.0.0.1:99999', 'invalid'], ['99999', 'invalid'], ['3232235777', 'invalid'],
    ['ftp://x.example', 'scheme'], ['javascript:alert(1)', 'scheme'], ['chrome://extensions', 'scheme'], ['http://me:secret@x.example', 'credentials'],
  ])('%j is refused: %s', (text, why) => expect(readAddress(text)).toMatchObject({ outcome: 'refused', why }));

  it('of any kind never throws, and what is read is read as itself again', () =>
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.string({ unit: 'binary' })), (text) => {
      const read = readAddress(text, 'neither');
      if (read.outcome === 'read') expect(readAddress(read.address.url)).toEqual({ outcome: 'read', address: plain(read.address.url) });
    })));
});

it('leaves of a profile what it does not say', () => {
  const profile = { ...defaultProfile('a'), path: '/live', namespace: '/chat', query: { room: '1' } };
  expect(placedAt(profile, plain('http://b'))).toEqual({ ...profile, url: 'http://b' });
  expect(placedAt(profile, { url: 'http://b', path: '/p', namespace: null, query: { room: '2', x: 'y' } })).toMatchObject({ url: 'http://b', path: '/p', namespace: '/chat', query: { room: '2', x: 'y' } });
});

describe('the name of a profile at another address', () => {
  it.each([
    ['127.0.0.1:7002', 'http://127.0.0.1:7002', 'http://127.0.0.1:7007', '127.0.0.1:7007'],
    ['Shop', 'http://127.0.0.1:7002', 'http://127.0.0.1:7007', 'Shop'],
    ['Local server', 'http://127.0.0.1:5552', 'http://localhost:3000', 'Local server'],
    ['Local server', 'http://127.0.0.1:5552', 'https://live.example', 'live.example'],
    ['127.0.0.1:7002', 'http://127.0.0.1:7002', 'http://127.0.0.1:7002', '127.0.0.1:7002'],
  ])('%s, from %s to %s, is %s', (name, from, to, expected) => expect(nameAt({ name, url: from }, to)).toBe(expected));
});
