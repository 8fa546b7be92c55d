import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { relayLogs, type LogLine } from '../../../scripts/demo/relay-logs.ts';
import { startServer, type TestServer } from '../../servers/node-server.ts';
import { until } from '../../support/until.ts';
import { closeClients, openClient } from './clients.ts';

let server: TestServer;
let stderr: string;

beforeEach(async () => {
  server = await startServer();
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  closeClients();
  await server.close();
});

describe('relaying a Node server’s own logs', () => {
  test('reaches the clients as log_message', async () => {
    const log = relayLogs((line) => server.io.emit('log_message', line));
    const client = openClient(server.url);
    await client.connected();
    log('info', 'shop.orders', 'Order 1 paid', { order: 1, n: 'not this one' });
    const line = await until(() => client.received('log_message')[0]);
    expect(line).toEqual({ timestamp: expect.any(String), level: 'info', logger: 'shop.orders', message: 'Order 1 paid', order: 1, n: 1 });
    expect(stderr).toBe('');
  });

  test('a line that cannot be emitted goes to stderr, and the next one is relayed', async () => {
    const log = relayLogs((line) => server.io.emit('log_message', line));
    const client = openClient(server.url);
    await client.connected();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(() => log('error', 'shop', 'this one cannot be encoded', circular)).not.toThrow();
    log('info', 'shop', 'this one can');
    const line = await until(() => client.received('log_message')[0]);
    expect(line).toMatchObject({ message: 'this one can', n: 2 });
    expect(stderr).toMatch(/error shop: this one cannot be encoded\n {2}\(not relayed: .+\)/);
  });

  test('a line that is logged while emitting goes to stderr rather than round again', () => {
    const relayed: LogLine[] = [];
    const log = relayLogs((line) => {
      relayed.push(line);
      log('debug', 'adapter', `emitting ${line.message}`);
    });
    log('info', 'shop', 'one');
    log('info', 'shop', 'two');
    expect(relayed.map(({ message, n }) => [message, n])).toEqual([['one', 1], ['two', 2]]);
    expect(stderr).toMatch(/debug adapter: emitting one\n.*debug adapter: emitting two\n$/);
  });
});
