import { afterEach, describe, expect, test, vi } from 'vitest';
import { catalog, speak } from '../../../../src/core/words/catalog.ts';
import { followLanguage, type LanguageHost } from '../../../../src/core/words/follow-language.ts';
import { languageFor, storedChoice } from '../../../../src/core/words/language.ts';

const english = catalog();
afterEach(() => speak(english));

test.each([
  ['auto', 'en-GB', 'en'],
  ['auto', 'zh', 'zh-CN'],
  ['auto', 'zh-CN', 'zh-CN'],
  ['auto', 'zh-Hans-SG', 'zh-CN'],
  ['auto', 'zh-TW', 'zh-CN'],
  ['auto', 'zha', 'en'],
  ['auto', 'fr', 'en'],
  ['auto', '', 'en'],
  ['en', 'zh-CN', 'en'],
  ['zh-CN', 'en', 'zh-CN'],
] as const)('the choice %s in a browser that speaks “%s” is %s', (choice, browserLanguage, language) => {
  expect(languageFor(choice, browserLanguage)).toBe(language);
});

test.each([
  [undefined, 'auto'],
  [null, 'auto'],
  ['zh-CN', 'auto'],
  [{ language: 'zh-CN' }, 'zh-CN'],
  [{ language: 'tlh' }, 'auto'],
  [{ language: ['en'] }, 'auto'],
])('stored settings %j choose %s', (settings, choice) => {
  expect(storedChoice(settings)).toBe(choice);
});

describe('following the setting', () => {
  type Listener = Parameters<LanguageHost['storage']['onChanged']['addListener']>[0];

  /** A browser that speaks English, and whose settings a test changes. */
  function host(stored: unknown) {
    const listeners: Listener[] = [];
    const browser: LanguageHost = {
      i18n: { getUILanguage: () => 'en-US' },
      storage: { local: { get: async (key) => ({ [key]: stored }) }, onChanged: { addListener: (listener) => listeners.push(listener) } },
    };
    const change = (settings: unknown, area = 'local') => listeners.forEach((listener) => listener({ settings: { newValue: settings } }, area));
    return { browser, change };
  }

  const readJson = async () => ({});

  test('speaks the stored language first, and then each one that is chosen', async () => {
    const onChange = vi.fn();
    const { browser, change } = host({ language: 'zh-CN' });
    await followLanguage(browser, readJson, onChange);
    expect(catalog().language).toBe('zh-CN');
    expect(onChange).not.toHaveBeenCalled();

    change({ language: 'auto' });
    await vi.waitFor(() => expect(catalog().language).toBe('en'));
    expect(onChange).toHaveBeenCalledOnce();
  });

  test('reads nothing again when something else changes', async () => {
    const { browser, change } = host({ language: 'en' });
    const read = vi.fn(readJson);
    await followLanguage(browser, read);
    change({ language: 'auto' });
    change({ language: 'zh-CN' }, 'sync');
    expect(read).toHaveBeenCalledOnce();
  });

  test('ends with the last of two changes, whichever file is read first', async () => {
    const { browser, change } = host({});
    let finish = () => {};
    const slow = new Promise<unknown>((resolve) => (finish = () => resolve({})));
    const onChange = vi.fn();
    await followLanguage(browser, async (file) => (file.includes('zh') ? slow : {}), onChange);
    change({ language: 'zh-CN' });
    change({ language: 'en' });
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce());
    finish();
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2));
    expect(catalog().language).toBe('en');
  });
});
