/** A background that the browser stops comes back by itself, with what it had recorded. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, connectTo, launchExtension, sessionId, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { savedToDisk } from '../support/saved-to-disk.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

/** Of the twenty stops, so many happen with no view open, where only the alarm can help; it comes every half minute. */
const BY_ALARM = 2;
const BY_VIEW = 20 - BY_ALARM;

let server: TestServer;
let extension: RunningExtension;
let panel: Page;

const connects = () => server.history.filter(({ type }) => type === 'connect').length;

beforeAll(async () => {
  server = await startServer();
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const restarts = (view: Page) => view.$$eval('[data-entry="worker-restarted"]', (rows) => rows.length);

describe('a stopped background', () => {
  it(`comes back ${BY_VIEW} times by an open view, each time with all that was recorded and an entry that says so`, async () => {
    const expected: string[] = [];
    for (let stop = 1; stop <= BY_VIEW; stop += 1) {
      const message = `before stop ${stop}`;
      server.log({ message });
      expected.push(message);
      await until(async () => (await allMessages(panel)).includes(message), { describe: message });
      await savedToDisk(panel, message);
      const formerSid = await sessionId(panel);
      await extension.stopWorker();
      await until(() => connects() === stop + 1, { describe: `connect ${stop + 1}` });
      await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
      expect(await sessionId(panel)).not.toBe(formerSid);
      await chooseTab(panel, 'Overview');
      await until(async () => (await restarts(panel)) === stop, { describe: `${stop} entries of restarts` });
      expect(await allMessages(panel)).toEqual(expected);
    }
    expect(server.maxLive).toBe(1);
  });

  it(`comes back ${BY_ALARM} times by the alarm, with every view closed`, async () => {
    await panel.close();
    for (let stop = 1; stop <= BY_ALARM; stop += 1) {
      const before = connects();
      await extension.stopWorker();
      await until(() => connects() === before + 1, { timeout: 65_000, describe: 'the alarm to bring it back' });
    }
    panel = await extension.openPanelTab();
    await waitForStatus(panel, 'Connection', /^Connected/);
    expect(await allMessages(panel)).toHaveLength(BY_VIEW);
    await chooseTab(panel, 'Overview');
    expect(await restarts(panel)).toBe(20);
  });
});
