/** A connection whose sockets another document hosts: all that is recorded is as if they were its own. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { Line } from '../../../src/background/line.ts';
import { remoteNetwork } from '../../../src/background/remote-network.ts';
import { parseOrder, type Report } from '../../../src/core/contract/offscreen.ts';
import { HostedSockets } from '../../../src/offscreen/hosted-sockets.ts';
import { disconnectAll, recordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';
import { startServer, type TestServer } from '../../servers/node-server.ts';

type Listener = (value: unknown) => void;

/** An offscreen document in memory, behind a port that carries JSON as Chromium's does. */
function offscreenDocument() {
  const listeners: { message: Listener[]; disconnect: Listener[] } = { message: [], disconnect: [] };
  const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const hosted = new HostedSockets((report) => queueMicrotask(() => listeners.message.forEach((listener) => listener(asJson(report)))));
  const event = (name: keyof typeof listeners) => ({ addListener: (listener: Listener) => void listeners[name].push(listener) });
  const line = new Line({
    postMessage: (message: unknown) => {
      const order = parseOrder(asJson(message));
      if (!order.ok) throw new Error(order.error.message);
      hosted.carryOut(order.value);
    },
    onMessage: event('message'),
    onDisconnect: event('disconnect'),
  } as unknown as ConstructorParameters<typeof Line>[0]);
  return {
    line,
    /** As when the browser closes it. */
    crash: () => {
      hosted.endAll();
      listeners.disconnect.forEach((listener) => listener(undefined));
    },
  };
}

let server: TestServer;

afterEach(async () => {
  await disconnectAll();
  await server?.close();
});

describe.each(['websocket', 'polling'] as const)('hosted elsewhere, by %s', (transport) => {
  it('connects, is acknowledged, carries text and bytes, and says goodbye', async () => {
    server = await startServer();
    const bytes: Buffer[] = [];
    server.io.on('connection', (socket) => socket.on('bytes', (data: Buffer, answer: (back: Buffer) => void) => answer(bytes[bytes.push(data) - 1]!)));
    const { line } = offscreenDocument();
    const connection = recordedConnection(server.url, { transports: [transport] }, remoteNetwork(async () => line));
    await connection.connect();
    await connection.reaches('acknowledged', ({ ack }) => ack.state === 'acknowledged');
    connection.emit({ kind: 'event', namespace: '/', event: 'bytes', args: [{ kind: 'binary', base64: 'AP8B' }], ackTimeoutMs: 5_000 });
    await until(() => bytes.length === 1, { describe: 'the bytes on the server' });
    await until(() => JSON.stringify(connection.of('packet').filter(({ direction }) => direction === 'in')).includes('AP8B'), { describe: 'the bytes back' });
    expect(bytes).toEqual([Buffer.from([0, 255, 1])]);
    await connection.disconnect();
    await until(() => server.engineConnections() === 0, { describe: 'the end on the server' });
    expect(connection.of('closed')).toMatchObject([{ reason: 'io client disconnect' }]);
  });

  it('is lost with its document, says why, and comes back with the next one', async () => {
    server = await startServer();
    let document = offscreenDocument();
    const connection = recordedConnection(server.url, { transports: [transport] }, remoteNetwork(async () => document.line));
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    const { crash } = document;
    document = offscreenDocument();
    crash();
    await connection.reaches('connected again', ({ phase, connects }) => phase === 'connected' && connects === 2);
    const [lost] = connection.of('closed');
    if (transport === 'websocket') expect(lost).toMatchObject({ code: 1006, codeReason: expect.stringContaining('offscreen document') });
    else expect(lost).toMatchObject({ goodbye: 'none' });
  });
});

describe('hosted elsewhere', () => {
  it('fails as any other when there is no document', async () => {
    server = await startServer();
    const connection = recordedConnection(server.url, { timings: { reconnectAttempts: 1 } }, remoteNetwork(async () => Promise.reject(new Error('no document'))));
    await connection.connect();
    await connection.reaches('failed', ({ phase }) => phase === 'failed');
    expect(server.engineConnections()).toBe(0);
  });

  it('ends with the reason when a message is too large to be passed on', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    sockets.on('connection', (socket) => socket.send('large'));
    await once(sockets, 'listening');
    const { port } = sockets.address() as { port: number };
    const reports: Report[] = [];
    const hosted = new HostedSockets((report) => {
      if (report.type === 'received') throw new Error('Message length exceeded maximum allowed length.');
      reports.push(report);
    });
    hosted.carryOut({ type: 'open', id: 1, url: `ws://127.0.0.1:${port}` });
    await until(() => reports.some(({ type }) => type === 'closed'), { describe: 'the end' });
    sockets.close();
    expect(reports.at(-1)).toMatchObject({ type: 'closed', id: 1, code: 1009, reason: expect.stringContaining('64 MiB') });
  });

  it('passes on close code and reason', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    sockets.on('connection', (socket) => socket.close(4_001, 'enough'));
    await once(sockets, 'listening');
    const { port } = sockets.address() as { port: number };
    const { line } = offscreenDocument();
    const socket = remoteNetwork(async () => line).webSocket(`ws://127.0.0.1:${port}`);
    const closed = await new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
    sockets.close();
    expect(closed).toMatchObject({ code: 4_001, reason: 'enough', wasClean: true });
  });
});
