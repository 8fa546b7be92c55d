import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile, parseProfile, parseServerUrl } from '../../../../src/core/settings/profile.ts';
import { collectorAccess } from '../../../../src/core/settings/forwarding.ts';
import { parseCommand } from '../../../../src/core/contract/messages.ts';
import { readSettings } from '../../../../src/core/settings/settings.ts';

const base = defaultProfile('a');

describe('a server address', () => {
  it.each([
    ['http://127.0.0.1:5552', 'http://127.0.0.1:5552'],
    ['  http://LOCALHOST:5552/ ', 'http://localhost:5552'],
    ['127.0.0.1:5552', 'http://127.0.0.1:5552'],
    ['localhost:3000', 'http://localhost:3000'],
    ['[::1]:5552', 'http://[::1]:5552'],
    ['ws://example.org', 'http://example.org'],
    ['wss://example.org:8443', 'https://example.org:8443'],
    ['https://example.org:443', 'https://example.org'],
    ['5552', 'http://localhost:5552'],
    [':5552', 'http://localhost:5552'],
    ['１２７．０．０．１：５５５２', 'http://127.0.0.1:5552'],
  ])('%s is %s', (text, url) => expect(parseServerUrl(text)).toEqual({ ok: true, value: url }));

  it.each([
    ['', /empty/],
    ['http://', /not a valid address/],
    ['http://exa mple', /not a valid address/],
    ['http://127.0.0.1:99999', /not a valid address/],
    ['ftp://example.org', /scheme “ftp:”/],
    ['javascript:alert(1)', /scheme “javascript:”/],
    ['http://user:secret@example.org', /Auth/],
    ['http://example.org/app', /Path/],
    ['http://example.org/?a=1', /Query/],
    [42, /must be text/],
    [`http://${'a'.repeat(3_000)}`, /longer/],
  ])('%s is refused with the field and the fix', (text, message) =>
    expect(parseServerUrl(text)).toEqual({ ok: false, error: { field: 'url', message: expect.stringMatching(message) } }));
});

