import { describe, expect, it } from 'vitest';
import { connected, handshake, intent, opening } from '../../../support/facts.ts';
import { answered, failed, lived, navigation, packet, pageCloses, pageOpens, pageShakes, pageUp, POLL_URL, pollingWorks, probe, probeAnswered, up, verdict, websocketWorks, type Story, type Told } from './material.ts';

const HTML = '<!doctype html><title>App</title>';
const bad = (text: string) => packet('in', 'malformed', { transport: 'polling', text });
const secure = { url: 'wss://shop.test/socket.io/?EIO=4&transport=websocket', maker: 'https://page.test/' };

describe('an address where nothing answers as Socket.IO does', () => {
  it.each<[string, Story, string[]]>([
    ['nobody, as far as an attempt tells', { told: [intent(), opening(), failed()] }, ['server-unreachable guess']],
    ['nobody any more', { told: [...lived(), opening(1), failed()] }, ['server-unreachable likely']],
    ['nobody, as probes confirm', { told: [opening(), failed(), probe('polling', { error: 'ECONNREFUSED' }), probe('websocket', { error: 'ECONNREFUSED' })] }, ['server-unreachable certain']],
    ['nobody, as probes alone say', { told: [probe('polling', { error: 'ECONNREFUSED' }), probe('websocket')] }, ['server-unreachable certain']],
    ['nobody for a page', { subject: 'page', told: [pageOpens('1'), pageCloses('1')] }, ['server-unreachable guess']],
    ['nobody for a page, as the browser says', { subject: 'page', told: [pageOpens('1'), pageShakes('1', 0, 'Error in connection establishment: net::ERR_CONNECTION_REFUSED'), pageCloses('1')] }, ['server-unreachable certain']],
    ['nobody for a page’s poll, as the browser says', { subject: 'page', told: [pageOpens('1', { url: POLL_URL }), pageCloses('1', { code: null, reason: 'net::ERR_CONNECTION_REFUSED' }), pageShakes('1', 0, 'net::ERR_CONNECTION_REFUSED')] }, ['server-unreachable certain']],
    ['another path, whose answer the browser kept from the page', { subject: 'page', told: [pageOpens('1', { url: POLL_URL }), pageCloses('1', { code: null, reason: 'requestFailed' }), pageShakes('1', 404, 'Not Found')] }, ['wrong-path likely']],
    ['nobody for a page that is gone', { subject: 'page', told: [pageOpens('1'), pageCloses('1'), { ...navigation, url: 'http://page.test/other' } as Told] }, []],
    ['nobody for a page that was faster than the news of it', { subject: 'page', told: [pageOpens('1'), pageCloses('1'), navigation] }, ['server-unreachable guess']],
    ['nobody behind nginx', { told: [opening(), answered(502, '<html><center>nginx/1.22</center></html>')] }, ['server-unreachable likely']],
    ['somebody who hangs', { told: [opening(), failed({ message: 'timeout' })] }, ['server-unreachable guess']],
    ['it was down and is up', { told: [opening(), failed(), ...up()] }, []],
    ['it was down and the user wishes anew', { told: [opening(), failed(), intent(), opening()] }, []],
    ['another path', { told: [opening(), answered(404, 'Not Found')] }, ['wrong-path likely']],
    ['nobody knows what yet, while an attempt is under way', { told: [opening(), bad('Not Found')] }, []],
    ['another path, seen by a probe', { told: [opening(), failed({ message: 'websocket error', transport: 'websocket' }), probeAnswered('polling', 404, HTML), probe('websocket')] }, ['wrong-path likely']],
    ['another path, found', { told: [opening(), answered(404, HTML), probeAnswered('path', 200, '0{"sid":"x"}', { url: 'http://shop.test/ws/' })] }, ['wrong-path certain']],
    ['another path, found, though the browser hides what is at this one', { told: [opening(), failed(), probe('polling', { outcome: 'hidden' }), probe('websocket'), probeAnswered('path', 200, '0{"sid":"x"}', { url: 'http://shop.test/ws/' })] }, ['wrong-path likely']],
    ['a page’s other path', { subject: 'page', told: [pageOpens('1', { url: POLL_URL }), packet('in', 'malformed', { socket: '1', transport: 'polling', text: HTML }), pageCloses('1', { reason: 'HTTP 404' })] }, ['wrong-path likely']],
    ['a web server that has a page for everything', { told: [opening(), bad(HTML), failed({ message: 'server error' })] }, ['not-socketio likely']],
    ['the same, and the server elsewhere', { told: [opening(), bad(HTML), failed({ message: 'server error' }), probeAnswered('polling', 200, HTML), probeAnswered('path', 200, '0{"sid":"x"}')] }, ['wrong-path certain']],
    ['an ordinary WebSocket server', { told: [opening(), answered(426, 'Upgrade Required')] }, ['not-socketio likely']],
    ['an ordinary WebSocket server that speaks', { told: [probeAnswered('polling', 426, 'Upgrade Required'), probe('websocket', { outcome: 'closed', body: 'hello' })] }, ['not-socketio likely']],
    ['a certificate that a page’s browser refuses', { subject: 'page', told: [pageOpens('1', secure), pageCloses('1', { reason: 'net::ERR_CERT_AUTHORITY_INVALID' })] }, ['tls-untrusted certain']],
    ['a certificate that a page’s browser refuses, of which the hook is told nothing', { subject: 'page', told: [pageOpens('1', secure), pageCloses('1'), pageShakes('1', 0, 'Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID')] }, ['tls-untrusted certain']],
    ['a certificate that a probe names', { told: [opening(), failed(), probe('polling', { url: 'https://shop.test/', error: 'certificate' })] }, ['tls-untrusted certain']],
    ['a secure address that shows nothing', { told: [{ ...intent(), url: 'https://shop.test' } as never, opening(), failed()] }, ['tls-untrusted guess', 'server-unreachable guess']],
    ['an insecure socket of a secure page', { subject: 'page', told: [pageOpens('1', { maker: 'https://page.test/' }), pageCloses('1')] }, ['mixed-content certain']],
    ['an insecure socket to this machine, which browsers allow', { subject: 'page', told: pageUp('1', { maker: 'https://page.test/', url: 'ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket' }) }, []],
    ['all is well', { told: [opening(), handshake(), connected(), pollingWorks, websocketWorks], later: 60_000 }, []],
    ['all is well, as probes alone say', { told: [pollingWorks, websocketWorks, probeAnswered('polling-3', 400, '{"code":5,"message":"Unsupported protocol version"}')] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});
