import { describe, expect, it } from 'vitest';
import { defaultProfile, parseProfile, type Profile } from '../../../../src/core/settings/profile.ts';
import { cureOf } from '../../../../src/panel/diagnosis/cures.ts';

const PROFILE: Profile = { ...defaultProfile('p'), url: 'https://api.test:8443', namespace: '/chat' };
const PAGE = 'http://localhost:5173';
const cure = (id: string, variant: string | null = null, facts: Record<string, string> = {}, profile = PROFILE, origin: string | null = PAGE) => cureOf({ id, variant, facts }, profile, origin);

describe('the cure of a finding', () => {
  it.each([
    ['wrong-path', 'elsewhere', { path: '/api/live' }, 'Use the path /api/live', { path: '/api/live' }],
    ['origin-refused', 'own', {}, `Connect as this page (${PAGE})`, { connectAs: { ...PROFILE.connectAs, origin: PAGE } }],
    ['origin-refused', 'hidden', {}, `Connect as this page (${PAGE})`, { connectAs: { ...PROFILE.connectAs, origin: PAGE } }],
    ['cors-blocked', 'unlisted', {}, `Connect as this page (${PAGE})`, { connectAs: { ...PROFILE.connectAs, origin: PAGE } }],
    ['namespace-unknown', null, {}, 'Use the namespace /', { namespace: '/' }],
    ['transport-disabled', null, {}, 'Use WebSocket only', { transports: ['websocket'] }],
    ['transport-disabled', 'websocket', {}, 'Use polling only', { transports: ['polling'] }],
    ['server-disconnected', null, {}, 'Reconnect when the server disconnects', { reconnectAfterServerDisconnect: true }],
  ] as const)('of %s (%s) is a change of the connection, made anew', (id, variant, facts, name, changes) => {
    const found = cure(id, variant, facts);
    expect(found).toEqual({ name, does: { type: 'change', profile: { ...PROFILE, ...changes }, reconnect: true } });
    expect(parseProfile(found?.does.type === 'change' ? found.does.profile : null).ok).toBe(true);
  });

  it('of an acknowledgement that does not come is to expect none, with the connection as it is', () => {
    expect(cure('not-acknowledged')).toEqual({ name: 'Don’t expect “connection_ack”', does: { type: 'change', profile: { ...PROFILE, events: { ...PROFILE.events, ack: '' } }, reconnect: false } });
  });

  it('of a scheme is the other one, and of a certificate the address to look at', () => {
    expect(cure('scheme-mismatch', 'plain')?.does).toEqual({ type: 'move', url: 'http://api.test:8443' });
    expect(cure('scheme-mismatch', 'secure', {}, { ...PROFILE, url: 'http://api.test' })?.does).toEqual({ type: 'move', url: 'https://api.test' });
    expect(cure('tls-untrusted', 'maybe')?.does).toEqual({ type: 'open', url: PROFILE.url });
  });

  it('is none where it would change nothing, where what it needs is unknown, and of other findings', () => {
    expect(cure('wrong-path')).toBeNull();
    expect(cure('wrong-path', 'elsewhere', { path: PROFILE.path })).toBeNull();
    expect(cure('origin-refused', 'own', {}, PROFILE, null)).toBeNull();
    expect(cure('origin-refused', 'own', {}, { ...PROFILE, connectAs: { ...PROFILE.connectAs, origin: 'https://else.test' } })).toBeNull();
    expect(cure('cors-blocked', 'wildcard')).toBeNull();
    for (const id of ['server-unreachable', 'constructor', 'page-speaks-plain']) expect(cure(id)).toBeNull();
  });
});
