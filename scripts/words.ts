/** Makes code that runs in Node say what it says in the views. */
import { readCatalog, speak } from '../src/core/words/catalog.ts';
import { languageFor, type Language } from '../src/core/words/language.ts';
import { messagesOf } from './build/locales.ts';

/** From here on `say` speaks English. */
export function speakEnglish(): void {
  speakIn('en');
}

/** From here on `say` speaks the terminal's language, which the environment tells (`LANG` and the like), where there are words in it. */
export function speakLocally(): void {
  speakIn(languageFor('auto', new Intl.DateTimeFormat().resolvedOptions().locale));
}

function speakIn(language: Language): void {
  speak(readCatalog(language, messagesOf(language.replace('-', '_'))));
}
