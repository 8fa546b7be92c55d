import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startFaultProxy, type FaultProxy } from '../../servers/fault-proxy.ts';
import { startServer, type TestServer } from '../../servers/node-server.ts';
import { FrameFollower } from '../../servers/websocket-frames.ts';
import { until } from '../../support/until.ts';
import { closeClients, gapless, lineNumbers, openClient } from './clients.ts';

let server: TestServer;
let proxy: FaultProxy;
const webSockets: WebSocket[] = [];

beforeEach(async () => {
  server = await startServer();
  proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } });
});

afterEach(async () => {
  closeClients();
  for (const webSocket of webSockets.splice(0)) webSocket.terminate();
  await proxy.close();
  await server.close();
});

const pollPath = '/socket.io/?EIO=4&transport=polling';
const webSocketPath = '/socket.io/?EIO=4&transport=websocket';

/** A handshake by polling. */
const poll = (timeout = 10_000) => fetch(proxy.url + pollPath, { signal: AbortSignal.timeout(timeout) });

/** Opens a bare WebSocket and notes what becomes of it. */
function openWebSocket() {
  const webSocket = new WebSocket(proxy.url.replace('http', 'ws') + webSocketPath);
  webSockets.push(webSocket);
  const seen: { opened: boolean; messages: string[]; status?: number; closeCode?: number; errors: string[] } = { opened: false, messages: [], errors: [] };
  webSocket.on('open', () => (seen.opened = true));
  webSocket.on('message', (data: Buffer) => seen.messages.push(data.toString()));
  webSocket.on('unexpected-response', (_request, response) => (seen.status = response.statusCode ?? 0));
  webSocket.on('close', (code) => (seen.closeCode = code));
  webSocket.on('error', (error) => seen.errors.push(error.message));
  return seen;
}

describe('pass', () => {
  test('lets a client poll, upgrade and be acknowledged, and counts it', async () => {
    const client = openClient(proxy.url);
    await until(() => client.received('connection_ack').length === 1);
    await until(() => client.socket.io.engine.transport.name === 'websocket');
    await until(() => proxy.connections.open === 1);
    const { total, upgrades, polls } = proxy.connections;
    expect(upgrades).toBe(1);
    expect(polls).toBeGreaterThanOrEqual(3);
    expect(total).toBe(polls + upgrades);
  });

  test('serves one request per connection, so that a new mode holds for the next one', async () => {
    for (let requests = 1; requests <= 3; requests++) {
      expect(await (await poll()).text()).toContain('"sid"');
      expect(proxy.connections.total).toBe(requests);
    }
  });

  test('carries large messages both ways, over both transports', async () => {
    for (const transport of ['websocket', 'polling']) {
      const client = openClient(proxy.url, { transports: [transport] });
      await client.connected();
      const seq = 'x'.repeat(300_000);
      expect((await client.beat({ seq })).answer).toMatchObject({ seq });
    }
  });

  test('ends the client’s connections when the server is killed', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    await server.kill();
    await until(() => client.losses[0] === 'transport close');
  });

  test('cutAll ends what is open, once', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    proxy.cutAll();
    await until(() => client.losses.length === 1 && client.socket.connected);
    expect(client.losses).toEqual(['transport close']);
    expect(server.maxLive).toBe(1);
  });
});

