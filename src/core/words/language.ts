/** The languages that the views speak, and which of them a browser's language asks for. */

export type Language = 'en' | 'zh-CN';

/** What a user chooses; `auto` is the browser's language. */
export type LanguageChoice = 'auto' | Language;

/** Each language's folder in `_locales`, as Chrome spells it. */
const FOLDERS: Readonly<Record<Language, string>> = { en: 'en', 'zh-CN': 'zh_CN' };

export const LANGUAGES = Object.keys(FOLDERS) as readonly Language[];

/** Where the messages of a language are in the extension. */
export function messagesFile(language: Language): string {
  return `_locales/${FOLDERS[language]}/messages.json`;
}

/** The language to speak. `browserLanguage` is a BCP 47 tag, such as “zh-Hans-CN”. Whoever reads any Chinese is better served by ours than by English. */
export function languageFor(choice: LanguageChoice, browserLanguage: string): Language {
  if (choice !== 'auto') return choice;
  return /^zh\b/i.test(browserLanguage) ? 'zh-CN' : 'en';
}

/** The choice in settings as they are stored, or `auto` where there is none that is known here. */
export function storedChoice(settings: unknown): LanguageChoice {
  const choice = (settings as { language?: unknown } | null | undefined)?.language;
  return LANGUAGES.find((language) => language === choice) ?? 'auto';
}
