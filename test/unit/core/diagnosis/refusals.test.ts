import { describe, expect, it } from 'vitest';
import { log, opening } from '../../../support/facts.ts';
import { answered, brief, failed, OPEN, packet, pageCloses, pageOpens, pageShakes, pageUp, POLL_URL, pollingWorks, probe, probeAnswered, up, verdict, websocketWorks, type Story } from './material.ts';

const NOT_ACCEPTED = '"Not an accepted origin."';
const pollOf = (socket: string) => pageOpens(socket, { url: POLL_URL });
/** A poll that the page got no answer to, by the hook's account. */
const failedPoll = (socket: string) => [pollOf(socket), pageCloses(socket, { code: null, reason: 'requestFailed' })];
const old = { url: 'http://shop.test/socket.io/?EIO=3&transport=polling', protocol: 'socket.io-2' } as const;
const asPage = (acao: string | null, status = 200, body = OPEN.replace('abc', 'def')) =>
  probeAnswered('origin', status, body, { origin: 'http://page.test', headers: acao === null ? [] : [['access-control-allow-origin', acao]] });
const CODE_5 = '{"code":5,"message":"Unsupported protocol version"}';

describe('a handshake that is refused', () => {
  it.each<[string, Story, string[]]>([
    ['for our origin', { told: [opening(), answered(400, NOT_ACCEPTED)] }, ['origin-refused certain']],
    ['for our origin, in a post', { told: brief({ detail: `HTTP 400: ${NOT_ACCEPTED}` }) }, ['origin-refused certain']],
    ['for an origin that the page’s is not', { told: [opening(), answered(403, '{"code":4,"message":"Forbidden"}'), probeAnswered('polling', 403, '{"code":4,"message":"Forbidden"}'), asPage(null)] }, ['origin-refused certain']],
    ['for the page’s origin', { subject: 'page', told: [pollOf('1'), packet('in', 'malformed', { socket: '1', transport: 'polling', text: NOT_ACCEPTED }), pageCloses('1', { reason: 'HTTP 400' })] }, ['origin-refused certain']],
    ['for the page’s origin, as probes compare', { subject: 'page', told: [pageOpens('1'), pageCloses('1'), pollingWorks, asPage(null, 403, '{"code":4,"message":"no"}')] }, ['origin-refused certain']],
    ['by something that we may not see', { told: [opening(), failed(), probe('polling', { outcome: 'hidden' }), probe('websocket')] }, ['origin-refused guess']],
    ['for somebody else, says the log', { told: [...up(), log('error', 'http://a.test is not an accepted origin.')] }, ['origin-refused likely']],
    ['for somebody else, long ago', { told: [...up(), log('error', 'http://a.test is not an accepted origin.')], later: 600_000 }, []],
    ['for our origin, in allowRequest’s own words', { told: [opening(), answered(403, '{"code":4,"message":"origin not allowed"}')] }, ['origin-refused likely']],
    ['by allowRequest', { told: [opening(), answered(403, '{"code":4,"message":"Forbidden"}')] }, ['handshake-forbidden certain']],
    ['by a connect handler in Python', { told: [opening(), answered(401, '"Unauthorized"')] }, ['handshake-forbidden certain']],
    ['by some proxy', { told: [opening(), answered(403, '<html>')] }, ['handshake-forbidden likely']],
    ['and then not', { told: [opening(), answered(403, '<html>'), ...up()] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('a page that fails where the background does not', () => {
  it.each<[string, Story, string[]]>([
    ['for want of CORS', { subject: 'page', told: [...failedPoll('1'), pollingWorks, websocketWorks, asPage(null)] }, ['cors-blocked certain']],
    ['for want of CORS, as the network log tells', { subject: 'page', told: [pollOf('1'), pageCloses('1', { code: null, reason: 'net::ERR_FAILED' }), pageShakes('1', 200, 'OK', [['Content-Type', 'text/plain; charset=UTF-8']])] }, ['cors-blocked certain']],
    ['for CORS of another origin', { subject: 'page', told: [...failedPoll('1'), pollingWorks, websocketWorks, asPage('http://other.test')] }, ['cors-blocked certain']],
    ['with nothing known of origins', { subject: 'page', told: [...failedPoll('1'), pollingWorks] }, ['cors-blocked likely']],
    ['though its origin is allowed', { subject: 'page', told: [...failedPoll('1'), pollingWorks, asPage('*')] }, ['browser-blocked guess']],
    ['though its origin is allowed, where the server takes no WebSocket', { subject: 'page', told: [...failedPoll('1'), pollingWorks, probe('websocket'), asPage('*')] }, ['websocket-blocked likely', 'browser-blocked guess']],
    ['though its origin is allowed, as the log says nothing', { subject: 'page', told: [pollOf('1'), pageCloses('1', { code: null, reason: 'net::ERR_FAILED' }), pollingWorks, websocketWorks, asPage('http://page.test')] }, ['browser-blocked guess']],
    ['and no longer does', { subject: 'page', told: [...failedPoll('1'), pollingWorks, asPage(null), ...pageUp('2', { url: POLL_URL })] }, []],
    ['to polls of ours', { told: [opening(), failed(), probe('polling', { outcome: 'hidden' }), websocketWorks] }, ['cors-blocked likely']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('another major version', () => {
  it.each<[string, Story, string[]]>([
    ['on Node', { told: [opening(), answered(400, CODE_5)] }, ['protocol-mismatch certain']],
    ['in Python', { told: [opening(), answered(400, '"The client is using an unsupported version of the Socket.IO or Engine.IO protocols"')] }, ['protocol-mismatch certain']],
    ['of a server 2, by polling', { told: [opening(), packet('in', 'malformed', { transport: 'polling', text: '96:0{"sid":"x"}2:40' }), failed({ message: 'server error' })] }, ['protocol-mismatch certain']],
    ['of a server 2, by probes alone', { told: [probeAnswered('polling', 200, '96:0{"sid":"x"}2:40'), probeAnswered('polling-3', 200, '96:0{"sid":"x"}2:40'), websocketWorks] }, ['protocol-mismatch certain']],
    ['of a server 2, by websocket', { told: [...brief({ reason: 'no CONNECT reply', livedMs: 20_000 }).flatMap((fact) => (fact.kind === 'closed' ? [packet('in', 'connect', { namespace: '/', text: '40' }), fact] : [fact]))] }, ['protocol-mismatch certain']],
    ['of a page’s client 2', { subject: 'page', told: [pageOpens('1', old), packet('in', 'reply', { socket: '1', transport: 'polling', text: CODE_5 }), pageCloses('1', { reason: 'HTTP 400' })] }, ['protocol-mismatch certain']],
    ['of a page’s client 2 that a server lets in', { subject: 'page', told: pageUp('1', old) }, []],
    ['that is only asked for by a probe', { told: [...up(), pollingWorks, websocketWorks, probeAnswered('polling-3', 400, CODE_5)] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});
