/** Ways to fail that people have reported, each by what is seen of it, and what may be said. */
import { describe, expect, it } from 'vitest';
import { intent, opening } from '../../../support/facts.ts';
import { answered, brief, failed, findingsOf, OPEN, packet, pageCloses, pageOpens, pageShakes, pageUp, POLL_URL, pollingWorks, probe, probeAnswered, up, verdict, type Story, type Told } from './material.ts';

const byWebSocket: Told = { ...opening(), transports: ['websocket'] } as Told;
const socketError = failed({ message: 'websocket error', transport: 'websocket' });
const upgradeAnswered = (status: number, body = '', headers: [string, string][] = []) => ({ told: [byWebSocket, socketError, pollingWorks, probeAnswered('websocket', status, body, { headers })] });

describe('a server that is there', () => {
  it.each<[string, Story, string[]]>([
    ['and knows itself by another name', { told: [opening(), answered(403, 'Blocked request. This host ("a.test") is not allowed.')] }, ['host-refused certain']],
    ['and knows itself by another name, in Python', { told: [opening(), answered(400, "Invalid HTTP_HOST header: 'a.test'.")] }, ['host-refused certain']],
    ['and is in maintenance', { told: [opening(), answered(503, '<h1>Down for maintenance</h1>')] }, ['server-unavailable likely']],
    ['and says when it is back', { told: [opening(), failed(), probeAnswered('polling', 503, '', { headers: [['retry-after', '60']] })] }, ['server-unavailable likely']],
    ['or behind a proxy that has none', { told: [opening(), answered(503, '')] }, ['server-unreachable guess', 'server-unavailable guess']],
    ['and not behind Apache, whose page speaks of maintenance whatever the reason', { told: [opening(), answered(503, 'The server is temporarily unable to service your request due to maintenance downtime or capacity problems.')] }, ['server-unreachable likely']],
    ['and not behind HAProxy', { told: [opening(), answered(503, 'No server is available to handle this request.')] }, ['server-unreachable likely']],
    ['and counts requests from the first on', { told: [opening(), answered(429, 'Too many requests')] }, ['rate-limited certain']],
    ['and counts requests of a session', { told: [...brief({ code: null, detail: 'HTTP 429: Too many requests' }), ...brief({ code: null, detail: 'HTTP 429: Too many requests' })] }, ['rate-limited certain']],
    ['and counts upgrades', upgradeAnswered(429), ['rate-limited certain']],
    ['behind a login of the network', { told: [opening(), answered(511, '<html>')] }, ['edge-challenge certain']],
    ['behind a proxy that wants credentials', { told: [opening(), answered(407, '<html>')] }, ['refused-in-front likely']],
    ['behind a firewall’s page with 200', { told: [opening(), answered(200, '<html>Request unsuccessful. Incapsula incident ID: 1</html>')] }, ['edge-challenge certain']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('an upgrade, where polls are answered well,', () => {
  it.each<[string, Story, string[]]>([
    ['that gets 502 is not a server that is down', upgradeAnswered(502, '<center>nginx</center>'), ['websocket-blocked likely']],
    ['that gets 503 because WebSockets are off in IIS', upgradeAnswered(503, 'WebSockets are disabled', [['server', 'Microsoft-IIS/8.0']]), ['websocket-blocked likely']],
    ['that gets 501', upgradeAnswered(501, 'Not Implemented'), ['websocket-blocked likely']],
    ['that gets 500 is an error of the server, or blocked', upgradeAnswered(500, 'Internal Server Error'), ['server-error guess', 'websocket-blocked guess']],
    ['that gets 403 may be refused for its origin or its credentials', upgradeAnswered(403), ['origin-refused guess', 'handshake-forbidden guess']],
    ['that gets a wrong Accept', { told: [byWebSocket, socketError, pollingWorks, probe('websocket', { error: 'Invalid Sec-WebSocket-Accept header' })] }, ['upgrade-malformed certain']],
    ['that names an extension nobody asked for', { told: [byWebSocket, failed({ message: 'timeout', transport: 'websocket' }), pollingWorks, probe('websocket', { error: 'Server sent a Sec-WebSocket-Extensions header but no extension was requested' })] }, ['upgrade-malformed certain']],
    ['that a page calls wrong', { subject: 'page', told: [pageOpens('1'), pageShakes('1', 101, 'Switching Protocols'), pageCloses('1', { reason: "Error during WebSocket handshake: Incorrect 'Sec-WebSocket-Accept' header value" })] }, ['upgrade-malformed certain']],
    ['that breaks together with its session', { told: [pollingWorks, probe('websocket', { error: 'ECONNRESET' }), probe('post', { error: 'ECONNRESET' })] }, ['websocket-blocked guess']],
    ['that our own connection does not want', { told: [{ ...opening(), transports: ['polling'] } as Told, ...up().slice(1), pollingWorks, probeAnswered('websocket', 400, '{"code":3,"message":"Bad request"}')] }, []],
    ['that gets no answer', { told: [byWebSocket, failed({ message: 'timeout', transport: 'websocket' }), pollingWorks, probe('websocket', { outcome: 'timeout' })] }, ['websocket-blocked likely']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('a plain socket', () => {
  it('whose subprotocol the server does not choose', () => {
    const reason = "Error during WebSocket handshake: Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received";
    const plain = { protocol: 'websocket', url: 'ws://shop.test/live' } as const;
    expect(verdict({ subject: 'page', told: [pageOpens('1', plain), pageShakes('1', 0, reason), pageCloses('1')] })).toEqual(['upgrade-malformed certain']);
  });
});

describe('below HTTP', () => {
  const asked = (error: string, url = 'http://shop.test/', body: string | null = null): Told[] => [opening(), failed(), probe('polling', { url, error, body }), probe('websocket', { url: url.replace('http', 'ws'), error })];
  const secure = { ...intent(), url: 'https://shop.test' } as Told;
  const refusedBy = (statusText: string): Story => ({ subject: 'page', told: [pageOpens('1'), pageShakes('1', 0, statusText), pageCloses('1')] });
  it.each<[string, Story, string[]]>([
    ['the port is a database’s', { told: asked('HPE_INVALID_CONSTANT: Expected HTTP/', undefined, "-ERR wrong number of arguments for 'get' command\r\n") }, ['not-http certain']],
    ['the port is another protocol’s, says the browser', refusedBy('net::ERR_INVALID_HTTP_RESPONSE'), ['not-http certain']],
    ['the port takes connections and drops them', { told: asked('ECONNRESET') }, ['server-unreachable guess']],
    ['the port takes connections and drops them, of a page', refusedBy('net::ERR_EMPTY_RESPONSE'), ['server-unreachable guess']],
    ['the port speaks TLS and refuses us there, and the address says http', { told: [...asked('ECONNRESET'), probe('scheme', { url: 'https://shop.test/', error: 'EPROTO: tlsv1 alert protocol version' })] }, ['scheme-mismatch certain']],
    ['the other scheme’s port refuses, which says nothing of this one', { told: [...asked('ECONNRESET'), probe('scheme', { url: 'https://shop.test/', error: 'ECONNREFUSED' })] }, ['server-unreachable guess']],
    ['the host does not answer', refusedBy('net::ERR_CONNECTION_TIMED_OUT'), ['server-unreachable certain']],
    ['the browser is offline', refusedBy('net::ERR_INTERNET_DISCONNECTED'), ['server-unreachable certain']],
    ['the browser’s proxy refuses', refusedBy('net::ERR_TUNNEL_CONNECTION_FAILED'), ['server-unreachable certain']],
    ['the server wants a certificate of the client', { told: [secure, ...asked('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: tlsv13 alert certificate required', 'https://shop.test/')] }, ['tls-refused certain']],
    ['the server wants one, in the words of nginx', { told: [opening(), answered(400, '<title>400 No required SSL certificate was sent</title>')] }, ['tls-refused certain']],
    ['no version of TLS is in common', { told: [secure, ...asked('EPROTO: tlsv1 alert protocol version', 'https://shop.test/')] }, ['tls-refused certain']],
    ['no version of TLS is in common, says the browser', refusedBy('net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH'), ['tls-refused certain']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it.each([
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'browserProxy'],
    ['net::ERR_ADDRESS_UNREACHABLE', 'host'],
    ['net::ERR_CONNECTION_REFUSED', null],
  ])('%s does not say that nothing listens, unless it does', (error, variant) => expect(findingsOf(refusedBy(error))[0]).toMatchObject({ id: 'server-unreachable', variant }));
});

describe('a proxy', () => {
  const unknown = '{"code":0,"message":"Transport unknown"}';
  const unsupported = '"The client is using an unsupported version of the Socket.IO or Engine.IO protocols"';
  const other = OPEN.replace('abc', 'def');
  const redirect = (location: string): Story => ({ told: [opening(), failed(), probeAnswered('polling', 200, '<html>', { redirects: [[302, location]] }), probeAnswered('websocket', 302, '', { headers: [['location', location]] })] });
  it.each<[string, Story, string[]]>([
    ['that loses the query, before Node', { told: [opening(), answered(400, unknown), probeAnswered('polling', 400, unknown), probeAnswered('websocket', 400, 'Transport unknown')] }, ['query-lost likely']],
    ['that loses the query, before Python', { told: [opening(), answered(400, unsupported), probeAnswered('polling', 400, unsupported), probeAnswered('polling-3', 400, unsupported)] }, ['query-lost likely']],
    ['that caches handshakes', { told: [...brief({ code: null, detail: 'HTTP 400: {"code":1,"message":"Session ID unknown"}' }), pollingWorks, probeAnswered('polling-3', 200, OPEN), probeAnswered('sticky', 400, '{"code":1,"message":"Session ID unknown"}')] }, ['answer-cached certain']],
    ['that caches nothing', { told: [...up(), pollingWorks, probeAnswered('origin', 200, other)] }, []],
    ['that wants a login', redirect('/oauth2/sign_in'), ['login-required likely']],
    ['that wants a login elsewhere', redirect('https://login.microsoftonline.com/x/oauth2/v2.0/authorize'), ['login-required likely']],
    ['that redirects to a path that only sounds like a login', redirect('https://shop.test/blog/authors/'), ['redirected likely']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it('that gives up on long polls is not put down to the age of connections', () => {
    const poll = { url: POLL_URL };
    const life = (index: number): Told[] => [
      ...pageUp(`s${index}`, poll).map((fact, step) => ({ ...fact, at: index * 3_000 + step })),
      { ...packet('in', 'event', { socket: `s${index}`, transport: 'polling', namespace: '/', event: 'tick', text: '42["tick"]' }), at: index * 3_000 + 1_900 },
      { ...pageCloses(`s${index}`, { code: null, reason: 'HTTP 504' }), at: index * 3_000 + 2_000 },
    ];
    expect(verdict({ subject: 'page', told: [life(0), life(1), life(2), life(3)].flat() })[0]).toBe('idle-cut likely');
  });
});

describe('a server of the second generation', () => {
  it('that answers polls in binary is known by it', () => {
    const body = '\0\x08\x05\ufffd0{"sid":"x","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":60000}';
    expect(verdict({ told: [opening(), packet('in', 'malformed', { transport: 'polling', text: body }), failed({ message: 'server error' }), probeAnswered('polling', 200, body)] })).toEqual(['protocol-mismatch certain']);
  });
});
