/** What a round asks beyond the handshakes, against real servers that make it ask, and what it records of their answers. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { startAirPlay } from '../../servers/airplay.ts';
import { startNginx } from '../../servers/nginx.ts';
import { startServer, type ServerSetup, type TestServer } from '../../servers/node-server.ts';
import { startNothing, startPlainWebSocket, startWebsite } from '../../servers/other-services.ts';
import { startRedirecting } from '../../servers/redirecting.ts';
import { startSecureServer } from '../../servers/secure-server.ts';
import { selfSignedCertificate } from '../../servers/self-signed.ts';
import { startTwoWebSocketServers } from '../../servers/two-websocket-servers.ts';
import { startCookieBalancer, startFirewall, startWay } from '../../servers/way-there.ts';
import { targetOfPage } from '../../../src/core/probing/addresses.ts';
import { leavesNothingAt } from '../../support/leaves-nothing.ts';
import { probed } from '../../support/probed.ts';
import { until } from '../../support/until.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function running<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const service = await starting;
  closers.unshift(async () => service.close());
  return service;
}

const serve = async (setup: ServerSetup = {}): Promise<TestServer> => running(startServer(setup));

describe('a redirect', () => {
  it.each([301, 308])('of another host by %i is followed by polls and told, and the session is closed where it is', async (status) => {
    const server = await serve();
    const front = await running(startRedirecting(status, (url) => `${server.url}${url}`));
    const { to } = await probed(front.url, { query: { token: 'secret' }, connected: true });
    expect(to('polling')).toMatchObject([
      { outcome: 'answered', status: 200, body: expect.stringMatching(/^0\{"sid"/), redirects: [[status, `${server.url}/socket.io/?token=…&EIO=4&transport=polling`]] },
    ]);
    expect(to('websocket')).toMatchObject([{ outcome: 'answered', status, redirects: [], headers: expect.arrayContaining([['location', `${server.url}/socket.io/?token=…&EIO=4&transport=websocket`]]) }]);
    // By 301 a POST would arrive as a GET; by 308 it passes.
    expect(to('post')).toMatchObject([status === 308 ? { status: 200, body: 'ok', redirects: [[308, expect.any(String)]] } : { status: 301, redirects: [] }]);
    expect(to('sticky')).toHaveLength(status === 308 ? 1 : 0);
    await leavesNothingAt(server);
  });

  it('to itself ends, and is the answer', async () => {
    const front = await running(startRedirecting(302, (url) => url));
    const { to } = await probed(front.url);
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 302 }]);
    expect(to('polling')[0]!.redirects).toHaveLength(20);
  });

  it('to what is no HTTP is not followed', async () => {
    const front = await running(startRedirecting(302, () => 'app://open'));
    const { to } = await probed(front.url);
    expect(to('polling')).toMatchObject([{ outcome: 'answered', status: 302, redirects: [] }]);
    expect(to('polling')[0]!.headers).toContainEqual(['location', 'app://open']);
  });
});

describe('who answers', () => {
  it('is told by its headers where it says nothing else', async () => {
    const { url } = await running(startAirPlay());
    const { to } = await probed(url);
    const headers = [['server', 'AirTunes/775.3.1'], ['x-apple-processingtime', '0'], ['x-apple-requestreceivedtimestamp', '46731874']];
    expect(to('polling')).toMatchObject([{ status: 403, body: '', headers }]);
    expect(to('websocket')).toMatchObject([{ outcome: 'answered', status: 403, headers }]);
    expect(to('root')).toMatchObject([{ url: `${url}/`, status: 403, headers }]);
  });

  it('is asked for at the root, whose page may say where the server is', async () => {
    const server = await serve({ path: '/odd/place' });
    const front = await running(
      startWay({
        port: () => server.port,
        answer: ({ url }, outgoing) => {
          if (url !== '/') return false;
          outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<script>io({ path: '/odd/place' })</script>`);
          return true;
        },
      }),
    );
    const { to } = await probed(front.url);
    expect(to('root')).toMatchObject([{ status: 200, body: expect.stringContaining('/odd/place') }]);
    expect(to('path').filter(({ status }) => status === 200 || status === 101).map(({ url }) => new URL(url).protocol + new URL(url).pathname)).toEqual(['http:/odd/place/', 'ws:/odd/place/']);
    await leavesNothingAt(server);
  });

  it.each(['/engine.io', '/realtime/socket.io', '/socket.io/socket.io'])('is found at %s, by WebSocket too', async (mounted) => {
    const server = await serve({ path: mounted });
    const { to } = await probed(server.url);
    expect(to('path').filter(({ outcome, status }) => outcome === 'opened' || status === 200).map(({ url }) => new URL(url).pathname)).toEqual([`${mounted}/`, `${mounted}/`]);
    await leavesNothingAt(server);
  });

  it('is found elsewhere where it takes WebSockets alone', async () => {
    const server = await serve({ path: '/api/socket.io', transports: ['websocket'] });
    const { to } = await probed(server.url);
    expect(to('websocket')[0]!.outcome).not.toBe('opened');
    expect(to('path').filter(({ outcome }) => outcome === 'opened').map(({ url }) => url)).toEqual([`${server.url.replace('http', 'ws')}/api/socket.io/?EIO=4&transport=websocket`]);
    await leavesNothingAt(server);
  });
});

describe('a session', () => {
  it('into which nothing can be sent tells who refuses it', async () => {
    const server = await serve();
    const firewall = await running(startFirewall(server.port));
    const { to } = await probed(firewall.url);
    expect(to('post')).toMatchObject([{ outcome: 'answered', status: 403, body: expect.stringContaining('<center>nginx</center>') }]);
    expect([...to('connect'), ...to('sticky')]).toEqual([]);
    expect(to('websocket')).toMatchObject([{ outcome: 'opened' }]);
  });

  it('whose CONNECT is never answered says so', async () => {
    const server = await serve();
    server.io.use(() => {});
    const { to } = await probed(server.url);
    expect(to('post')).toMatchObject([{ status: 200 }]);
    expect(to('connect')).toMatchObject([{ outcome: 'timeout' }]);
    await leavesNothingAt(server);
  });

  it('whose CONNECT is refused says how', async () => {
    const server = await serve({ auth: () => ({ message: 'not today' }) });
    const { to } = await probed(server.url);
    expect(to('connect')).toMatchObject([{ status: 200, body: '44{"message":"not today"}' }]);
    await leavesNothingAt(server);
  });

  it('of a server with another parser is not spoiled by the CONNECT before it was used', async () => {
    const server = await serve({ parser: 'msgpack' });
    const { to } = await probed(server.url);
    expect([...to('post'), ...to('sticky')]).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(to('connect')).toHaveLength(1);
    const spoken = await probed(server.url, { parser: 'msgpack' });
    expect(spoken.to('connect')).toEqual([]);
    await leavesNothingAt(server);
  });

  it('keeps its cookies, so that a balancer that goes by them keeps it at its worker', async () => {
    const [one, two] = [await serve(), await serve()];
    const balancer = await running(startCookieBalancer([one.port, two.port]));
    const { to } = await probed(balancer.url);
    expect(to('polling')[0]!.headers).toContainEqual(['set-cookie', 'worker']);
    expect(to('sticky')).toMatchObject([{ status: 200, body: 'ok' }]);
    expect(JSON.stringify(to('polling'))).not.toContain(`worker=${one.port}`);
    await until(() => one.engineConnections() + two.engineConnections() === 0, { describe: 'no session' });
  });
});

describe('the other scheme', () => {
  it('is asked of a TLS port of nginx that is spoken to in plain HTTP', async () => {
    const server = await serve();
    const { key, cert } = selfSignedCertificate();
    const nginx = await running(startTlsNginx(key, cert, server.port));
    const { to } = await probed(nginx.url);
    expect(to('polling')).toMatchObject([{ status: 400, body: expect.stringContaining('The plain HTTP request was sent to HTTPS port') }]);
    expect([...to('path'), ...to('root')]).toEqual([]);
    expect(to('scheme')).toMatchObject([{ url: expect.stringMatching(/^https:/), outcome: 'refused', error: 'certificate: DEPTH_ZERO_SELF_SIGNED_CERT' }]);
  });

  it('is asked of a Node server that hangs up on plain HTTP', async () => {
    const secure = await running(startSecureServer(selfSignedCertificate()));
    const { to } = await probed(secure.url.replace('https', 'http'));
    expect(to('polling')).toMatchObject([{ outcome: 'refused', error: expect.stringContaining('ECONNRESET') }]);
    expect(to('scheme')).toMatchObject([{ outcome: 'refused', error: 'certificate: DEPTH_ZERO_SELF_SIGNED_CERT' }]);
    expect(to('tcp')).toMatchObject([{ outcome: 'opened' }]);
  });

  it('is asked of a plain port that is spoken to by TLS, and so are the steps below HTTP', async () => {
    const server = await serve();
    const { to } = await probed(server.url.replace('http', 'https'));
    expect(to('polling')).toMatchObject([{ outcome: 'refused', error: 'EPROTO: wrong version number' }]);
    expect(to('scheme')).toMatchObject([{ url: expect.stringMatching(/^http:/), status: 200, body: expect.stringMatching(/^0\{"sid"/) }]);
    expect(to('name')).toMatchObject([{ outcome: 'opened', body: '127.0.0.1' }]);
    expect(to('tcp')).toMatchObject([{ url: server.url.replace('http', 'tcp'), outcome: 'opened' }]);
    expect(to('tls')).toMatchObject([{ outcome: 'refused', error: 'ERR_SSL_WRONG_VERSION_NUMBER: wrong version number', body: expect.stringMatching(/^HTTP\/1\.1 \d{3} /) }]);
    await leavesNothingAt(server);
  });

  it('is not asked where a certificate is what is wrong, whose words are told', async () => {
    const secure = await running(startSecureServer(selfSignedCertificate()));
    const { to } = await probed(secure.url);
    expect(to('scheme')).toEqual([]);
    expect(to('tls')).toMatchObject([{ outcome: 'refused', error: 'certificate: DEPTH_ZERO_SELF_SIGNED_CERT', body: expect.stringMatching(/^TLSv1\.\d, CN=127\.0\.0\.1, valid until /) }]);
  });

  it('is told although a port says nothing when it is not spoken to by TLS', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('\u0015\u0003\u0001')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.unshift(async () => server.close());
    const { to } = await probed(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(to('tls')).toMatchObject([{ outcome: 'refused', error: expect.stringMatching(/./) }]);
  });

  it('is not what a port needs that speaks no HTTP: its words are told', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.2\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.unshift(async () => server.close());
    const { to } = await probed(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(to('polling')).toMatchObject([{ outcome: 'refused', body: 'SSH-2.0-OpenSSH_9.2\r\n', error: expect.stringContaining('HPE_INVALID_CONSTANT') }]);
  });
});

it('a name that does not exist is told as such', async () => {
  const { to } = await probed('http://nowhere.invalid:80');
  expect(to('name')).toMatchObject([{ url: 'dns://nowhere.invalid:80', outcome: 'refused', error: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) }]);
  expect(to('tcp')).toEqual([]);
});

describe('two WebSocket servers on one HTTP server', () => {
  it('break the stream that was opened', async () => {
    const { url } = await running(startTwoWebSocketServers('socket.io'));
    const { to } = await probed(url);
    expect(to('polling')).toMatchObject([{ status: 200 }]);
    expect(to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, code: 1006, error: expect.stringMatching(/^WS_ERR_\w+: Invalid WebSocket frame: /) }]);
  });

  it('or refuse it with the other one’s words', async () => {
    const { url } = await running(startTwoWebSocketServers('other'));
    const { to } = await probed(url);
    expect(to('websocket')).toMatchObject([{ outcome: 'answered', status: 400, body: 'Bad Request', headers: expect.arrayContaining([['content-type', 'text/html']]) }]);
  });

  it('break it also after the first packet', async () => {
    const late = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(late, 'listening');
    closers.unshift(async () => late.close());
    late.on('connection', (socket, { socket: stream }) => {
      socket.send('0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
      stream.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    const { to } = await probed(`http://127.0.0.1:${(late.address() as AddressInfo).port}`);
    expect(to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, body: expect.stringMatching(/^0\{"sid"/), code: 1006, error: expect.stringMatching(/^WS_ERR_/) }]);
  });
});

describe('a plain WebSocket', () => {
  const probedAt = async (url: string) => probed(url, targetOfPage(url, null)!);

  it('opens by its very address, whether it speaks or not, and hears nothing', async () => {
    const { url } = await running(startPlainWebSocket());
    const { facts, to } = await probedAt(`${url.replace('http', 'ws')}/feed?token=secret`);
    expect(to('websocket')).toMatchObject([{ url: `${url.replace('http', 'ws')}/feed?token=…`, outcome: 'opened', status: 101, body: '{"type":"welcome"}' }]);
    expect(to('path')).toMatchObject([{ url: `${url}/socket.io/?EIO=4&transport=polling`, status: 426 }]);
    expect(facts[0]).toMatchObject({ kind: 'probing', protocol: 'websocket', questions: ['websocket', 'path'] });
    expect(facts.filter((fact) => fact.kind === 'probe').map(({ question }) => question).toSorted()).toEqual(['path', 'websocket']);
  });

  it('that closes at once tells its code, and one that is refused its answer', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    closers.unshift(async () => server.close());
    server.on('connection', (socket) => socket.close(4401, 'who are you'));
    const closed = await probedAt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(closed.to('websocket')).toMatchObject([{ outcome: 'closed', status: 101, code: 4401 }]);
    const site = await running(startWebsite(404, 'text/plain', 'Not here'));
    const refused = await probedAt(`${site.url.replace('http', 'ws')}/feed`);
    expect(refused.to('websocket')).toMatchObject([{ outcome: 'answered', status: 404, body: 'Not here' }]);
  });

  it('beside Socket.IO finds that, and one where nobody is the steps below', async () => {
    const server = await serve();
    const beside = await probedAt(`${server.url.replace('http', 'ws')}/feed`);
    expect(beside.to('path')).toMatchObject([{ status: 200, body: expect.stringMatching(/^0\{"sid"/) }]);
    await leavesNothingAt(server);
    const nothing = await startNothing();
    const { to } = await probedAt(nothing.url.replace('http', 'ws'));
    expect(to('tcp')).toMatchObject([{ error: 'ECONNREFUSED' }]);
  });

  it('at a plain port that is addressed by wss opens by ws', async () => {
    const { url } = await running(startPlainWebSocket());
    const { to } = await probedAt(url.replace('http', 'wss'));
    expect(to('scheme')).toMatchObject([{ url: expect.stringMatching(/^ws:/), outcome: 'opened' }]);
    expect(to('tls')).toMatchObject([{ outcome: 'refused', body: expect.stringMatching(/^HTTP\/1\.1 /) }]);
  });
});

/** nginx with TLS before a server. */
async function startTlsNginx(key: string, cert: string, port: number): ReturnType<typeof startNginx> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-tls-'));
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  return startNginx(`ssl_certificate ${certFile}; ssl_certificate_key ${keyFile}; location / { proxy_pass http://127.0.0.1:${port}; }`, '', 'ssl');
}
