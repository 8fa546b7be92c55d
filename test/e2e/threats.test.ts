/**
 * Nobody but its own views drives Holdfast, reads what it recorded, or learns that it is there: not a page, not a frame in
 * one, not another extension or its content scripts. See docs/threat-model.md.
 */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import { distFor } from '../../scripts/paths.ts';
import { connectTo, launchExtension, press, statusText, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { everyCommand } from '../support/every-command.ts';
import { installOtherExtension, type OtherExtension } from '../support/other-extension.ts';
import { allMessages } from '../support/panel-logs.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

/** Looks like an extension, and is none. */
const NOBODY = 'abcdefghijklmnopabcdefghijklmnop';
const SECRET_LINE = 'the other side of the wall';

let server: TestServer;
let site: SocketSite;
let extension: RunningExtension;
let other: OtherExtension;
let panel: Page;
let page: Page;
let files: string[];

beforeAll(async () => {
  server = await startServer();
  site = await startSocketSite(({ url }) => ({
    '/page': `<title>page</title><iframe name="same" src="/frame"></iframe><iframe name="foreign" src="${url('/frame', 'localhost')}"></iframe><iframe name="sandboxed" sandbox="allow-scripts" srcdoc="<p>sandboxed"></iframe>`,
    '/frame': '<title>frame</title>',
  }));
  extension = await launchExtension();
  other = await installOtherExtension(extension.browser);
  files = (await readdir(distFor('chrome'))).filter((name) => /\.(html|js|css|json)$/.test(name));
  panel = await extension.openPanelTab();
  await connectTo(panel, server.url);
  server.log({ message: SECRET_LINE });
  await until(async () => (await allMessages(panel)).includes(SECRET_LINE), { describe: 'the line' });
  page = await extension.newPage(site.url('/page'));
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([site?.close(), server?.close()]);
});

/** All that a view can ask for, and what other parts of the extension say to each other. */
const everyMessage = () => [...everyCommand({ url: site.url(''), socket: site.socket('/echo') }), { type: 'page-connect' }, { type: 'open', id: 7, url: site.socket('/echo') }];

/** The connection stands as it did, with the one session that it had, and the profile as it was. */
async function expectUntouched(): Promise<void> {
  expect(await statusText(panel, 'Connection')).toMatch(/^Connected/);
  expect(server.history.filter(({ type }) => type === 'connect')).toHaveLength(1);
  expect(server.engineConnections()).toBe(1);
  expect(await panel.$eval('aria/Profile[role="combobox"]', (choice) => choice.textContent)).toBe('Local server (Connected)');
}

/** Every way by which a document can load something, tried on the files of an extension. What comes of each, without times. */
async function probe(id: string, names: readonly string[]): Promise<string[]> {
  const outcomes: string[] = [];
  const tag = async (make: () => HTMLElement, name: string) =>
    new Promise<void>((resolve) => {
      const element = make();
      const done = (what: string) => {
        outcomes.push(`${element.localName} ${name} ${what}`);
        element.remove();
        resolve();
      };
      element.addEventListener('load', () => done('loads'));
      element.addEventListener('error', () => done('fails'));
      document.documentElement.append(element);
    });
  for (const name of names) {
    const url = `chrome-extension://${id}/${name}`;
    for (const mode of ['cors', 'no-cors'] as const) outcomes.push(`fetch ${mode} ${name} ${await fetch(url, { mode }).then(({ type }) => type, (error: Error) => error.message)}`);
    await tag(() => Object.assign(new Image(), { src: url }), name);
    await tag(() => Object.assign(document.createElement('script'), { src: url }), name);
    await tag(() => Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }), name);
    await tag(() => Object.assign(document.createElement('object'), { data: url }), name);
    await tag(() => Object.assign(document.createElement('script'), { type: 'module', src: url }), name);
  }
  return outcomes.map((outcome) => outcome.replaceAll(id, 'ID'));
}

