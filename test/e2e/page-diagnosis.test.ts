/**
 * What goes wrong with the inspected page's own sockets is named, in a real Chromium with the real panel: by the network log
 * alone, and with the page hook. Pages have the real clients, and talk to real servers.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pressButton } from '../support/compose.ts';
import { chooseTab, fill, press, waitForStatus, type RunningExtension } from '../support/extension.ts';
import { PageStage } from '../support/page-stage.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import { startFlask } from '../support/python.ts';
import { until } from '../support/until.ts';
import { startClientPages, type ClientPages } from '../servers/client-pages.ts';
import { generation2, generation3, serve, type Generation } from '../servers/generations.ts';
import { startServer, type ServerSetup, type TestServer } from '../servers/node-server.ts';
import { startSecureServer } from '../servers/secure-server.ts';
import { selfSignedCertificate } from '../servers/self-signed.ts';
import { startWerkzeugServer, type WerkzeugServer } from '../servers/werkzeug-server.ts';

let pages: ClientPages;
let securePages: ClientPages;
let extension: RunningExtension;
let stage: PageStage;
/** Servers stay until the end, so that what a page says to one is never the end of another play. */
const servers: { close(): Promise<void> }[] = [];

/** Trusted by nobody. */
const certificate = selfSignedCertificate();

const keep = <S extends { close(): Promise<void> }>(server: S): S => {
  servers.push(server);
  return server;
};
const node = async (setup: ServerSetup = {}): Promise<TestServer> => keep(await startServer(setup));
const werkzeug = async (): Promise<WerkzeugServer> => keep(await startWerkzeugServer());
const old = async (generation: Generation, options: Record<string, unknown>) => `http://127.0.0.1:${keep(await serve(generation, options)).port}`;
const nobody = async () => {
  const server = await startServer();
  await server.close();
  return server.url;
};
const flask = async (origin: string) => {
  return keep(await startFlask(['--mode', 'eventlet', '--cors', origin])).url;
};

beforeAll(async () => {
  pages = await startClientPages();
  securePages = await startClientPages(certificate);
  extension = await launchPermitted(['http://127.0.0.1/*', 'https://127.0.0.1/*']);
  stage = await freshTab();
});

async function freshTab(): Promise<PageStage> {
  const page = await extension.newPage(pages.empty);
  return PageStage.open(page, await extension.openPanel(page), pages);
}

afterAll(async () => {
  await extension?.close();
  await Promise.all([...servers.map(async (server) => server.close()), pages?.close(), securePages?.close()]);
});

/** Loads a page as though the user had clicked its untrusted certificate through. */
async function trusting(load: () => Promise<void>): Promise<void> {
  const session = await stage.page.createCDPSession();
  await session.send('Security.setIgnoreCertificateErrors', { ignore: true });
  await load();
  await session.send('Security.setIgnoreCertificateErrors', { ignore: false });
  await session.detach();
}

/** Clients that try again soon, so that a loop is one before long. */
const QUICK = 'reconnectionDelay: 200, reconnectionDelayMax: 200, randomizationFactor: 0';
const WEBSOCKET = `transports: ['websocket']`;
const POLLING = `transports: ['polling']`;
const BOTH = `transports: ['polling', 'websocket']`;
const io = (url: string, options: string, name = 'client') => `const ${name} = io('${url}', { ${options}, ${QUICK} });`;

/** Plays something, after which the first thing that is said must be this, and nothing else for sure but what is true as well. */
function names(id: string, play: string, perform: () => Promise<void>, alsoTrue: readonly string[] = []): void {
  it(`${id}: ${play}`, async () => {
    await perform();
    const [first, ...others] = await stage.diagnosed(id);
    expect(others.filter((other) => other.confidence !== 'guess' && !alsoTrue.includes(other.id))).toEqual([]);
    const known = new Set((await stage.entries()).map(({ source, seq }) => `${source} ${seq}`));
    expect(first!.evidence.length).toBeGreaterThan(0);
    expect(first!.evidence.filter(({ source, seq }) => !known.has(`${source} ${seq}`))).toEqual([]);
    expect(first!.benign).toBe(['werkzeug-false-500', 'server-restarted'].includes(id));
  });
}

