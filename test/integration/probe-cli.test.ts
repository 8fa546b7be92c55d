/** `npm run probe` as it is run: its words, its exit code, and what it leaves behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RUNGS } from '../../src/core/entries/ladder.ts';
import type { Report } from '../../scripts/probe/report.ts';
import { startDemo } from '../../scripts/demo/server.ts';
import { root } from '../../scripts/paths.ts';
import { startServer, type ServerSetup, type TestServer } from '../servers/node-server.ts';
import { startNothing } from '../servers/other-services.ts';
import { startSilentServer, type SilentServer } from '../servers/silent-server.ts';
import { startCookieBalancer } from '../servers/way-there.ts';
import { leavesNothingAt } from '../support/leaves-nothing.ts';
import { until } from '../support/until.ts';

const closers: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(setup: ServerSetup = {}): Promise<TestServer> {
  const server = await startServer(setup);
  closers.unshift(async () => server.close());
  return server;
}

async function serveSilence(): Promise<SilentServer> {
  const server = await startSilentServer();
  closers.unshift(async () => server.close());
  return server;
}

function start(...args: string[]) {
  return startIn('C', ...args);
}

function startIn(locale: string, ...args: string[]) {
  const child = spawn(process.execPath, [path.join('scripts', 'run.mjs'), 'probe', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: locale } });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  closers.unshift(() => void child.kill('SIGKILL'));
  return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string; tookMs: number }> {
  const startedAt = performance.now();
  const { output, exited } = start(...args);
  return { code: await exited, ...output, tookMs: performance.now() - startedAt };
}

describe('npm run probe against', () => {
  it('a healthy server says what passed and exits 0', async () => {
    const server = await serve();
    const { code, out, err } = await run(server.url);
    expect(code, out + err).toBe(0);
    expect(out).toContain('Handshake by polling: accepted');
    expect(out).toContain('Handshake by WebSocket: opened');
    expect(out).toMatch(/✓ The connection is established, by websocket\.\n {2}✓ The server acknowledged it, after .* ms\./);
    expect(out.trim()).toMatch(/Healthy: nothing is wrong\.$/);
    expect(err).toBe('');
    await leavesNothingAt(server);
  });

  it('a healthy server with every option set does as told', async () => {
    const auths: unknown[] = [];
    const server = await serve({
      path: '/live',
      namespaces: ['/admin'],
      allowRequest: ({ headers }, answer) => answer(null, headers.origin === undefined || headers.origin === 'http://page.example'),
      auth: (auth) => void auths.push(auth),
    });
    const { code, out, err } = await run(
      server.url, '--path', '/live', '--namespace', '/admin', '--transports', 'polling', '--auth', '{"token":"t"}', '--origin', 'http://page.example', '--json',
    );
    expect(code, out + err).toBe(0);
    const report = JSON.parse(out) as Report;
    expect(report.target).toEqual({ url: server.url, path: '/live', namespace: '/admin', origin: 'http://page.example', transports: ['polling'] });
    expect(report.connection).toMatchObject({ connected: true, transport: 'polling', acknowledged: true });
    expect(report.passed).toContain('It accepts the origin http://page.example.');
    expect(auths).toEqual([{ token: 't' }]);
    await leavesNothingAt(server);
  });

  it('an ordinary server, whose events have no names that are waited for, is healthy', async () => {
    const server = await serve({ ack: 'withheld', heartbeat: 'none' });
    const { code, out, err } = await run(server.url, '--ack-event', '', '--log-event', '', '--heartbeat-event', '', '--watch', '1');
    expect(code, out + err).toBe(0);
    expect(out).toContain('Acknowledgements: 0; missing: 0');
    expect(out).toContain('Heartbeats: none sent');
    expect(out.trim()).toMatch(/Healthy: nothing is wrong\.$/);
    await leavesNothingAt(server);
  });

  it('a server behind a balancer that goes by cookies, by polling alone, is healthy', async () => {
    const [one, two] = [await serve(), await serve()];
    const balancer = await startCookieBalancer([one.port, two.port]);
    closers.unshift(async () => balancer.close());
    const { code, out } = await run(balancer.url, '--transports', 'polling');
    expect(code, out).toBe(0);
    expect(out).toContain('✓ All requests of one session reach the server that knows it.');
  });

  it('a server that refuses the origin finds both transports closed to it', async () => {
    const server = await serve({ allowRequest: ({ headers }, answer) => answer(null, headers.origin === undefined) });
    const { code, out } = await run(server.url, '--origin', 'http://page.example', '--json');
    expect(code).toBe(1);
    const report = JSON.parse(out) as Report;
    expect(report.connection.connected).toBe(false);
    expect(report.probes.find(({ question }) => question === 'origin')).toMatchObject({ status: 403, origin: 'http://page.example' });
  });

  it('nobody exits 1, in text and in JSON with the same findings', async () => {
    const { url } = await startNothing();
    const [text, json] = [await run(url), await run(url, '--json')];
    expect(text.code, text.out).toBe(1);
    expect(json.code).toBe(1);
    expect(text.out).toContain('no connection (ECONNREFUSED)');
    const report = JSON.parse(json.out) as Report;
    expect(report.findings.map(({ id }) => id)).toEqual(['server-unreachable']);
    expect(report.ladder.map(({ rung }) => rung)).toEqual(RUNGS);
    expect(report.ladder.find(({ state }) => state === 'failed')).toMatchObject({ rung: 'tcp', evidence: expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('ECONNREFUSED') })]) });
    for (const { id, evidence } of report.findings) {
      expect(text.out).toContain(`[${id}, `);
      expect(evidence.length).toBeGreaterThan(0);
    }
    expect(json.err).toContain('no connection (ECONNREFUSED)');
  });

  it('nobody says so in a terminal’s own language', async () => {
    const { url } = await startNothing();
    const { output, exited } = startIn('zh_CN.UTF-8', url);
    expect(await exited, output.err).toBe(1);
    expect(output.out).toContain('轮询握手：无法连接（ECONNREFUSED）');
    expect(output.out).toContain('✗ 这个地址没有任何响应 [server-unreachable, 确定]');
    expect(output.out).toContain('解决方法（服务器）：启动服务器，并检查主机和端口。');
  });

  it('a wrong path exits 1 and tells where the server is', async () => {
    const server = await serve();
    const { code, out } = await run(server.url, '--path', '/wrong');
    expect(code, out).toBe(1);
    expect(out).toContain('[wrong-path, ');
    expect(out).toMatch(/Fix \(\w+\): /);
    expect(out).toMatch(/Another path: \/socket\.io\/: accepted/);
    await leavesNothingAt(server);
  });

  it('an application that refuses exits 1 with its own words', async () => {
    const server = await serve({ auth: () => ({ message: 'not today', data: { code: 7 } }) });
    const { code, out } = await run(server.url);
    expect(code, out).toBe(1);
    expect(out).toContain('[connect-refused, ');
    expect(out).toContain('not today');
    await leavesNothingAt(server);
  });

  it('a server that never answers ends within its deadline', async () => {
    const { url } = await serveSilence();
    const { code, out, tookMs } = await run(url);
    expect(code, out).toBe(1);
    expect(out).toContain('no answer in time');
    expect(tookMs).toBeLessThan(13_000);
  });
});

describe('npm run probe -- --watch', () => {
  it('reports acknowledgements, heartbeats, log lines and reconnects', async () => {
    const demo = await startDemo({ port: 0, logsPerSecond: 20 });
    closers.unshift(async () => demo.close());
    const { code, out, err } = await run(demo.url, '--watch', '3', '--json');
    expect(code, out + err).toBe(0);
    const { watch } = JSON.parse(out) as Report;
    expect(watch).toMatchObject({ seconds: 3, acknowledgements: { count: 4, missing: 0 }, roundTrips: { missed: 0 } });
    expect(watch!.roundTrips.answered).toBeGreaterThanOrEqual(4);
    expect(watch!.roundTrips.minMs).toBeLessThanOrEqual(watch!.roundTrips.maxMs!);
    expect(watch!.logs).toBeGreaterThan(10);
    expect(watch!.reconnects).toHaveLength(3);
    for (const { connectedAfterMs, acknowledgedAfterMs } of watch!.reconnects) expect(acknowledgedAfterMs).toBeGreaterThanOrEqual(connectedAfterMs!);
    await until(() => demo.connections === 0, { describe: () => `no client, there are ${demo.connections}` });
  });
});

describe('npm run probe, interrupted', () => {
  it('while it watches, ends within a second and leaves nothing behind', async () => {
    const server = await serve();
    const { child, output, exited } = start(server.url, '--watch', '600');
    await until(() => output.out.includes('Watching'), { describe: () => output.out + output.err });
    const interruptedAt = performance.now();
    child.kill('SIGINT');
    expect(await exited, output.out).toBe(130);
    expect(performance.now() - interruptedAt).toBeLessThan(1_000);
    await leavesNothingAt(server);
  });

  it('while nothing answers, ends within a second', async () => {
    const server = await serveSilence();
    const { child, output, exited } = start(server.url);
    await until(() => server.open > 0, { describe: () => output.out + output.err });
    const interruptedAt = performance.now();
    child.kill('SIGINT');
    expect(await exited).toBe(130);
    expect(performance.now() - interruptedAt).toBeLessThan(1_000);
    await until(() => server.open === 0);
  });
});

describe('npm run probe, whose reader goes away,', () => {
  it('ends without a word, and leaves nothing behind', async () => {
    const server = await serve();
    const { child, output, exited } = start(server.url, '--watch', '600');
    child.stdout.once('data', () => child.stdout.destroy());
    await exited;
    expect(output.err).toBe('');
    await until(() => server.engineConnections() === 0, { describe: 'no session' });
  });
});

describe('npm run probe, used wrongly', () => {
  it.each([
    [[], 'the server’s address is missing'],
    [['http://a:1', 'http://b:1'], 'one address too many'],
    [['ftp://127.0.0.1'], 'cannot carry Socket.IO'],
    [['http://127.0.0.1:1', '--path', 'socket.io'], '--path: Path must start with “/”'],
    [['http://user:password@127.0.0.1:1'], 'URL: '],
    [['http://127.0.0.1:1', '--log-event', 'x'.repeat(201)], '--log-event: '],
    [['http://127.0.0.1:1', '--transports', 'websocket,pigeon'], '--transports: Transports are “websocket” and “polling”.'],
    [['http://127.0.0.1:1', '--auth', '{token}'], '--auth: “{token}” is not JSON.'],
    [['http://127.0.0.1:1', '--auth', '[1]'], '--auth: Auth must be a JSON object'],
    [['http://127.0.0.1:1', '--watch', 'long'], '--watch: “long” is not a number of seconds'],
    [['http://127.0.0.1:1', '--origin', 'page.example/x'], '--origin: “page.example/x” is not an origin.'],
    [['http://127.0.0.1:1', '--colour'], "Unknown option '--colour'"],
  ])('with %j exits 2 and says what to do', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  it('prints its help on request', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--path', '--namespace', '--origin', '--transports', '--auth', '--ack-event', '--log-event', '--heartbeat-event', '--json', '--watch', 'exitCode']) expect(out).toContain(option);
  });
});
