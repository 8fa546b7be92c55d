import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ProfileChanges } from '../../support/profile.ts';
import { disconnectAll, recordedConnection, type RecordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';
import { startFaultProxy, type FaultMode, type FaultProxy } from '../../servers/fault-proxy.ts';
import { startServer, type ServerSetup, type TestServer } from '../../servers/node-server.ts';

const closers: (() => Promise<void>)[] = [];

async function serve(setup: ServerSetup = {}): Promise<TestServer> {
  const server = await startServer(setup);
  closers.unshift(async () => server.close());
  return server;
}

async function serveThrough(mode: FaultMode, setup: ServerSetup = {}): Promise<{ server: TestServer; proxy: FaultProxy }> {
  const server = await serve(setup);
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } });
  closers.unshift(async () => proxy.close());
  await proxy.setMode(mode);
  return { server, proxy };
}

afterEach(async () => {
  await disconnectAll();
  for (const close of closers.splice(0)) await close();
});

describe('a transport that fails', () => {
  it('falls back to polling at once when the upgrade is refused', async () => {
    const { proxy } = await serveThrough({ kind: 'refuse-upgrade' });
    const connection = recordedConnection(proxy.url);
    await connection.connect();
    const view = await connection.reaches('connected', ({ phase }) => phase === 'connected');
    expect(view.transport).toBe('polling');
    expect(connection.of('connect-failed')).toEqual([]);
  });

  it('falls back to polling at once when the upgrade closes before the handshake', async () => {
    const { proxy } = await serveThrough({ kind: 'close-after-upgrade' });
    const connection = recordedConnection(proxy.url, { timings: { connectTimeoutMs: 20_000 } });
    await connection.connect();
    const view = await connection.reaches('connected', ({ phase }) => phase === 'connected', 5_000);
    expect(view.transport).toBe('polling');
  });

  it.each([['hang-upgrade'], ['silent-upgrade']] as const)('begins with polling after the connect timeout with %s', async (kind) => {
    const { proxy } = await serveThrough({ kind });
    const connection = recordedConnection(proxy.url);
    await connection.connect();
    const view = await connection.reaches('connected', ({ phase }) => phase === 'connected');
    expect(view.transport).toBe('polling');
    expect(connection.of('connect-failed')).toMatchObject([{ message: 'timeout' }]);
    expect(connection.of('policy')).toMatchObject([{ action: 'polling-first' }]);
    expect(connection.of('opening').map(({ transports }) => transports[0])).toEqual(['websocket', 'polling']);
  });

  it('works by polling alone, ping by ping', async () => {
    const server = await serve({ transports: ['polling'], pingInterval: 300, pingTimeout: 200 });
    const connection = recordedConnection(server.url);
    await connection.connect();
    const view = await connection.reaches('pings', ({ ping }) => ping.count >= 4);
    expect(view).toMatchObject({ phase: 'connected', transport: 'polling', connects: 1 });
  });
});

