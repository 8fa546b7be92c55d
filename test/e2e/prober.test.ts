/** The background's probes in a real browser, from the extension's own origin and without any host permission. */
import { build } from 'esbuild';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.ts';
import { targetOfPage, type ProbeTarget } from '../../src/core/probing/addresses.ts';
import type { FactOf } from '../../src/core/entries/entry.ts';
import { startServer, type ServerSetup, type TestServer } from '../servers/node-server.ts';
import { startNothing, startPlainWebSocket } from '../servers/other-services.ts';
import { startRedirecting } from '../servers/redirecting.ts';
import { startSilentServer } from '../servers/silent-server.ts';
import { launchExtension, type RunningExtension } from '../support/extension.ts';
import { leavesNothingAt } from '../support/leaves-nothing.ts';
import { until } from '../support/until.ts';

type Answers = Record<string, Pick<FactOf<'probe'>, 'outcome' | 'status'>>;
type Redirects = Record<string, FactOf<'probe'>['redirects']>;
interface Probed {
  readonly answers: Answers;
  readonly redirects: Redirects;
}

/** Runs a round in an extension's page, which may do what the worker may, and gives the last answer to each question. */
const ENTRY = `
  import { backgroundAsker } from './src/connection/prober.ts';
  import { runProbes } from './src/core/probing/run-probes.ts';
  globalThis.probed = async (target) => {
    const answers = {};
    const redirects = {};
    const record = (fact) => {
      if (fact.kind === 'probe') answers[fact.question] = { outcome: fact.outcome, status: fact.status };
      if (fact.kind === 'probe' && fact.redirects.length > 0) redirects[fact.question] = fact.redirects;
    };
    const { settled } = runProbes(target, backgroundAsker, { round: 1, now: () => performance.now(), record, signal: new AbortController().signal });
    await settled;
    return { answers, redirects };
  };`;

let extension: RunningExtension;
let page: Page;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { outputFiles } = await build({ stdin: { contents: ENTRY, resolveDir: root }, bundle: true, format: 'iife', write: false });
  extension = await launchExtension();
  page = await extension.openPanelTab();
  await page.evaluate(outputFiles[0]!.text);
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

afterAll(async () => extension.close());

async function probed(url: string, target: Partial<ProbeTarget> = {}): Promise<Answers> {
  return (await probedAll(url, target)).answers;
}

async function probedAll(url: string, target: Partial<ProbeTarget> = {}): Promise<Probed> {
  return page.evaluate(async (asked) => (globalThis as unknown as { probed(target: ProbeTarget): Promise<Probed> }).probed(asked), { url, path: '/socket.io', query: {}, ...target });
}

async function serve(setup: ServerSetup): Promise<TestServer> {
  const server = await startServer(setup);
  closers.unshift(async () => server.close());
  return server;
}

describe('probes of the background', () => {
  it('see a server that allows every origin, and leave no session behind', async () => {
    const server = await serve({});
    expect(await probed(server.url)).toEqual({
      polling: { outcome: 'answered', status: 200 },
      'polling-3': { outcome: 'answered', status: 400 },
      websocket: { outcome: 'opened', status: 101 },
      post: { outcome: 'answered', status: 200 },
      sticky: { outcome: 'answered', status: 200 },
      connect: { outcome: 'answered', status: 200 },
    });
    await leavesNothingAt(server);
  });

  it('tell a server whose answers the browser hides from one that is not there, and open no session that they cannot close', async () => {
    const server = await serve({ cors: { origin: 'http://page.example' } });
    expect(await probed(server.url)).toMatchObject({ polling: { outcome: 'hidden', status: null }, websocket: { outcome: 'opened' }, path: { outcome: 'hidden' } });
    await leavesNothingAt(server);
    const nothing = await startNothing();
    expect(await probed(nothing.url)).toEqual({
      polling: { outcome: 'refused', status: null },
      'polling-3': { outcome: 'refused', status: null },
      websocket: { outcome: 'refused', status: null },
      scheme: { outcome: 'refused', status: null },
    });
  });

  it('follow a redirect that they may see, and tell where it led', async () => {
    const server = await serve({});
    const front = await startRedirecting(307, (url) => `${server.url}${url}`, { 'access-control-allow-origin': '*' });
    closers.unshift(async () => front.close());
    const { answers, redirects } = await probedAll(front.url);
    expect(answers).toMatchObject({ polling: { outcome: 'answered', status: 200 }, post: { outcome: 'answered', status: 200 }, websocket: { outcome: 'refused', status: null } });
    expect(redirects['polling']).toEqual([[0, `${server.url}/socket.io/?EIO=4&transport=polling`]]);
    await leavesNothingAt(server);
  });

  it('tell a redirect whose end the browser hides from no answer', async () => {
    const server = await serve({ cors: { origin: 'http://page.example' } });
    const front = await startRedirecting(302, (url) => `${server.url}${url}`, { 'access-control-allow-origin': '*' });
    closers.unshift(async () => front.close());
    const { answers, redirects } = await probedAll(front.url);
    expect(answers).toMatchObject({ polling: { outcome: 'hidden', status: null } });
    expect(redirects['polling']).toEqual([[0, '']]);
    expect(server.maxEngineConnections).toBe(0);
  });

  it('find that a port speaks the other scheme, and open a plain WebSocket', async () => {
    const server = await serve({});
    expect(await probed(server.url.replace('http', 'https'))).toMatchObject({ polling: { outcome: 'refused' }, scheme: { outcome: 'answered', status: 200 } });
    await leavesNothingAt(server);
    const plain = await startPlainWebSocket();
    closers.unshift(async () => plain.close());
    const asked = targetOfPage(`${plain.url.replace('http', 'ws')}/feed`, null)!;
    expect(await probed(asked.url, asked)).toMatchObject({ websocket: { outcome: 'opened', status: 101 }, path: { outcome: 'hidden' } });
  });

  it('are over soon against a server that never answers', async () => {
    const silent = await startSilentServer();
    closers.unshift(async () => silent.close());
    const startedAt = performance.now();
    expect(await probed(silent.url)).toMatchObject({ polling: { outcome: 'timeout' }, websocket: { outcome: 'timeout' } });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await until(() => silent.open === 0, { describe: () => `no connection, there are ${silent.open}` });
  });
});
