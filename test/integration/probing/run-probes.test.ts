import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { backgroundAsker } from '../../../src/connection/prober.ts';
import { startServer, type ServerSetup, type TestServer } from '../../servers/node-server.ts';
import { startNothing } from '../../servers/other-services.ts';
import { startSilentServer, type SilentServer } from '../../servers/silent-server.ts';
import { startRoundRobin } from '../../servers/round-robin.ts';
import { flaskAvailable, startFlask } from '../../support/python.ts';
import { probed, startRound, tookMs } from '../../support/probed.ts';
import { leavesNothingAt } from '../../support/leaves-nothing.ts';
import { until } from '../../support/until.ts';
import { nodeAsker } from '../../../scripts/probe/node-asker.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(setup: ServerSetup = {}): Promise<TestServer> {
  const server = await startServer(setup);
  closers.unshift(async () => server.close());
  return server;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.unshift(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serveHttp = async (onRequest: RequestListener) => listen(createServer(onRequest));

async function serveSilence(): Promise<SilentServer> {
  const server = await startSilentServer();
  closers.unshift(async () => server.close());
  return server;
}

describe('a round against', () => {
  it('a Socket.IO 4 server finds both transports, and one session that lasts', async () => {
    const server = await serve();
    const round = await probed(server.url, { connected: true });
    const { facts, to } = round;
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 200, body: expect.stringMatching(/^0\{"sid"/) }]);
    expect(to('polling-3')).toMatchObject([{ outcome: 'answered', status: 400, body: '{"code":5,"message":"Unsupported protocol version"}' }]);
    expect(to('websocket')).toMatchObject([{ outcome: 'opened', status: 101, body: expect.stringMatching(/^0\{"sid"/) }]);
    expect(to('sticky')).toMatchObject([{ outcome: 'answered', status: 200, body: 'ok' }]);
    expect(to('path')).toEqual([]);
    expect(facts[0]).toMatchObject({ kind: 'probing', state: 'started', questions: ['polling', 'polling-3', 'websocket'], tookMs: null });
    expect(facts.at(-1)).toMatchObject({ kind: 'probing', state: 'done', questions: ['polling', 'polling-3', 'websocket', 'post', 'sticky'] });
    expect(tookMs(round)).toBeLessThan(2_000);
    await leavesNothingAt(server);
    // A client is connected already, so no other one is, and the application never heard of the round.
    expect(server.history).toEqual([]);
  });

  it('a Socket.IO 4 server to which nobody is connected hears a CONNECT and a goodbye', async () => {
    const server = await serve({ namespaces: ['/admin'] });
    const { to } = await probed(server.url, { namespace: '/admin' });
    expect(to('post')).toMatchObject([{ outcome: 'answered', status: 200, body: 'ok' }]);
    expect(to('connect')).toMatchObject([{ outcome: 'answered', status: 200, body: expect.stringMatching(/^40\/admin,\{"sid"/) }]);
    expect(to('sticky')).toMatchObject([{ outcome: 'answered', status: 200 }]);
    await leavesNothingAt(server);
    expect(server.history.map(({ type, namespace }) => `${type} ${namespace}`)).toEqual(['connect /admin', 'disconnect /admin']);
  });

  it('the same, asked by the background', async () => {
    const server = await serve();
    const { to } = await probed(server.url, { pageOrigin: 'http://page.example' }, { ask: { ...backgroundAsker, openSocket: nodeAsker.openSocket } });
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 200 }]);
    expect(to('sticky')).toMatchObject([{ outcome: 'answered', status: 200 }]);
    expect(to('origin')).toEqual([]);
    await leavesNothingAt(server);
  });

  it('a server that allows the page’s origin, and one that does not', async () => {
    const server = await serve({ cors: { origin: 'http://page.example' } });
    const { to } = await probed(server.url, { pageOrigin: 'http://page.example' });
    expect(to('origin')).toMatchObject([{ origin: 'http://page.example', status: 200 }]);
    expect(to('origin')[0]!.headers).toContainEqual(['access-control-allow-origin', 'http://page.example']);
    const strict = await serve({ allowRequest: ({ headers }, answer) => answer(null, headers.origin === undefined) });
    const refused = await probed(strict.url, { pageOrigin: 'http://page.example' });
    expect(refused.to('polling')).toMatchObject([{ origin: null, status: 200 }]);
    expect(refused.to('origin')).toMatchObject([{ status: 403, body: '{"code":4,"message":"Forbidden"}' }]);
    await leavesNothingAt(server);
    await leavesNothingAt(strict);
  });

  it('a server with another path finds it', async () => {
    const server = await serve({ path: '/ws/socket.io' });
    const { to } = await probed(server.url);
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 404 }]);
    expect(to('path').filter(({ status }) => status === 200).map(({ url }) => url)).toEqual([`${server.url}/ws/socket.io/?EIO=4&transport=polling`]);
    const known = await serve({ path: '/app/live' });
    const byPage = await probed(known.url, { pagePaths: ['/app/live/'] });
    expect(byPage.to('path').find(({ status }) => status === 200)?.url).toContain('/app/live/');
    await leavesNothingAt(server);
    await leavesNothingAt(known);
  });

  it('two workers without sticky sessions finds the session unknown, and still closes it', async () => {
    const [one, two] = [await serve(), await serve()];
    const balancer = await startRoundRobin([one.port, two.port]);
    closers.unshift(async () => balancer.close());
    const { to } = await probed(balancer.url);
    expect(to('sticky')).toMatchObject([{ status: 400, body: '{"code":1,"message":"Session ID unknown"}' }]);
    await until(() => one.engineConnections() + two.engineConnections() === 0, { describe: 'no session' });
  });

  it('a Socket.IO 2 server hears what it speaks', async () => {
    const createIo = createRequire(import.meta.url)('socket.io-2') as (http: Server) => { engine: { clientsCount: number }; close(): void };
    const http = createServer();
    const io = createIo(http);
    const url = await listen(http);
    const { to } = await probed(url);
    expect(to('polling')).toMatchObject([{ status: 200, body: expect.stringMatching(/^\d+:0\{"sid"/) }]);
    expect(to('polling-3')).toMatchObject([{ status: 200, body: expect.stringMatching(/^\d+:0\{"sid"/) }]);
    expect(to('sticky')).toEqual([]);
    await until(() => io.engine.clientsCount === 0, { describe: () => `no session, there are ${io.engine.clientsCount}` });
    io.close();
  });

  it('some other web server', async () => {
    const url = await serveHttp((_request, response) => response.writeHead(200, { 'content-type': 'text/html', server: 'Other/1' }).end('<h1>Welcome</h1>'));
    const { to } = await probed(url);
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 200, body: '<h1>Welcome</h1>' }]);
    expect(to('polling')[0]!.headers).toContainEqual(['server', 'Other/1']);
    expect(to('websocket')).toMatchObject([{ outcome: 'answered', status: 200, body: '<h1>Welcome</h1>' }]);
    expect(to('path').length).toBeGreaterThan(2);
  });

  it('a web server that answers 404, at length, and says no more of it than is of use', async () => {
    const url = await serveHttp((_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Not here.</p>'.repeat(100_000)));
    const { to } = await probed(url);
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 404 }]);
    expect(to('polling')[0]!.body).toHaveLength(2_000);
  });

  it('a plain WebSocket server that waits, and one that greets', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    closers.unshift(async () => server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const silent = await probed(url);
    expect(silent.to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, body: null, code: null }]);
    expect(silent.to('polling')).toMatchObject([{ outcome: 'answered', status: 426 }]);
    server.on('connection', (socket) => socket.send('Welcome to the chat'));
    const heard: string[] = [];
    server.on('connection', (socket) => socket.on('message', (data: Buffer) => heard.push(data.toString())));
    const greeting = await probed(url);
    expect(greeting.to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, body: 'Welcome to the chat' }]);
    await until(() => server.clients.size === 0, { describe: 'no client' });
    expect(heard).toEqual([]);
  });

  it('a WebSocket that closes at once', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    closers.unshift(async () => server.close());
    await once(server, 'listening');
    server.on('connection', (socket) => socket.close(4001, 'no'));
    const { to } = await probed(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, code: 4001 }]);
  });

  it('nobody at all', async () => {
    const { url } = await startNothing();
    const round = await probed(url);
    const { to } = round;
    expect(to('polling')).toMatchObject([{ outcome: 'refused', status: null, error: 'ECONNREFUSED' }]);
    expect(to('websocket')).toMatchObject([{ outcome: 'refused', status: null, error: 'ECONNREFUSED' }]);
    expect(to('path')).toEqual([]);
    expect(to('scheme')).toEqual([]);
    expect(to('name')).toMatchObject([{ url: url.replace('http', 'dns'), outcome: 'opened', body: '127.0.0.1' }]);
    expect(to('tcp')).toMatchObject([{ outcome: 'refused', error: 'ECONNREFUSED' }]);
    expect(tookMs(round)).toBeLessThan(1_000);
  });

  it('a server that never answers is over within its deadlines, and lets go of every request', async () => {
    const server = await serveSilence();
    const round = await probed(server.url);
    expect(round.facts.filter((fact) => fact.kind === 'probe').map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout', 'timeout', 'opened', 'opened']);
    expect(round.to('tcp')).toMatchObject([{ url: server.url.replace('http', 'tcp'), outcome: 'opened', body: '127.0.0.1', error: '' }]);
    expect(tookMs(round)).toBeLessThan(5_000);
    await until(() => server.open === 0, { describe: () => `no connection, there are ${server.open}` });
  });
});