describe('a server that cannot be reached', () => {
  it('is retried with the report’s backoff, counted and announced', async () => {
    const { server, proxy } = await serveThrough({ kind: 'refuse' });
    const connection = recordedConnection(proxy.url, { timings: { reconnectDelayMs: 100, reconnectDelayMaxMs: 300 } });
    await connection.connect();
    const view = await connection.reaches('the fourth attempt', ({ attempt, nextAttemptAt }) => attempt === 4 && nextAttemptAt !== null);
    expect(view.phase).toBe('reconnecting');
    expect(view.findings.map(({ id }) => id)).toEqual(['server-unreachable']);
    expect(connection.of('retrying').map(({ delayMs }) => delayMs)).toEqual([100, 200, 300, 300]);
    for (const [index, retrying] of connection.of('retrying').slice(0, 3).entries()) {
      const opening = connection.of('opening')[index + 1]!;
      expect(opening.attempt).toBe(retrying.attempt);
      expect(Math.abs(opening.at - retrying.dueAt)).toBeLessThan(150);
    }
    await proxy.setMode({ kind: 'pass' });
    const back = await connection.reaches('back', ({ ack }) => ack.state === 'acknowledged');
    expect(back).toMatchObject({ attempt: 0, why: null, findings: [] });
    expect(server.maxLive).toBe(1);
  });

  it('is given up after as many attempts as the profile allows', async () => {
    const { proxy } = await serveThrough({ kind: 'refuse' });
    const connection = recordedConnection(proxy.url, { timings: { reconnectDelayMs: 100, reconnectDelayMaxMs: 100, reconnectAttempts: 2 } });
    await connection.connect();
    const view = await connection.reaches('failed', ({ phase }) => phase === 'failed');
    expect(view).toMatchObject({ wanted: false, why: expect.objectContaining({ code: 'gaveUp', facts: { count: 2 } }) });
    expect(connection.of('opening')).toHaveLength(3);
  });

  it.each<[string, ProfileChanges]>([
    ['with polling', {}],
    ['by websocket alone, through a probe', { transports: ['websocket'] }],
  ])('answers 500 and is retried after one second, %s', async (_name, changes) => {
    const { proxy } = await serveThrough({ kind: 'status', status: 500, body: 'AssertionError: write() before start_response' });
    const connection = recordedConnection(proxy.url, { ...changes, timings: { reconnectDelayMs: 3_000, reconnectDelayMaxMs: 5_000 } });
    await connection.connect();
    await connection.reaches('the verdict', () => connection.of('policy').length > 0);
    expect(connection.of('policy')[0]).toMatchObject({ action: 'retry-soon' });
    expect(connection.of('retrying').at(-1)).toMatchObject({ delayMs: 1_000 });
    await proxy.setMode({ kind: 'pass' });
    await connection.reaches('connected', ({ phase }) => phase === 'connected', 2_500);
  });

  it.each<[string, (connection: RecordedConnection) => Promise<void>]>([
    ['the user disconnects', async (connection) => connection.disconnect()],
    ['it is given up in time', async (connection) => void (await connection.reaches('the failure', () => connection.of('connect-failed').length > 1))],
  ])('opens a WebSocket and says nothing on it is left without a fault, when %s', async (_name, leave) => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => {
      sockets.close();
    });
    await once(sockets, 'listening');
    const connection = recordedConnection(`http://127.0.0.1:${(sockets.address() as AddressInfo).port}`, { transports: ['websocket'] });
    const accepted = once(sockets, 'connection') as Promise<[WebSocket]>;
    await connection.connect();
    const [socket] = await accepted;
    const closed = once(socket, 'close');
    await leave(connection);
    await closed;
    await connection.disconnect();
    expect(connection.view()).toMatchObject({ phase: 'disconnected', wanted: false });
  });

  it('shows status and body of what answered instead', async () => {
    const { proxy } = await serveThrough({ kind: 'status', status: 502, body: '<h1>Bad Gateway</h1>', contentType: 'text/html' });
    const connection = recordedConnection(proxy.url);
    await connection.connect();
    await connection.reaches('a failure', () => connection.of('connect-failed').length > 0);
    expect(connection.of('connect-failed')[0]).toMatchObject({ status: 502, body: '<h1>Bad Gateway</h1>' });
    await proxy.setMode({ kind: 'html' });
    const failures = connection.of('connect-failed').length;
    await connection.reaches('another failure', () => connection.of('connect-failed').length > failures);
  });

  it('does not leave hung requests behind', async () => {
    const { proxy } = await serveThrough({ kind: 'hang' });
    const connection = recordedConnection(proxy.url, { transports: ['polling'], timings: { connectTimeoutMs: 200 } });
    await connection.connect();
    await connection.reaches('five timeouts', () => connection.of('connect-failed').length >= 5, 20_000);
    await connection.disconnect();
    await until(() => proxy.connections.open === 0, { describe: () => `all requests to be let go, ${proxy.connections.open} are open` });
  });
});

