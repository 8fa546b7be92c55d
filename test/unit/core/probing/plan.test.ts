import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectPacket, hostAndPort, otherPaths, otherScheme, pollingAddress, suggestedPaths, targetOfPage, webSocketAddress } from '../../../../src/core/probing/addresses.ts';
import { answerOf, type Answer } from '../../../../src/core/probing/asker.ts';
import { tellingHeaders } from '../../../../src/core/probing/telling-headers.ts';
import { shownAddress } from '../../../../src/core/probing/shown-address.ts';
import { asEngineSocket, isElsewhere, isHandshake, mayBeOtherScheme, openedSession, payloadOf, recordedAnswer } from '../../../../src/core/probing/reading.ts';

const target = { url: 'http://127.0.0.1:5552', path: '/socket.io', query: { token: 'secret word' } };
const answered = (body: string, status = 200): Answer => answerOf({ outcome: 'answered', status, body });

describe('addresses', () => {
  it('are those of a client, and the protocol’s own parameters win', () => {
    expect(pollingAddress(target, 4)).toBe('http://127.0.0.1:5552/socket.io/?token=secret+word&EIO=4&transport=polling');
    expect(pollingAddress({ ...target, query: { EIO: '9' } }, 3)).toBe('http://127.0.0.1:5552/socket.io/?EIO=3&transport=polling&b64=1');
    expect(pollingAddress(target, 4, '/')).toBe('http://127.0.0.1:5552/?token=secret+word&EIO=4&transport=polling');
    expect(webSocketAddress({ ...target, url: 'https://example.com', path: '/app/' })).toBe('wss://example.com/app/?token=secret+word&EIO=4&transport=websocket');
  });

  it('are shown without any value that may be secret, and bounded', () => {
    expect(shownAddress(pollingAddress(target, 4))).toBe('http://127.0.0.1:5552/socket.io/?token=…&EIO=4&transport=polling');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.stringMatching(/^[A-Z]{12}$/)), fc.string(), (query, path) => {
        const shown = shownAddress(pollingAddress({ ...target, path, query }, 4));
        const secrets = Object.entries(query).filter(([name]) => !['EIO', 'transport', 'b64'].includes(name)).map(([, value]) => value);
        expect(secrets.filter((secret) => shown.includes(secret) && !path.includes(secret))).toEqual([]);
        expect(shown.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

const COMMON = ['/ws', '/ws/socket.io', '/api', '/api/socket.io', '/engine.io', '/realtime', '/realtime/socket.io', '/socket.io/socket.io', '/live', '/live/socket.io'];
const MANY = Array.from({ length: 13 }, (_none, index) => `/${index}`);

describe('other paths', () => {
  it.each([
    ['the usual one', '/socket.io', [], COMMON],
    ['another one', '/app/', [], ['/app/socket.io', '/socket.io', ...COMMON.slice(0, 8)]],
    ['the root', '/', [], ['/socket.io', ...COMMON.slice(0, 9)]],
    ['the page’s first, each once', '/socket.io', ['/live/', '/live', '/socket.io/'], ['/live', ...COMMON.filter((path) => path !== '/live')]],
    ['never too many', '/socket.io', MANY, MANY.slice(0, 10)],
  ])('than %s', (_name, path, pagePaths, expected) => {
    expect(otherPaths({ ...target, path, pagePaths })).toEqual(expected);
  });

  it.each([
    [`io('/', { path: '/chat/ws/' })`, ['/chat/ws']],
    [`<script src="/app/socket.io/socket.io.min.js"></script> io({path:"/known"})`, ['/app/socket.io']],
    [`<script src="/socket.io/socket.io.js">`, []],
    [`{"path": "/a"} path: '/b' path: '/c' path: '/d' path: '/e'`, ['/a', '/b', '/c', '/d']],
    [`path: 'relative' pathname: '/x'`, []],
  ])('that a page suggests: %s', (html, expected) => {
    expect(suggestedPaths(html, ['/socket.io', '/known/'])).toEqual(expected);
  });
});

describe('the other scheme', () => {
  it.each([
    ['http://x:3000', 'https://x:3000'],
    ['https://x', 'http://x'],
    ['wss://x/a?b=http://y', 'ws://x/a?b=http://y'],
  ])('of %s', (url, expected) => {
    expect(otherScheme(url)).toBe(expected);
  });

  it.each<[string, Partial<Answer> & Pick<Answer, 'outcome'>, boolean, boolean]>([
    ['nobody', { outcome: 'refused', error: 'ECONNREFUSED' }, false, true],
    ['a hang-up', { outcome: 'refused', error: 'ECONNRESET' }, true, true],
    ['what is no TLS', { outcome: 'refused', error: 'EPROTO: wrong version number' }, true, true],
    ['a browser’s silence', { outcome: 'refused' }, true, true],
    ['a certificate', { outcome: 'refused', error: 'certificate: CERT_HAS_EXPIRED' }, false, false],
    ['no such name', { outcome: 'refused', error: 'ENOTFOUND' }, false, false],
    ['nginx’s words', { outcome: 'answered', status: 400, body: '<title>400 The plain HTTP request was sent to HTTPS port</title>' }, true, true],
    ['Engine.IO’s refusal', { outcome: 'answered', status: 400, body: '{"code":5,"message":"Unsupported protocol version"}' }, false, false],
    ['a handshake', { outcome: 'answered', status: 200, body: '0{"sid":"a"}' }, false, false],
    ['another refusal', { outcome: 'answered', status: 403, body: 'Forbidden' }, false, false],
    ['a refusal that asks for it', { outcome: 'answered', status: 403, body: 'HTTPS is required' }, true, true],
    ['nothing in time', { outcome: 'timeout' }, false, false],
  ])('is asked after %s', (_name, answer, atNamedPort, atUsualPort) => {
    expect([mayBeOtherScheme(answerOf(answer), true), mayBeOtherScheme(answerOf(answer), false)]).toEqual([atNamedPort, atUsualPort]);
  });
});

describe('the server of a page’s socket', () => {
  it.each([
    ['ws://x:1/socket.io/?EIO=4&transport=websocket&token=secret', { url: 'http://x:1', path: '/socket.io/', query: {}, pageOrigin: null, pagePaths: ['/socket.io/'] }],
    ['wss://x/feed?channel=a', { url: 'https://x', path: '/socket.io', query: {}, pageOrigin: null, plain: 'wss://x/feed?channel=a' }],
    ['http://x/events', null],
    ['nonsense', null],
  ])('at %s', (url, expected) => {
    expect(targetOfPage(url, null)).toEqual(expected);
  });

  it('is named with its port where the steps below HTTP go', () => {
    expect([hostAndPort('http://x'), hostAndPort('wss://[::1]'), hostAndPort('http://127.0.0.1:5552')]).toEqual([{ host: 'x', port: 80 }, { host: '::1', port: 443 }, { host: '127.0.0.1', port: 5552 }]);
    expect([connectPacket(target), connectPacket({ ...target, namespace: '/admin' })]).toEqual(['40', '40/admin,']);
  });
});

describe('an answer', () => {
  it.each<[string, Answer, boolean, boolean]>([
    ['an OPEN packet', answered('0{"sid":"a","upgrades":[]}'), true, false],
    ['one of revision 3', answered('96:0{"sid":"a","upgrades":[]}2:40'), false, false],
    ['Node’s refusal', answered('{"code":5,"message":"Unsupported protocol version"}', 400), false, false],
    ['Python’s refusal', answered('"Not an accepted origin."', 400), false, false],
    ['a page', answered('<h1>Not Found</h1>', 404), false, true],
    ['other JSON', answered('{"detail":"Not Found"}', 404), false, true],
    ['nothing', answered('', 200), false, true],
    ['an OPEN packet with another status', answered('0{"sid":"a"}', 201), false, false],
    ['a hidden one', answerOf({ outcome: 'hidden' }), false, true],
    ['none', answerOf({ outcome: 'refused', error: 'ECONNREFUSED' }), false, false],
    ['none in time', answerOf({ outcome: 'timeout' }), false, false],
  ])('that is %s', (_name, answer, handshake, elsewhere) => {
    expect(isHandshake(answer, 4)).toBe(handshake);
    expect(isElsewhere(answer)).toBe(elsewhere);
  });

  it('opens a session that is known by its id and revision', () => {
    expect(openedSession('0{"upgrades":[], "sid": "x\\u002d"}')).toEqual({ sid: 'x\\u002d', revision: 4 });
    expect(openedSession('85:0{"sid":"abc"}')).toEqual({ sid: 'abc', revision: 3 });
    expect(openedSession('1')).toBeNull();
    expect(openedSession(null)).toBeNull();
    expect(payloadOf('1', 4)).toBe('1');
    expect(payloadOf('1', 3)).toBe('1:1');
  });

  it('of a WebSocket is an opening only when it speaks Engine.IO', () => {
    expect(asEngineSocket(answerOf({ outcome: 'opened', body: '0{"sid":"a"}' })).outcome).toBe('opened');
    expect(asEngineSocket(answerOf({ outcome: 'opened', body: 'Welcome' })).outcome).toBe('closed');
  });

  it('is recorded within bounds, with only the headers that tell something', () => {
    const recorded = recordedAnswer({
      ...answered('x'.repeat(5_000)),
      headers: [['Server', 'Werkzeug/3.1'], ['Date', 'today'], ['Via', 'v'.repeat(500)]],
      error: 'e'.repeat(500),
      redirects: [[301, 'https://user:password@x/?token=secret#secret']],
    });
    expect(recorded.body).toHaveLength(2_000);
    expect(recorded.headers).toEqual([['server', 'Werkzeug/3.1'], ['via', 'v'.repeat(200)]]);
    expect(recorded.redirects).toEqual([[301, 'https://x/?token=…']]);
    expect(recorded.error).toHaveLength(200);
  });
});

describe('the headers of an answer', () => {
  it.each<[string, string, string[]]>([
    ['Set-Cookie', 'AWSALB=secret; Path=/', ['set-cookie', 'AWSALB']],
    ['Set-Cookie', 'a secret without a name', ['set-cookie', '']],
    ['Location', '/login?next=secret', ['location', '/login?next=…']],
    ['ngrok-error-code', 'ERR_NGROK_3200', ['ngrok-error-code', 'ERR_NGROK_3200']],
    ['X-Apple-ProcessingTime', '0', ['x-apple-processingtime', '0']],
    ['x-amzn-RequestId', 'a', ['x-amzn-requestid', 'a']],
    ['Access-Control-Allow-Headers', 'x', ['access-control-allow-headers', 'x']],
  ])('tell of %s: %s', (name, value, expected) => {
    expect(tellingHeaders([['x-secret', 'a'], [name, value]])).toEqual([expected]);
  });

  it('are bounded', () => {
    expect(tellingHeaders(Array.from({ length: 500 }, () => ['Server', 'x']))).toHaveLength(40);
  });
});