/** What the page itself can say to an extension; it can say something at all because another extension lets it. */
async function speak(id: string, messages: readonly unknown[]): Promise<string[]> {
  type PageRuntime = { lastError?: { message: string }; sendMessage(id: string, message: unknown, answer: (value: unknown) => void): void; connect(id: string, info: { name: string }): { onMessage: { addListener(heard: (message: unknown) => void): void }; onDisconnect: { addListener(gone: () => void): void }; postMessage(message: unknown): void } };
  const { runtime } = (globalThis as unknown as { chrome: { runtime?: PageRuntime } }).chrome;
  if (runtime === undefined) return ['mute'];
  const outcomes: string[] = [];
  for (const message of messages) {
    outcomes.push(await new Promise((resolve) => runtime.sendMessage(id, message, (answer) => resolve(answer === undefined ? (runtime.lastError?.message ?? 'nothing') : `answered ${JSON.stringify(answer)}`))));
  }
  for (const name of ['view', 'page', 'offscreen']) {
    outcomes.push(await new Promise((resolve) => {
      const port = runtime.connect(id, { name });
      port.onMessage.addListener((message) => resolve(`told ${JSON.stringify(message)}`));
      port.onDisconnect.addListener(() => resolve(runtime.lastError?.message ?? 'closed'));
      for (const message of messages) port.postMessage(message);
    }));
  }
  return outcomes;
}

const frames = (): [string, Frame][] => page.frames().map((frame) => [frame === page.mainFrame() ? 'the page' : frame.name(), frame]);
const script = (callee: (...args: never[]) => Promise<string[]>, ...args: unknown[]) => `(${String(callee)})(...${JSON.stringify(args)})`;

describe('a page, and every frame in it', () => {
  it('find no file of the extension, and no other answer than from an extension that is not there', { timeout: 120_000 }, async () => {
    expect(frames().map(([name]) => name)).toEqual(['the page', 'same', 'foreign', 'sandboxed']);
    for (const [name, frame] of frames()) {
      const names = name === 'the page' ? files : ['panel.html', 'manifest.json', 'hook.js'];
      const found = await frame.evaluate(script(probe, extension.extensionId, names));
      expect(found, name).toEqual(await frame.evaluate(script(probe, NOBODY, names)));
    }
    // The same look does find what lets itself be found.
    expect(await page.evaluate(script(probe, other.id, ['panel.html']))).toContain('fetch cors panel.html basic');
  });

  it('can neither send a command nor hear anything', async () => {
    for (const [name, frame] of frames()) {
      const said = await frame.evaluate(script(speak, extension.extensionId, everyMessage()));
      expect(said, name).toEqual(await frame.evaluate(script(speak, NOBODY, everyMessage())));
      expect(JSON.stringify(said), name).not.toContain('told');
    }
    expect(await page.evaluate(script(speak, other.id, ['hello']))).toContain('answered "heard"');
    await expectUntouched();
  });

  it('can forge no message that anybody hears: nobody listens, and no global, attribute or prototype differs', async () => {
    const forge = () => {
      const forged = [{ type: 'page-connect' }, { source: 'holdfast', type: 'events', events: [] }, { type: 'watch', id: 1, entries: ['default'] }];
      for (const message of forged) {
        postMessage(message, '*');
        for (const type of ['batch', 'command', 'done', 'stop', 'holdfast']) for (const target of [window, document, document.documentElement]) target.dispatchEvent(new CustomEvent(type, { detail: JSON.stringify(message) }));
      }
    };
    /** All that a page can see of its own world. */
    const world = () => {
      const told = (value: unknown) => (typeof value === 'function' ? Function.prototype.toString.call(value) : typeof value);
      const of = (name: string, object: object) => Object.entries(Object.getOwnPropertyDescriptors(object)).map(([key, { value, get, set }]) => `${name}.${key} ${told(value)} ${told(get)} ${told(set)}`);
      const names = ['WebSocket', 'EventSource', 'XMLHttpRequest', 'fetch', 'EventTarget', 'Function', 'Promise', 'Event', 'MessageEvent'] as const;
      const prototypes = names.flatMap((name) => [...of(name, window[name]), ...of(`${name}.prototype`, (window[name] as { prototype?: object }).prototype ?? {})]);
      return [document.documentElement.outerHTML, Object.getOwnPropertyNames(window).toSorted().join(), ...prototypes].join('\n');
    };
    await other.remove();
    try {
      const with_ = await extension.newPage(site.url('/frame'));
      await with_.evaluate(forge);
      const session = await with_.createCDPSession();
      for (const expression of ['window', 'document', 'document.documentElement']) {
        const { result } = await session.send('Runtime.evaluate', { expression });
        const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
        expect(listeners, expression).toEqual([]);
      }
      await expectUntouched();
      const seen = await with_.evaluate(world);
      const bare = await launchExtension();
      try {
        await bare.browser.uninstallExtension(bare.extensionId);
        const without = await bare.newPage(site.url('/frame'));
        expect(seen).toBe(await without.evaluate(world));
      } finally {
        await bare.close();
      }
    } finally {
      other = await installOtherExtension(extension.browser);
      await page.reload();
    }
  });

  it('cannot put a view of the extension into a frame, to have its buttons pressed unawares', async () => {
    await page.evaluate(async (id) => {
      for (const file of ['panel.html', 'popup.html', 'devtools.html', 'offscreen.html']) {
        const frame = Object.assign(document.createElement('iframe'), { name: `framed-${file}`, src: `chrome-extension://${id}/${file}` });
        const loaded = new Promise((resolve) => { frame.onload = resolve; });
        document.body.append(frame);
        await loaded;
      }
    }, extension.extensionId);
    const framed = page.frames().filter((frame) => frame.name().startsWith('framed-'));
    expect(framed.map((frame) => frame.url())).toEqual(framed.map(() => 'chrome-error://chromewebdata/'));
    expect(framed).toHaveLength(4);
    await expectUntouched();
  });

  it('cannot open one either', async () => {
    const opened = await page.evaluate((id) => {
      const tab = window.open(`chrome-extension://${id}/panel.html`);
      try {
        return tab === null ? 'refused' : tab.location.href;
      } catch (error) {
        return (error as Error).name;
      }
    }, extension.extensionId);
    expect(['refused', 'about:blank', 'SecurityError']).toContain(opened);
    const panels = extension.browser.targets().filter((target) => target.url().includes('/panel.html'));
    expect(panels).toHaveLength(1);
  });
});

