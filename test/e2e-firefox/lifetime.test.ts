/** With everything closed, the background lives as long as a connection is wanted, and comes back when it was stopped. Seen from the servers. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo, waitForStatus } from '../support/firefox/controls.ts';
import { launchFirefox, type RunningFirefox } from '../support/firefox/firefox.ts';
import { textsOf } from '../support/firefox/lists.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

const WATCHED_MS = 105_000;

/** A browser, and the server that its extension is connected to while every view of it is closed. */
interface Subject {
  readonly server: TestServer;
  readonly firefox: RunningFirefox;
}

/** One is left alone; of the other the background is stopped. */
let undisturbed: Subject;
let stopped: Subject;
let since: number;

const connects = ({ server }: Subject) => server.history.filter(({ type }) => type === 'connect').length;

async function connectAndCloseAll(): Promise<Subject> {
  // Firefox stops an idle background after 30 s, whatever the server sends; these pings are rarer than that anyway.
  const server = await startServer({ pingInterval: 60_000, pingTimeout: 120_000 });
  const firefox = await launchFirefox();
  const view = await firefox.openPanelTab();
  await connectTo(view.document, server.url);
  // A background that is stopped before anything is on disk leaves no trace of itself.
  await savedToDisk(view.document, 'connection_ack');
  await view.close();
  return { server, firefox };
}

beforeAll(async () => {
  undisturbed = await connectAndCloseAll();
  since = Date.now();
  stopped = await connectAndCloseAll();
});

afterAll(async () => {
  for (const subject of [undisturbed, stopped]) {
    await subject?.firefox.close();
    await subject?.server.close();
  }
});

it('a background that was stopped with every view closed comes back by the alarm', async () => {
  const former = connects(stopped);
  await stopped.firefox.stopBackground();
  await until(() => connects(stopped) === former + 1, { timeout: 65_000, describe: 'the alarm to bring it back' });
  const view = await stopped.firefox.openPanelTab();
  await waitForStatus(view.document, 'Acknowledgement', /^Acknowledged/);
  let restarts: readonly string[] = [];
  const isTold = async () => (restarts = await textsOf(view.document, '[data-entry="worker-restarted"]')).length === former;
  await until(isTold, { describe: () => `${former} restarts in the timeline, which tells ${restarts.length}` });
  expect(stopped.server.maxLive).toBe(1);
});

it('a connection stands for 100 s with panel, popup and tab closed', async () => {
  await until(() => Date.now() - since > WATCHED_MS || undisturbed.server.history.length !== 1, { timeout: WATCHED_MS + 10_000 });
  expect(undisturbed.server.history.map(({ type }) => type)).toEqual(['connect']);
  expect(undisturbed.server.engineConnections()).toBe(1);
  expect(await undisturbed.firefox.hasBackground()).toBe(true);
});
