/** A healthy server behind a load balancer that knows sessions by a cookie, as Socket.IO's documentation advises. */
import { afterEach, describe, expect, it } from 'vitest';
import { Cookies } from '../../../scripts/probe/cookies.ts';
import { startHaproxy } from '../../servers/haproxy.ts';
import { startServer } from '../../servers/node-server.ts';
import { startRoundRobin } from '../../servers/round-robin.ts';
import { probed } from '../../support/probed.ts';
import { disconnectAll, recordedConnection } from '../../support/recorded-connection.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await disconnectAll();
  for (const close of closers.splice(0)) await close();
});

async function startTwo(): Promise<number[]> {
  const servers = [await startServer(), await startServer()];
  closers.unshift(async () => Promise.all(servers.map(async (server) => server.close())));
  return servers.map(({ url }) => Number(new URL(url).port));
}

async function startBalanced(): Promise<string> {
  const proxy = await startHaproxy(await startTwo());
  closers.unshift(async () => proxy.close());
  return proxy.url;
}

describe('behind HAProxy with a cookie', () => {
  it('the question whether one session lasts is asked as a client would ask it', async () => {
    const { to } = await probed(await startBalanced());
    expect(to('polling')[0]).toMatchObject({ outcome: 'answered', status: 200 });
    expect(to('sticky')[0]).toMatchObject({ outcome: 'answered', status: 200, body: 'ok' });
  });

  it.each([{ transports: ['polling'] as const }, { transports: ['polling', 'websocket'] as const }])('a connection stands by $transports, and nothing is wrong with it', async ({ transports }) => {
    const connection = recordedConnection(await startBalanced(), { transports: [...transports] });
    await connection.connect();
    await connection.reaches('acknowledged', ({ ack }) => ack.state === 'acknowledged');
    connection.sendHeartbeat();
    await connection.reaches('a round trip', ({ heartbeat }) => heartbeat.lastMs !== null);
    expect(connection.of('connect-failed')).toEqual([]);
    expect(connection.view().findings).toEqual([]);
  });
});

it('behind one without a cookie, the session is lost as before', async () => {
  const proxy = await startRoundRobin(await startTwo());
  closers.unshift(async () => proxy.close());
  const { to } = await probed(proxy.url);
  expect(to('sticky')[0]).toMatchObject({ outcome: 'answered', status: 400 });
});

describe('the cookies of a client', () => {
  it('go to whoever set them alone, and as long as they are valid', () => {
    const cookies = new Cookies();
    cookies.keep('http://a.example/socket.io/', ['affinity=a; Path=/', 'other=1; Path=/elsewhere', 'old=1; Max-Age=0', 'secret=1; Secure; Path=/', 'foreign=1; Domain=b.example', 'nonsense', '']);
    expect(cookies.headers('http://a.example/socket.io/')).toEqual({ cookie: 'affinity=a' });
    expect(cookies.headers('ws://a.example/socket.io/')).toEqual({ cookie: 'affinity=a' });
    expect(cookies.headers('http://b.example/socket.io/')).toEqual({});
    expect(new Cookies().headers('http://a.example/socket.io/')).toEqual({});
  });
});