/** Plays something that is as it should be: nothing is said but guesses, and of these not the ones that would be wrong. */
function isHealthy(play: string, perform: () => Promise<void>, never: readonly string[] = []): void {
  it(`nothing wrong: ${play}`, async () => {
    await perform();
    await stage.quiet();
    const findings = await stage.findings();
    expect(findings.filter(({ id, confidence }) => confidence !== 'guess' || never.includes(id))).toEqual([]);
  });
}

async function refreshed(times: number, isThere: (refreshes: number) => Promise<void>): Promise<void> {
  await isThere(0);
  for (let refresh = 1; refresh <= times; refresh += 1) {
    await stage.page.reload();
    await isThere(refresh);
  }
}

/** Has a server killed, and back only once the page has tried in vain to reach it. */
async function restarted(server: TestServer): Promise<void> {
  const since = Date.now();
  await server.kill();
  await stage.fails(since);
  await server.start();
}

const connects = (refreshes: number) => stage.packets('in', 'connect', refreshes + 1);
const upgrades = (refreshes: number) => stage.packets('out', 'upgrade', refreshes + 1);

describe.each([
  { way: 'by the network log alone', hooked: false, refreshes: 10 },
  { way: 'with the page hook', hooked: true, refreshes: 3 },
])('$way', ({ hooked, refreshes }) => {
  beforeAll(async () => {
    if (!hooked) return;
    await chooseTab(stage.panel, 'Page sockets');
    await pressButton(stage.panel, 'Capture this site');
    await stage.panel.waitForSelector('aria/Stop capturing this site[role="button"]');
  });

  beforeEach(() => stage.clear());

  isHealthy('socket.io 4 by WebSocket, refreshed', async () => {
    await stage.visit('4', io((await node()).url, WEBSOCKET));
    await refreshed(refreshes, connects);
  }, ['ghost-sessions', 'duplicate-connection']);

  isHealthy('socket.io 4 by polling, refreshed', async () => {
    await stage.visit('4', io((await node()).url, POLLING));
    await refreshed(refreshes, connects);
  }, ['duplicate-connection']);

  isHealthy('socket.io 4 that upgrades, refreshed', async () => {
    await stage.visit('4', io((await node()).url, BOTH));
    await refreshed(refreshes, upgrades);
  }, ['ghost-sessions', 'duplicate-connection']);

  isHealthy('socket.io 3, refreshed', async () => {
    await stage.visit('3', io(await old(generation3, { cors: { origin: '*' } }), BOTH));
    await refreshed(refreshes, upgrades);
  });

  isHealthy('socket.io 4 with msgpack on both sides, refreshed', async () => {
    await stage.visit('msgpack', io((await node({ parser: 'msgpack' })).url, WEBSOCKET));
    await refreshed(refreshes, connects);
  });

  isHealthy('a page that disconnects', async () => {
    await stage.visit('4', io((await node()).url, WEBSOCKET));
    await connects(0);
    await stage.page.evaluate('client.disconnect()');
    await stage.ends();
  });

  names('protocol-mismatch', 'client 2 on a server 4, by polling', async () => {
    const { url } = await node({ cors: { origin: pages.origin, credentials: true } });
    await stage.visit('2', io(url, POLLING));
  });

  names('protocol-mismatch', 'client 4 on a server 2, by polling', async () => {
    await stage.visit('4', io(await old(generation2, { origins: '*:*' }), POLLING));
  });

  names('protocol-mismatch', 'client 4 on a server 2, by WebSocket', async () => {
    await stage.visit('4', io(await old(generation2, { origins: '*:*' }), WEBSOCKET));
  });

  names('cors-blocked', 'a server that sends no CORS headers', async () => {
    const { url } = await node({ cors: { origin: false } });
    await stage.visit('4', io(url, POLLING));
  });

  names('server-unreachable', 'nobody listens, by polling', async () => {
    await stage.visit('4', io(await nobody(), POLLING));
  });

  names('server-unreachable', 'nobody listens, by WebSocket', async () => {
    await stage.visit('4', io(await nobody(), WEBSOCKET));
  });

  names('tls-untrusted', 'a certificate that the browser does not trust, by WebSocket', async () => {
    await stage.visit('4', io(keep(await startSecureServer(certificate)).url, WEBSOCKET));
  });

  names('tls-untrusted', 'a certificate that the browser does not trust, by polling', async () => {
    await stage.visit('4', io(keep(await startSecureServer(certificate)).url, POLLING));
  });

  names('mixed-content', 'an insecure poll of a secure page', async () => {
    await trusting(() => stage.visit('4', io('http://192.0.2.1:5552', POLLING), securePages));
  });

  names('no-fallback', 'WebSocket first and refused', async () => {
    const { url } = await node({ transports: ['polling'] });
    await stage.visit('4', io(url, `transports: ['websocket', 'polling']`));
    await stage.ends(2);
    await stage.probe(url);
  }, ['websocket-unsupported', 'transport-disabled']);

  names('duplicate-connection', 'io() called twice', async () => {
    const { url } = await node();
    await stage.visit('4', io(url, `${WEBSOCKET}, forceNew: true`) + io(url, `${WEBSOCKET}, forceNew: true`, 'second'));
    await connects(1);
  });

  names('ghost-sessions', 'a page that only polls was refreshed', async () => {
    await stage.visit('4', io((await node()).url, POLLING));
    await refreshed(1, connects);
  });

  names('namespace-unknown', 'an unknown namespace', async () => {
    await stage.visit('4', io(`${(await node()).url}/nope`, WEBSOCKET));
  });

  names('connect-refused', 'a middleware that refuses', async () => {
    await stage.visit('4', io((await node({ auth: () => ({ message: 'token missing', data: { code: 7 } }) })).url, WEBSOCKET));
  });

  names('server-disconnected', 'a server that disconnects, by WebSocket', async () => {
    const server = await node();
    await stage.visit('4', io(server.url, WEBSOCKET));
    await connects(0);
    server.io.disconnectSockets();
  });

  names('server-disconnected', 'a server that disconnects, by polling', async () => {
    const server = await node();
    await stage.visit('4', io(server.url, POLLING));
    await connects(0);
    server.io.disconnectSockets();
  });

  names('handshake-forbidden', 'allowRequest says no to a poll', async () => {
    await stage.visit('4', io((await node({ allowRequest: (_request, decide) => decide(null, false) })).url, POLLING));
  });

  names('origin-refused', 'allowRequest says no to the page’s origin', async () => {
    const { url } = await node({ allowRequest: ({ headers }, decide) => decide(null, headers.origin === undefined) });
    await stage.visit('4', io(url, POLLING));
    await stage.ends();
    await stage.probe(url);
  });

  names('origin-refused', 'Flask-SocketIO does not list the page’s origin, by polling', async () => {
    const url = await flask('http://elsewhere.example');
    await stage.visit('4', io(url, POLLING));
    await stage.ends();
    await stage.probe(url);
  });

  names('origin-refused', 'Flask-SocketIO does not list the page’s origin, by WebSocket', async () => {
    const url = await flask('http://elsewhere.example');
    await stage.visit('4', io(url, WEBSOCKET));
    await stage.ends();
    await stage.probe(url);
  });

  names('payload-too-large', 'a message over the limit, by WebSocket', async () => {
    await stage.visit('4', io((await node({ maxHttpBufferSize: 60_000 })).url, WEBSOCKET));
    await connects(0);
    await stage.page.evaluate(`client.emit('big', 'x'.repeat(100_000))`);
  });

  names('payload-too-large', 'a message over the limit, by polling', async () => {
    await stage.visit('4', io((await node({ maxHttpBufferSize: 60_000 })).url, POLLING));
    await connects(0);
    await stage.page.evaluate(`client.emit('big', 'x'.repeat(100_000))`);
  });

  names('parser-mismatch', 'msgpack on the server alone, by WebSocket', async () => {
    await stage.visit('4', io((await node({ parser: 'msgpack' })).url, WEBSOCKET));
  });

  names('parser-mismatch', 'msgpack on the server alone, by polling first', async () => {
    await stage.visit('4', io((await node({ parser: 'msgpack' })).url, BOTH));
  });

  names('parser-mismatch', 'msgpack on the page alone', async () => {
    await stage.visit('msgpack', io((await node()).url, WEBSOCKET));
  });

  names('wrong-path', 'of the page’s own server', async () => {
    await stage.visit('4', io('/', `path: '/nope', ${POLLING}`));
  });

  names('wrong-path', 'of another origin, whose answers the browser hides', async () => {
    await stage.visit('4', io((await node()).url, `path: '/nope', ${POLLING}`));
  });

  names('server-restarted', 'killed and started again, by polling and WebSocket', async () => {
    const server = await node();
    await stage.visit('4', io(server.url, BOTH));
    await upgrades(0);
    await restarted(server);
  });

  names('server-restarted', 'killed and started again, by WebSocket', async () => {
    const server = await node();
    await stage.visit('4', io(server.url, WEBSOCKET));
    await connects(0);
    await restarted(server);
  });

  names('werkzeug-false-500', 'the page disconnects', async () => {
    await stage.visit('4', io((await werkzeug()).url, WEBSOCKET));
    await connects(0);
    await stage.page.evaluate('client.disconnect()');
  });

  it('the same end without a goodbye is not taken for Werkzeug’s', async () => {
    const server = await werkzeug();
    await stage.visit('4', io(server.url, WEBSOCKET));
    await connects(0);
    server.breakStreams();
    await connects(1);
    await stage.quiet();
    expect((await stage.findings()).map(({ id }) => id)).not.toContain('werkzeug-false-500');
  });

  names('werkzeug-false-500', 'the server kicks', async () => {
    const server = await werkzeug();
    await stage.visit('4', io(server.url, WEBSOCKET));
    await connects(0);
    server.kick();
  }, ['server-disconnected']);
});

