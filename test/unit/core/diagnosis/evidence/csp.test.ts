/** Whether a policy forbids a connection, by the examples of https://www.w3.org/TR/CSP3/ and of middleware defaults. */
import { describe, expect, it } from 'vitest';
import { decidingDirective, policyForbids } from '../../../../../src/core/diagnosis/evidence/csp.ts';

const PAGE = 'http://shop.test:8080/';

describe('a Content-Security-Policy', () => {
  it.each<[string, string, boolean]>([
    ["default-src 'self'", 'ws://shop.test:8080/socket.io/', false],
    ["default-src 'self'", 'http://shop.test:8080/socket.io/', false],
    ["default-src 'self'", 'ws://shop.test:3000/socket.io/', true],
    ["default-src 'self'; connect-src *", 'ws://other.test/', false],
    ["connect-src 'self' ws://other.test", 'ws://other.test/socket.io/', false],
    ["connect-src 'self' ws://other.test", 'ws://other.test:81/', true],
    ["connect-src 'self' ws://other.test:*", 'ws://other.test:81/', false],
    ["connect-src 'self' http://other.test", 'ws://other.test/', true],
    ["connect-src 'self' other.test", 'ws://other.test/', false],
    ["connect-src *.other.test", 'wss://a.other.test/', false],
    ["connect-src *.other.test", 'ws://other.test/', true],
    ['connect-src ws:', 'ws://anywhere.test:9/', false],
    ['connect-src ws:', 'wss://anywhere.test:9/', false],
    ['connect-src wss:', 'ws://anywhere.test:9/', true],
    ["connect-src 'none'", 'ws://shop.test:8080/', true],
    ['connect-src http://other.test/api/', 'http://other.test/api/live', false],
    ['connect-src http://other.test/api/', 'http://other.test/socket.io/', true],
    ["img-src 'self'; script-src 'none'", 'ws://other.test/', false],
    ['', 'ws://other.test/', false],
    ["connect-src *, connect-src 'self'", 'ws://other.test/', true],
    ['connect-src \u0000;;; ,', 'ws://other.test/', true],
  ])('“%s” and %s', (policy, url, forbidden) => expect(policyForbids(policy, PAGE, url)).toBe(forbidden));

  it('forbids nothing where an address is none', () => expect(policyForbids("connect-src 'none'", '', '%%%')).toBe(false));

  it.each([
    ["default-src 'self'", 'default-src'],
    ["default-src 'self'; connect-src 'self'", 'connect-src'],
    ["img-src 'self'", null],
  ])('“%s” decides by %s', (policy, directive) => expect(decidingDirective(policy)).toBe(directive));
});
