/** Whether a policy lets its document connect, by examples of https://www.w3.org/TR/CSP3/#match-url-to-source-expression. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsConnection, connectSources } from '../../../../src/core/capture/content-security-policy.ts';

const DOCUMENT = 'https://shop.test/app';

describe('a policy', () => {
  it.each([
    ["script-src 'self'", 'wss://other.test/', true],
    ["default-src 'self'", 'wss://shop.test/socket.io/', true],
    ["default-src 'self'", 'wss://other.test/', false],
    ["default-src 'none'; connect-src *", 'wss://other.test/', true],
    ["connect-src 'none'", 'wss://shop.test/', false],
    ['connect-src', 'https://shop.test/', false],
    ["connect-src 'self'", 'https://shop.test:8443/', false],
    ["connect-src 'self'", 'ws://shop.test/', false],
    ['connect-src wss:', 'wss://any.test:9/', true],
    ['connect-src ws:', 'wss://any.test/', true],
    ['connect-src https:', 'wss://any.test/', true],
    ['connect-src wss:', 'https://any.test/', true],
    ['connect-src http://api.test', 'ws://api.test/', true],
    ['connect-src ws://localhost:*', 'ws://localhost:5552/', true],
    ['connect-src ws://localhost', 'ws://localhost:5552/', false],
    ['connect-src api.test:443', 'wss://api.test/', true],
    ['connect-src *.test', 'wss://a.b.test/', true],
    ['connect-src *.test', 'wss://test/', false],
    ['connect-src wss://api.test/live/', 'wss://api.test/live/1', true],
    ['connect-src wss://api.test/live', 'wss://api.test/live/1', false],
    ['CONNECT-SRC WSS://API.TEST', 'wss://api.test/', true],
    ["connect-src *; connect-src 'none'", 'wss://api.test/', true],
    ["connect-src *, connect-src 'none'", 'wss://api.test/', false],
  ])('%s, of %s: %s', (policy, url, allowed) => expect(allowsConnection(policy, url, DOCUMENT)).toBe(allowed));

  it('of a page without TLS knows itself by WebSocket too', () => {
    expect(allowsConnection("connect-src 'self'", 'ws://127.0.0.1:5000/socket.io/', 'http://127.0.0.1:5000/')).toBe(true);
    expect(allowsConnection("connect-src 'self'", 'ws://127.0.0.1:5001/', 'http://127.0.0.1:5000/')).toBe(false);
  });

  it('of whatever text never throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (policy, url) => void [connectSources(policy), allowsConnection(policy, url, DOCUMENT), allowsConnection(policy, DOCUMENT, url)]));
  });
});
