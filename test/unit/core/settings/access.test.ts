import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOfPage, accessPage, hookAccess, hostsOf } from '../../../../src/core/settings/access.ts';

const search = (page: string) => new URL(page, 'moz-extension://x/').search;

describe('the page that asks', () => {
  it('reads from its address what it was opened for', () => {
    const access = { origins: ['http://127.0.0.1/*', 'ws://[::1]/*'], permissions: ['scripting' as const] };
    expect(accessOfPage(search(accessPage(access)))).toEqual(access);
  });

  it.each(['', '?', '?for=', '?for=1', '?for=[]', '?for={"origins":["http://a/*"]}', '?for={"origins":[1],"permissions":[]}', '?for={"origins":[],"permissions":["nativeMessaging"]}'])(
    'has nothing to ask for by %s',
    (address) => expect(accessOfPage(address)).toBeNull(),
  );

  it('takes any address without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(() => accessOfPage(`?for=${text}`)).not.toThrow();
    }));
  });
});

describe('the hook', () => {
  it.each([
    ['http://localhost:3000', 'http://localhost/*'],
    ['https://example.com', 'https://example.com/*'],
    ['http://[::1]:8080', 'http://[::1]/*'],
  ])('needs on %s access to %s', (origin, pattern) => {
    expect(hookAccess(origin)).toEqual({ origins: [pattern], permissions: ['scripting'] });
  });
});

describe('hosts', () => {
  it('are named once, however many patterns there are', () => {
    expect(hostsOf({ origins: ['http://127.0.0.1/*', 'ws://127.0.0.1/*', 'https://[::1]/*', 'what'], permissions: [] })).toEqual(['127.0.0.1', '[::1]', 'what']);
  });
});
