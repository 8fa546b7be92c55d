import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startDemo, type DemoOptions, type DemoServer } from '../../../scripts/demo/server.ts';
import { until } from '../../support/until.ts';
import { closeClients, gapless, lineNumbers, openClient } from './clients.ts';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const running: DemoServer[] = [];
let demo: DemoServer;

async function start(options: DemoOptions = {}): Promise<DemoServer> {
  const server = await startDemo({ port: 0, logsPerSecond: 50, ...options });
  running.push(server);
  return server;
}

beforeEach(async () => {
  demo = await start();
});

afterEach(async () => {
  closeClients();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Posts as a browser would. fetch is of no use here, because it does not let a test choose Host. */
function post(action: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${demo.url}/demo/${action}`, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('the protocol', () => {
  test('acknowledges each connection', async () => {
    const client = openClient(demo.url);
    const ack = await until(() => client.received('connection_ack')[0]);
    expect(ack).toEqual({ status: 'connected', timestamp: expect.stringMatching(isoTime), sid: client.socket.id, message: expect.any(String) });
    expect(demo.connections).toBe(1);
  });

  test('answers a heartbeat by acknowledgement where one is asked for', async () => {
    const client = openClient(demo.url);
    const { answer } = await client.beat({ timestamp: 'T', seq: 7 });
    expect(answer).toEqual({ timestamp: expect.stringMatching(isoTime), seq: 7, client_timestamp: 'T' });
    expect(client.received('heartbeat_response')).toEqual([]);
  });

  test('answers a heartbeat by event where no acknowledgement is asked for', async () => {
    const client = openClient(demo.url);
    client.socket.emit('heartbeat_test', { timestamp: 'T', seq: 8 });
    const answer = await until(() => client.received('heartbeat_response')[0]);
    expect(answer).toEqual({ seq: 8, timestamp: 'T', server_timestamp: expect.stringMatching(isoTime) });
  });

  test('survives a heartbeat that carries nothing of use', async () => {
    const client = openClient(demo.url);
    const useless = [null, 5, 'x', []];
    for (const payload of useless) client.socket.emit('heartbeat_test', payload);
    await until(() => client.received('heartbeat_response').length === useless.length);
    const answer = { seq: null, timestamp: null, server_timestamp: expect.any(String) };
    expect(client.received('heartbeat_response')).toEqual(useless.map(() => answer));
  });

  test('numbers its log lines without gaps, the same for every client', async () => {
    const clients = [openClient(demo.url), openClient(demo.url, { transports: ['polling'] })];
    for (const client of clients) {
      await until(() => lineNumbers(client).length >= 20);
      expect(lineNumbers(client)).toEqual(gapless(lineNumbers(client)));
      expect(client.received('log_message')[0]).toMatchObject({
        timestamp: expect.stringMatching(isoTime),
        level: expect.stringMatching(/^(debug|info|warning|error)$/),
        logger: expect.stringMatching(/^shop\./),
        message: expect.any(String),
      });
    }
  });
});

describe('misbehaviour', () => {
  test('Stop acknowledging: who connects from then on gets none', async () => {
    await demo.act('stop-acknowledging');
    const client = openClient(demo.url);
    // The acknowledgement would come before this answer, since both take the same way in order.
    await client.beat();
    expect(client.received('connection_ack')).toEqual([]);
    await demo.act('stop-acknowledging');
    const next = openClient(demo.url);
    await until(() => next.received('connection_ack').length === 1);
  });

  test('Delay heartbeats: by two seconds, also for clients that are connected', async () => {
    const client = openClient(demo.url);
    expect((await client.beat()).roundTrip).toBeLessThan(1_500);
    demo.state.delayHeartbeats = true;
    expect((await client.beat()).roundTrip).toBeGreaterThanOrEqual(1_990);
  });

  test.each(['websocket', 'polling'])('Drop connections: the client sees %s break, and comes back', async (transport) => {
    const client = openClient(demo.url, { transports: [transport] });
    await client.connected();
    const { id } = client.socket;
    await demo.act('drop-connections');
    await until(() => client.losses.length > 0 && client.socket.connected, { describe: () => `a reconnect after: ${client.losses.join()}` });
    expect(client.losses[0]).toMatch(/^transport (close|error)$/);
    expect(client.socket.id).not.toBe(id);
  });

  test('Drop connections: abruptly, without a close frame', async () => {
    const bare = new WebSocket(`${demo.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await once(bare, 'open');
    const closed = once(bare, 'close');
    await demo.act('drop-connections');
    expect((await closed)[0]).toBe(1006);
    expect(demo.connections).toBe(0);
  });

  test('Kick clients: with a DISCONNECT packet, after which the client stays away', async () => {
    const client = openClient(demo.url);
    await client.connected();
    await demo.act('kick-clients');
    await until(() => client.losses.length > 0);
    expect(client.losses).toEqual(['io server disconnect']);
    expect(client.socket.active).toBe(false);
    await until(() => demo.connections === 0);
  });

  test('Restart server: down for two seconds, then back on the same port with the numbers going on', async () => {
    const client = openClient(demo.url, { transports: ['websocket'] });
    await until(() => lineNumbers(client).length > 0);
    const wentDown = performance.now();
    const restarted = demo.act('restart-server');
    await until(() => client.losses.length > 0);
    await expect(fetch(demo.url)).rejects.toThrow();
    await until(() => client.received('connection_ack').length === 2);
    expect(performance.now() - wentDown).toBeGreaterThanOrEqual(1_990);
    await restarted;
    const before = lineNumbers(client).length;
    await until(() => lineNumbers(client).length > before + 5);
    expect(lineNumbers(client).toSorted((a, b) => a - b)).toEqual(lineNumbers(client));
    expect(client.losses).toEqual(['transport close']);
  });

  test.each(['websocket', 'polling'])('Burst: 10,000 lines over %s, none missing or doubled', async (transport) => {
    const client = openClient(demo.url, { transports: [transport] });
    await client.connected();
    await demo.act('burst');
    await until(() => lineNumbers(client).length >= 10_000);
    expect(lineNumbers(client)).toEqual(gapless(lineNumbers(client)));
  });

  test('a server that closes during its restart stays down', async () => {
    const restarted = demo.act('restart-server');
    await demo.close();
    await restarted;
    await expect(fetch(demo.url)).rejects.toThrow();
  });
});

