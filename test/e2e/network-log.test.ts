/** The page's own sockets, read from the network log of a real Chromium by the panel in its real DevTools. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'puppeteer-core';
import type { Entry, EntryOf } from '../../src/core/entries/entry.ts';
import { chooseTab, launchExtension, type RunningExtension } from '../support/extension.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { startSocketSite, type SocketSite } from '../servers/socket-site.ts';

let site: SocketSite;
let server: TestServer;
let extension: RunningExtension;
let page: Page;

const say = (url: string, text: string) => `{ const socket = new WebSocket('${url}'); socket.onopen = () => socket.send('${text}'); }`;

beforeAll(async () => {
  server = await startServer({ pingInterval: 1_000 });
  site = await startSocketSite(({ url, socket }) => ({
    '/empty': '<title>empty</title>',
    '/early': `<script>const early = new WebSocket('${socket('/early?room=1')}'); early.onopen = () => early.send('größe');</script>`,
    '/everything': `
      <script>
        const binary = new WebSocket('${socket('/page')}');
        binary.onopen = () => { binary.send('from the page'); binary.send(new Uint8Array([1, 2, 255])); };
        new Worker('/worker.js');
        new EventSource('/events');
        new WebSocket('${socket('/refuse')}');
      </script>
      <iframe src="/frame"></iframe><iframe src="${url('/other', 'localhost')}"></iframe>`,
    '/worker.js': say(socket('/worker'), 'from the worker'),
    '/frame': `<script>${say(socket('/frame'), 'from the frame')}</script>`,
    '/other': `<script>${say(socket('/other'), 'from the other site')}</script>`,
    '/polling': `
      <script src="${server.url}/socket.io/socket.io.js"></script>
      <script>const client = io('${server.url}', { transports: ['polling'] }); client.on('connect', () => client.emit('heartbeat_test', { seq: 7 }, () => {}));</script>`,
    '/busy': `<script>const busy = new WebSocket('${socket('/busy')}'); let n = 0; busy.onopen = () => setInterval(() => busy.send('tick ' + n++), 5);</script>`,
  }));
  extension = await launchExtension();
});

afterAll(async () => {
  await extension?.close();
  await Promise.all([site?.close(), server?.close()]);
});

beforeEach(async () => {
  page = await extension.newPage(site.url('/empty'));
});
afterEach(async () => page.close());

async function openPanel(): Promise<Frame> {
  const panel = await extension.openPanel(page);
  await watchRecording(panel);
  return panel;
}

/** Waits for a socket with this in its address, and for so many packets of it. */
async function socketOf(panel: Frame, address: string, packets: number) {
  let told = '';
  const found = async () => {
    const entries = await recordedOf(panel);
    told = entries.map((entry) => JSON.stringify(entry)).join('\n');
    const opened = entries.find((entry): entry is EntryOf<'socket-opened'> => entry.kind === 'socket-opened' && entry.url.includes(address));
    const ofSocket = entries.filter((entry) => 'socket' in entry && entry.socket === opened?.socket);
    const said = ofSocket.filter((entry): entry is EntryOf<'packet'> => entry.kind === 'packet');
    return opened !== undefined && said.length >= packets && { opened, said, all: ofSocket };
  };
  return until(found, { describe: () => `${packets} packets of ${address} in\n${told}` });
}

const texts = (packets: readonly EntryOf<'packet'>[]) => packets.map(({ direction, text, binary }) => `${direction} ${text ?? binary ?? ''}`);

describe('a socket of the page', () => {
  it('is seen from its first frame if DevTools was open when it connected, though the panel was not', async () => {
    const devtools = await page.openDevTools();
    const has = (name: string) => devtools.frames().some((frame) => frame.url().includes(name));
    await until(() => has('/devtools.html'), { describe: 'DevTools to have loaded its extensions' });
    await page.goto(site.url('/early'));
    await page.waitForFunction('early.readyState === 1');
    expect(has('/panel.html')).toBe(false);
    const panel = await openPanel();
    const { opened, said, all } = await socketOf(panel, '/early', 3);
    expect(opened).toMatchObject({ url: site.socket('/early?room=1'), via: 'har', madeBy: 'page', maker: site.url('/early') });
    expect(texts(said).toSorted()).toEqual(['in größe', 'in hello from /early?room=1', 'out größe']);
    expect(all.find(({ kind }) => kind === 'socket-handshake')).toMatchObject({ status: 101 });
    await page.evaluate('early.send("later")');
    expect(texts((await socketOf(panel, '/early', 5)).said).slice(3)).toEqual(['out later', 'in later']);
    await page.evaluate('early.close()');
    await until(async () => (await socketOf(panel, '/early', 5)).all.some(({ kind }) => kind === 'socket-closed'), { describe: 'its end' });
    await chooseTab(panel, 'Page sockets');
    const shown = () => panel.$eval('#view-page-sockets', (view) => (view as HTMLElement).innerText);
    await until(async () => (await shown()).includes('/early'), { describe: 'the socket among the page’s sockets' });
  });

  it('is not seen if DevTools was opened after it had connected; one that connects later is', async () => {
    await page.goto(site.url('/early'));
    await page.waitForFunction('early.readyState === 1');
    const panel = await openPanel();
    await page.evaluate(`early.send('unseen'); ${say(site.socket('/late'), 'seen')}`);
    await socketOf(panel, '/late', 3);
    const opened = (await recordedOf(panel)).filter(({ kind }) => kind === 'socket-opened');
    expect(opened).toMatchObject([{ url: site.socket('/late') }]);
  });
});

