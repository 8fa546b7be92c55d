import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../scripts/probe/options.ts';

describe('the address of a probe', () => {
  it.each<[string[], object]>([
    [['http://127.0.0.1:5552'], { url: 'http://127.0.0.1:5552', path: '/socket.io', namespace: '/', query: {} }],
    [['5552'], { url: 'http://localhost:5552' }],
    [['localhost:5552/admin'], { url: 'http://localhost:5552', path: '/socket.io', namespace: '/admin' }],
    [['ws://127.0.0.1:5552/live/?EIO=4&transport=websocket&sid=abc&token=t'], { url: 'http://127.0.0.1:5552', path: '/live', namespace: '/', query: { token: 't' } }],
    [['https://shop.example/api/socket.io/'], { url: 'https://shop.example', path: '/api/socket.io' }],
    [['https://shop.example/live', '--namespace', '/admin'], { url: 'https://shop.example', path: '/live', namespace: '/admin' }],
    [['https://shop.example/admin', '--path', '/live'], { path: '/live', namespace: '/admin' }],
    [['http：//127.0.0.1：5552'], { url: 'http://127.0.0.1:5552' }],
  ])('%j', (args, expected) => {
    expect(readOptions(args)!.profile).toMatchObject(expected);
  });
});

it('a probe takes the names of a server’s events', () => {
  const { events } = readOptions(['5552', '--ack-event', 'ready', '--log-event', 'line', '--heartbeat-event', 'beat'])!.profile;
  expect(events).toMatchObject({ ack: 'ready', log: 'line', heartbeat: 'beat' });
});
