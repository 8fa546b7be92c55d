/** Speaking on the background connection from the panel, to a real server. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { answerText, composeEvent, pressButton, shownErrors, type, waitForAnswer } from '../support/compose.ts';
import { chooseTab, connectTo, launchExtension, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';

let server: TestServer;
let extension: RunningExtension;
let panel: Page;
/** Every event that the server got, but for heartbeats. */
let received: { namespace: string; event: string; args: unknown[] }[] = [];

beforeAll(async () => {
  server = await startServer({ namespaces: ['/admin'] });
  for (const namespace of ['/', '/admin']) {
    server.io.of(namespace).on('connection', (socket) => {
      socket.onAny((event: string, ...args: unknown[]) => {
        if (event !== 'heartbeat_test') received.push({ namespace, event, args: args.filter((arg) => typeof arg !== 'function') });
      });
      socket.on('add', (a: number, b: number, answer: (sum: number) => void) => answer(a + b));
    });
  }
  extension = await launchExtension();
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

beforeEach(async () => {
  received = [];
  await panel.reload();
  await waitForStatus(panel, 'Connection', /^Connected/);
});

describe('an event from the panel', () => {
  it('reaches the server with its arguments, and its acknowledgement is shown', async () => {
    await composeEvent(panel, { event: 'add', args: ['40', '{{counter}}'] });
    await panel.locator('aria/Expect an acknowledgement[role="checkbox"]').click();
    await pressButton(panel, 'Send');
    expect(await waitForAnswer(panel, /acknowledged/i)).toMatch(/^acknowledged in <?[\d,.]+ ms: 41$/i);
    expect(received).toEqual([{ namespace: '/', event: 'add', args: [40, 1] }]);
  });

  it('goes to the namespace that is asked for, text and bytes too', async () => {
    await composeEvent(panel, { event: 'mixed', namespace: '/admin', args: ['{"id": {{uuid}}}', '00 ff 7f', 'plain "text"'] });
    await panel.select('aria/Kind of Argument 2', 'hex');
    await panel.select('aria/Kind of Argument 3', 'text');
    await pressButton(panel, 'Send');
    await until(() => received.length === 1, { describe: 'the event' });
    const [id, bytes, text] = received[0]!.args;
    expect(received[0]).toMatchObject({ namespace: '/admin', event: 'mixed' });
    expect(id).toEqual({ id: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(Buffer.from(bytes as Uint8Array)).toEqual(Buffer.from([0, 255, 127]));
    expect(text).toBe('plain "text"');
  });

  it('with invalid JSON is pointed at by line and column, and nothing is sent', async () => {
    await composeEvent(panel, { event: 'broken', args: ['{"ok": true}', '{"n": {{counter}},\n "b": oops}'] });
    await pressButton(panel, 'Send');
    await until(async () => (await shownErrors(panel)).length === 1, { describe: 'the error' });
    expect(await shownErrors(panel)).toEqual(['Argument 2 is not JSON: line 2, column 7: “o” is not allowed here.']);
    expect(await panel.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('args.1');
    await type(panel, 'Argument 2', '1');
    await pressButton(panel, 'Send');
    await waitForAnswer(panel, /^Sent/);
    expect(received).toEqual([{ namespace: '/', event: 'broken', args: [{ ok: true }, 1] }]);
  });

  it('that nobody acknowledges is said to be unanswered', async () => {
    await composeEvent(panel, { event: 'silence' });
    await panel.locator('aria/Expect an acknowledgement[role="checkbox"]').click();
    await type(panel, 'Timeout in ms', '300');
    await pressButton(panel, 'Send');
    expect(await waitForAnswer(panel, /^No ack/)).toBe('No acknowledgement within 300 ms.');
  });

  it('is repeated as often and as fast as asked, and can be stopped', async () => {
    await composeEvent(panel, { event: 'again', args: ['{{counter}}'] });
    await pressButton(panel, 'Repeat');
    await type(panel, 'Times', '25');
    await type(panel, 'Per second', '100');
    await pressButton(panel, 'Start repeating');
    expect(await waitForAnswer(panel, /sent/)).toBe('25 messages sent.');
    await until(() => received.length === 25, { describe: 'all of them' });
    expect(received.map(({ args }) => args[0])).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    await type(panel, 'Times', '10000');
    await type(panel, 'Per second', '20');
    await pressButton(panel, 'Start repeating');
    await until(() => received.length > 27, { describe: 'some of them' });
    await pressButton(panel, 'Stop');
    await waitForAnswer(panel, /^\d+ messages sent\.$/);
    const stopped = Number((await answerText(panel)).split(' ')[0]);
    await until(() => received.length === 25 + stopped, { describe: 'no more than were sent' });
  });

  it('is in the history, can be saved, and sent again, after the panel was closed', async () => {
    await composeEvent(panel, { event: 'keep', args: ['[1]'] });
    await pressButton(panel, 'Send');
    await waitForAnswer(panel, /^Sent/);
    await type(panel, 'Name', 'A good one');
    await pressButton(panel, 'Save');
    await panel.reload();
    await waitForStatus(panel, 'Connection', /^Connected/);
    await chooseTab(panel, 'Compose');
    await pressButton(panel, 'Send keep again');
    await waitForAnswer(panel, /^Sent/);
    await pressButton(panel, 'Edit A good one');
    await type(panel, 'Argument 1', '[2]');
    await pressButton(panel, 'Save again');
    await pressButton(panel, 'Send A good one again');
    await until(() => received.length === 3, { describe: 'three of them' });
    expect(received.map(({ args }) => args)).toEqual([[[1]], [[1]], [[2]]]);
  });

  it('is refused in words while there is no connection', async () => {
    await press(panel, 'Disconnect');
    await waitForStatus(panel, 'Connection', /^Disconnected/);
    await composeEvent(panel, { event: 'lost' });
    await pressButton(panel, 'Send');
    await until(async () => (await shownErrors(panel)).length === 1, { describe: 'the error' });
    expect(await shownErrors(panel)).toEqual(['Not connected, so nothing was sent. Press Connect first.']);
    expect(await answerText(panel)).toBe('');
    await press(panel, 'Connect');
    await waitForStatus(panel, 'Acknowledgement', /^Acknowledged/);
  });
});
