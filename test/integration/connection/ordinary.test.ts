/** A Socket.IO server that has never heard of the report's protocol: nothing is sent to it, and nothing is missed. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { disconnectAll, recordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';

interface Ordinary {
  readonly url: string;
  readonly io: Server;
  /** The names of the events that clients have sent. */
  readonly received: string[];
}

const running: Server[] = [];

async function serve(answered: readonly string[] = []): Promise<Ordinary> {
  const server = http.createServer();
  const io = new Server(server, { cors: { origin: '*' }, pingInterval: 300 });
  const received: string[] = [];
  io.on('connection', (socket) => {
    socket.onAny((name: string, ...args: unknown[]) => {
      received.push(name);
      const acknowledge = args.at(-1);
      if (answered.includes(name) && typeof acknowledge === 'function') (acknowledge as () => void)();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(io);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, io, received };
}

afterEach(async () => {
  await disconnectAll();
  await Promise.all(running.splice(0).map(async (io) => io.close()));
});

describe('an ordinary server', () => {
  it('is sent nothing, misses nothing, and has no place for acknowledgement and heartbeat', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url, { timings: { ackDeadlineMs: 100, heartbeatEveryMs: 500 } });
    await connection.connect();
    const view = await connection.reaches('a few pings', ({ ping }) => ping.count >= 3);
    expect(server.received).toEqual([]);
    expect(view.uses).toEqual({ ack: false, log: false, heartbeat: false });
    expect(view.ack.state).toBe('none');
    expect(view.findings).toEqual([]);
    expect([...connection.of('unacknowledged'), ...connection.of('heartbeat')]).toEqual([]);
  });

  it.each([
    ['connection_ack', { ack: true, log: false, heartbeat: true }],
    ['log_message', { ack: false, log: true, heartbeat: true }],
  ])('that then uses %s has shown that it speaks as in the report', async (event, uses) => {
    const server = await serve(['heartbeat_test']);
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    expect(server.received).toEqual([]);
    server.io.emit(event, { message: 'x' });
    const view = await connection.reaches('a round trip', ({ heartbeat }) => heartbeat.answered === 1);
    expect(view.uses).toEqual({ ...uses });
  });

  it('that acknowledged once is missed the next time', async () => {
    const server = await serve();
    server.io.once('connection', (socket) => socket.emit('connection_ack', {}));
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('an acknowledgement', ({ ack }) => ack.state === 'acknowledged');
    await connection.connect();
    await connection.reaches('its absence', ({ ack }) => ack.state === 'missing');
  });

  it('answers a heartbeat as soon as its user has named it', async () => {
    const server = await serve(['are-you-there']);
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    connection.rename({ heartbeat: 'are-you-there' });
    await connection.reaches('a round trip', ({ heartbeat }) => heartbeat.answered === 1);
    connection.rename({ heartbeat: '' });
    expect(connection.view().uses.heartbeat).toBe(false);
    connection.sendHeartbeat();
    expect(new Set(server.received)).toEqual(new Set(['are-you-there']));
  });

  it('has relayed lines as soon as its user has named their event, those before too, each once', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    const emit = (msg: string) => server.io.emit('server-log', { level: 30, time: Date.now(), pid: 1, hostname: 'h', msg });
    const events = () => connection.of('packet').filter(({ event }) => event === 'server-log').length;
    const lines = () => connection.of('log').map(({ message }) => message);
    emit('one');
    await until(() => events() === 1, { describe: 'the first' });
    expect(lines()).toEqual([]);
    connection.rename({ log: 'server-log' });
    expect(lines()).toEqual(['one']);
    emit('two');
    await until(() => lines().length === 2, { describe: 'the second' });
    connection.rename({ log: '' });
    emit('three');
    await until(() => events() === 3, { describe: 'the third' });
    connection.rename({ log: 'server-log' });
    expect(lines()).toEqual(['one', 'two', 'three']);
    expect(connection.of('log').map(({ at }) => at)).toEqual(connection.of('packet').filter(({ event }) => event === 'server-log').map(({ at }) => at).toSpliced(1, 1, connection.of('log')[1]!.at));
  });

  it('is acknowledged by what it had sent before its user named it', async () => {
    const server = await serve();
    server.io.on('connection', (socket) => socket.emit('welcome', { status: 'ok' }));
    const connection = recordedConnection(server.url);
    await connection.connect();
    await until(() => connection.of('packet').some(({ event }) => event === 'welcome'), { describe: 'the welcome' });
    connection.rename({ ack: 'welcome' });
    expect(connection.view().ack).toMatchObject({ state: 'acknowledged', payload: { status: 'ok' } });
    await connection.connect({ events: { ack: 'welcome' } });
    await connection.reaches('the next welcome', ({ ack }) => ack.state === 'acknowledged');
    expect(connection.of('unacknowledged')).toEqual([]);
  });
});