describe('the end of a round', () => {
  it('comes at once with its signal', async () => {
    const server = await serveSilence();
    const abort = new AbortController();
    const { done, settled, facts } = startRound(server.url, {}, { signal: abort.signal });
    await until(() => server.open === 3);
    const abortedAt = performance.now();
    abort.abort();
    await done;
    expect(performance.now() - abortedAt).toBeLessThan(100);
    expect(facts.map(({ kind }) => kind)).toEqual(['probing', 'probing']);
    await settled;
    await until(() => server.open === 0, { describe: 'no connection' });
  });

  it.each([
    ['when it was aborted', true],
    ['when the deadline was over', false],
  ])('closes a session whose answer comes only %s', async (_name, aborts) => {
    const server = await serve();
    const held: (() => void)[] = [];
    // Holds every answer to a handshake by polling back, and lets everything else through.
    const url = await serveHttp((incoming, outgoing) => {
      const forward = async () => {
        const body = incoming.method === 'POST' ? await textOf(incoming) : null;
        const answer = await fetch(`${server.url}${incoming.url}`, { method: incoming.method!, body });
        const text = await answer.text();
        const reply = () => outgoing.writeHead(answer.status).end(text);
        if (incoming.url!.includes('sid=') || answer.status !== 200) reply();
        else held.push(reply);
      };
      void forward();
    });
    const abort = new AbortController();
    const { done, settled, to } = startRound(url, {}, { signal: abort.signal });
    await until(() => held.length === 1);
    expect(server.engineConnections()).toBe(1);
    if (aborts) abort.abort();
    await done;
    for (const reply of held) reply();
    await settled;
    expect(to('polling').map(({ outcome }) => outcome)).toEqual(aborts ? [] : ['timeout']);
    await leavesNothingAt(server);
  });
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

describe.skipIf(!flaskAvailable())('Flask-SocketIO', () => {
  it('in threading mode is fingerprinted, and refuses a foreign origin', async () => {
    const flask = await startFlask(['--cors', 'http://page.example']);
    closers.unshift(async () => flask.close());
    const { to } = await probed(flask.url, { pageOrigin: 'http://other.example' });
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 200 }]);
    expect(to('polling')[0]!.headers.find(([name]) => name === 'server')?.[1]).toMatch(/Werkzeug/);
    expect(to('polling-3')).toMatchObject([{ status: 400, body: expect.stringContaining('unsupported version') }]);
    expect(to('origin')).toMatchObject([{ status: 400, body: '"Not an accepted origin."' }]);
    expect(to('sticky')).toMatchObject([{ status: 200 }]);
  });
});
