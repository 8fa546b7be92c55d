import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import { defaultSettings, readSettings, storedForm, withoutProfile, withProfile, withWanted } from '../../../../src/core/settings/settings.ts';

const base = defaultProfile('a');

describe('settings', () => {
  it.each([[undefined], [null], ['x'], [{}], [{ version: 0, profiles: 'x' }], [{ version: -1, profiles: [], selected: '', wanted: [] }]])('%j in storage gives the defaults', (stored) =>
    expect(readSettings(stored)).toEqual(defaultSettings()));

  it('are read back as they were stored', () => {
    const settings = withWanted(withProfile(defaultSettings(), { ...base, name: 'Other' }), 'a', true);
    expect(readSettings(JSON.parse(JSON.stringify(storedForm(settings))))).toEqual(settings);
  });

  it('leave out a profile that cannot be understood, and wishes for it', () => {
    const stored = { version: 0, profiles: [base, { id: 'broken' }], selected: 'broken', wanted: ['a', 'broken'] };
    expect(readSettings(stored)).toEqual({ ...defaultSettings(), profiles: [base], selected: 'a', wanted: ['a'] });
  });

  it('are never without a profile', () => expect(withoutProfile(defaultSettings(), 'default')).toEqual(defaultSettings()));

  it('hold each wish once', () => expect(withWanted(withWanted(defaultSettings(), 'default', true), 'default', true).wanted).toEqual(['default']));

  it.each([['en', 'en'], ['zh-CN', 'zh-CN'], ['auto', 'auto'], ['tlh', 'auto'], [7, 'auto'], [undefined, 'auto']])('read the language %j as %s, and keep the rest', (language, read) => {
    const stored = { version: 0, profiles: [base], selected: 'a', wanted: ['a'], language };
    expect(readSettings(stored)).toEqual({ ...defaultSettings(), profiles: [base], selected: 'a', wanted: ['a'], language: read });
  });
});
