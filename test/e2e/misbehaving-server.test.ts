/** Servers that misbehave, seen in the panel: what is shown, and what the connection does about it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { chooseTab, fill, launchExtension, press, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { saveProfile } from '../support/profiles.ts';
import type { ProfileChanges } from '../support/profile.ts';
import { until } from '../support/until.ts';
import { startFaultProxy, type FaultMode } from '../servers/fault-proxy.ts';
import { startServer, type ServerSetup, type TestServer } from '../servers/node-server.ts';

let extension: RunningExtension;
let panel: Page;
const closers: (() => Promise<void>)[] = [];
let profiles = 0;

beforeAll(async () => {
  extension = await launchExtension();
  panel = await extension.openPanelTab();
});

afterAll(async () => extension?.close());

afterEach(async () => {
  await press(panel, 'Disconnect');
  for (const close of closers.splice(0)) await close();
});

async function serve(setup: ServerSetup = {}, fault?: FaultMode): Promise<TestServer & { address: string }> {
  const server = await startServer(setup);
  closers.unshift(async () => server.close());
  if (fault === undefined) return Object.assign(server, { address: server.url });
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } });
  closers.unshift(async () => proxy.close());
  await proxy.setMode(fault);
  return Object.assign(server, { address: proxy.url });
}

/** Chooses a new profile with these changes, and connects. */
async function connect(url: string, changes: ProfileChanges = {}): Promise<void> {
  const id = `p${(profiles += 1)}`;
  await saveProfile(panel, { ...changes, id, name: id, url });
  await panel.select('aria/Profile', id);
  await waitForStatus(panel, 'Connection', /^Disconnected/);
  await press(panel, 'Connect');
}

const findings = () => panel.$$eval('[data-diagnosis]', (cards) => cards.map((card) => card.getAttribute('data-diagnosis')));

/** Waits until exactly these findings are shown: a view is told of them a moment after the state. */
async function findsOnly(...ids: string[]): Promise<void> {
  let shown: (string | null)[] = [];
  await until(async () => JSON.stringify((shown = await findings())) === JSON.stringify(ids), { describe: () => `${ids.join(' ') || 'no finding'} instead of ${shown.join(' ')}` });
}

describe('transports', () => {
  it('falls back to polling when the WebSocket is refused', async () => {
    await connect((await serve({}, { kind: 'refuse-upgrade' })).address);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(await statusText(panel, 'Transport')).toBe('polling');
  });

  it('falls back to polling when the WebSocket closes before the handshake', async () => {
    await connect((await serve({}, { kind: 'close-after-upgrade' })).address);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/, 5_000);
    expect(await statusText(panel, 'Transport')).toBe('polling');
  });

  it.each<FaultMode['kind']>(['hang-upgrade', 'silent-upgrade'])('goes to polling after the connect timeout with %s', async (kind) => {
    await connect((await serve({}, { kind } as FaultMode)).address, { timings: { connectTimeoutMs: 1_500 } });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(await statusText(panel, 'Transport')).toMatch(/^polling/);
  });

  it('comes back after a frame that was cut in the middle', async () => {
    const server = await startServer({ logsPerSecond: 20 });
    const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } });
    closers.push(async () => proxy.close(), async () => server.close());
    await connect(proxy.url);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await proxy.setMode({ kind: 'cut-mid-frame' });
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the second connect' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
  });
});

describe('the acknowledgement', () => {
  it('withheld is Missing after its deadline, and named', async () => {
    await connect((await serve({ ack: 'withheld' })).address, { timings: { ackDeadlineMs: 500 }, events: { expected: true } });
    await waitForStatus(panel, 'Acknowledgement', /^Missing/);
    await findsOnly('not-acknowledged');
  });

  it('late is Missing first, then repaired', async () => {
    await connect((await serve({ ack: { lateMs: 1_500 } })).address, { timings: { ackDeadlineMs: 500 }, events: { expected: true } });
    await waitForStatus(panel, 'Acknowledgement', /^Missing/);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged after 1\.5\d? s, late/);
    await findsOnly();
  });

  it('malformed is an acknowledgement all the same', async () => {
    await connect((await serve({ ack: { malformed: ['<b>not</b>', { an: 'object' }] } })).address);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await chooseTab(panel, 'Overview');
    await until(() => panel.$('::-p-text(<b>not</b>)'), { describe: 'its payload as text' });
  });
});

