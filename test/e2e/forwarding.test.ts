/** Forwarding to an OpenTelemetry collector: switched on in the editor, seen on the overview, and switched off again. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { connectTo, fillBox, launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { defaultProfile } from '../../src/core/settings/profile.ts';
import { saveProfile } from '../support/profiles.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { attribute, recordsOf, startReceiver, type Receiver } from '../servers/otlp-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => server?.close());

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function opened(launched: Promise<RunningExtension>): Promise<{ extension: RunningExtension; panel: Page }> {
  const extension = await launched;
  closers.push(async () => extension.close());
  return { extension, panel: await extension.openPanelTab() };
}

async function receiver(cors: boolean): Promise<Receiver> {
  const started = await startReceiver({ cors });
  closers.push(async () => started.close());
  return started;
}

const records = ({ taken }: Receiver) => taken.filter(({ signal }) => signal === 'logs').flatMap(({ request }) => recordsOf(request));
const messages = (collector: Receiver) => records(collector).map(({ record }) => record.body.stringValue);

/** What the overview says of forwarding, in one line, or nothing. */
async function forwardingText(panel: Page): Promise<string> {
  const texts = await panel.$$eval('section[aria-label="Forwarding"]', (sections) => sections.map((section) => section.innerText));
  return texts.join(' ').replaceAll(/\s+/g, ' ');
}

async function says(panel: Page, pattern: RegExp): Promise<string> {
  let text = '';
  return until(async () => (pattern.test((text = await forwardingText(panel))) ? text : ''), { describe: () => `${String(pattern)}; it says “${text}”` });
}

/** Fills boxes of the editor and saves. */
async function edit(panel: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  await panel.locator('aria/Edit…[role="button"]').click();
  for (const [name, text] of Object.entries(texts)) await fillBox(panel, `dialog[open] [name="${name}"]`, text);
  await panel.locator('aria/Save[role="button"]').click();
}

const closed = (panel: Page) => until(async () => (await panel.$('dialog')) === null, { describe: 'the editor to close' });

describe('a collector that lets extensions in', () => {
  it('gets what the server says while it is named in the editor, over a restart of the background, and nothing after', async () => {
    const collector = await receiver(true);
    const { extension, panel } = await opened(launchExtension());
    await connectTo(panel, server.url);
    expect(await forwardingText(panel)).toBe('');
    server.log({ message: 'before' });

    await edit(panel, { 'forwarding.url': 'collector' });
    await until(() => panel.$('dialog ::-p-text(Collector must be an http or https address)'), { describe: 'what is wrong with it' });
    await panel.locator('aria/Cancel[role="button"]').click();
    await closed(panel);
    await edit(panel, { 'forwarding.url': `${collector.url}/v1/logs`, 'forwarding.serviceName': 'checkout', 'forwarding.headers': '{"X-Api-Key": "secret"}' });
    await closed(panel);
    await says(panel, /^Forwarding http:\/\/127.0.0.1:\d+ 0 sent, 0 waiting, 0 dropped$/);
    server.log({ message: 'first', logger: 'shop', level: 'error', order: 7 });
    await says(panel, /1 sent, 0 waiting, 0 dropped$/);
    const [first] = records(collector);
    expect(first).toMatchObject({ service: 'checkout', scope: 'shop', record: { severityNumber: 17, body: { stringValue: 'first' } } });
    expect(attribute(first!.record, 'order')).toBe(7);
    expect(collector.taken[0]!.headers).toMatchObject({ 'x-api-key': 'secret', origin: `chrome-extension://${extension.extensionId}` });

    await extension.stopWorker();
    await until(() => server.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the background to come back' });
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    server.log({ message: 'second' });
    await until(() => messages(collector).includes('second'), { describe: 'the second line' });
    expect(records(collector).map(({ record }) => record.eventName)).toContain('holdfast.background.restarted');

    await edit(panel, { 'forwarding.url': '' });
    await closed(panel);
    await until(async () => (await forwardingText(panel)) === '', { describe: 'the line to go' });
    const before = messages(collector).length;
    server.log({ message: 'after' });
    // Forwarding would have been at work on it before another collector is told of the one after.
    const other = await receiver(true);
    await edit(panel, { 'forwarding.url': other.url });
    await closed(panel);
    await says(panel, /0 sent/);
    server.log({ message: 'last' });
    await until(() => messages(other).includes('last'), { describe: 'the last line' });
    expect(messages(collector)).toHaveLength(before);
    // Besides lines there are findings, which come when they come.
    const lines = (all: readonly string[]) => all.filter((message) => ['before', 'first', 'second', 'after', 'last'].includes(message));
    expect(lines(messages(other))).toEqual(['last']);
    expect(lines(messages(collector))).toEqual(['first', 'second']);
    expect([...collector.problems, ...other.problems]).toEqual([]);
  });
});

describe('a collector that allows no other origins', () => {
  const profileFor = (url: string) => ({ id: 'shop', name: 'Shop', url: server.url, forwarding: { ...defaultProfile('').forwarding, url } });

  it('is said to be out of reach, while the connection and its lines go on', async () => {
    const collector = await receiver(false);
    const { panel } = await opened(launchExtension());
    await saveProfile(panel, profileFor(collector.url));
    await panel.select('aria/Profile', 'shop');
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    const text = await says(panel, /cannot be reached/);
    expect(text).toMatch(/ 0 sent, [1-9]\d* waiting, 0 dropped The collector cannot be reached: it is not running, or it does not allow other origins and Holdfast has no access to it \(see Edit…, OpenTelemetry\)\. Retrying automatically; last attempt at \d\d:\d\d:\d\d/);
    await waitForStatus(panel, 'Connection', /^Connected/);
    expect(collector.taken).toEqual([]);
  });

  it('gets everything once access to it was given', async () => {
    const collector = await receiver(false);
    const { panel } = await opened(launchPermitted(['http://127.0.0.1/*']));
    await saveProfile(panel, profileFor(collector.url));
    await panel.select('aria/Profile', 'shop');
    await panel.locator('aria/Edit…[role="button"]').click();
    await panel.locator('dialog ::-p-text(Ask the browser for access to the collector)').click();
    await panel.locator('aria/Save and connect[role="button"]').click();
    await closed(panel);
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
    await says(panel, /[1-9]\d* sent, 0 waiting, 0 dropped$/);
    expect(records(collector).map(({ service }) => service)).toContain('Shop');
    expect(collector.problems).toEqual([]);
  });
});
