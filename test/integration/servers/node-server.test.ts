import { afterEach, describe, expect, test } from 'vitest';
import * as msgpackParser from 'socket.io-msgpack-parser';
import { startServer, type ServerSetup, type TestServer } from '../../servers/node-server.ts';
import { until } from '../../support/until.ts';
import { closeClients, gapless, lineNumbers, openClient } from './clients.ts';

let server: TestServer;

async function start(setup: ServerSetup = {}): Promise<TestServer> {
  return (server = await startServer(setup));
}

afterEach(async () => {
  closeClients();
  await server.close();
});

describe('acknowledgement', () => {
  test('withheld, then normal again', async () => {
    const { url, behaviour } = await start({ ack: 'withheld' });
    const client = openClient(url);
    await client.beat();
    expect(client.received('connection_ack')).toEqual([]);
    behaviour.ack = 'normal';
    client.socket.disconnect().connect();
    await until(() => client.received('connection_ack').length === 1);
  });

  test('late', async () => {
    const { url } = await start({ ack: { lateMs: 300 } });
    const client = openClient(url);
    const ack = await until(() => client.received('connection_ack')[0]);
    const sentAt = Date.parse((ack as { timestamp: string }).timestamp);
    expect(sentAt - (server.history[0]?.at ?? sentAt)).toBeGreaterThanOrEqual(295);
  });

  test.each([[42], [null], [['a', 'list']], ['<b>text</b>'], [{ status: { deep: 1 } }]])('malformed: %j', async (payload) => {
    const { url } = await start({ ack: { malformed: payload } });
    const client = openClient(url);
    await until(() => client.received('connection_ack').length === 1);
    expect(client.received('connection_ack')).toEqual([payload]);
  });
});

describe('heartbeat', () => {
  test('by event even where an acknowledgement is asked for', async () => {
    const { url } = await start({ heartbeat: 'event' });
    const client = openClient(url);
    const acks: unknown[] = [];
    client.socket.emit('heartbeat_test', { timestamp: 'T', seq: 1 }, (answer: unknown) => acks.push(answer));
    await until(() => client.received('heartbeat_response').length === 1);
    expect(acks).toEqual([]);
  });

  test('none, then answered again', async () => {
    const { url, io, behaviour } = await start({ heartbeat: 'none' });
    const heard: unknown[] = [];
    io.on('connection', (socket) => socket.onAny((event) => heard.push(event)));
    const client = openClient(url);
    client.socket.emit('heartbeat_test', { timestamp: 'T', seq: 1 });
    await until(() => heard.length === 1);
    behaviour.heartbeat = 'event';
    client.socket.emit('heartbeat_test', { timestamp: 'T', seq: 2 });
    await until(() => client.received('heartbeat_response').length > 0);
    expect(client.received('heartbeat_response')).toMatchObject([{ seq: 2 }]);
  });

  test('late', async () => {
    const { url } = await start({ heartbeat: { delayMs: 250 } });
    const client = openClient(url);
    expect((await client.beat()).roundTrip).toBeGreaterThanOrEqual(245);
  });
});

