/**
 * Another extension in the same browser, that tries all it can against a given one, from its background and from its
 * content scripts. It is also the proof that the attempts would find something: it lets itself be found and spoken to.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TargetType, type Browser, type WebWorker } from 'puppeteer-core';
import { until } from './until.ts';

const EVERYWHERE = ['http://127.0.0.1/*', 'http://localhost/*'];

const MANIFEST = {
  manifest_version: 3,
  name: 'Another extension',
  version: '1',
  background: { service_worker: 'background.js' },
  host_permissions: EVERYWHERE,
  permissions: ['scripting', 'tabs', 'storage'],
  content_scripts: [{ matches: EVERYWHERE, js: ['attempts.js', 'content.js'], run_at: 'document_idle', all_frames: true }],
  web_accessible_resources: [{ resources: ['panel.html'], matches: ['<all_urls>'] }],
  externally_connectable: { ids: ['*'], matches: EVERYWHERE },
};

/** Sends whatever Holdfast's parts say to one another, and gives what came of it: an answer, or the browser's error. */
const ATTEMPTS = `
  globalThis.attempt = async (id, commands) => {
    const outcomes = [];
    for (const command of commands) {
      outcomes.push(await chrome.runtime.sendMessage(id, command).then((answer) => 'answered ' + JSON.stringify(answer ?? null), (error) => error.message));
    }
    for (const name of ['view', 'page', 'offscreen', '']) {
      outcomes.push(await new Promise((resolve) => {
        const port = chrome.runtime.connect(id, { name });
        port.onMessage.addListener((message) => resolve('told ' + JSON.stringify(message)));
        port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError?.message ?? 'closed'));
        for (const command of commands) port.postMessage(command);
      }));
    }
    return outcomes;
  };`;

const BACKGROUND = `
  importScripts('attempts.js');
  globalThis.fromPages = [];
  chrome.runtime.onMessageExternal.addListener((message, sender, answer) => answer('heard'));
  chrome.runtime.onConnectExternal.addListener((port) => port.postMessage('heard'));
  chrome.runtime.onMessage.addListener((message, sender, answer) => {
    if (message.outcomes !== undefined) fromPages.push({ url: sender.url, outcomes: message.outcomes });
    answer(null);
  });`;

/** A page cannot call a content script, so the script listens for what it is to try. */
const CONTENT = `
  addEventListener('attempt', async ({ detail }) => {
    const { id, commands } = JSON.parse(detail);
    chrome.runtime.sendMessage({ outcomes: await attempt(id, commands) });
  });`;

export interface OtherExtension {
  readonly id: string;
  /** What comes of attempts from its background against the extension of that id. */
  attempt(id: string, commands: readonly unknown[]): Promise<string[]>;
  /** What has come of those of its content scripts, by the address of their page. */
  fromPages(): Promise<{ url: string; outcomes: string[] }[]>;
  /** Runs something in its background. */
  evaluate(expression: string): Promise<unknown>;
  remove(): Promise<void>;
}

export async function installOtherExtension(browser: Browser): Promise<OtherExtension> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-other-'));
  const files = { 'manifest.json': JSON.stringify(MANIFEST), 'attempts.js': ATTEMPTS, 'background.js': BACKGROUND, 'content.js': CONTENT, 'panel.html': '<title>other</title>' };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const id = await browser.installExtension(folder);
  const evaluate = async (expression: string): Promise<unknown> => {
    const target = await browser.waitForTarget((candidate) => candidate.type() === TargetType.SERVICE_WORKER && candidate.url().includes(id));
    return ((await target.worker()) as WebWorker).evaluate(expression);
  };
  await until(async () => (await evaluate('typeof attempt').catch(() => '')) === 'function', { describe: 'the other extension to be ready' });
  return {
    id,
    evaluate,
    attempt: async (victim, commands) => (await evaluate(`attempt(${JSON.stringify(victim)}, ${JSON.stringify(commands)})`)) as string[],
    fromPages: async () => (await evaluate('fromPages')) as { url: string; outcomes: string[] }[],
    remove: async () => {
      await browser.uninstallExtension(id);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
