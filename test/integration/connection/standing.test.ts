import { afterEach, describe, expect, it } from 'vitest';
import { disconnectAll, recordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';
import { startServer, type ServerSetup, type TestServer } from '../../servers/node-server.ts';

const servers: TestServer[] = [];

async function serve(setup: ServerSetup = {}): Promise<TestServer> {
  const server = await startServer(setup);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await disconnectAll();
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

describe('a connection that stands', () => {
  it('is connected by websocket and acknowledged, with everything that was negotiated', async () => {
    const server = await serve({ pingInterval: 300, pingTimeout: 200 });
    const connection = recordedConnection(server.url);
    await connection.connect();
    const view = await connection.reaches('an acknowledgement', ({ ack }) => ack.state === 'acknowledged');
    expect(view).toMatchObject({ phase: 'connected', transport: 'websocket', recovered: false, handshake: { pingInterval: 300, pingTimeout: 200, maxPayload: 1e6 } });
    expect(view.sid).toBe([...server.io.sockets.sockets.keys()][0]);
    expect(view.engineSid).not.toBe(view.sid);
    expect(view.ack.payload).toMatchObject({ status: 'connected' });
    await connection.reaches('pings', ({ ping }) => ping.count >= 3);
    for (const { gapMs } of connection.of('ping')) expect(gapMs).toBeGreaterThan(200);
  });

  it('counts seq without gaps from 0, with times that never go back', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('an acknowledgement', ({ ack }) => ack.state === 'acknowledged');
    await connection.disconnect();
    expect(connection.entries.map(({ seq }) => seq)).toEqual(connection.entries.map((_, index) => index));
    expect(connection.entries.map(({ at }) => at)).toEqual(connection.entries.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('upgrades from polling when polling comes first, and shows it as it happens', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url, { transports: ['polling', 'websocket'] });
    await connection.connect();
    const view = await connection.reaches('the upgrade', ({ upgrade }) => upgrade?.stage === 'done');
    expect(view.transport).toBe('websocket');
    expect(connection.of('upgrade').map(({ stage }) => stage)).toEqual(['started', 'done']);
    expect(connection.of('handshake')[0]).toMatchObject({ transport: 'polling' });
  });

  it('speaks msgpack, namespaces, auth and query', async () => {
    const seen: unknown[] = [];
    const server = await serve({
      parser: 'msgpack',
      namespaces: ['/admin'],
      auth: (auth) => {
        seen.push(auth);
        return undefined;
      },
    });
    const connection = recordedConnection(server.url, { parser: 'msgpack', namespace: '/admin', auth: { token: 'x' }, query: { room: 'a' } });
    await connection.connect();
    await connection.reaches('an acknowledgement', ({ ack }) => ack.state === 'acknowledged');
    expect(seen).toContainEqual({ token: 'x' });
    expect([...server.io.of('/admin').sockets.values()][0]?.handshake.query).toMatchObject({ room: 'a' });
  });

  it('records numbered lines as they come, without a gap', async () => {
    const server = await serve({ logsPerSecond: 50 });
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('twenty lines', ({ logs }) => logs.received >= 20);
    const numbers = connection.of('log').map(({ fields }) => (JSON.parse(fields) as { n: number }).n);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  });

  it('shows a burst of 10,000 lines exactly once each', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
    server.burst(10_000);
    await connection.reaches('the burst', ({ logs }) => logs.received >= 10_000);
    expect(new Set(connection.of('log').map(({ fields }) => fields)).size).toBe(10_000);
  });
});

describe('the acknowledgement', () => {
  it.each([
    ['withheld', { ack: 'withheld' }, 'missing', false],
    ['late', { ack: { lateMs: 700 } }, 'acknowledged', true],
  ] as const)('that is %s is shown as such', async (_name, setup, state, late) => {
    const server = await serve(setup);
    const connection = recordedConnection(server.url, { events: { expected: true } });
    await connection.connect();
    const missing = await connection.reaches('its deadline', ({ ack }) => ack.state === 'missing');
    expect(missing.findings.map(({ id }) => id)).toEqual(['not-acknowledged']);
    const view = await connection.reaches(state, ({ ack }) => ack.state === state);
    expect(view.ack.late).toBe(late);
    if (late) expect(view.ack.afterMs).toBeGreaterThanOrEqual(650);
    expect(view.findings).toHaveLength(late ? 0 : 1);
  });

  it.each([[null], [42], ['ok'], [[1, 2]], [{ status: { deep: true } }]])('with the payload %j is taken as it is', async (malformed) => {
    const server = await serve({ ack: { malformed } });
    const connection = recordedConnection(server.url);
    await connection.connect();
    const view = await connection.reaches('an acknowledgement', ({ ack }) => ack.state === 'acknowledged');
    expect(view.ack.payload).toEqual(malformed);
  });
});

describe('the application heartbeat', () => {
  it.each([
    ['ack', 'acknowledgement'],
    ['event', 'event'],
  ] as const)('answered by %s is a round trip', async (heartbeat, via) => {
    const server = await serve({ heartbeat });
    const connection = recordedConnection(server.url);
    await connection.connect();
    const view = await connection.reaches('a round trip', (now) => now.heartbeat.answered === 1);
    expect(view.heartbeat).toMatchObject({ support: 'answered', lastVia: via, missed: 0, sentAt: null });
    expect(view.heartbeat.lastMs).toBeGreaterThan(0);
  });

  it('that is 200 ms late shows at least 200 ms', async () => {
    const server = await serve({ heartbeat: { delayMs: 200 } });
    const connection = recordedConnection(server.url);
    await connection.connect();
    const view = await connection.reaches('a round trip', (now) => now.heartbeat.answered === 1);
    expect(view.heartbeat.lastMs).toBeGreaterThanOrEqual(199);
  });

  it('is never in flight twice, however often it is asked for', async () => {
    const server = await serve({ heartbeat: { delayMs: 200 } });
    const connection = recordedConnection(server.url);
    await connection.connect();
    await connection.reaches('the first', ({ heartbeat }) => heartbeat.sentAt !== null);
    for (let press = 0; press < 5; press += 1) connection.sendHeartbeat();
    await connection.reaches('its answer', ({ heartbeat }) => heartbeat.answered === 1);
    connection.sendHeartbeat();
    await connection.reaches('the second answer', ({ heartbeat }) => heartbeat.answered === 2);
    expect(connection.of('heartbeat').map(({ stage }) => stage)).toEqual(['sent', 'answered', 'sent', 'answered']);
  });

  it('that was never answered means that the server has none, and is no reason to reconnect', async () => {
    const server = await serve({ heartbeat: 'none' });
    const connection = recordedConnection(server.url, { timings: { heartbeatEveryMs: 500 } });
    await connection.connect();
    const view = await connection.reaches('the verdict', ({ heartbeat }) => heartbeat.missed >= 3);
    expect(view).toMatchObject({ phase: 'connected', connects: 1, findings: [], heartbeat: { support: 'none' } });
  });

  it('that stops being answered twice in a row disconnects, then reconnects, and says so', async () => {
    const server = await serve();
    const connection = recordedConnection(server.url, { timings: { heartbeatEveryMs: 500 } });
    await connection.connect();
    await connection.reaches('an answer', ({ heartbeat }) => heartbeat.answered >= 1);
    server.behaviour.heartbeat = 'none';
    await connection.reaches('the loss', () => connection.of('policy').some(({ action }) => action === 'heartbeat-reconnect'));
    server.behaviour.heartbeat = 'ack';
    const view = await connection.reaches('being back', ({ connects, phase }) => connects === 2 && phase === 'connected');
    expect(view.heartbeat.missed).toBe(2);
    expect(server.maxLive).toBe(1);
    await until(() => server.engineConnections() === 1, { describe: 'one connection' });
  });
});
