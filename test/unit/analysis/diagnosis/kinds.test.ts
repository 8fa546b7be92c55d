/** Ways to fail that people have reported, each by what is seen of it, and what may be said. */
import { describe, expect, it } from 'vitest';
import { opening } from '../../../support/facts.ts';
import { answered, brief, failed, pageCloses, pageOpens, pageShakes, pollingWorks, probe, probeAnswered, up, verdict, type Story, type Told } from './material.ts';

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
