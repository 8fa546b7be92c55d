import { expect } from 'vitest';
import type { TestServer } from '../servers/node-server.ts';
import { until } from './until.ts';

/** Waits until the server, which has had some, has no Engine.IO session left. */
export async function leavesNothingAt(server: TestServer): Promise<void> {
  expect(server.maxEngineConnections).toBeGreaterThan(0);
  await until(() => server.engineConnections() === 0, { timeout: 3_000, describe: () => `no session, there are ${server.engineConnections()}` });
}
