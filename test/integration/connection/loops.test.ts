/** Loops in which the handshake succeeds and the connection never stands: named after three rounds, and slowed. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProfileChanges } from '../../support/profile.ts';
import { disconnectAll, recordedConnection, type RecordedConnection } from '../../support/recorded-connection.ts';
import { flaskAvailable, startFlask } from '../../support/python.ts';
import { startServer } from '../../servers/node-server.ts';
import { startRawEngine } from '../../servers/raw-engine.ts';
import { startRoundRobin } from '../../servers/round-robin.ts';
import { serve } from '../../servers/service.ts';

const closers: (() => Promise<void>)[] = [];

function closeLater<T extends { close(): Promise<void> }>(server: T): T {
  closers.unshift(async () => server.close());
  return server;
}

afterEach(async () => {
  await disconnectAll();
  for (const close of closers.splice(0)) await close();
});

const hasty: ProfileChanges = { timings: { reconnectDelayMs: 100, reconnectDelayMaxMs: 100 } };

/** Connects and waits until the loop is named; returns the finding's id. Then the next attempt must be seconds away. */
async function namedLoop(connection: RecordedConnection, timeout?: number): Promise<string> {
  await connection.connect();
  const view = await connection.reaches('the loop to be slowed', () => connection.of('policy').some(({ action }) => action === 'slowed'), timeout);
  expect(view.phase).toBe('reconnecting');
  expect(connection.of('retrying').map(({ delayMs }) => delayMs)).toEqual([100, 100, 5_000]);
  expect(view.nextAttemptAt! - Date.now()).toBeGreaterThan(3_000);
  const [finding] = view.findings;
  expect(view.why).toEqual({ code: 'brief' });
  for (const { seq } of finding!.evidence) expect(['closed', 'malformed']).toContain(connection.entries[seq]?.kind);
  return finding!.id;
}

describe('a loop is named and slowed', () => {
  it.each<['msgpack' | 'default', 'msgpack' | 'default']>([
    ['msgpack', 'default'],
    ['default', 'msgpack'],
  ])('when the server speaks %s and the client %s', async (parser, own) => {
    const server = closeLater(await startServer({ parser }));
    const connection = recordedConnection(server.url, { ...hasty, parser: own });
    expect(await namedLoop(connection)).toBe('parser-mismatch');
    expect(connection.view().connects).toBe(0);
  });

  it('when two workers share sessions that are not sticky', async () => {
    const workers = [closeLater(await startServer()), closeLater(await startServer())];
    const balancer = closeLater(await startRoundRobin(workers.map(({ port }) => port)));
    const connection = recordedConnection(balancer.url, { ...hasty, transports: ['polling'] });
    expect(await namedLoop(connection)).toBe('session-id-unknown');
    expect(balancer.handshakes).toBe(3);
  });

  it('when the server says yes, then no with a payload', async () => {
    const server = closeLater(
      await startRawEngine((packet, socket) => {
        if (!packet.startsWith('40')) return;
        socket.send('40{"sid":"abc"}');
        socket.send('41{"message":"no entry without a ticket"}');
      }),
    );
    const connection = recordedConnection(server.url, { ...hasty, transports: ['websocket'] });
    expect(await namedLoop(connection)).toBe('always-connect-loop');
    expect(connection.of('malformed')[0]?.text).toContain('no entry without a ticket');
    expect(server.opened).toBe(3);
  });

  it.skipIf(!flaskAvailable())('when a real Flask server with always_connect refuses', async () => {
    const flask = closeLater(await startFlask(['--mode', 'threading', '--always-connect', '--refuse', 'no ticket']));
    const connection = recordedConnection(flask.url, { ...hasty, transports: ['polling'] });
    expect(await namedLoop(connection)).toBe('always-connect-loop');
    // Its CONNECT reply comes in one payload with the end, and must not be told after it.
    expect(connection.of('connected')).toEqual([]);
  });

  it('when the server never answers the CONNECT packet', async () => {
    const server = closeLater(await startRawEngine(() => {}));
    const connection = recordedConnection(server.url, { transports: ['websocket'], timings: { ...hasty.timings, connectTimeoutMs: 1_000 } });
    expect(await namedLoop(connection)).toBe('connect-unanswered');
    expect(connection.of('closed')[0]).toMatchObject({ reason: 'no CONNECT reply', stood: false });
  });

  it('and it is over once a connection stands', async () => {
    let helpful = false;
    const server = closeLater(
      await startRawEngine((packet, socket) => {
        if (!packet.startsWith('40')) return;
        socket.send('40{"sid":"abc"}');
        if (!helpful) socket.send('41{"message":"no"}');
      }),
    );
    const connection = recordedConnection(server.url, { ...hasty, transports: ['websocket'] });
    await namedLoop(connection);
    helpful = true;
    const view = await connection.reaches('standing', () => connection.of('policy').some(({ action }) => action === 'stands'), 15_000);
    expect(view.findings.map(({ id }) => id)).not.toContain('always-connect-loop');
  });
});

describe('a refusal that lasts is tried less and less often, and said', () => {
  /** A server whose every answer to a handshake is this, until it becomes another's. */
  async function startRefusing(status: number) {
    const app = createServer((_request, response) => response.writeHead(status, { 'content-type': 'text/plain' }).end('no'));
    const { url } = closeLater(await serve(app));
    return { app, url };
  }
  const retries = (connection: RecordedConnection) => connection.of('retrying').map(({ delayMs }) => delayMs);

  it.each([404, 403, 400, 410])('with HTTP %d', async (status) => {
    const { url } = await startRefusing(status);
    const connection = recordedConnection(url, hasty);
    await connection.connect();
    const view = await connection.reaches('a slower attempt', () => connection.of('policy').some(({ action }) => action === 'slowed'));
    expect(retries(connection)).toEqual([100, 100, 5_000]);
    expect(view).toMatchObject({ phase: 'reconnecting', why: { code: 'lastingRefusal', facts: { status: String(status) } } });
  });

  it.each([429, 503])('but not with HTTP %d, which may be another the next time', async (status) => {
    const { url } = await startRefusing(status);
    const connection = recordedConnection(url, hasty);
    await connection.connect();
    await connection.reaches('five attempts', () => connection.of('retrying').length >= 5);
    expect(retries(connection).every((delay) => delay === 100)).toBe(true);
  });

  it('and a wish begins anew, which finds a server that has come there since', async () => {
    const { app, url } = await startRefusing(404);
    const connection = recordedConnection(url, hasty);
    await connection.connect();
    await connection.reaches('a slower attempt', () => connection.of('policy').some(({ action }) => action === 'slowed'));
    await connection.connect();
    await connection.reaches('three more attempts', () => connection.of('connect-failed').length === 6);
    expect(retries(connection)).toEqual([100, 100, 5_000, 100, 100, 5_000]);
    app.removeAllListeners('request');
    new Server().attach(app);
    await connection.connect();
    await connection.reaches('connected', ({ phase }) => phase === 'connected');
  });

  it('and found by itself at the slow attempt', async () => {
    const { app, url } = await startRefusing(404);
    const connection = recordedConnection(url, hasty);
    await connection.connect();
    await connection.reaches('a slower attempt', () => connection.of('policy').some(({ action }) => action === 'slowed'));
    app.removeAllListeners('request');
    new Server().attach(app);
    await connection.reaches('connected', ({ phase }) => phase === 'connected', 15_000);
    expect(connection.state().refusedInRow).toBe(0);
  });
});