describe('the heartbeat', () => {
  it('late by 200 ms shows at least 200 ms', async () => {
    await connect((await serve({ heartbeat: { delayMs: 200 } })).address);
    const text = await waitForStatus(panel, 'Heartbeat', /\d ms/);
    expect(Number(/(\d+) ms/.exec(text)?.[1])).toBeGreaterThanOrEqual(200);
  });

  it('answered by an event is a round trip too, and can be sent on demand', async () => {
    const server = await serve({ heartbeat: 'event' });
    await connect(server.address);
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    server.behaviour.heartbeat = { delayMs: 300 };
    await panel.locator('aria/Send heartbeat[role="button"]').click();
    await waitForStatus(panel, 'Heartbeat', /^3\d\d ms/);
  });

  it('never answered is no error', async () => {
    await connect((await serve({ heartbeat: 'none' })).address, { timings: { heartbeatEveryMs: 600, heartbeatTimeoutMs: 300 } });
    await waitForStatus(panel, 'Heartbeat', /^No application heartbeat/);
    expect(await statusText(panel, 'Connection')).toMatch(/^Connected/);
    await findsOnly();
  });

  it('no longer answered twice in a row reconnects, and says so', async () => {
    const server = await serve();
    await connect(server.address, { timings: { heartbeatEveryMs: 600, heartbeatTimeoutMs: 300 } });
    await waitForStatus(panel, 'Heartbeat', /\d ms/);
    server.behaviour.heartbeat = 'none';
    await until(() => panel.$('::-p-text(Two heartbeats in a row went unanswered)'), { describe: 'the reason in the timeline' });
    server.behaviour.heartbeat = 'ack';
    await until(() => server.history.filter(({ type }) => type === 'connect').length >= 2, { describe: 'the reconnect' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(server.maxLive).toBe(1);
  });
});

describe('a server that refuses or says goodbye', () => {
  it('with a refusal of its application is Failed, with its message and data', async () => {
    const server = await serve({ auth: ({ token }) => (token === 'x' ? undefined : { message: 'ticket needed', data: { gate: 7 } }) });
    await connect(server.address, { auth: { token: 'y' } });
    await waitForStatus(panel, 'Connection', /^Failed.*ticket needed/);
    await findsOnly('connect-refused');
    await until(() => panel.$('::-p-text({"gate":7})'), { describe: 'the data in the timeline' });
  });

  it('without the namespace is Failed and named', async () => {
    await connect((await serve()).address, { namespace: '/nope' });
    await waitForStatus(panel, 'Connection', /^Failed/);
    await findsOnly('namespace-unknown');
  });

  it('with a disconnect is Disconnected, and waits', async () => {
    const server = await serve();
    await connect(server.address);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    server.io.disconnectSockets();
    await waitForStatus(panel, 'Connection', /^Disconnected/);
    await findsOnly('server-disconnected');
  });

  it('with the other parser is a loop that is named and slowed', async () => {
    const server = await serve({ parser: 'msgpack' });
    await connect(server.address, { timings: { reconnectDelayMs: 200, reconnectDelayMaxMs: 200 } });
    await until(async () => (await findings()).includes('parser-mismatch'), { describe: 'the finding' });
    await waitForStatus(panel, 'Connection', /^Reconnecting \(attempt \d+, next in [345] s\)/);
  });
});

describe('the profile editor', () => {
  it('makes a profile that connects, and keeps what was typed when something is wrong', async () => {
    const server = await serve();
    await panel.locator('aria/New[role="button"]').click();
    await panel.locator('aria/Name[role="textbox"]').fill('Typed by hand');
    await panel.locator('aria/Address[role="textbox"]').fill(server.url);
    const refusals: [field: string, wrong: string, message: string, right: string][] = [
      ['Connect timeout ms', '-5', 'Connect timeout must be at least 100 ms', '2000'],
      ['Auth (JSON object)', '{"token": }', 'line 1, column 11', '{"token": "x"}'],
      ['Namespace', 'admin', 'Namespace must start with “/”', '/'],
    ];
    for (const [field, wrong, message, right] of refusals) {
      await panel.locator(`aria/${field}[role="textbox"]`).fill(wrong);
      await panel.locator('aria/Save and connect[role="button"]').click();
      await until(() => panel.$(`dialog ::-p-text(${message})`), { describe: message });
      expect(await panel.$eval(`aria/${field}[role="textbox"]`, (box) => (box as HTMLInputElement).value)).toBe(wrong);
      await panel.locator(`aria/${field}[role="textbox"]`).fill(right);
    }
    await panel.locator('aria/Save and connect[role="button"]').click();
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    expect(server.engineConnections()).toBe(1);
  });
});

describe('bad addresses', () => {
  it.each([
    ['http://', /not a valid address/],
    ['ftp://127.0.0.1', /scheme/],
    ['http://127.0.0.1:5552/app', /Path/],
    ['', /empty/],
  ])('“%s” is refused beside the box, which keeps it', async (text, message) => {
    await fill(panel, 'Server URL', text);
    await press(panel, 'Connect');
    const alerts = () => panel.$$eval('[role="alert"]', (elements) => elements.map((element) => element.textContent).join(' '));
    await until(async () => message.test(await alerts()), { describe: `an error like ${String(message)}` });
    expect(await panel.$eval('aria/Server URL[role="textbox"]', (box) => (box as HTMLInputElement).value)).toBe(text);
  });
});
