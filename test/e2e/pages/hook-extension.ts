/**
 * The built hook and bridge in an extension of their own, for the pages of one host, with a background that only collects
 * what it is told: so these tests see exactly what the background would.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TargetType, type Browser, type WebWorker } from 'puppeteer-core';
import { launchBrowser } from '../../../scripts/browser/launch.ts';
import { distFor } from '../../../scripts/paths.ts';
import { parseCaptureEvent, type CaptureEvent } from '../../../src/core/contract/capture.ts';
import type { PageMessage } from '../../../src/page/relay.ts';
import { until } from '../../support/until.ts';

/** Pages of this host have the hook; those of the other have not, and are otherwise the same to the browser. */
export const HOOKED = 'hooked.localhost';
export const PLAIN = 'plain.localhost';

const MANIFEST = {
  manifest_version: 3,
  name: 'Collects what the hook tells',
  version: '1',
  background: { service_worker: 'collect.js' },
  host_permissions: [`http://${HOOKED}/*`],
  content_scripts: [
    { js: ['hook.js'], world: 'MAIN' },
    { js: ['bridge.js'], world: 'ISOLATED' },
  ].map((script) => ({ ...script, matches: [`http://${HOOKED}/*`], run_at: 'document_start', all_frames: true, match_origin_as_fallback: true })),
};

const COLLECT = `
  globalThis.told = [];
  globalThis.ports = [];
  globalThis.answers = [];
  globalThis.notes = [];
  chrome.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith('page:')) return;
    ports.push(port);
    port.onDisconnect.addListener(() => ports.splice(ports.indexOf(port), 1));
    port.onMessage.addListener((message) => {
      if (message.type === 'events') told.push(...message.events);
      else if (message.type === 'notes') notes.push(...message.notes);
      else answers.push(message);
    });
  });`;

export interface PageCommand {
  type: 'send' | 'deliver';
  channel: string;
  data: string;
  binary: boolean;
}

export type PageNote = Extract<PageMessage, { type: 'notes' }>['notes'][number];

export interface HookedBrowser {
  readonly browser: Browser;
  /**
   * All that the background was told since `forget`; each event has been parsed as the background would. Of frames that are
   * longer than `perFrame` characters only the beginning is fetched, for megabytes take seconds from one process to another.
   */
  told(perFrame?: number): Promise<CaptureEvent[]>;
  /** The same, once it is complete. */
  toldWhen(isComplete: (events: CaptureEvent[]) => boolean, options?: { readonly timeout?: number; readonly perFrame?: number }): Promise<CaptureEvent[]>;
  /** The same, once a frame with this text has come in. */
  toldWith(text: string): Promise<CaptureEvent[]>;
  forget(): Promise<void>;
  /** What bridges have told of by themselves since `forget`. */
  notes(): Promise<PageNote[]>;
  /** Sends a command to every frame, and gives the error, empty for none, of the one whose socket it is. */
  command(command: PageCommand): Promise<string>;
  /** Stops the background, as the browser does when it likes to. */
  stop(): Promise<void>;
  /** Takes the extension away from under the open pages. */
  uninstall(): Promise<void>;
  close(): Promise<void>;
}

async function inFolder(first: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-hook-'));
  for (const file of ['hook.js', 'bridge.js']) await cp(path.join(distFor('chrome'), file), path.join(folder, file));
  const manifest = { ...MANIFEST, content_scripts: first === 'hook' ? MANIFEST.content_scripts : MANIFEST.content_scripts.toReversed() };
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'collect.js'), COLLECT);
  return folder;
}

/** Launches a browser with that extension. Holdfast has the bridge run first, and copes with the other order. */
export async function launchHooked(first: 'hook' | 'bridge' = 'bridge'): Promise<HookedBrowser> {
  const dist = await inFolder(first);
  const { browser, extension } = await launchBrowser({ dist });
  const worker = async () => {
    const target = await browser.waitForTarget((candidate) => candidate.type() === TargetType.SERVICE_WORKER && candidate.url().includes(extension.id));
    return (await target.worker()) as WebWorker;
  };
  // The worker that was found may be on its way out, so whoever asks asks again until one answers.
  const inWorker = async (expression: string): Promise<unknown> =>
    (await until(async () => (await worker()).evaluate(expression).then((value) => ({ value }), () => null), { describe: 'the worker to answer' })).value;
  let request = 0;

  const raw = (perFrame: number) =>
    inWorker(`told.map((event) => event.type === 'frame' ? { ...event, data: event.data.slice(0, ${perFrame}) } : event)`) as Promise<unknown[]>;
  const told = async (perFrame = Infinity) =>
    (await raw(perFrame)).map((event) => {
      const parsed = parseCaptureEvent(event);
      if (parsed === undefined) throw new Error(`Not an event: ${JSON.stringify(event).slice(0, 500)}`);
      return parsed;
    });
  const toldWhen: HookedBrowser['toldWhen'] = async (isComplete, { timeout, perFrame } = {}) => {
    let events: CaptureEvent[] = [];
    await until(async () => isComplete((events = await told(perFrame))), {
      timeout,
      describe: () => `the events; there were ${events.length}: ${JSON.stringify(events.slice(-20)).slice(0, 3_000)}`,
    });
    return events;
  };
  return {
    browser,
    told,
    toldWhen,
    toldWith: async (text) => toldWhen((events) => events.some((event) => event.type === 'frame' && event.direction === 'in' && event.data === text)),
    notes: async () => (await inWorker('notes')) as PageNote[],
    forget: async () => void (await inWorker('told.length = notes.length = 0')),
    command: async (command) => {
      request += 1;
      const message = JSON.stringify({ ...command, request });
      await inWorker(`for (const port of ports) port.postMessage(${message})`);
      type Answer = { request: number; error: string };
      const answers = await until(async () => {
        const found = (await inWorker(`answers.filter((answer) => answer.request === ${request})`)) as Answer[];
        return found.length > 0 && found;
      }, { describe: 'an answer to the command' });
      return answers.find(({ error }) => error === '')?.error ?? answers[0]!.error;
    },
    stop: async () => (await worker()).close(),
    uninstall: () => browser.uninstallExtension(extension.id),
    close: async () => {
      await browser.close();
      await rm(dist, { recursive: true, force: true });
    },
  };
}
