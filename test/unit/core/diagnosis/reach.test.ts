/** What the browser stops, what has the wrong scheme, and who answers in the server's place. */
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/core/entries/entry.ts';
import { intent, opening } from '../../../support/facts.ts';
import { answered, failed, OPEN, packet, pageCloses, pageOpens, pageShakes, pageUp, POLL_URL, pollingWorks, probe, probeAnswered, verdict, websocketWorks, type Story, type Told } from './material.ts';

const document = (policy: string): Fact => ({ kind: 'document', url: 'http://page.test/', status: 200, headers: [['content-security-policy', policy]], fromWorker: false });
const violation: Fact = { kind: 'violation', document: 'http://page.test/', directive: 'connect-src', blockedUrl: 'ws://shop.test/socket.io/?EIO=4&transport=websocket' };
const page = (...told: Told[]): Story => ({ subject: 'page', told });
const refusedBy = (statusText: string, url?: string): Told[] => [pageOpens('1', url === undefined ? {} : { url }), pageShakes('1', 0, statusText), pageCloses('1')];
const local = { url: 'ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket', maker: 'https://app.example/' };
const secure = { ...intent(), url: 'https://shop.test' } as Told;
const withHeaders = (status: number, headers: [string, string][], body = '') => probeAnswered('polling', status, body, { headers });

describe('what the browser stops', () => {
  it.each<[string, Story, string[]]>([
    ['by the page’s policy, as its event says', page(pageOpens('1'), violation, pageCloses('1')), ['csp-blocked certain']],
    ['by the page’s policy, as the network log says', page(...refusedBy('net::ERR_BLOCKED_BY_CSP')), ['csp-blocked certain']],
    ['by the page’s policy, as it reads', page(document("default-src 'self'"), pageOpens('1', { url: POLL_URL }), pageCloses('1', { code: null, reason: 'net::ERR_FAILED' })), ['csp-blocked likely']],
    ['by the page’s policy, though the server lets us in', page(document("default-src 'self'"), pageOpens('1', { url: POLL_URL }), pageCloses('1', { code: null }), pollingWorks, websocketWorks), ['csp-blocked likely']],
    ['not by a policy that allows it', page(document('default-src *'), ...refusedBy('net::ERR_CONNECTION_REFUSED')), ['server-unreachable certain']],
    ['by local network access, as it says', page(...refusedBy('Error in connection establishment: net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS')), ['local-network-blocked certain']],
    ['maybe by local network access', page(pageOpens('1', local), pageCloses('1')), ['local-network-blocked guess', 'server-unreachable guess']],
    ['by a port that is another protocol’s', page(...refusedBy('net::ERR_UNSAFE_PORT', 'ws://shop.test:6000/socket.io/?EIO=4&transport=websocket')), ['unsafe-port certain']],
    ['by another extension', page(...refusedBy('net::ERR_BLOCKED_BY_CLIENT')), ['blocked-by-extension certain']],
    ['without a word, while the server lets us in', page(pageOpens('1'), pageCloses('1'), pollingWorks, websocketWorks), ['browser-blocked guess', 'server-unreachable guess'].slice(0, 1)],
  ])('%s', (_name, story, expected) => expect(verdict(story).slice(0, expected.length)).toEqual(expected));
});

