import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile, type Profile } from '../../../../src/core/settings/profile.ts';
import { DEFAULT_PRIVACY } from '../../../../src/core/settings/privacy.ts';
import { defaultPreferences } from '../../../../src/core/settings/preferences.ts';
import type { Choices } from '../../../../src/core/settings/settings.ts';
import { newCollectors, readSettings, writeSettings } from '../../../../src/core/files/settings-file.ts';

const secret: Profile = {
  ...defaultProfile('a'),
  name: 'Shop',
  auth: { token: 'secret-1' },
  query: { room: 'lobby', access_token: 'secret-2' },
  connectAs: { origin: 'http://localhost:3000', headers: { 'X-Shop': 'secret-3' }, acceptedCertificate: false },
  forwarding: { url: 'http://127.0.0.1:4318', serviceName: null, headers: { 'api-key': 'secret-4' }, access: false },
};
const choices: Choices = { profiles: [secret, defaultProfile('b')], preferences: { language: 'zh-CN', retention: { megabytes: 50, days: 7 }, privacy: DEFAULT_PRIVACY } };
const fresh: Choices = { profiles: [defaultProfile('default')], preferences: defaultPreferences() };
const fileOf = (changes: object) => JSON.stringify({ ...(JSON.parse(writeSettings(choices, true).text) as object), ...changes });

describe('a file of settings', () => {
  it('with secrets gives back everything, beside what was there', () => {
    const { text, leftOut } = writeSettings(choices, true);
    expect(leftOut).toBe(0);
    expect(readSettings(text, fresh)).toEqual({ ok: true, value: { profiles: [...fresh.profiles, ...choices.profiles], preferences: choices.preferences } });
  });

  it('holds no secret unless it is asked for', () => {
    const { text, leftOut } = writeSettings(choices, false);
    expect(text).not.toContain('secret-');
    expect(text).toContain('lobby');
    expect(leftOut).toBe(4);
    const read = readSettings(text, fresh);
    expect(read.ok && read.value.profiles[1]).toEqual({
      ...secret, auth: null, query: { room: 'lobby' }, connectAs: { ...secret.connectAs, headers: {} }, forwarding: { ...secret.forwarding, headers: {} },
      // It will say what it lacks instead of connecting without.
      missing: ['auth', 'query.access_token', 'forwarding.headers.api-key'],
    });
  });

  it('can add names of secrets, and neither take some off nor have recordings keep them', () => {
    const loose: Choices = { ...choices, preferences: { ...choices.preferences, privacy: { secretKeys: ['iban', '-token'], keepSecrets: true } } };
    const read = readSettings(writeSettings(loose, false).text, { ...fresh, preferences: { ...fresh.preferences, privacy: { secretKeys: ['tenant'], keepSecrets: false } } });
    expect(read.ok && read.value.preferences.privacy).toEqual({ secretKeys: ['tenant', 'iban'], keepSecrets: false });
  });

  it('that has connections forward to another collector than before is told by its host', () => {
    const led = [{ ...secret, forwarding: { ...secret.forwarding, url: 'https://evil.example:8443/otlp' } }, { ...defaultProfile('c'), forwarding: { ...secret.forwarding, url: 'https://evil.example:8443' } }, defaultProfile('b')];
    expect(newCollectors(choices.profiles, led)).toEqual(['evil.example:8443']);
    expect(newCollectors(choices.profiles, choices.profiles)).toEqual([]);
    expect(newCollectors(fresh.profiles, choices.profiles)).toEqual(['127.0.0.1:4318']);
  });

  it('without secrets changes none of a connection that it takes the place of', () => {
    const renamed = { ...choices, profiles: [{ ...secret, name: 'Renamed' }] };
    const read = readSettings(writeSettings(renamed, false).text, choices);
    expect(read.ok && read.value.profiles.find(({ id }) => id === 'a')).toEqual({ ...secret, name: 'Renamed' });
  });

  it('sends no secret of a connection to another server', () => {
    const led = { ...choices, profiles: [{ ...secret, url: 'http://evil.example', forwarding: { ...secret.forwarding, url: 'http://evil.example' } }] };
    const read = readSettings(writeSettings(led, false).text, choices);
    expect(JSON.stringify(read.ok && read.value.profiles.find(({ id }) => id === 'a'))).not.toContain('secret-');
  });

  it.each([
    ['text', 'not json', '', /not JSON/],
    ['a list', '[]', '', /not JSON/],
    ['another file', '{"format":"har"}', 'format', /“format”/],
    ['a later version', fileOf({ version: 2 }), 'version', /update Holdfast/],
    ['no list', fileOf({ profiles: {} }), 'profiles', /not a list/],
    ['a connection that is none', fileOf({ profiles: [null] }), 'profiles.0', /Connection 1 of the file/],
    ['a script for an address', fileOf({ profiles: [defaultProfile('x'), { ...defaultProfile('y'), url: 'javascript:alert(1)' }] }), 'profiles.1.url', /^Connection 2 of the file: Server URL .*\(profiles\.1\.url\)$/],
    ['a timing that would hammer', fileOf({ profiles: [{ ...defaultProfile('x'), timings: { ...defaultProfile('x').timings, reconnectDelayMs: 0 } }] }), 'profiles.0.timings.reconnectDelayMs', /at least 100 ms/],
    ['two of one id', fileOf({ profiles: [defaultProfile('x'), defaultProfile('x')] }), 'profiles', /same id/],
    ['no room at all', fileOf({ preferences: { language: 'en', retention: { megabytes: 0, days: 1 } } }), 'preferences.retention.megabytes', /^Size must be at least 1 MB/],
    ['too many', fileOf({ profiles: Array.from({ length: 1_001 }, (_, index) => defaultProfile(`p${index}`)) }), 'profiles', /more than 1,000/],
  ])('that is %s is refused by name', (_what, text, field, message) => {
    const read = readSettings(text, fresh);
    expect(read).toMatchObject({ ok: false, error: { field } });
    expect(!read.ok && read.error.message).toMatch(message);
  });

  it('never throws, and pollutes nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readSettings(text, fresh)));
    fc.assert(fc.property(fc.anything(), fc.anything(), (profiles, preferences) => {
      let text = '';
      try {
        text = fileOf({ profiles: [profiles], preferences });
      } catch {
        return;
      }
      readSettings(text, fresh);
    }));
    readSettings(fileOf({}).replace('"id":"a"', '"__proto__":{"polluted":1},"id":"a"'), fresh);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
