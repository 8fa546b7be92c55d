import { describe, expect, test } from 'vitest';
import { locales, messagesOf, readParts } from '../../../../scripts/build/locales.ts';

const SOURCE = 'en';
const sourceParts = readParts(SOURCE);

/** The plural forms that a language has, as suffixes of keys. */
const formsOf = (locale: string) => new Intl.PluralRules(locale.replace('_', '-')).resolvedOptions().pluralCategories.map((form) => `_${form}`);

/** Keys without their plural forms, and the keys of plurals among them. */
function basesOf(keys: readonly string[]): { all: Set<string>; plural: Set<string> } {
  const plural = new Set(keys.filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -'_other'.length)));
  const ofPlural = (key: string) => [...plural].find((base) => key.startsWith(`${base}_`) && formsOf(SOURCE).includes(key.slice(base.length)));
  return { all: new Set(keys.map((key) => ofPlural(key) ?? key)), plural };
}

const placeholders = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole))].toSorted();
const source = basesOf(Object.keys(messagesOf(SOURCE)));

describe.each(locales())('the messages in %s', (locale) => {
  const messages = Object.fromEntries(Object.entries(messagesOf(locale)).map(([key, { message }]) => [key, message]));

  test('have the parts and the keys of the English ones, with the plural forms of their language', () => {
    expect([...readParts(locale).keys()]).toEqual([...sourceParts.keys()]);
    const wanted = [...source.all].flatMap((key) => (source.plural.has(key) ? formsOf(locale).map((form) => key + form) : [key]));
    expect(Object.keys(messages).toSorted()).toEqual(wanted.toSorted());
  });

  test('have the placeholders of the English ones, of which only a singular may leave its count out', () => {
    const english = messagesOf(SOURCE);
    for (const [key, message] of Object.entries(messages)) {
      const base = [...source.plural].find((each) => key.startsWith(`${each}_`));
      const wanted = placeholders((base === undefined ? english[key] : english[`${base}_other`])!.message);
      const found = placeholders(message);
      if (key.endsWith('_one')) expect(wanted, key).toEqual(expect.arrayContaining(found));
      else expect(found, key).toEqual(wanted);
    }
  });

  test('stand in the part that their key names, in order, under names that Chrome takes', () => {
    for (const [part, texts] of readParts(locale)) {
      const keys = Object.keys(texts);
      expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
      for (const key of keys) expect(key).toMatch(new RegExp(`^${part}_\\w+$`));
    }
    // To Chrome, keys that differ in case alone are the same.
    expect(new Set(Object.keys(messages).map((key) => key.toLowerCase())).size).toBe(Object.keys(messages).length);
  });

  test('say something, in texts that Chrome does not take for its own placeholders', () => {
    for (const [key, message] of Object.entries(messages)) {
      if (key !== 'common_sentenceSeparator') expect(message.trim(), key).not.toBe('');
      expect(message, key).not.toContain('$');
    }
  });
});

test('Chinese is punctuated in full width', () => {
  const wrong = Object.entries(messagesOf('zh_CN')).filter(([, { message }]) => /\p{Script=Han}[,:;!?()]|[,:;!?()]\p{Script=Han}/u.test(message));
  expect(wrong).toEqual([]);
});
