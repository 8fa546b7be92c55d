/** A page does the same with the hook and without it, and what the hook tells is what went over the wire. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import type { CaptureEvent } from '../../src/core/contract/capture.ts';
import { until } from '../support/until.ts';
import { HOOKED, launchHooked, PLAIN, type HookedBrowser } from './pages/hook-extension.ts';
import { eventSourceTable, requestTable } from './pages/other-tables.ts';
import { converse } from './pages/socket-io.ts';
import { startPageServer, type PageServer } from './pages/server.ts';
import { webSocketTable } from './pages/websocket-table.ts';

let server: PageServer;
let hooked: HookedBrowser;

beforeAll(async () => {
  server = await startPageServer();
  hooked = await launchHooked();
});

afterAll(async () => {
  await hooked?.close();
  await server?.close();
});

beforeEach(() => hooked.forget());

const pageAt = (host: string) => `http://${host}:${server.port}/`;

async function pageOn(host: string): Promise<Page> {
  const page = await hooked.browser.newPage();
  await page.goto(pageAt(host));
  return page;
}

/** What the page does on a host, with the host's name taken out of it. */
async function behaviourOn<Args extends string[]>(host: string, table: (...args: Args) => Promise<Record<string, unknown>>, ...args: Args) {
  const page = await pageOn(host);
  // As a script of the page: the browser takes what a debugger evaluates for foreign, and tells the page less of it.
  await page.addScriptTag({ content: `globalThis.table = ${String(table)}` });
  const given = JSON.stringify(args.map((arg) => arg.replace('HOST', `${host}:${server.port}`)));
  const result: unknown = await page.evaluate(`table(...${given})`);
  await page.close();
  return JSON.parse(JSON.stringify(result).replaceAll(host.toUpperCase(), 'HOST').replaceAll(host, 'HOST')) as Record<string, unknown>;
}

async function expectSame<Args extends string[]>(table: (...args: Args) => Promise<Record<string, unknown>>, ...args: Args) {
  const plain = await behaviourOn(PLAIN, table, ...args);
  const withHook = await behaviourOn(HOOKED, table, ...args);
  expect(Object.keys(plain).length).toBeGreaterThan(3);
  expect(withHook).toEqual(plain);
}

describe('with the hook and without', () => {
  it('a WebSocket does the same', () => expectSame(webSocketTable, 'ws://HOST/echo'));
  it('an EventSource does the same', () => expectSame(eventSourceTable));
  it('fetch and XMLHttpRequest do the same', () => expectSame(requestTable));
});

type Frame = Extract<CaptureEvent, { type: 'frame' }>;

/** Everything that came, once an event for which `isLast` holds has. */
const toldUntil = async (isLast: (event: CaptureEvent) => boolean) => hooked.toldWhen((events) => events.some(isLast));

