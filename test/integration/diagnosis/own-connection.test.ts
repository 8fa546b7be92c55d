/** What the rules say of our own connection, by its attempts alone, to real servers that are wrong in one way each. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server as Server4, type ServerOptions } from 'socket.io';
import { WebSocketServer } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProfileChanges } from '../../support/profile.ts';
import { disconnectAll, recordedConnection, type RecordedConnection } from '../../support/recorded-connection.ts';
import { flaskAvailable, startFlask } from '../../support/python.ts';
import { until } from '../../support/until.ts';

const require = createRequire(import.meta.url);
/** Socket.IO 2 has no types here. */
const Server2 = require('socket.io-2') as new (server: Server) => { close(): void };

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  await disconnectAll();
  for (const close of closers.splice(0)) await close();
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function node(options: Partial<ServerOptions>, setUp: (io: Server4) => void = () => {}): Promise<string> {
  const server = createServer();
  const io = new Server4(server, options);
  closers.push(() => io.disconnectSockets(true));
  setUp(io);
  return listening(server);
}

/** Connects and waits for a first finding; returns it as `id confidence`. */
async function firstFinding(url: string, changes: ProfileChanges = {}, act: (connection: RecordedConnection) => Promise<unknown> = async () => {}): Promise<string> {
  const connection = recordedConnection(url, { timings: { reconnectDelayMs: 100, reconnectDelayMaxMs: 100 }, ...changes });
  await connection.connect();
  await act(connection);
  const findings = () => connection.view().findings;
  await until(() => findings().some(({ confidence }) => confidence !== 'guess'), { timeout: 15_000, describe: () => `a finding; ${connection.entries.map(({ kind }) => kind).join(' ')}` });
  for (const { evidence } of findings()) for (const { seq } of evidence) expect(connection.entries[seq]).toBeDefined();
  return findings().filter(({ confidence }) => confidence !== 'guess').map(({ id, confidence }) => `${id} ${confidence}`).join(', ');
}

describe('names', () => {
  it('a plain HTTP server that answers everything', async () => {
    const url = await listening(createServer((_request, response) => response.end('<!doctype html><title>App</title>')));
    expect(await firstFinding(url)).toBe('not-socketio likely');
  });

  it('a plain HTTP server that has nothing there', async () => {
    const url = await listening(createServer((_request, response) => response.writeHead(404).end('Not Found')));
    expect(await firstFinding(url)).toBe('wrong-path likely');
  });

  it('an ordinary WebSocket server', async () => {
    const server = createServer((_request, response) => response.writeHead(426).end('Upgrade Required'));
    const sockets = new WebSocketServer({ server });
    closers.push(() => sockets.close());
    expect(await firstFinding(await listening(server), { transports: ['polling'] })).toBe('not-socketio likely');
  });

  it.each(['polling', 'websocket'] as const)('a Socket.IO 2 server, by %s', async (transport) => {
    const server = createServer();
    const io = new Server2(server);
    closers.push(() => io.close());
    expect(await firstFinding(await listening(server), { transports: [transport] })).toBe('protocol-mismatch certain');
  });

  it('allowRequest that refuses', async () => {
    const url = await node({ allowRequest: (_request, done) => done('no', false) });
    expect(await firstFinding(url)).toBe('handshake-forbidden certain');
  });

  it('a server that speaks polling alone', async () => {
    expect(await firstFinding(await node({ transports: ['polling'] }))).toBe('websocket-unsupported certain');
  });

  it('a message over the limit', async () => {
    const url = await node({ maxHttpBufferSize: 1_000 });
    const send = async (connection: RecordedConnection) => {
      await connection.reaches('connected', ({ phase }) => phase === 'connected');
      connection.emit({ kind: 'event', namespace: '/', event: 'big', args: [{ kind: 'json', value: 'x'.repeat(2_000) }], ackTimeoutMs: null });
    };
    expect(await firstFinding(url, { transports: ['websocket'] }, send)).toBe('payload-too-large certain');
  });

  it.skipIf(!flaskAvailable())('a namespace that Flask lacks', async () => {
    const flask = await startFlask(['--mode', 'threading']);
    closers.push(async () => flask.stop());
    expect(await firstFinding(flask.url, { transports: ['polling'], namespace: '/nope' })).toBe('namespace-unknown certain');
  });
});
