/** A profile's secrets are kept apart from what is saved of it, come back while the browser runs, and are missed after. */
import { describe, expect, it } from 'vitest';
import { missingSecrets, readSecrets, splitSecrets, withSecrets } from '../../../../src/core/settings/profile-secrets.ts';
import { parseProfile, type Profile } from '../../../../src/core/settings/profile.ts';
import { defaultSettings, readSettings, sessionSecrets, storedForm, withProfile } from '../../../../src/core/settings/settings.ts';
import { profileFor } from '../../../support/profile.ts';

const secret: Profile = profileFor('http://127.0.0.1:1', {
  id: 'a',
  auth: { token: 'S1' },
  query: { room: 'lobby', access_token: 'S2' },
  connectAs: { origin: null, headers: { Authorization: 'S3', 'X-Trace': '1' }, acceptedCertificate: false },
  forwarding: { url: 'http://127.0.0.1:4318', serviceName: null, headers: { 'x-team': 'S4' }, access: false },
});
const places = ['auth', 'query.access_token', 'connectAs.headers.Authorization', 'forwarding.headers.x-team'];
const settings = withProfile(defaultSettings(), secret);
const overDisk = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const profileIn = (stored: unknown, session: unknown) => readSettings(stored, readSecrets(session)).profiles.find(({ id }) => id === 'a')!;

describe('secrets that are not saved', () => {
  it('are not in what is stored, and all else is', () => {
    const stored = JSON.stringify(storedForm(settings));
    expect(stored).not.toMatch(/S[1-4]/);
    expect(stored).toContain('lobby');
    expect(stored).toContain('X-Trace');
  });

  it('are there again while the browser runs', () => {
    expect(profileIn(overDisk(storedForm(settings)), overDisk(sessionSecrets(settings)))).toEqual(secret);
  });

  it('are missed, by name, once it has closed, and for as long as they are not put in', () => {
    const profile = profileIn(overDisk(storedForm(settings)), undefined);
    expect(profile.missing).toEqual(places);
    expect(missingSecrets(profile)).toBe(
      'This connection needs its auth, “access_token” of its query, its header “Authorization”, and its collector’s header “x-team”. Secrets are kept only until the browser closes, and never taken from a page. Edit the connection and enter it, or save without it.',
    );
    const later = withProfile(readSettings(storedForm(settings)), { ...profile, name: 'Renamed' });
    expect(profileIn(overDisk(storedForm(later)), overDisk(sessionSecrets(later))).missing).toEqual(places);
  });

  it.each([[null], ['x'], [[]], [{ a: 1 }], [{ a: { auth: 'x' } }]])('are none where storage holds %j', (stored) => expect(readSecrets(stored)).toEqual({}));

  it('are taken apart and put together without loss', () => {
    const { bare, secrets } = splitSecrets(secret);
    expect(withSecrets(bare, secrets)).toEqual(secret);
    expect(missingSecrets(secret)).toBe(null);
  });
});

describe('secrets that are saved', () => {
  const saved = withProfile(defaultSettings(), { ...secret, saveAuth: true });

  it('are in what is stored, and nowhere else', () => {
    expect(profileIn(overDisk(storedForm(saved)), undefined)).toEqual({ ...secret, saveAuth: true });
    expect(sessionSecrets(saved)).toEqual({});
  });

  it('of a version before stay saved, and the profile says so', () => {
    const { saveAuth: _, missing: __, ...older } = secret;
    expect(profileIn({ version: 0, profiles: [older], selected: 'a', wanted: [] }, undefined)).toEqual({ ...secret, saveAuth: true });
    const { auth: ___, ...open } = older;
    const harmless = { ...open, auth: null, query: {}, connectAs: { origin: null, headers: {}, acceptedCertificate: false }, forwarding: undefined };
    expect(profileIn({ version: 0, profiles: [harmless], selected: 'a', wanted: [] }, undefined)).toMatchObject({ saveAuth: false });
  });
});

it('a profile of a version before has nothing missing', () => {
  const { saveAuth: _, missing: __, ...older } = secret;
  expect(parseProfile(older)).toMatchObject({ ok: true, value: { saveAuth: false, missing: [] } });
});
