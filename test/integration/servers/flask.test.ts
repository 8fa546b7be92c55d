import { afterEach, describe, expect, test } from 'vitest';
import { flaskAvailable, startFlask } from '../../support/python.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { until } from '../../support/until.ts';
import { closeClients, gapless, lineNumbers, openClient } from './clients.ts';

let server: ServerProcess | undefined;

async function start(...args: string[]): Promise<ServerProcess> {
  return (server = await startFlask(args));
}

afterEach(async () => {
  closeClients();
  await server?.close();
  server = undefined;
});

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;

describe.skipIf(!flaskAvailable()).each([
  ['threading', 'polling'],
  ['eventlet', 'websocket'],
])('Flask-SocketIO with %s', (mode, transport) => {
  test(`acknowledges, answers heartbeats by acknowledgement and relays numbered logs, over ${transport}`, async () => {
    const { url } = await start('--mode', mode, '--log-every', '0.05', '--ping-interval', '7', '--ping-timeout', '3.5');
    const handshake = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
    expect(JSON.parse(handshake.slice(1))).toMatchObject({ pingInterval: 7_000, pingTimeout: 3_500 });
    expect(await (await fetch(url)).text()).toContain('Flask test server');

    const client = openClient(url);
    const ack = await until(() => client.received('connection_ack')[0]);
    expect(ack).toEqual({ status: 'connected', timestamp: expect.stringMatching(isoTime), sid: client.socket.id, message: expect.any(String) });
    const { answer } = await client.beat({ timestamp: 'T', seq: 7 });
    expect(answer).toEqual({ timestamp: expect.stringMatching(isoTime), seq: 7, client_timestamp: 'T' });
    expect(client.received('heartbeat_response')).toEqual([]);
    await until(() => lineNumbers(client).length >= 10);
    expect(lineNumbers(client)).toEqual(gapless(lineNumbers(client)));
    expect(client.received('log_message').at(-1)).toEqual({
      timestamp: expect.stringMatching(isoTime),
      level: 'info',
      logger: 'app',
      module: 'flask_app',
      message: 'still here',
      n: expect.any(Number),
    });
    await until(() => client.socket.io.engine.transport.name === transport);
  });

  test('answers heartbeats by event, or both ways', async () => {
    const byEvent = openClient((await start('--mode', mode, '--answer', 'event', '--no-ack')).url);
    byEvent.socket.emit('heartbeat_test', { timestamp: 'T', seq: 8 });
    const event = { seq: 8, timestamp: 'T', server_timestamp: expect.stringMatching(isoTime) };
    await until(() => byEvent.received('heartbeat_response').length === 1);
    expect(byEvent.received('heartbeat_response')).toEqual([event]);
    expect(byEvent.received('connection_ack')).toEqual([]);
    await server?.close();

    const both = openClient((await start('--mode', mode, '--answer', 'both')).url);
    expect((await both.beat({ timestamp: 'T', seq: 8 })).answer).toMatchObject({ seq: 8, client_timestamp: 'T' });
    await until(() => both.received('heartbeat_response').length === 1);
    expect(both.received('heartbeat_response')).toEqual([event]);
  });

  test('relays a failing handler’s error with its traceback, and goes on', async () => {
    const client = openClient((await start('--mode', mode)).url);
    await client.connected();
    client.socket.emit('fail');
    const line = await until(() => client.received('log_message').find((entry) => (entry as { level?: unknown }).level === 'error'));
    expect(line).toMatchObject({ message: 'a handler failed: this handler always fails', exception: expect.stringContaining('ValueError') });
    await client.beat();
    expect(client.losses).toEqual([]);
  });

  test('when relaying fails, the line appears on stderr, nothing recurses and the application works', async () => {
    const { url, log } = await start('--mode', mode, '--break-relay');
    const client = openClient(url);
    await until(() => client.received('connection_ack').length === 1);
    client.socket.emit('write_log', 'one');
    client.socket.emit('write_log', 'two');
    await until(() => log().includes('INFO app: two'), { describe: () => `both lines in:\n${log()}` });
    await client.beat();
    const about = (text: string) => log().split('\n').filter((line) => line.includes(text));
    expect(about('one')).toEqual(['WARNING app: inside the relay of: one', 'INFO app: one']);
    expect(about('two')).toEqual(['WARNING app: inside the relay of: two', 'INFO app: two']);
    expect(log()).not.toMatch(/RecursionError|Logging error/);
    expect(client.received('log_message')).toEqual([]);
  });

  test('refuses with the application’s own message', async () => {
    const client = openClient((await start('--mode', mode, '--refuse', 'no entry today')).url);
    await until(() => client.connectErrors.length > 0);
    expect(client.connectErrors).toEqual(['no entry today']);
  });

  test('refuses after connecting with always_connect, which a client takes for a parse error', async () => {
    const client = openClient((await start('--mode', mode, '--refuse', 'no entry today', '--always-connect')).url);
    await until(() => client.losses.length > 0);
    expect(client.losses[0]).toBe('parse error');
    expect(client.connectErrors).toEqual([]);
  });

  test('refuses an origin that is not on its list', async () => {
    const { url } = await start('--mode', mode, '--cors', 'http://allowed.example');
    const handshake = (origin: string) => fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect((await handshake('http://other.example')).status).toBe(400);
    expect((await handshake('http://allowed.example')).status).toBe(200);
  });
});

describe.skipIf(!flaskAvailable())('starting Flask', () => {
  test('says why when it cannot', async () => {
    await expect(start('--mode', 'no-such-mode')).rejects.toThrow(/exit code 2[^]*no-such-mode/);
  });

  test('a stopped server is gone', async () => {
    const { url } = await start();
    await server?.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
