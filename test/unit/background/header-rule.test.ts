import { describe, expect, it } from 'vitest';
import { connectionRules, markedUrl, originRule, trialRule, trialUrl } from '../../../src/background/header-rule.ts';
import { HEADER_RULES } from '../../../src/core/settings/access.ts';
import { accessPatterns, AS_OURSELVES, carriedBy, isDisguised, neededAccess } from '../../../src/core/settings/connect-as.ts';

const as = (changes: Partial<typeof AS_OURSELVES>) => ({ ...AS_OURSELVES, ...changes });
const profile = (url: string, path = '/socket.io', connectAs = as({ origin: 'http://localhost:3000' })) => ({ url, path, connectAs });

describe('the rules of a connection', () => {
  it.each([
    ['http://127.0.0.1:5552', '/socket.io', ['|http://127.0.0.1:5552/socket.io/', '|ws://127.0.0.1:5552/socket.io/']],
    ['https://shop.example', '/live/', ['|https://shop.example/live/', '|wss://shop.example/live/']],
    ['http://[::1]:5552', '/', ['|http://[::1]:5552/', '|ws://[::1]:5552/']],
    ['http://a.example', '/a|b*c^d/ü', ['|http://a.example/a*b*c*d/%C3%BC/', '|ws://a.example/a*b*c*d/%C3%BC/']],
  ])('to %s%s concern %j alone', (url, path, filters) =>
    expect(connectionRules(profile(url, path), 'mark', 'abc').map(({ condition }) => condition.urlFilter)).toEqual(filters.map((filter) => `${filter}*&holdfast=mark`)));

  it('concern what the extension asks for outside of tabs, and never a page', () => {
    for (const { condition } of [...connectionRules(profile('http://a.example'), 'mark', 'abc'), originRule('http://b.example', 'http://a.example/', 'abc')]) {
      expect(condition).toMatchObject({ initiatorDomains: ['abc'], tabIds: [-1], resourceTypes: ['websocket', 'xmlhttprequest'] });
    }
  });

  it.each([
    ['an origin', as({ origin: 'http://localhost:3000' }), [['origin', 'http://localhost:3000']]],
    ['headers', as({ headers: { 'X-Tenant': 'a', Cookie: 'b=c' } }), [['x-tenant', 'a'], ['cookie', 'b=c']]],
    ['both', as({ origin: 'http://localhost:3000', headers: { 'X-Tenant': 'a' } }), [['origin', 'http://localhost:3000'], ['x-tenant', 'a']]],
  ])('set %s', (_, connectAs, headers) => {
    const [rule] = connectionRules(profile('http://a.example', '/', connectAs), 'mark', 'abc');
    expect(rule?.action).toEqual({ type: 'modifyHeaders', requestHeaders: headers.map(([header, value]) => ({ header, operation: 'set', value })) });
  });

  it.each([
    ['nothing', AS_OURSELVES, false],
    ['an accepted certificate', as({ acceptedCertificate: true }), true],
  ])('are none for %s', (_, connectAs, disguised) => {
    expect(connectionRules(profile('http://a.example', '/', connectAs), 'mark', 'abc')).toEqual([]);
    expect(neededAccess({ url: 'http://a.example', connectAs })).toEqual({ origins: [], permissions: [] });
    expect(isDisguised(connectAs)).toBe(disguised);
  });
});

describe('the mark of a connection', () => {
  it('comes after what the address has already', () =>
    expect(markedUrl('ws://a.example/socket.io/?EIO=4&transport=websocket', 'mark')).toBe('ws://a.example/socket.io/?EIO=4&transport=websocket&holdfast=mark'));
});

describe('the rule of a probe', () => {
  it('concerns one address', () => {
    const rule = originRule('http://localhost:3000', 'http://a.example/socket.io/?EIO=4&t=1', 'abc');
    expect(rule.condition.urlFilter).toBe('|http://a.example/socket.io/?EIO=4&t=1');
  });
});

describe('the access that it takes', () => {
  it.each([
    ['http://127.0.0.1:5552', ['http://127.0.0.1/*', 'ws://127.0.0.1/*']],
    ['https://shop.example:8443', ['https://shop.example/*', 'wss://shop.example/*']],
    ['http://[::1]:5552', ['http://[::1]/*', 'ws://[::1]/*']],
  ])('for %s is that of its host alone', (url, patterns) => {
    expect(accessPatterns(url)).toEqual(patterns);
    expect(neededAccess(profile(url))).toEqual({ origins: patterns, permissions: [HEADER_RULES] });
  });
});

describe('the trial of a rule', () => {
  it.each([
    ['http://127.0.0.1:5552', 'http://127.0.0.1:1/'],
    ['ws://shop.example/a?b', 'http://shop.example:1/'],
    ['https://[::1]:8443', 'https://[::1]:1/'],
    ['wss://shop.example', 'https://shop.example:1/'],
  ])('for %s goes to the port of its host to which nothing is ever sent', (url, expected) => expect(trialUrl(url)).toBe(expected));

  it('is answered by a file of the extension, for its own requests alone', () => {
    expect(trialRule('http://a.example:1/', 'abc')).toMatchObject({
      action: { type: 'redirect', redirect: { extensionPath: '/manifest.json' } },
      condition: { urlFilter: '|http://a.example:1/', initiatorDomains: ['abc'], tabIds: [-1] },
    });
  });
});

describe('what of a page a connection carries', () => {
  it.each([
    ['nothing', AS_OURSELVES, { origin: null, cookie: false }],
    ['an origin', as({ origin: 'http://localhost:3000', headers: { 'X-Cookie': 'a' } }), { origin: 'http://localhost:3000', cookie: false }],
    ['a Cookie header, however it is written', as({ headers: { cOOkie: 'session=a' } }), { origin: null, cookie: true }],
  ])('is %s', (_, connectAs, carried) => expect(carriedBy(connectAs)).toEqual(carried));
});