describe('what a test can see', () => {
  test('the history of connects and disconnects, and how many lived at once', async () => {
    const { url, history } = await start({ namespaces: ['/admin'] });
    const first = openClient(url);
    await first.connected();
    const admin = first.socket.io.socket('/admin');
    await until(() => admin.connected);
    await openClient(url).connected();
    expect(server.engineConnections()).toBe(2);
    first.socket.disconnect();
    admin.disconnect();
    await until(() => history.length === 5);
    expect(history.map(({ type, namespace, live }) => [type, namespace, live])).toEqual([
      ['connect', '/', 1],
      ['connect', '/admin', 1],
      ['connect', '/', 2],
      ['disconnect', '/', 2],
      ['disconnect', '/admin', 1],
    ]);
    expect(history[1]?.engineSid).toBe(history[0]?.engineSid);
    expect(history[2]?.engineSid).not.toBe(history[0]?.engineSid);
    await until(() => server.engineConnections() === 1);
    expect([server.maxLive, server.maxEngineConnections]).toEqual([2, 2]);
  });

  test('killed, it refuses; started again, it is the same server with a new session for each client', async () => {
    const { url, port } = await start({ logsPerSecond: 100 });
    const client = openClient(url);
    await until(() => lineNumbers(client).length > 5);
    await server.kill();
    await until(() => client.connectErrors.length > 0);
    expect(() => server.io).toThrow('down');
    expect(server.engineConnections()).toBe(0);
    const written = server.linesWritten;
    await server.start();
    await until(() => client.received('connection_ack').length === 2);
    expect(server.port).toBe(port);
    await until(() => (lineNumbers(client).at(-1) ?? 0) > written);
    expect(server.history.map(({ type }) => type)).toEqual(['connect', 'disconnect', 'connect']);
    expect(new Set(server.history.map(({ engineSid }) => engineSid)).size).toBe(2);
    expect(server.maxLive).toBe(1);
  });

  test('a restart takes as long as asked', async () => {
    const { url } = await start();
    const client = openClient(url);
    await client.connected();
    const wentDown = performance.now();
    await server.restart(300);
    await until(() => client.received('connection_ack').length === 2);
    expect(performance.now() - wentDown).toBeGreaterThanOrEqual(295);
  });
});

describe('variants', () => {
  test('a middleware refuses with a message and data', async () => {
    const { url } = await start({
      namespaces: ['/admin'],
      auth: ({ token }) => (token === 'right' ? undefined : { message: 'Who are you?', data: { code: 'E_TOKEN' } }),
    });
    const refused = openClient(url, { auth: { token: 'wrong' } });
    let data: unknown;
    refused.socket.on('connect_error', (error) => (data = (error as Error & { data?: unknown }).data));
    await until(() => refused.connectErrors.length > 0);
    expect(refused.connectErrors).toEqual(['Who are you?']);
    expect(data).toEqual({ code: 'E_TOKEN' });
    await openClient(`${url}/admin`, { auth: { token: 'right' } }).connected();
    expect(server.history.map(({ namespace }) => namespace)).toEqual(['/admin']);
  });

  test('msgpack: the right parser is acknowledged, the default one never connects', async () => {
    const { url } = await start({ parser: 'msgpack' });
    const right = openClient(url, { parser: msgpackParser });
    await until(() => right.received('connection_ack').length === 1);
    const wrong = openClient(url, { transports: ['websocket'] });
    let opens = 0;
    wrong.socket.io.on('open', () => (opens += 1));
    await until(() => opens > 1, { describe: 'a loop of handshakes' });
    expect(wrong.socket.connected).toBe(false);
  });

  test('any payload as a log line, and a burst of numbered ones', async () => {
    const { url } = await start();
    const client = openClient(url, { transports: ['websocket'] });
    await client.connected();
    const payloads = [7, null, ['a'], '<b>x</b>', { message: 'x'.repeat(1_000_000) }];
    for (const payload of payloads) server.log(payload);
    await until(() => client.received('log_message').length === payloads.length);
    expect(client.received('log_message')).toEqual(payloads);
    client.received('log_message').length = 0;
    server.burst(1_000);
    await until(() => lineNumbers(client).length === 1_000);
    expect(lineNumbers(client)).toEqual(gapless(lineNumbers(client)));
    expect(server.linesWritten).toBe(1_000);
  });

  test('socket.io’s own options pass through', async () => {
    const { url } = await start({ pingInterval: 1_234, pingTimeout: 567, transports: ['polling'] });
    const opened = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
    expect(JSON.parse(opened.slice(1))).toMatchObject({ pingInterval: 1_234, pingTimeout: 567, upgrades: [] });
    expect((await fetch(url)).status).toBe(404);
  });
});
