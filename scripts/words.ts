/** Makes code that runs in Node say what it says in the views. */
import { readCatalog, speak } from '../src/words/catalog.ts';
import { messagesOf } from './build/locales.ts';

/** From here on `say` speaks English. */
export function speakEnglish(): void {
  speak(readCatalog('en', messagesOf('en')));
}
