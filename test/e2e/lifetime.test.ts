/** With everything closed, the background lives as long as a connection is wanted. Seen from the servers, for 105 s. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import { flaskAvailable, startFlask, type FlaskServer } from '../support/python.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const WATCHED_MS = 105_000;

let server: TestServer;
let flask: FlaskServer | undefined;
let extension: RunningExtension;

beforeAll(async () => {
  // The report's settings: pings this rare are a race that a Chromium worker without a keep-alive loses.
  server = await startServer({ pingInterval: 30_000, pingTimeout: 120_000 });
  if (flaskAvailable()) flask = await startFlask(['--mode', 'threading', '--ping-interval', '5', '--ping-timeout', '5']);
  extension = await launchExtension();
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
  await flask?.stop();
});

describe('with panel, popup and tab closed', () => {
  it('a websocket with rare pings and a polling connection both stand for 100 s', async () => {
    const view = await extension.openPanelTab();
    if (flask !== undefined) {
      await saveProfile(view, { id: 'flask', name: 'Flask by polling', url: flask.url });
      await connectProfile(view, 'flask');
      await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
      expect(await waitForStatus(view, 'Transport', /./)).toBe('polling');
    }
    await view.select('aria/Profile', 'default');
    await fill(view, 'Server URL', server.url);
    await press(view, 'Connect');
    await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
    await view.close();

    const since = Date.now();
    await until(() => Date.now() - since > WATCHED_MS || server.history.length !== 1, { timeout: WATCHED_MS + 10_000 });
    expect(server.history.map(({ type }) => type)).toEqual(['connect']);
    expect(server.engineConnections()).toBe(1);

    const again = await extension.openPanelTab();
    await waitForStatus(again, 'Connection', /^Connected/);
    if (flask === undefined) return;
    await again.select('aria/Profile', 'flask');
    await waitForStatus(again, 'Transport', /^polling$/);
    await waitForStatus(again, 'Connection', /^Connected/);
    // One connect, no loss, and a ping every five seconds all the while.
    expect(await again.$$eval('[data-entry="connected"]', (rows) => rows.length)).toBe(1);
    expect(await again.$$eval('[data-entry="closed"]', (rows) => rows.length)).toBe(0);
  });
});

async function connectProfile(view: Parameters<typeof press>[0], id: string): Promise<void> {
  await view.select('aria/Profile', id);
  await press(view, 'Connect');
}
