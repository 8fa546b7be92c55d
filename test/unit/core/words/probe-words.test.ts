import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEntry, type EntryOf } from '../../../../src/core/entries/entry.ts';
import { probeAnswer, probeQuestion, probeVerdict } from '../../../../src/core/words/probe-words.ts';
import { probeFact } from '../../views/samples.ts';

describe('an answer', () => {
  it.each<[Partial<EntryOf<'probe'>>, string, string]>([
    [{ status: 200, body: '0{"sid":"a"}' }, 'passed', 'accepted'],
    [{ status: 200, body: '<html>' }, 'failed', 'HTTP 200'],
    [{ status: 400, body: '<html><title>400 The plain HTTP request was sent to HTTPS port</title>' }, 'failed', 'HTTP 400: The plain HTTP request was sent to HTTPS port'],
    [{ status: 403, body: '', headers: [['server', 'AirTunes/775.3.1']] }, 'failed', 'HTTP 403 from AirTunes/775.3.1'],
    [{ status: 404, body: 'Cannot <b>GET</b> /', headers: [['content-type', 'text/html']] }, 'failed', 'HTTP 404: Cannot GET /'],
    [{ status: 200, body: '0{"sid":"a"}', redirects: [[301, 'http://a/'], [308, 'http://b/socket.io/?EIO=4']] }, 'passed', 'accepted, after a redirect to http://b/socket.io/?EIO=4'],
    [{ outcome: 'hidden', redirects: [[0, '']] }, 'neutral', 'redirected; the browser hides where to'],
    [{ question: 'websocket', status: 301, headers: [['location', 'http://b/']] }, 'failed', 'HTTP 301: a redirect to http://b/, not followed'],
    [{ question: 'websocket', url: 'ws://x/feed', outcome: 'closed', code: 4401, body: 'hello' }, 'failed', 'opened, then closed with code 4401'],
    [{ question: 'tcp', outcome: 'refused', body: '::1', error: 'ECONNREFUSED' }, 'failed', 'no connection (ECONNREFUSED)'],
    [{ question: 'websocket', outcome: 'closed', code: 1006, error: 'WS_ERR_INVALID_OPCODE: Invalid WebSocket frame' }, 'failed', 'opened, then broke off with code 1006 (WS_ERR_INVALID_OPCODE: Invalid WebSocket frame)'],
    [{ question: 'websocket', outcome: 'closed', code: 1006, body: '0{"sid":"a"}' }, 'failed', 'opened, then broke off with code 1006'],
    [{ question: 'websocket', outcome: 'closed', code: 1000, body: 'Welcome' }, 'failed', 'opened, but does not speak Engine.IO: Welcome'],
    [{ question: 'post', status: 200, body: 'ok' }, 'passed', 'taken'],
    [{ question: 'post', status: 403, body: '<html><h1>403 Forbidden</h1><center>nginx</center>' }, 'failed', 'HTTP 403: Forbidden – nginx'],
    [{ question: 'connect', status: 200, body: '42["a"]\u001e40{"sid":"a"}' }, 'passed', 'answered'],
    [{ question: 'connect', status: 200, body: '44{"message":"no"}' }, 'failed', 'refused: {"message":"no"}'],
    [{ question: 'connect', outcome: 'timeout' }, 'failed', 'no answer in time'],
    [{ question: 'scheme', status: 200, body: '0{"sid":"a"}' }, 'neutral', 'accepted'],
    [{ question: 'root', status: 200, body: '<title>My shop</title>' }, 'neutral', 'HTTP 200: My shop'],
    [{ question: 'name', outcome: 'opened', body: '127.0.0.1, ::1' }, 'passed', '127.0.0.1, ::1'],
    [{ question: 'name', outcome: 'refused', error: 'ENOTFOUND' }, 'failed', 'no address (ENOTFOUND)'],
    [{ question: 'tcp', outcome: 'opened' }, 'passed', 'open'],
    [{ question: 'tls', outcome: 'refused', error: 'EPROTO', body: 'HTTP/1.1 400 Bad Request\r\n' }, 'failed', 'failed (EPROTO); without encryption the port answers: HTTP/1.1 400 Bad Request'],
    [{ question: 'tls', outcome: 'refused', error: 'certificate: CERT_HAS_EXPIRED', body: 'TLSv1.3' }, 'failed', 'no connection (certificate: CERT_HAS_EXPIRED)'],
    [{ outcome: 'refused', error: 'HPE_INVALID_CONSTANT', body: 'SSH-2.0-OpenSSH' }, 'failed', 'not HTTP; the port answers: SSH-2.0-OpenSSH'],
    [{ status: 400, body: '"Not an accepted origin."\nmore' }, 'failed', 'HTTP 400: "Not an accepted origin."'],
    [{ outcome: 'refused', error: 'ECONNREFUSED' }, 'failed', 'no connection (ECONNREFUSED)'],
    [{ outcome: 'hidden' }, 'neutral', 'answered, but the browser hides the answer from Holdfast'],
    [{ outcome: 'timeout' }, 'failed', 'no answer in time'],
    [{ question: 'websocket', outcome: 'opened' }, 'passed', 'opened'],
    [{ question: 'websocket', outcome: 'closed', code: 1005 }, 'failed', 'opened, then closed with code 1005'],
    [{ question: 'websocket', outcome: 'refused', status: 400 }, 'failed', 'refused with HTTP 400'],
    [{ question: 'polling-3', status: 400, body: '{"code":5}' }, 'neutral', 'not supported'],
    [{ question: 'polling-3', status: 400, body: '<title>400 The plain HTTP request was sent to HTTPS port</title>' }, 'neutral', 'HTTP 400: The plain HTTP request was sent to HTTPS port'],
    [{ question: 'polling-3', status: 200, body: '96:0{"sid":"a"}' }, 'neutral', 'accepted'],
    [{ question: 'sticky', status: 200, body: 'ok' }, 'passed', 'the server knew its session each time'],
    [{ question: 'sticky', status: 400, body: '{"code":1,"message":"Session ID unknown"}' }, 'failed', 'HTTP 400: {"code":1,"message":"Session ID unknown"}'],
  ])('%o', (changes, verdict, text) => {
    const probe = probeFact(changes);
    expect([probeVerdict(probe), probeAnswer(probe)]).toEqual([verdict, text]);
  });

  it('whatever a server says, is one bounded line', () => {
    fc.assert(fc.property(fc.string({ size: 'large' }), fc.integer(), (body, status) => {
      expect(probeAnswer(probeFact({ body, status })).length).toBeLessThan(200);
    }));
  });
});

it('a question of a place names it', () => {
  expect(probeQuestion(probeFact({ question: 'path', url: 'ws://x/ws/?EIO=4' }))).toBe('Another path, by WebSocket: /ws/');
  expect(probeQuestion(probeFact({ question: 'scheme', url: 'https://x:3000/socket.io/?EIO=4' }))).toBe('The other scheme (https://x:3000)');
  expect(probeQuestion(probeFact({ question: 'tcp', url: 'tcp://localhost:80', body: '::1' }))).toBe('Connection to the port (::1)');
  expect(probeQuestion(probeFact({ question: 'name', url: 'dns://shop.test' }))).toBe('Name of the host (shop.test)');
});

it('a question names the path or the origin that it is about', () => {
  expect(probeQuestion(probeFact({ question: 'path', url: 'http://x/ws/socket.io/?EIO=4' }))).toBe('Another path: /ws/socket.io/');
  expect(probeQuestion(probeFact({ question: 'origin', origin: 'http://page' }))).toBe('Handshake as the page (http://page)');
});

it('the samples are what is recorded', () => {
  expect(parseEntry({ source: 'a', seq: 0, at: 0, ...probeFact() })).toBeDefined();
});