it('sockets of frames and workers, event sources and refused handshakes are told, with who made them', async () => {
  const panel = await openPanel();
  await page.goto(site.url('/everything'));
  const [own, worker, frame, other] = [
    await socketOf(panel, '/page', 4),
    await socketOf(panel, '/worker', 3),
    await socketOf(panel, '/frame', 3),
    await socketOf(panel, '/other', 3),
  ];
  expect(own.opened).toMatchObject({ madeBy: 'page', maker: site.url('/everything') });
  expect(texts(own.said).toSorted()).toEqual(['in AQL/', 'in from the page', 'in hello from /page', 'out AQL/', 'out from the page']);
  expect(worker.opened).toMatchObject({ madeBy: 'worker', maker: site.url('/worker.js') });
  expect(frame.opened).toMatchObject({ madeBy: 'frame', maker: site.url('/frame') });
  expect(other.opened).toMatchObject({ madeBy: 'frame', maker: site.url('/other', 'localhost') });
  expect(texts(worker.said).toSorted()).toEqual(['in from the worker', 'in hello from /worker', 'out from the worker']);

  const events = await socketOf(panel, '/events', 2);
  expect(events.said.map(({ event, text }) => `${event} ${text ?? ''}`)).toEqual(['greeting hello', expect.stringContaining('again')]);
  const ended = async () => {
    const found = await socketOf(panel, '/refuse', 0);
    return found.all.some(({ kind }) => kind === 'socket-closed') && found;
  };
  const refused = await until(ended, { describe: 'the end of the refused socket' });
  // Chromium does not always say why; what it says is told, and nothing is made up where it is silent.
  const [end] = refused.all.filter((entry): entry is EntryOf<'socket-closed'> => entry.kind === 'socket-closed');
  const statuses = refused.all.flatMap((entry) => (entry.kind === 'socket-handshake' ? [entry.status] : []));
  expect(statuses).toEqual(end!.reason === '' ? [] : [403]);
  expect(end).toMatchObject(end!.reason === '' ? { goodbye: 'none' } : { clean: false, reason: expect.stringContaining('403') });
});

it('polls are told with the bodies of both directions', async () => {
  const panel = await openPanel();
  await page.goto(site.url('/polling'));
  const session = `${server.port}/socket.io`;
  // The server greets, then acknowledges.
  const acknowledged = async () => {
    const found = await socketOf(panel, session, 4);
    return found.said.some(({ type, direction }) => type === 'ack' && direction === 'in') && found;
  };
  const { opened, said } = await until(acknowledged, { describe: 'the acknowledgement' });
  expect(opened).toMatchObject({ protocol: 'socket.io-4', madeBy: 'page' });
  expect(said.every(({ transport }) => transport === 'polling')).toBe(true);
  expect(said.find(({ event }) => event === 'heartbeat_test')).toMatchObject({ direction: 'out', text: '420["heartbeat_test",{"seq":7}]' });
  expect(said.find(({ event }) => event === 'connection_ack')).toMatchObject({ direction: 'in' });
});

it('thirty refreshes end thirty sockets, and no frame is told twice or of a socket that was not announced', async () => {
  const panel = await openPanel();
  await page.goto(site.url('/busy'));
  for (let refresh = 0; refresh <= 30; refresh += 1) {
    const socketsWithTicks = async () => {
      const entries = await recordedOf(panel);
      const opened = entries.filter(({ kind }) => kind === 'socket-opened');
      const last = opened.at(-1) as EntryOf<'socket-opened'> | undefined;
      return opened.length > refresh && entries.some((entry) => entry.kind === 'packet' && entry.socket === last?.socket && entry.direction === 'in');
    };
    await until(socketsWithTicks, { describe: `socket ${refresh}` });
    if (refresh < 30) await page.reload();
  }
  const ends = (all: readonly Entry[]) => all.filter(({ kind }) => kind === 'socket-closed').length;
  await until(async () => ends(await recordedOf(panel)) >= 30, { describe: 'the end of the former socket' });
  const entries = await recordedOf(panel);
  const opened = entries.filter((entry): entry is EntryOf<'socket-opened'> => entry.kind === 'socket-opened');
  expect(opened.map(({ url }) => url)).toEqual(Array.from({ length: 31 }, () => site.socket('/busy')));
  expect(ends(entries)).toBe(30);
  for (const { socket } of opened) {
    const sent = entries.filter((entry): entry is EntryOf<'packet'> => entry.kind === 'packet' && entry.socket === socket && entry.direction === 'out');
    expect(sent.map(({ text }) => text)).toEqual(sent.map((_, index) => `tick ${index}`));
  }
});