describe('the report that this project began with: a refresh, and the traceback of the session that it ended', () => {
  beforeEach(async () => {
    stage = await freshTab();
  });

  it.each([
    ['before the new connect', true],
    ['after the new connect', false],
  ])('%s, is called harmless, and nothing else is said', async (_when, before) => {
    const server = await werkzeug();
    await fill(stage.panel, 'Server URL', server.url);
    await press(stage.panel, 'Connect');
    await waitForStatus(stage.panel, 'Acknowledgement', /^Acknowledged/);
    await stage.visit('4', io(server.url, WEBSOCKET));
    await connects(0);
    await stage.page.evaluate('client.disconnect()');
    await stage.ends();
    if (before) server.relayTraceback();
    await stage.page.reload();
    await connects(1);
    if (!before) server.relayTraceback();
    await chooseTab(stage.panel, 'Overview');
    const shown = () => stage.panel.$$eval('[data-diagnosis]', (findings) => findings.map((finding) => finding.getAttribute('data-diagnosis')));
    await until(async () => (await shown()).includes('werkzeug-false-500'), { describe: 'the verdict' });
    expect([...new Set(await shown())]).toEqual(['werkzeug-false-500']);
    await press(stage.panel, 'Disconnect');
    await waitForStatus(stage.panel, 'Connection', /^Disconnected/);
  });
});