describe('the page', () => {
  test.each([
    ['/', 'text/html', 'Make the server misbehave'],
    ['/page.css', 'text/css', 'light-dark('],
    ['/page.js', 'text/javascript', 'heartbeat_test'],
    ['/socket.io/socket.io.js', 'application/javascript', 'Socket.IO'],
  ])('serves %s', async (path, type, part) => {
    const response = await fetch(demo.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toContain(part);
  });

  test('its buttons work from its own origin', async () => {
    const { host } = new URL(demo.url);
    expect(await post('delay-heartbeats', { origin: demo.url })).toBe(200);
    expect(demo.state.delayHeartbeats).toBe(true);
    const byName = host.replace('127.0.0.1', 'localhost');
    expect(await post('stop-acknowledging', { origin: `http://${byName}`, host: byName })).toBe(200);
    expect(demo.state.stopAcknowledging).toBe(true);
    expect(await (await fetch(`${demo.url}/demo/state`)).json()).toEqual({ ...demo.state, connections: 0 });
    expect(await post('no-such-action', { origin: demo.url })).toBe(404);
  });

  test('answers before it disrupts the connection that the request came on', async () => {
    const client = openClient(demo.url);
    await client.connected();
    expect(await post('drop-connections', { origin: demo.url })).toBe(202);
    await until(() => client.losses.length > 0);
  });

  test.each([
    ['another site', { origin: 'https://example.com' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['no origin at all', {}],
    ['a name of someone else that points here', { origin: 'http://rebound.example:5552', host: 'rebound.example:5552' }],
  ])('its buttons cannot be pressed from %s', async (_who, headers) => {
    expect(await post('delay-heartbeats', headers as Record<string, string>)).toBe(403);
    expect(demo.state.delayHeartbeats).toBe(false);
  });
});

describe('the port', () => {
  test('a busy one is passed over for the next, and the caller can tell', async () => {
    const next = await start({ port: demo.port });
    expect(next.askedPort).toBe(demo.port);
    expect(next.port).toBeGreaterThan(demo.port);
    const client = openClient(next.url);
    await until(() => client.received('connection_ack').length === 1);
    expect(demo.connections).toBe(0);
  });

  test('any port is nothing that the caller has to be told', () => {
    expect(demo.askedPort).toBe(demo.port);
  });

  test('an address that cannot be listened on is an error, not a search', async () => {
    // This address is reserved for documentation, so no machine has it.
    await expect(start({ host: '192.0.2.1', port: 5552 })).rejects.toThrow(/EADDRNOTAVAIL.*:5552$/);
  });
});