describe('refuse', () => {
  test('nobody listens; open connections go on; the same port listens again later', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    const { total } = proxy.connections;
    await proxy.setMode({ kind: 'refuse' });
    const [error] = (await once(connect(proxy.port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(proxy.connections.total).toBe(total);
    await client.beat();
    await proxy.setMode({ kind: 'pass' });
    expect((await poll()).status).toBe(200);
    expect(client.losses).toEqual([]);
  });
});

describe('hang', () => {
  test('accepts, and answers nothing', async () => {
    await proxy.setMode({ kind: 'hang' });
    await expect(poll(300)).rejects.toThrow('timeout');
    expect(proxy.connections.total).toBe(1);
    expect(server.maxEngineConnections).toBe(0);
    await proxy.setMode({ kind: 'pass' });
    expect((await poll()).status).toBe(200);
  });
});

describe('upgrades', () => {
  test('hang-upgrade: polling works, a WebSocket never opens', async () => {
    await proxy.setMode({ kind: 'hang-upgrade' });
    const client = openClient(proxy.url, { transports: ['websocket'], timeout: 300 });
    const bare = openWebSocket();
    await until(() => client.connectErrors[0] === 'timeout');
    expect(bare).toEqual({ opened: false, messages: [], errors: [] });
    const polling = openClient(proxy.url);
    await until(() => polling.received('connection_ack').length === 1);
    expect(polling.socket.io.engine.transport.name).toBe('polling');
  });

  test('silent-upgrade: a WebSocket opens, and nothing ever comes', async () => {
    await proxy.setMode({ kind: 'silent-upgrade' });
    const bare = openWebSocket();
    await until(() => bare.opened);
    const client = openClient(proxy.url, { transports: ['websocket'], timeout: 300 });
    await until(() => client.connectErrors[0] === 'timeout');
    expect(bare).toEqual({ opened: true, messages: [], errors: [] });
    expect(server.maxEngineConnections).toBe(0);
  });

  test('silent-upgrade: a client that probes stays on polling', async () => {
    await proxy.setMode({ kind: 'silent-upgrade' });
    const client = openClient(proxy.url);
    await client.connected();
    await until(() => proxy.connections.upgrades === 1);
    await client.beat();
    expect(client.socket.io.engine.transport.name).toBe('polling');
  });

  test('close-after-upgrade: a WebSocket opens and is gone', async () => {
    await proxy.setMode({ kind: 'close-after-upgrade' });
    const bare = openWebSocket();
    await until(() => bare.closeCode !== undefined);
    expect(bare).toEqual({ opened: true, messages: [], closeCode: 1006, errors: [] });
  });

  test('refuse-upgrade: 400 to a WebSocket, polling works', async () => {
    await proxy.setMode({ kind: 'refuse-upgrade' });
    const bare = openWebSocket();
    await until(() => bare.status === 400);
    expect(bare.opened).toBe(false);
    const client = openClient(proxy.url);
    await until(() => client.received('connection_ack').length === 1);
    await until(() => proxy.connections.upgrades === 2);
    await client.beat();
    expect(client.socket.io.engine.transport.name).toBe('polling');
  });
});

describe('cut-mid-frame', () => {
  test('the next frame never arrives whole, the connection breaks, and then all passes again', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    await until(() => client.received('connection_ack').length === 1);
    await proxy.setMode({ kind: 'cut-mid-frame' });
    server.log({ message: 'cut' });
    await until(() => client.losses.length === 1 && client.socket.connected);
    expect(client.losses).toEqual(['transport close']);
    expect(client.received('log_message')).toEqual([]);
    expect(proxy.mode).toEqual({ kind: 'pass' });
    server.log({ message: 'whole' });
    await until(() => client.received('log_message').length === 1);
  });

  test('what arrives is a part of a frame', async () => {
    await proxy.setMode({ kind: 'cut-mid-frame' });
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(
      `GET ${webSocketPath} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    const received = Buffer.concat(chunks);
    const frame = received.subarray(received.indexOf('\r\n\r\n') + 4);
    expect(received.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    // The first frame is the Engine.IO OPEN packet, whose header tells its length.
    expect(frame[0]).toBe(0x81);
    expect(frame.subarray(2).toString()).toMatch(/^0\{"sid"/);
    expect(frame.length - 2).toBeLessThan(frame[1] ?? 0);
  });
});

describe('delay', () => {
  test('comes that much later both ways, in order, and ends with the mode', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    await proxy.setMode({ kind: 'delay', ms: 300 });
    server.burst(200);
    expect((await client.beat()).roundTrip).toBeGreaterThanOrEqual(590);
    expect(lineNumbers(client)).toEqual(gapless(Array(200).fill(1)));
    await proxy.setMode({ kind: 'pass' });
    expect((await client.beat()).roundTrip).toBeLessThan(590);
  });

  test('holds for polling too, and what was sent before a shorter delay still comes first', async () => {
    const client = openClient(proxy.url, { transports: ['websocket'] });
    await client.connected();
    await proxy.setMode({ kind: 'delay', ms: 300 });
    server.burst(10);
    const pollStarted = performance.now();
    expect((await poll()).status).toBe(200);
    expect(performance.now() - pollStarted).toBeGreaterThanOrEqual(590);
    server.burst(10);
    await until(() => proxy.connections.open === 1);
    await proxy.setMode({ kind: 'pass' });
    server.burst(10);
    await until(() => lineNumbers(client).length === 30);
    expect(lineNumbers(client)).toEqual(gapless(Array(30).fill(1)));
  });
});

describe('answers of its own', () => {
  test.each([
    [{ kind: 'status', status: 502, body: '<h1>502 Bad Gateway</h1>', contentType: 'text/html' } as const, 502, 'text/html', '<h1>502 Bad Gateway</h1>'],
    [{ kind: 'status', status: 500 } as const, 500, 'text/plain', '500\n'],
    [{ kind: 'html' } as const, 200, 'text/html; charset=utf-8', expect.stringContaining('<title>')],
    [{ kind: 'html', body: '<p>é</p>' } as const, 200, 'text/html; charset=utf-8', '<p>é</p>'],
  ])('%j', async (mode, status, type, body) => {
    await proxy.setMode(mode);
    const response = await poll();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toEqual(body);
    const bare = openWebSocket();
    await until(() => bare.status === status);
    const posted = await fetch(proxy.url + pollPath, { method: 'POST', body: 'x'.repeat(2_000_000) });
    expect(posted.status).toBe(status);
    expect(server.maxEngineConnections).toBe(0);
    await proxy.setMode({ kind: 'pass' });
    await openClient(proxy.url).connected();
  });
});

describe('following frames', () => {
  const frames = [
    Buffer.from([0x81, 0]),
    Buffer.from([0x81, 3, 1, 2, 3]),
    Buffer.concat([Buffer.from([0x82, 126, 1, 0]), Buffer.alloc(256)]),
    Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)]),
    Buffer.from([0x88, 2, 3, 232]),
  ];

  test.each([1, 2, 3, 7, 100, 1_000_000])('finds where each frame begins, in chunks of %i bytes', (size) => {
    const stream = Buffer.concat(frames);
    const starts: number[] = [];
    const follower = new FrameFollower();
    for (let at = 0; at < stream.length; at += size) {
      const span = follower.follow(stream.subarray(at, at + size));
      if (span) starts.push(at + span.start);
    }
    const expected: number[] = [];
    let offset = 0;
    for (const frame of frames) {
      // A chunk reports only the first frame that begins in it.
      if (expected.every((start) => Math.floor(start / size) !== Math.floor(offset / size))) expected.push(offset);
      offset += frame.length;
    }
    expect(starts).toEqual(expected);
  });

  test('ends a span where the frame or the chunk ends', () => {
    expect(new FrameFollower().follow(Buffer.concat(frames.slice(0, 2)))).toEqual({ start: 0, end: 2 });
    expect(new FrameFollower().follow(Buffer.concat(frames.slice(1, 3)))).toEqual({ start: 0, end: 5 });
    expect(new FrameFollower().follow(Buffer.from([0x81]))).toEqual({ start: 0, end: 1 });
    expect(new FrameFollower().follow(Buffer.from([0x81, 3, 1]))).toEqual({ start: 0, end: 3 });
  });
});
