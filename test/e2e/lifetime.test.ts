/** With everything closed, the background lives as long as a connection is wanted. Seen from the servers, for 105 s. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { flaskAvailable, startFlask } from '../support/python.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const WATCHED_MS = 105_000;

const servers: TestServer[] = [];
const extensions: RunningExtension[] = [];
let flask: ServerProcess | undefined;

beforeAll(async () => {
  if (flaskAvailable()) flask = await startFlask(['--mode', 'threading', '--ping-interval', '5', '--ping-timeout', '5']);
});

afterAll(async () => {
  await Promise.all(extensions.map(async (extension) => extension.close()));
  await Promise.all([...servers.map(async (server) => server.close()), flask?.close()]);
});

/** A browser whose worker nobody holds, so that only the extension itself can keep it alive, connected to one server. */
async function connectAndCloseAll(url: string): Promise<RunningExtension> {
  const extension = await launchExtension({ leaveWorkerAlone: true });
  extensions.push(extension);
  const view = await extension.openPanelTab();
  await saveProfile(view, { id: 'watched', name: 'Watched', url });
  await view.select('aria/Profile', 'watched');
  await waitForStatus(view, 'Connection', /^Disconnected/);
  await press(view, 'Connect');
  await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
  await view.close();
  return extension;
}

async function serve(pingInterval: number): Promise<TestServer> {
  const server = await startServer({ pingInterval, pingTimeout: 120_000 });
  servers.push(server);
  return server;
}

describe('with panel, popup and tab closed, for 100 s', () => {
  it('a websocket stands with the report’s pings every 30 s and with rarer ones, and so does polling', async () => {
    // Without the keep-alive, 30 s is a race that the worker may win; with pings every 60 s, and by polling, it is dead at 30 s.
    const watched = [await serve(30_000), await serve(60_000)];
    for (const { url } of watched) await connectAndCloseAll(url);
    const polling = flask === undefined ? null : await connectAndCloseAll(flask.url);

    const since = Date.now();
    const isOver = () => Date.now() - since > WATCHED_MS || watched.some(({ history }) => history.length !== 1);
    await until(isOver, { timeout: WATCHED_MS + 10_000 });
    for (const server of watched) {
      expect(server.history.map(({ type }) => type)).toEqual(['connect']);
      expect(server.engineConnections()).toBe(1);
    }
    if (polling === null) return;
    const view = await polling.openPanelTab();
    await waitForStatus(view, 'Connection', /^Connected/);
    await waitForStatus(view, 'Transport', /^polling$/);
    // One connect, no loss, and a ping every five seconds all the while.
    expect(await view.$$eval('[data-entry="connected"]', (rows) => rows.length)).toBe(1);
    expect(await view.$$eval('[data-entry="closed"], [data-entry="worker-restarted"]', (rows) => rows.length)).toBe(0);
    const pings = await view.$eval('::-p-aria(Engine pings)', (card) => Number(/Received\s*(\d+)/.exec((card as HTMLElement).innerText)?.[1]));
    expect(pings).toBeGreaterThanOrEqual(18);
  });
});
