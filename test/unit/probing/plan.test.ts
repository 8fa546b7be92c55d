import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otherPaths, pollingAddress, shownAddress, webSocketAddress } from '../../../src/probing/addresses.ts';
import { answerOf, type Answer } from '../../../src/probing/asker.ts';
import { asEngineSocket, isElsewhere, isHandshake, openedSession, payloadOf, recordedAnswer } from '../../../src/probing/reading.ts';

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

describe('other paths', () => {
  it.each([
    ['the usual one', '/socket.io', [], ['/ws/socket.io', '/api/socket.io', '/ws', '/api']],
    ['another one', '/app/', [], ['/app/socket.io', '/socket.io', '/ws/socket.io', '/api/socket.io', '/ws', '/api']],
    ['the root', '/', [], ['/socket.io', '/ws/socket.io', '/api/socket.io', '/ws', '/api']],
    ['the page’s first, each once', '/socket.io', ['/live/', '/live', '/socket.io/'], ['/live', '/ws/socket.io', '/api/socket.io', '/ws', '/api']],
    ['never too many', '/socket.io', ['/a', '/b', '/c', '/d', '/e', '/f', '/g'], ['/a', '/b', '/c', '/d', '/e', '/f']],
  ])('than %s', (_name, path, pagePaths, expected) => {
    expect(otherPaths({ ...target, path, pagePaths })).toEqual(expected);
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
      headers: [['Server', 'Werkzeug/3.1'], ['Set-Cookie', 'id=secret'], ['Via', 'v'.repeat(500)]],
      error: 'e'.repeat(500),
    });
    expect(recorded.body).toHaveLength(2_000);
    expect(recorded.headers).toEqual([['server', 'Werkzeug/3.1'], ['via', 'v'.repeat(200)]]);
    expect(recorded.error).toHaveLength(200);
  });
});
