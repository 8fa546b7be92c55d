/** Large messages pass through the background and leave nothing behind but what is kept of them. */
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LANE_BOUNDS, LANES } from '../../src/core/entries/lanes.ts';
import { connectTo, launchExtension, type RunningExtension } from '../support/extension.ts';
import { extensionProcessBytes } from '../support/process-memory.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const MB = 1024 * 1024;
const LARGE = 24_000_000;
const MESSAGES = 40;
/** What a recording may keep in memory. */
const KEPT = LANES.reduce((sum, lane) => sum + LANE_BOUNDS[lane].bytes, 0);

let server: TestServer;
let extension: RunningExtension;

beforeEach(async () => {
  server = await startServer();
  extension = await launchExtension({ leaveWorkerAlone: true });
});

afterEach(async () => {
  await extension?.close();
  await server?.close();
});

/** Emits an event, and waits until the network has taken it. */
async function emit(event: string, ...args: readonly unknown[]): Promise<void> {
  const [socket] = server.io.sockets.sockets.values();
  const drained = once(socket!.conn, 'drain');
  socket!.emit(event, ...args);
  await drained;
}

it.each([
  ['events of text', async (text: string) => emit('large', text)],
  ['log lines', async (text: string) => emit('log_message', { message: text, level: 'error' })],
  ['events with attachments', async (text: string) => emit('large', Buffer.from(text))],
])('forty %s of 24 MB leave the process as it was', async (_, send) => {
  const panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  await savedToDisk(panel, 'connection_ack');
  await extension.newPage('about:blank');
  await panel.close();
  for (let message = 0; message < 10; message += 1) await send('small');
  const before = await extensionProcessBytes(extension.browser);
  const text = 'x'.repeat(LARGE);
  for (let message = 0; message < MESSAGES; message += 1) await send(text);
  const most = 1.3 * before + KEPT;
  let bytes = 0;
  await until(async () => (bytes = await extensionProcessBytes(extension.browser)) <= most, {
    timeout: 90_000,
    describe: () => `at most ${Math.round(most / MB)} MB; it was ${Math.round(before / MB)} MB and is ${Math.round(bytes / MB)} MB`,
  });
  expect(server.maxLive).toBe(1);
});
