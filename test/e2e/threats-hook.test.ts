/** On a site with the hook: only that site's documents have it, and what runs in a page reaches neither settings nor commands. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CDPSession, Frame, Page } from 'puppeteer-core';
import { chooseTab, type RunningExtension } from '../support/extension.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { sendCommand } from '../support/command.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

let site: SocketSite;
let extension: RunningExtension;
let page: Page;
let panel: Frame;
let session: CDPSession;
/** The extension's own worlds in the page's documents. */
const worlds: { id: number; origin: string; auxData: { frameId: string } }[] = [];

beforeAll(async () => {
  const socket = (site_: SocketSite, path: string) => `<script>globalThis.opened = new Promise((resolve) => { const socket = new WebSocket('${site_.socket(path)}'); socket.onmessage = () => resolve(true); });</script>`;
  site = await startSocketSite((self) => ({
    '/page': `${socket(self, '/own')}<iframe name="foreign" src="${self.url('/foreign', 'localhost')}"></iframe>`,
    '/foreign': socket(self, '/foreign'),
    '/empty': '<title>empty</title>',
  }));
  extension = await launchPermitted(['http://127.0.0.1/*']);
  page = await extension.newPage(site.url('/empty'));
  panel = await extension.openPanel(page);
  await watchRecording(panel);
  await sendCommand(panel, { type: 'hook-site', id: 1, origin: new URL(site.url('/')).origin, on: true });
  await until(
    async () => panel.evaluate(async () => {
      const { scripting } = (globalThis as unknown as { chrome: { scripting: { getRegisteredContentScripts(): Promise<unknown[]> } } }).chrome;
      return (await scripting.getRegisteredContentScripts()).length === 2;
    }),
    { describe: 'the hook to be registered' },
  );
  session = await page.createCDPSession();
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.origin.startsWith('chrome-extension://')) worlds.push(context as never);
  });
  await session.send('Runtime.enable');
  await page.goto(site.url('/page'));
  for (const frame of page.frames()) await frame.waitForFunction('globalThis.opened');
});

afterAll(async () => {
  await extension?.close();
  await site?.close();
});

it('a frame of another site in a page of this one is left alone', async () => {
  const opened = async () => (await recordedOf(panel)).flatMap((entry) => (entry.kind === 'socket-opened' && entry.via === 'hook' ? [new URL(entry.url).pathname] : []));
  await until(async () => (await opened()).length > 0, { describe: 'the page’s own socket' });
  // A message of the foreign frame's socket came before this one, which is told.
  await page.evaluate(`new WebSocket('${site.socket('/last')}')`);
  await until(async () => (await opened()).includes('/last'), { describe: 'the last socket' });
  expect(await opened()).toEqual(['/own', '/last']);
});

it('the extension’s own script in the page can read no settings, and has no other way in than to report', async () => {
  expect(worlds.length).toBeGreaterThan(0);
  const evaluate = async (expression: string) => {
    const { result } = await session.send('Runtime.evaluate', { contextId: worlds.at(-1)!.id, expression, awaitPromise: true, returnByValue: true });
    return result.value as unknown;
  };
  expect(await evaluate(`chrome.storage.local.get(null).then((all) => JSON.stringify(all), (error) => error.message)`)).toMatch(/not allowed/i);
  expect(await evaluate(`(async () => String(await chrome.storage.session?.get(null).then((all) => JSON.stringify(all), (error) => error.message)))()`)).toMatch(/not allowed|undefined/i);
  const ports = await evaluate(`Promise.all(['view', 'offscreen', 'other', 'page', 'page:'].map((name) => new Promise((resolve) => {
    const port = chrome.runtime.connect({ name });
    port.onDisconnect.addListener(() => resolve(name + ' refused'));
    port.onMessage.addListener(() => resolve(name + ' heard'));
    port.postMessage({ type: 'watch', id: 1, entries: [] });
  })))`);
  expect(ports).toEqual(['view refused', 'offscreen refused', 'other refused', 'page refused', 'page: refused']);
});

it('a message of its that is no report changes nothing', async () => {
  await session.send('Runtime.evaluate', {
    contextId: worlds.at(-1)!.id,
    expression: `{ const port = chrome.runtime.connect({ name: 'page:${'x'.repeat(21)}-' }); for (const message of [{ type: 'save-profile', id: 1, profile: { id: 'default', name: 'owned' } }, { type: 'disconnect', id: 2, profile: 'default' }, null, 7, { events: 7 }, { events: [{ type: 'opened' }, null] }]) port.postMessage(message); }`,
  });
  await page.evaluate(`new WebSocket('${site.socket('/after')}')`);
  await until(async () => (await recordedOf(panel)).some((entry) => entry.kind === 'socket-opened' && entry.url.endsWith('/after')), { describe: 'what came after' });
  await chooseTab(panel, 'Overview');
  expect(await panel.$eval('aria/Profile[role="combobox"]', (choice) => choice.textContent)).not.toContain('owned');
});