describe('another extension', () => {
  it('is refused, whatever it sends by message or port', async () => {
    const outcomes = await other.attempt(extension.extensionId, everyMessage());
    expect(outcomes).toEqual(await other.attempt(NOBODY, everyMessage()));
    expect(outcomes).toEqual(outcomes.map(() => 'Could not establish connection. Receiving end does not exist.'));
    await expectUntouched();
  });

  it('is refused from its content scripts in pages and frames', async () => {
    await page.bringToFront();
    for (const [name, frame] of frames()) {
      if (name === 'sandboxed' || name.startsWith('framed-')) continue;
      await frame.evaluate((detail) => void dispatchEvent(new CustomEvent('attempt', { detail })), JSON.stringify({ id: extension.extensionId, commands: everyMessage() }));
    }
    const told = await until(async () => {
      const all = await other.fromPages();
      return all.length >= 3 && all;
    }, { describe: 'the content scripts’ outcomes' });
    for (const { url, outcomes } of told) expect(outcomes, url).toEqual(outcomes.map(() => 'Could not establish connection. Receiving end does not exist.'));
    await expectUntouched();
  });

  it('can run nothing in a view of the extension, nor read what it has stored', async () => {
    const run = await other.evaluate(`(async () => {
      const tabs = await chrome.tabs.query({});
      const outcomes = [];
      for (const tab of tabs) {
        if (tab.url !== undefined && !tab.url.startsWith('chrome-extension://${extension.extensionId}')) continue;
        outcomes.push(await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: () => document.title }).then(() => 'ran', (error) => error.message));
      }
      return { outcomes, stored: JSON.stringify(await chrome.storage.local.get(null)), databases: (await indexedDB.databases()).map(({ name }) => name) };
    })()`);
    expect(run).toMatchObject({ stored: '{}', databases: [] });
    const { outcomes } = run as { outcomes: string[] };
    expect(outcomes.length).toBeGreaterThan(0);
    expect(outcomes).not.toContain('ran');
  });
});

it('its own views are heard, which is what the others tried', async () => {
  await panel.bringToFront();
  await press(panel, 'Disconnect');
  await waitForStatus(panel, 'Connection', /^Disconnected/);
});