describe('a profile', () => {
  it('of the report is valid, and stays as it is', () => expect(parseProfile(base)).toEqual({ ok: true, value: base }));

  it.each<[string, unknown, string, RegExp]>([
    ['a negative timing', { timings: { ...base.timings, ackDeadlineMs: -5 } }, 'timings.ackDeadlineMs', /at least 100 ms/],
    ['a timing that is text', { timings: { ...base.timings, connectTimeoutMs: 'soon' } }, 'timings.connectTimeoutMs', /number of milliseconds/],
    ['a timing that is NaN', { timings: { ...base.timings, heartbeatEveryMs: NaN } }, 'timings.heartbeatEveryMs', /number/],
    ['delays in the wrong order', { timings: { ...base.timings, reconnectDelayMaxMs: 500 } }, 'timings.reconnectDelayMaxMs', /shorter/],
    ['no attempts', { timings: { ...base.timings, reconnectAttempts: 0 } }, 'timings.reconnectAttempts', /at least 1/],
    ['auth that is a list', { auth: ['token'] }, 'auth', /JSON object/],
    ['auth that is text', { auth: 'token' }, 'auth', /JSON object/],
    ['a query with a number', { query: { room: 1 } }, 'query.room', /text/],
    ['no transport', { transports: [] }, 'transports', /at least one/],
    ['a transport twice', { transports: ['polling', 'polling'] }, 'transports', /once/],
    ['an unknown transport', { transports: ['carrier-pigeon'] }, 'transports.0', /websocket/],
    ['a path without a slash', { path: 'socket.io' }, 'path', /start with/],
    ['a namespace without a slash', { namespace: 'admin' }, 'namespace', /start with/],
    ['an empty name', { name: '  ' }, 'name', /empty/],
    ['an event name that is a number', { events: { ...base.events, log: 1 } }, 'events.log', /text/],
    ['an origin that is no address', { connectAs: { ...base.connectAs, origin: 'localhost' } }, 'connectAs.origin', /http or https/],
    ['an origin of an extension', { connectAs: { ...base.connectAs, origin: 'chrome-extension://a' } }, 'connectAs.origin', /http or https/],
    ['headers that are a list', { connectAs: { ...base.connectAs, headers: ['a'] } }, 'connectAs.headers', /JSON object/],
    ['a header that is a number', { connectAs: { ...base.connectAs, headers: { 'X-A': 1 } } }, 'connectAs.headers.X-A', /text/],
    ['a header of two lines', { connectAs: { ...base.connectAs, headers: { 'X-A': 'a\r\nHost: b' } } }, 'connectAs.headers.X-A', /one line/],
    ['a header without a name', { connectAs: { ...base.connectAs, headers: { '': 'a' } } }, 'connectAs.headers.', /not the name/],
    ['a header twice', { connectAs: { ...base.connectAs, headers: { 'X-A': 'a', 'x-a': 'b' } } }, 'connectAs.headers', /once/],
    ['an unknown parser', { parser: 'xml' }, 'parser', /msgpack/],
  ])('with %s names the field and the fix', (_name, changes, field, message) =>
    expect(parseProfile({ ...base, ...(changes as object) })).toEqual({ ok: false, error: { field, message: expect.stringMatching(message) } }));

  it.each(['Host', 'content-length', 'Connection', 'Upgrade', 'Transfer-Encoding', 'Sec-WebSocket-Key', 'sec-fetch-site', 'Proxy-Authorization'])(
    'with the header %s is refused, as it belongs to the browser',
    (name) =>
      expect(parseProfile({ ...base, connectAs: { ...base.connectAs, headers: { [name]: 'x' } } })).toEqual({
        ok: false,
        error: { field: `connectAs.headers.${name}`, message: expect.stringContaining(`“${name}” is set by the browser`) },
      }),
  );

  it('with Origin among its headers is told where that goes', () =>
    expect(parseProfile({ ...base, connectAs: { ...base.connectAs, headers: { origin: 'http://a' } } })).toMatchObject({ ok: false, error: { message: expect.stringContaining('field of its own') } }));

  it.each([
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318'],
    [' http://LOCALHOST:4318/ ', 'http://localhost:4318'],
    ['https://collector.example:443/otlp/', 'https://collector.example/otlp'],
    ['http://127.0.0.1:4318/v1/logs', 'http://127.0.0.1:4318'],
    ['https://collector.example/otlp/v1/metrics/', 'https://collector.example/otlp'],
    [null, null],
  ])('that forwards to %s has the collector %s', (typed, url) =>
    expect(parseProfile({ ...base, forwarding: { ...base.forwarding, url: typed } })).toMatchObject({ ok: true, value: { forwarding: { url } } }));

  it.each([
    ['127.0.0.1:4318', /http or https/],
    ['ftp://127.0.0.1', /http or https/],
    ['http://user:secret@127.0.0.1:4318', /headers instead/],
    ['http://127.0.0.1:4318/?key=1', /headers instead/],
  ])('that forwards to %s is told what to put there', (url, message) =>
    expect(parseProfile({ ...base, forwarding: { ...base.forwarding, url } })).toEqual({ ok: false, error: { field: 'forwarding.url', message: expect.stringMatching(message) } }));

  it('asks for access to its collector alone, and only where that is wanted', () => {
    const forwarding = { ...base.forwarding, url: 'http://collector.example:4318/otlp' };
    expect(collectorAccess(forwarding)).toEqual([]);
    expect(collectorAccess({ ...forwarding, access: true })).toEqual(['http://collector.example/*']);
    expect(collectorAccess({ ...base.forwarding, access: true })).toEqual([]);
  });

  it('of a version before forwarding forwards nothing', () => {
    const { forwarding: _, ...stored } = base;
    expect(parseProfile(stored)).toEqual({ ok: true, value: base });
  });

  it.each([
    [null, null],
    [' http://LOCALHOST:3000 ', 'http://localhost:3000'],
    ['https://shop.example:443/', 'https://shop.example'],
    ['http://localhost:3000/cart?item=1#top', 'http://localhost:3000'],
  ])('that connects as %s has the origin %s', (typed, origin) =>
    expect(parseProfile({ ...base, connectAs: { ...base.connectAs, origin: typed } })).toMatchObject({ ok: true, value: { connectAs: { origin } } }));

  it('of a version before “Connect as” connects as ourselves', () => {
    const { connectAs: _, ...stored } = base;
    expect(parseProfile(stored)).toEqual({ ok: true, value: base });
    expect(readSettings({ version: 0, profiles: [stored], selected: 'a', wanted: ['a'] })).toMatchObject({ profiles: [base], selected: 'a', wanted: ['a'] });
  });

  it('of any kind never throws', () => fc.assert(fc.property(fc.anything(), (value) => void parseProfile(value))));
});

describe('commands', () => {
  it('of any kind never throw', () =>
    fc.assert(fc.property(fc.anything(), fc.constantFrom('watch', 'connect'), (value, type) => {
      parseCommand(value);
      parseCommand({ ...(value as object), type });
    })));

  it.each([[{ type: 'connect', id: 1 }], [{ type: 'format-disk', id: 1 }], [{ type: 'navigated', id: 1, tabId: 1, at: 1, url: 'x'.repeat(20_000), refresh: true }], [{ type: 'navigated', id: 1, tabId: 1, at: Infinity, url: '', refresh: true }]])('%o is refused', (message) =>
    expect(parseCommand(message).ok).toBe(false));
});