describe('a scheme', () => {
  it.each<[string, Story, string[]]>([
    ['https where a port speaks HTTP, as Node says', { told: [secure, opening(), failed(), probe('polling', { url: 'https://shop.test/', error: 'EPROTO' }), probe('websocket', { url: 'wss://shop.test/', error: 'EPROTO' })] }, ['scheme-mismatch likely']],
    ['https where a port speaks HTTP, as a question finds', { told: [secure, opening(), failed(), probe('polling', { url: 'https://shop.test/' }), probeAnswered('scheme', 200, OPEN, { url: 'http://shop.test/' })] }, ['scheme-mismatch certain']],
    ['https where a port speaks HTTP, of a page', page(pageOpens('1', { url: 'https://shop.test/socket.io/?EIO=4&transport=polling' }), pageCloses('1', { code: null, reason: 'net::ERR_SSL_PROTOCOL_ERROR' })), ['scheme-mismatch likely']],
    ['http where a port speaks TLS, in the words of nginx', { told: [opening(), answered(400, '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>')] }, ['scheme-mismatch certain']],
    ['http where a port speaks TLS, in the words of Go', { told: [opening(), answered(400, 'Client sent an HTTP request to an HTTPS server.\n')] }, ['scheme-mismatch certain']],
    ['http where a port speaks TLS without words', { told: [opening(), failed(), probe('polling', { error: 'ECONNRESET' }), probe('scheme', { url: 'https://shop.test/', error: 'certificate: DEPTH_ZERO_SELF_SIGNED_CERT' })] }, ['scheme-mismatch certain']],
    ['https with a certificate that is not trusted', { told: [secure, opening(), failed(), probe('polling', { url: 'https://shop.test/', error: 'certificate: SELF_SIGNED_CERT_IN_CHAIN' })] }, ['tls-untrusted certain']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('in the server’s place', () => {
  it.each<[string, Story, string[]]>([
    ['another program answers', { told: [withHeaders(403, [['server', 'AirTunes/775.3.1']]), probe('websocket', { outcome: 'answered', status: 403, headers: [['server', 'AirTunes/775.3.1']] })] }, ['port-taken certain']],
    ['a tunnel answers that is not connected', { told: [withHeaders(404, [['ngrok-error-code', 'ERR_NGROK_3200']], '<html>')] }, ['server-unreachable certain']],
    ['a tunnel shows a page', { told: [withHeaders(200, [['ngrok-error-code', 'ERR_NGROK_6024']], '<html>')] }, ['tunnel-page certain']],
    ['an edge cannot reach it', { told: [opening(), answered(521, '<title>521: Web server is down</title>')] }, ['server-unreachable likely']],
    ['an edge asks for a check', { told: [withHeaders(403, [['server', 'cloudflare'], ['cf-mitigated', 'challenge']], '<html>')] }, ['edge-challenge certain']],
    ['a host knows no such application', { told: [withHeaders(404, [['x-railway-fallback', 'true']], '{"message":"Application not found"}')] }, ['host-unknown certain']],
    ['a proxy of a dev server fails, without a word', { told: [opening(), answered(500, '')] }, ['server-error guess']],
    ['a proxy of Vite fails, without a word', { told: [opening(), answered(500, ''), probeAnswered('polling', 500, ''), probeAnswered('path', 200, '<script src="/@vite/client">', { url: 'http://shop.test/ws/' })] }, ['server-unreachable likely']],
    ['a proxy of webpack’s fails', { told: [opening(), answered(504, 'Error occurred while trying to proxy: localhost:1/socket.io/')] }, ['server-unreachable likely']],
    ['a service worker of the page answers', page(pageOpens('1', { url: POLL_URL }), { ...pageShakes('1', 504, 'Gateway Timeout'), serviceWorker: 'made' } as Told, pageCloses('1', { code: null, reason: 'HTTP 504' })), ['server-unreachable guess']],
    ['the application raises an error', { told: [opening(), answered(500, 'Internal Server Error')] }, ['server-error guess']],
    ['a firewall refuses by its own rules', { told: [opening(), answered(403, '<html><center><h1>403 Forbidden</h1></center><hr><center>nginx</center>')] }, ['refused-in-front likely']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('a handshake', () => {
  const post = (status: number, body = '') => probeAnswered('post', status, body);
  const midway: Told[] = [pageOpens('1', { url: POLL_URL }), packet('in', 'open', { socket: '1', transport: 'polling', text: OPEN }), pageCloses('1', { code: null, reason: 'HTTP 403' })];
  const led = (socket: string): Told => ({ ...pageShakes(socket, 301, 'Moved Permanently'), location: 'http://live.test/socket.io/' } as Told);
  const openedBy = (socket: string): Told[] => [pageOpens(socket, { url: POLL_URL }), led(socket), packet('in', 'open', { socket, transport: 'polling', text: OPEN })];
  const ofRedirected = openedBy('1');
  const connects: Told[] = [packet('out', 'connect', { socket: '1', transport: 'polling', namespace: '/', text: '40' }), packet('in', 'connect', { socket: '1', transport: 'polling', namespace: '/', text: '40{"sid":"s"}' })];
  const unknown = '{"code":1,"message":"Session ID unknown"}';
  const forgotten = (socket: string): Told[] => [...openedBy(socket), packet('in', 'reply', { socket, transport: 'polling', text: unknown }), pageCloses(socket, { code: null, reason: 'HTTP 400' })];
  it.each<[string, Story, string[]]>([
    ['by polling that the server does not offer', { told: [opening(), answered(400, '{"code":0,"message":"Transport unknown"}')] }, ['transport-disabled likely']],
    ['by polling that the server does not offer, as a WebSocket shows', { told: [opening(), answered(400, '{"code":0,"message":"Transport unknown"}'), websocketWorks] }, ['transport-disabled certain']],
    ['by polling whose POST is refused', { told: [pollingWorks, websocketWorks, post(403, '<html>nginx')] }, ['post-refused certain']],
    ['of a page whose POST is refused', page(...midway), ['post-refused likely']],
    ['that is redirected', { told: [opening(), failed(), probeAnswered('polling', 200, OPEN, { redirects: [[301, 'https://shop.test/socket.io/']] }), probe('websocket', { outcome: 'answered', status: 301, headers: [['location', 'wss://shop.test/socket.io/']] })] }, ['redirected likely']],
    ['of a page that is redirected, and whose session goes on without its WebSocket', page(...ofRedirected, ...connects, pageCloses('1', { code: 1006, what: 'upgrade' })), ['redirected likely']],
    ['of a page that is redirected, and whose POST becomes a GET', page(...forgotten('1'), ...forgotten('2'), ...forgotten('3')), ['redirected likely']],
    ['of a page that is redirected to a login', page(pageOpens('1', { url: POLL_URL }), { ...pageShakes('1', 302, 'Found'), location: 'http://shop.test/login' } as Told, packet('in', 'reply', { socket: '1', transport: 'polling', text: '<title>Sign in</title>' }), pageShakes('1', 200, 'OK'), pageCloses('1', { code: null, reason: 'HTTP 200' })), ['login-required likely']],
    ['of a page that is redirected, and stands', { ...page(...ofRedirected, ...connects), later: 6_000 }, []],
    ['at FastAPI, which refuses sockets that it has no route for', { told: [opening(), answered(404, '{"detail":"Not Found"}'), probeAnswered('polling', 404, '{"detail":"Not Found"}'), probe('websocket', { outcome: 'answered', status: 403 })] }, ['wrong-path likely']],
    ['that another WebSocket server answers', { told: [pollingWorks, probeAnswered('websocket', 400, 'Bad Request', { headers: [['content-type', 'text/html']] })] }, ['second-upgrade-listener likely']],
    ['whose stream is broken at once', { told: [pollingWorks, probe('websocket', { outcome: 'closed', status: 101, error: 'Invalid WebSocket frame: RSV2 and RSV3 must be clear', code: 1002 })] }, ['second-upgrade-listener guess', 'frames-broken guess']],
    ['of a page whose stream is broken at once', page(pageOpens('1'), pageShakes('1', 101, 'Switching Protocols'), pageCloses('1', { reason: 'Invalid frame header' })), ['second-upgrade-listener guess', 'frames-broken guess']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it('of a page’s old client says nothing of the application', () => {
    const entries: Told[] = [intent(), opening(), answered(400, '{"code":5,"message":"Unsupported protocol version"}')];
    expect(verdict({ told: entries })).toEqual(['protocol-mismatch certain']);
  });
});

describe('a plain socket', () => {
  const plain = { protocol: 'websocket', url: 'ws://shop.test/live' } as const;
  it.each<[string, Story, string[]]>([
    ['that ends with 1000 after a message', page(pageOpens('1', plain), packet('in', 'text', { socket: '1', text: 'hello' }), pageCloses('1', { code: 1000, clean: true })), []],
    ['that an application closes', page(pageOpens('1', plain), packet('in', 'json', { socket: '1', text: '{}' }), pageCloses('1', { code: 4401, reason: 'Unauthorized', clean: true })), []],
    ['that is refused', page(pageOpens('1', plain), pageShakes('1', 403, 'Forbidden'), pageCloses('1')), ['socket-refused certain']],
    ['that nobody listens to', page(pageOpens('1', plain), pageShakes('1', 0, 'net::ERR_CONNECTION_REFUSED'), pageCloses('1')), ['server-unreachable certain']],
    ['that fails without a word', page(pageOpens('1', plain), pageCloses('1')), ['socket-failed guess']],
    ['beside Socket.IO that works', page(...pageUp('1'), pageOpens('2', plain), packet('in', 'text', { socket: '2', text: 'x' }), pageCloses('2', { code: 1000 })), []],
    ['that is an EventSource answered with 404', page(pageOpens('1', { protocol: 'sse', url: 'http://shop.test/events' }), pageShakes('1', 404, 'Not Found'), pageCloses('1', { code: null })), ['socket-refused certain']],
    ['that is an EventSource which ends', page(pageOpens('1', { protocol: 'sse', url: 'http://shop.test/events' }), packet('in', 'text', { socket: '1', transport: 'sse', text: 'x' }), pageCloses('1', { code: null })), []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('connections that end in a row', () => {
  /** Lives of `life` ms, with something said until shortly before each end. */
  const lives = (...life: number[]): Told[] => {
    let at = 0;
    return life.flatMap((ms, index) => {
      const begin = at;
      at += ms + 400;
      const socket = `s${index}`;
      return [
        ...pageUp(socket).map((fact, step) => ({ ...fact, at: begin + step })),
        { ...packet('in', 'event', { socket, namespace: '/', event: 'tick', text: '42["tick"]' }), at: begin + ms - 150 },
        { ...pageCloses(socket), at: begin + ms },
      ];
    });
  };
  it.each<[string, Story, string[]]>([
    ['at one age, however busy', { subject: 'page', told: lives(10_020, 10_090, 10_060, 10_040) }, ['fixed-lifetime likely']],
    ['at one age, twice', { subject: 'page', told: lives(10_020, 10_090) }, ['fixed-lifetime guess']],
    ['at no regular age', { subject: 'page', told: lives(10_020, 3_090, 27_060) }, ['unexplained guess']],
    ['because the browser froze the page', page(...pageUp('1'), { kind: 'page-state', document: 'http://page.test/', state: 'frozen' }, { ...pageCloses('1'), at: 60_000 }), ['page-frozen certain']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});
