import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import { pageServers, profileFor, serverAt, serverText } from '../../../../src/panel/inspected/page-servers.ts';
import type { TrafficEntry } from '../../../../src/core/entries/lanes.ts';
import { closed, opened, packet, recorded } from '../page-entries.ts';

const servers = (facts: Parameters<typeof recorded>[0], loadedAt = 0) => pageServers(recorded(facts) as TrafficEntry[], loadedAt);
const url = (at: string) => ({ url: at });
const connects = (at: number, socket: string, namespace: string, payload = '') =>
  packet(at, socket, 'out', 'connect', { namespace, text: `40${namespace === '/' ? '' : `${namespace},`}${payload}` });

describe('the servers of a page', () => {
  it('are where its sockets go, not where it came from', () => {
    const found = servers([opened(1, 'a', url('ws://localhost:4000/api/live/?EIO=4&transport=websocket&sid=x')), connects(2, 'a', '/chat', '{"token":"t"}')]);
    expect(found).toEqual({ plain: [], servers: [{ url: 'http://localhost:4000', path: '/api/live', namespace: '/chat', query: {}, auth: { token: 't' }, parser: 'default', missing: [] }] });
    expect(serverText(found.servers[0]!)).toBe('localhost:4000/api/live /chat');
  });

  it('are one for each namespace, each once, the newest socket first', () => {
    const found = servers([
      opened(1, 'a', url('ws://old.test/socket.io/?EIO=4')), connects(2, 'a', '/'),
      opened(3, 'b', url('wss://new.test/socket.io/?EIO=4')), connects(4, 'b', '/'), connects(5, 'b', '/admin'),
      opened(6, 'c', url('wss://new.test/socket.io/?EIO=4&transport=polling')), connects(7, 'c', '/'),
    ]);
    expect(found.servers.map(serverText)).toEqual(['new.test', 'new.test /admin', 'old.test']);
  });

  it('are those of open sockets, where there are any', () => {
    const facts = [opened(1, 'a', url('ws://a.test/socket.io/')), closed(2, 'a'), opened(3, 'b', url('ws://b.test/socket.io/'))];
    expect(servers(facts).servers.map(serverText)).toEqual(['b.test']);
    expect(servers([...facts, closed(4, 'b')]).servers.map(serverText)).toEqual(['b.test', 'a.test']);
    expect(servers([...facts, closed(4, 'b')], 3).servers.map(serverText)).toEqual(['b.test']);
  });

  it('have what a query says, but for secrets that were left out', () => {
    const [server] = servers([opened(1, 'a', url('ws://a.test/socket.io/?EIO=4&room=1&token=(redacted)')), connects(2, 'a', '/', '{"password":"(redacted)"}')]).servers;
    expect(server).toMatchObject({ query: { room: '1' }, auth: null, missing: ['auth', 'query.token'] });
  });

  it('speak msgpack where the page does', () => {
    const binary = 'hKR0eXBlAKNuc3ChL6RkYXRhwKJpZNQAAA==';
    const [server] = servers([opened(1, 'a'), packet(2, 'a', 'out', 'connect', { namespace: '/', binary })]).servers;
    expect(server).toMatchObject({ parser: 'msgpack' });
  });

  it('are none where all sockets are plain, and say so', () => {
    expect(servers([opened(1, 'a', { url: 'ws://a.test/ws?x=1', protocol: 'websocket' }), opened(2, 'b', { url: 'http://a.test/events', protocol: 'sse' })])).toEqual({
      servers: [],
      plain: ['a.test/events', 'a.test/ws'],
    });
    expect(servers([])).toEqual({ servers: [], plain: [] });
  });

  it('are found among what a page made up', () => expect(servers([opened(1, 'a', url('nonsense')), opened(2, 'b', url('ftp://x')), connects(3, 'zzz', '/')])).toEqual({ servers: [], plain: [] }));
});

it('finds the profile of a server, or makes one', () => {
  const known = { ...defaultProfile('known'), url: 'https://a.example' };
  expect(profileFor(serverAt('https://a.example'), [known], 'new')).toEqual({ profile: known, isNew: false });
  expect(profileFor(serverAt('http://b.example:81'), [known], 'new')).toMatchObject({ isNew: true, profile: { id: 'new', name: 'b.example:81', url: 'http://b.example:81' } });
  expect(profileFor({ ...serverAt('https://a.example'), namespace: '/chat' }, [known], 'new')).toMatchObject({ isNew: true, profile: { name: 'a.example/chat', namespace: '/chat' } });
});