describe('a connection that is lost', () => {
  it('comes back by itself after a restart of the server', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url);
    await connection.connect();
    const first = await connection.reaches('connected', ({ ack }) => ack.state === 'acknowledged');
    await server.restart(500);
    const waiting = connection.of('retrying');
    expect(waiting.length).toBeGreaterThan(0);
    const back = await connection.reaches('back', ({ connects, ack }) => connects === 2 && ack.state === 'acknowledged');
    expect(back.sid).not.toBe(first.sid);
    expect(connection.of('closed')[0]).toMatchObject({ goodbye: 'none', stood: true });
  });

  it('in the middle of a frame is only a loss', async () => {
    const { proxy, server } = await serveThrough({ kind: 'pass' }, { logsPerSecond: 20 });
    const connection = recordedConnection(proxy.url);
    await connection.connect();
    await connection.reaches('lines', ({ logs }) => logs.received > 3);
    await proxy.setMode({ kind: 'cut-mid-frame' });
    await connection.reaches('back', ({ connects, phase }) => connects === 2 && phase === 'connected');
    expect(server.maxLive).toBeLessThanOrEqual(2);
    expect(connection.of('malformed')).toEqual([]);
  });

  it('on purpose of the server waits for the user, or reconnects if the profile says so', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    server.io.disconnectSockets();
    const view = await connection.reaches('the goodbye', ({ phase }) => phase === 'disconnected');
    expect(view).toMatchObject({ wanted: false, why: { code: 'serverDisconnected' } });
    expect(view.findings.map(({ id }) => id)).toEqual(['server-disconnected']);
    await connection.connect({ reconnectAfterServerDisconnect: true });
    await connection.reaches('connected again', ({ phase }) => phase === 'connected');
    server.io.disconnectSockets();
    await connection.reaches('connected by itself', ({ connects, phase }) => connects === 3 && phase === 'connected');
  });

  it('by a refusal of the application stops, with its own message and data', async () => {
    const server = await serve({ auth: ({ token }) => (token === 'right' ? undefined : { message: 'not authorised', data: { code: 7 } }) });
    const connection = recordedConnection(server.url, { auth: { token: 'wrong' } });
    await connection.connect();
    const view = await connection.reaches('failed', ({ phase }) => phase === 'failed');
    expect(view).toMatchObject({ wanted: false, why: { code: 'refused', facts: { message: 'not authorised' } } });
    expect(view.findings.map(({ id }) => id)).toEqual(['connect-refused']);
    expect(connection.of('refused')).toMatchObject([{ message: 'not authorised', data: '{"code":7}' }]);
    await connection.connect({ auth: { token: 'right' } });
    const back = await connection.reaches('connected', ({ phase }) => phase === 'connected');
    expect(back.findings).toEqual([]);
  });

  it('by an unknown namespace stops and names it', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url, { namespace: '/nope' });
    await connection.connect();
    const view = await connection.reaches('failed', ({ phase }) => phase === 'failed');
    expect(view.findings.map(({ id }) => id)).toEqual(['namespace-unknown']);
  });
});

describe('Reconnect, pressed twenty times quickly', () => {
  it.each<[string, ProfileChanges]>([
    ['websocket', { transports: ['websocket'] }],
    ['polling', { transports: ['polling'] }],
    ['polling, then an upgrade', { transports: ['polling', 'websocket'] }],
  ])('by %s never makes two live connections, and ends with one', async (_name, changes) => {
    const server = await serve();
    const connection = recordedConnection(server.url, changes);
    for (let press = 0; press < 20; press += 1) {
      void connection.connect();
      // Some presses come while the former one still connects, some when it stands.
      if (press % 4 === 3) await connection.reaches('connected', ({ phase }) => phase === 'connected');
    }
    await connection.reaches('connected', ({ phase, ack }) => phase === 'connected' && ack.state === 'acknowledged');
    await until(() => server.engineConnections() === 1, { describe: () => `one connection, there are ${server.engineConnections()}` });
    expect(server.maxLive).toBe(1);
    expect(server.maxEngineConnections).toBe(1);
  });
});

describe('Reconnect, pressed when the server has accepted a WebSocket that has yet to open here', () => {
  it('lets it open and closes it properly, before the next one begins', async () => {
    const { server, proxy } = await serveThrough({ kind: 'pass' });
    const connection = recordedConnection(proxy.url, { transports: ['websocket'] });
    const codes: number[] = [];
    server.io.engine.on('connection', ({ transport }: { transport: { socket: WebSocket } }) => {
      transport.socket.addEventListener('close', ({ code }) => codes.push(code));
    });
    await proxy.setMode({ kind: 'delay', ms: 200 });
    void connection.connect();
    await until(() => server.engineConnections() === 1, { describe: 'a session on the server' });
    expect(connection.of('connected')).toEqual([]);
    await connection.connect();
    await connection.reaches('connected', ({ phase, ack }) => phase === 'connected' && ack.state === 'acknowledged');
    await until(() => codes.length === 1, { describe: 'the end of the first' });
    // Without a code in its close frame. One that is cut off ends with 1006.
    expect(codes).toEqual([1005]);
    expect(server.maxEngineConnections).toBe(1);
  });
});

describe('a goodbye in the same payload as the end of the transport', () => {
  it('is still a goodbye', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url, { transports: ['polling'] });
    await connection.connect();
    await connection.reaches('connected', ({ ack }) => ack.state === 'acknowledged');
    server.io.disconnectSockets(true);
    const view = await connection.reaches('the goodbye', ({ phase }) => phase === 'disconnected');
    expect(view.why).toEqual({ code: 'serverDisconnected' });
    expect(connection.of('closed')).toMatchObject([{ goodbye: 'server', reason: 'io server disconnect' }]);
    expect(connection.of('retrying')).toEqual([]);
  });
});
