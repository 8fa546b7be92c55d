/** What the browser does to a document as a whole, and what the document's own policy forbids its sockets: told by hook and bridge. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { until } from '../support/until.ts';
import { HOOKED, launchHooked, type HookedBrowser } from './pages/hook-extension.ts';
import { startPageServer, type PageServer } from './pages/server.ts';

let server: PageServer;
let hooked: HookedBrowser;
let page: Page;

beforeAll(async () => {
  server = await startPageServer();
  hooked = await launchHooked();
});

afterAll(async () => {
  await hooked?.close();
  await server?.close();
});

beforeEach(async () => {
  await page?.close();
  page = await hooked.browser.newPage();
  await hooked.forget();
});

const address = (path: string) => `http://${HOOKED}:${server.port}${path}`;
const echo = () => `ws://${HOOKED}:${server.port}/echo`;

const say = async (text: string) =>
  page.evaluate(async (url, said) => {
    const socket = new WebSocket(url);
    await new Promise((resolve) => { socket.onopen = resolve; });
    const answer = new Promise((resolve) => { socket.onmessage = resolve; });
    socket.send(said);
    await answer;
  }, echo(), text);

const states = async () => (await hooked.notes()).flatMap((note) => (note.type === 'page-state' ? [note.state] : []));

describe('a page that the browser', () => {
  it('keeps in its back/forward cache is told of when it goes, and tells on when it is back', async () => {
    await page.goto(address('/'));
    await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
    await say('before');
    await hooked.toldWith('before');
    await page.goto(address('/other'));
    await until(async () => (await states()).includes('cached'), { describe: 'the page to be cached' });
    await page.goBack();
    expect(await page.evaluate('globalThis.isTheSame')).toBe(true);
    await until(async () => (await states()).includes('restored'), { describe: 'the page to be back' });
    await say('after');
    const events = await hooked.toldWith('after');
    const [first, second] = events.filter(({ type }) => type === 'opened');
    expect(second!.channel.replace(/\d+$/, '')).toBe(first!.channel.replace(/\d+$/, ''));
    // Chromium closes a socket that was open meanwhile when its page is back, and not before.
    const end = events.find((event) => event.type === 'closed' && event.channel === first!.channel);
    const back = (await hooked.notes()).find((note) => note.type === 'page-state' && note.state === 'restored');
    expect(end?.at ?? Infinity).toBeGreaterThan(back!.at - 1_000);
  });

  it('freezes says so, and goes on', async () => {
    await page.goto(address('/'));
    await say('before');
    await hooked.toldWith('before');
    const session = await page.createCDPSession();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await until(async () => (await states()).includes('frozen'), { describe: 'the page to be frozen' });
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await until(async () => (await states()).includes('resumed'), { describe: 'the page to go on' });
    await say('after');
    await hooked.toldWith('after');
  });

  it('freezes without a socket tells nothing until it has one', async () => {
    await page.goto(address('/'));
    const session = await page.createCDPSession();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 100); }));
    expect(await hooked.notes()).toEqual([]);
    await say('first');
    await hooked.toldWith('first');
    expect(await states()).toEqual(['frozen', 'resumed']);
  });
});

describe('a policy that forbids', () => {
  const violations = async () => (await hooked.notes()).flatMap((note) => (note.type === 'violation' ? [[note.directive, note.blockedUrl]] : []));

  it('a WebSocket has it told as opened and ended, once, though Chromium never closes it', async () => {
    await page.goto(address("/?policy=connect-src 'none'"));
    const states_ = await page.evaluate(async (url) => {
      const socket = new WebSocket(url);
      const seen: string[] = [];
      for (const type of ['open', 'error', 'close']) socket.addEventListener(type, () => seen.push(type));
      await new Promise((resolve) => { socket.addEventListener('error', resolve); });
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      return [...seen, socket.readyState];
    }, echo());
    expect(states_).toEqual(['error', 3]);
    const events = await hooked.toldWhen((all) => all.some(({ type }) => type === 'closed'));
    expect(events).toEqual([
      expect.objectContaining({ type: 'opened', url: echo() }),
      expect.objectContaining({ type: 'closed', code: null, clean: false, blocked: 'unknown' }),
    ]);
    await until(async () => (await violations()).length > 0, { describe: 'the violation' });
    expect(await violations()).toEqual([['connect-src', echo()]]);
  });

  it('an EventSource and a poll has each told with its end, and the violations', async () => {
    await page.goto(address("/?policy=connect-src 'none'"));
    await page.evaluate(async () => {
      const source = new EventSource('/stream');
      await new Promise((resolve) => { source.onerror = resolve; });
      await fetch('/socket.io/?EIO=4&transport=polling').catch(() => {});
      const request = new XMLHttpRequest();
      request.open('GET', '/socket.io/?EIO=4&transport=polling&t=1');
      const done = new Promise((resolve) => { request.onerror = resolve; });
      request.send();
      await done;
    });
    const events = await hooked.toldWhen((all) => all.filter(({ type }) => type === 'poll').length === 2);
    expect(events).toEqual([
      expect.objectContaining({ type: 'opened', transport: 'sse' }),
      expect.objectContaining({ type: 'closed', clean: false }),
      expect.objectContaining({ type: 'poll', status: 0, error: 'requestFailed' }),
      expect.objectContaining({ type: 'poll', status: 0, error: 'requestFailed' }),
    ]);
    await until(async () => (await violations()).length === 3, { describe: 'the violations' });
    expect((await violations()).map(([, url]) => new URL(url!).pathname)).toEqual(['/stream', '/socket.io/', '/socket.io/']);
  });

  it('what is no connection is nobody’s business, nor is an event that the page makes up', async () => {
    await page.goto(address("/?policy=img-src 'none'"));
    await page.evaluate(async () => {
      document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', { blockedURI: 'ws://forged/', documentURI: '', effectiveDirective: 'connect-src', originalPolicy: '', violatedDirective: 'connect-src', disposition: 'enforce', statusCode: 200 }));
      const image = new Image();
      image.src = '/image.png';
      await new Promise((resolve) => { image.onerror = resolve; });
    });
    await say('allowed');
    await hooked.toldWith('allowed');
    expect(await hooked.notes()).toEqual([]);
  });
});

describe('a WebSocket that fails on the wire', () => {
  it.each(['/refuse', 'nobody'])('is told as closed by its own event, and once: %s', async (where) => {
    await page.goto(address('/'));
    await page.evaluate(async (url) => {
      const socket = new WebSocket(url);
      await new Promise((resolve) => { socket.onclose = resolve; });
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }, where === 'nobody' ? `ws://${HOOKED}:1/` : `ws://${HOOKED}:${server.port}/refuse`);
    const events = await hooked.toldWhen((all) => all.some(({ type }) => type === 'closed'));
    expect(events.filter(({ type }) => type === 'closed')).toEqual([expect.objectContaining({ code: 1006, clean: false })]);
    expect(events.at(-1)).not.toHaveProperty('blocked');
  });
});
