import { describe, expect, it } from 'vitest';
import { defaultProfile, type Profile } from '../../../../src/core/settings/profile.ts';
import { duplicateOf, fromDraft, toDraft } from '../../../../src/panel/profile/profile-form.ts';

const full: Profile = {
  ...defaultProfile('full'),
  auth: { token: 'secret', nested: { a: [1] } },
  query: { room: 'a' },
  transports: ['polling'],
  parser: 'msgpack',
  connectAs: { origin: 'http://localhost:3000', headers: { 'X-Tenant': 'a' }, acceptedCertificate: true },
  forwarding: { url: 'https://collector.example/otlp', serviceName: 'shop', headers: { 'X-Api-Key': 'k' }, access: true },
  reconnectAfterServerDisconnect: true,
  timings: { ...defaultProfile('full').timings, reconnectAttempts: 7 },
};

describe('the form of a profile', () => {
  it.each([['the default', defaultProfile('default')], ['a full one', full]])('gives back %s', (_, profile) => {
    expect(fromDraft(toDraft(profile))).toEqual({ ok: true, value: profile });
  });

  it.each([
    ['name', ' ', 'empty'],
    ['url', 'ftp://x', 'scheme'],
    ['path', 'socket.io', 'start with'],
    ['auth', '{"a": b}', 'line 1, column 7'],
    ['auth', '[1]', 'JSON object'],
    ['query', '{"a": 1}', 'text'],
    ['connectAs.origin', 'localhost', 'http or https'],
    ['connectAs.headers', '{"a": }', 'line 1, column 7'],
    ['forwarding.url', 'collector:4318', 'http or https'],
    ['forwarding.headers', '{"a": }', 'line 1, column 7'],
    ['forwarding.headers', '{"a": 1}', 'text'],
    ['connectAs.headers', '{"Host": "x"}', 'is set by the browser'],
    ['timings.ackDeadlineMs', '-5', 'at least'],
    ['timings.ackDeadlineMs', 'soon', 'number'],
    ['timings.ackDeadlineMs', '', 'number'],
    ['timings.reconnectAttempts', '0', 'at least 1'],
    ['timings.reconnectDelayMaxMs', '500', 'shorter'],
    ['events.log', 'x'.repeat(300), 'longer'],
    ['url', 'http://x.example/admin', 'a namespace in Namespace'],
  ])('names %s when it is “%s”', (field, text, why) => {
    const draft = toDraft(defaultProfile('default'));
    const parsed = fromDraft({ ...draft, texts: { ...draft.texts, [field]: text } });
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.field.startsWith(field)).toBe(true);
    expect(parsed.error.message).toContain(why);
  });

  it('takes from a pasted address what it says of path and query', () => {
    const draft = toDraft({ ...defaultProfile('default'), query: { room: '1' } });
    const parsed = fromDraft({ ...draft, texts: { ...draft.texts, url: 'ws://x.example/api/socket.io/?EIO=4&transport=websocket&tenant=a' } });
    expect(parsed).toMatchObject({ ok: true, value: { url: 'http://x.example', path: '/api/socket.io', namespace: '/', query: { room: '1', tenant: 'a' } } });
  });

  it('lets an event have no name', () => {
    const draft = toDraft(defaultProfile('default'));
    expect(fromDraft({ ...draft, texts: { ...draft.texts, 'events.ack': ' ' } })).toMatchObject({ ok: true, value: { events: { ack: '', log: 'log_message' } } });
  });

  it('duplicates under another id and name', () => {
    const copy = duplicateOf({ ...full, name: 'n'.repeat(100) }, 'other');
    expect(copy).toMatchObject({ id: 'other', url: full.url });
    expect(copy.name.length).toBeLessThanOrEqual(100);
    expect(copy.auth).not.toBe(full.auth);
  });
});