describe('what the hook tells', () => {
  it('is what went over the wire, in its order, whatever its kind', async () => {
    const page = await pageOn(HOOKED);
    server.seen.length = 0;
    await page.evaluate(async (url) => {
      const socket = new WebSocket(url);
      await new Promise((resolve) => { socket.onopen = resolve; });
      let answers = 0;
      const all = new Promise<void>((resolve) => { socket.onmessage = () => { if ((answers += 1) === 9) resolve(); }; });
      const changing = Uint8Array.of(1, 2, 3);
      socket.send('text');
      socket.send(new Blob(['read later, ', 'told in order']));
      socket.send(changing);
      changing.fill(9);
      socket.send('after the Blob');
      socket.send(new DataView(changing.buffer, 1));
      socket.send('\ud800 lone, "quoted" \u0000 and __proto__');
      socket.send(42 as unknown as string);
      socket.send('');
      socket.send(new Blob([]));
      await all;
      socket.close(4000, 'done');
    }, `ws://${HOOKED}:${server.port}/echo`);
    const events = await toldUntil(({ type }) => type === 'closed');
    await page.close();
    expect(events[0]).toMatchObject({ type: 'opened', transport: 'websocket', url: `ws://${HOOKED}:${server.port}/echo`, madeBy: 'page', maker: pageAt(HOOKED) });
    expect(events.at(-1)).toMatchObject({ type: 'closed', code: 4000, reason: 'done', clean: true });
    const frames = events.filter((event): event is Frame => event.type === 'frame');
    for (const direction of ['in', 'out'] as const) {
      // What cannot be UTF-8 goes over the wire as U+FFFD; the page's own text is told as the page had it.
      const told = frames.filter((frame) => frame.direction === direction).map(({ data }) => data.toWellFormed());
      expect(told).toEqual(server.seen.filter((seen) => seen.direction === direction).map(({ data }) => data));
    }
    expect(frames.map(({ at }) => at)).toEqual(frames.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('includes Server-Sent Events, with the names that the page listens for', async () => {
    const page = await pageOn(HOOKED);
    await page.evaluate(async () => {
      const source = new EventSource('/stream');
      source.addEventListener('price', () => {});
      await new Promise((resolve) => { source.addEventListener('message', ({ data }) => { if (data === 'two\nlines') resolve(undefined); }); });
      source.close();
    });
    const events = await toldUntil(({ type }) => type === 'closed');
    await page.close();
    expect(events.map((event) => (event.type === 'frame' ? [event.name, event.data] : event.type))).toEqual([
      'opened', 'handshake', ['', 'one'], ['price', '{"n":2}'], ['error', 'not one'], ['', 'two\nlines'], 'closed',
    ]);
  });

  it('comes from frames without an address of their own, made by the frame', async () => {
    const page = await pageOn(HOOKED);
    await page.evaluate(async (url) => {
      for (const attributes of [{}, { srcdoc: '<p>hello</p>' }]) {
        const frame = Object.assign(document.createElement('iframe'), attributes);
        const loaded = new Promise((resolve) => { frame.onload = resolve; });
        document.body.append(frame);
        await loaded;
        const Socket = (frame.contentWindow as unknown as typeof globalThis).WebSocket;
        const socket = new Socket(url);
        await new Promise((resolve) => { socket.onopen = resolve; });
        socket.close();
      }
    }, `ws://${HOOKED}:${server.port}/echo`);
    const makers = async () => (await hooked.told()).flatMap((event) => (event.type === 'opened' ? [`${event.madeBy} ${event.maker}`] : []));
    await until(async () => (await makers()).length === 2, { describe: 'both sockets' });
    expect((await makers()).toSorted()).toEqual(['frame about:blank', 'frame about:srcdoc']);
    await page.close();
  });
});

/** What the messages of a conversation look like on the wire, wherever they came along. */
function wire(events: readonly CaptureEvent[]): string[] {
  const bodies = events.flatMap((event) => {
    if (event.type === 'frame') return [event.data];
    return event.type === 'poll' ? [event.sent?.data ?? '', event.received?.data ?? ''] : [];
  });
  return ['what?', 'binary', 'how are you', 'fine'].map((word) => `${word} ${bodies.filter((body) => body.includes(word)).length}`);
}

describe('Socket.IO’s own client', () => {
  for (const client of [4, 2]) {
    for (const transport of ['websocket', 'polling', 'upgrade']) {
      it(`${client} has the same conversation through it, by ${transport}`, async () => {
        const conversation = async (host: string) => {
          const page = await pageOn(host);
          await page.addScriptTag({ url: `/client-${client}.js` });
          const answers = await page.evaluate(converse, transport);
          return { page, answers };
        };
        const plain = await conversation(PLAIN);
        await hooked.forget();
        const withHook = await conversation(HOOKED);
        expect(withHook.answers).toEqual(plain.answers);
        expect(withHook.answers).toHaveLength(4);
        const has = (word: string) => (event: CaptureEvent) =>
          (event.type === 'frame' && event.data.includes(word)) || (event.type === 'poll' && event.received?.data.includes(word) === true);
        const events = await toldUntil(has('"heard"'));
        expect(wire(events)).toEqual(['what? 2', 'binary 2', 'how are you 1', 'fine 2']);
        const polls = events.filter(({ type }) => type === 'poll').length;
        expect(polls > 0).toBe(transport !== 'websocket');
        expect(events.some(({ type }) => type === 'opened')).toBe(transport !== 'polling');
        await Promise.all([plain.page.close(), withHook.page.close()]);
      });
    }
  }
});

describe('the background', () => {
  it('is told on after the browser stopped it, and can be gone for good', async () => {
    const page = await pageOn(HOOKED);
    const failures: unknown[] = [];
    page.on('pageerror', (error) => failures.push(error));
    await page.evaluate(async (url) => {
      const socket = new WebSocket(url);
      Object.assign(window, { socket });
      await new Promise((resolve) => { socket.onopen = resolve; });
    }, `ws://${HOOKED}:${server.port}/echo`);
    const say = (text: string) => page.evaluate((said) => new Promise((resolve) => {
      const { socket } = window as unknown as { socket: WebSocket };
      socket.onmessage = resolve;
      socket.send(said);
    }).then(() => true), text);
    await say('before');
    await toldUntil((event) => event.type === 'frame' && event.data === 'before');
    await hooked.stop();
    await say('after');
    await toldUntil((event) => event.type === 'frame' && event.data === 'after');
    await hooked.uninstall();
    expect(await say('for nobody')).toBe(true);
    expect(failures).toEqual([]);
    await page.close();
    await hooked.close();
    hooked = await launchHooked();
  });

  for (const first of ['hook', 'bridge'] as const) {
    it(`has the page send and take what it says, with the ${first} first`, async () => {
      const other = await launchHooked(first);
      try {
        const page = await other.browser.newPage();
        await page.goto(pageAt(HOOKED));
        await page.evaluate(async (url) => {
          const socket = new WebSocket(url);
          const heard: unknown[] = [];
          Object.assign(window, { heard, socket });
          socket.onmessage = ({ data, origin, isTrusted }) => heard.push(['onmessage', data instanceof Blob ? 'Blob' : data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data, origin, isTrusted]);
          await new Promise((resolve) => { socket.onopen = resolve; });
        }, `ws://${HOOKED}:${server.port}/echo`);
        const opened = await until(async () => (await other.told()).find(({ type }) => type === 'opened'), { describe: 'the socket' });
        const { channel } = opened;
        const heard = () => page.evaluate('heard') as Promise<unknown[]>;
        const origin = `ws://${HOOKED}:${server.port}`;

        expect(await other.command({ type: 'send', channel, data: 'from the panel', binary: false })).toBe('');
        await until(async () => (await heard()).length === 1, { describe: 'the echo' });
        expect(await other.command({ type: 'deliver', channel, data: 'made up', binary: false })).toBe('');
        expect(await other.command({ type: 'deliver', channel, data: 'AAH/', binary: true })).toBe('');
        await page.evaluate('socket.binaryType = "arraybuffer"');
        expect(await other.command({ type: 'deliver', channel, data: 'AAH/', binary: true })).toBe('');
        expect(await heard()).toEqual([
          ['onmessage', 'from the panel', origin, true],
          ['onmessage', 'made up', origin, false],
          ['onmessage', 'Blob', origin, false],
          ['onmessage', [0, 1, 255], origin, false],
        ]);
        const frames = () => other.told().then((events) => events.filter((event): event is Frame => event.type === 'frame'));
        await until(async () => (await frames()).length === 2, { describe: 'both frames' });
        expect((await frames()).map(({ direction, data }) => [direction, data])).toEqual([['out', 'from the panel'], ['in', 'from the panel']]);

        expect(await other.command({ type: 'send', channel: 'nobody', data: '', binary: false })).toBe('noSuchSocket');
        expect(await other.command({ type: 'send', channel, data: 'not base64!', binary: true })).toBe('refused');
        await page.evaluate('new Promise((resolve) => { socket.onclose = resolve; socket.close(); })');
        expect(await other.command({ type: 'deliver', channel, data: '', binary: false })).toBe('noSuchSocket');
      } finally {
        await other.close();
      }
    });
  }
});
