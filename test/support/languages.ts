/** The languages that the views speak, for tests that hold in each of them. */
import { messagesOf } from '../../scripts/build/locales.ts';
import { catalog, readCatalog, speak, type Catalog } from '../../src/core/words/catalog.ts';

export const CATALOGS: readonly Catalog[] = [readCatalog('en', messagesOf('en')), readCatalog('zh-CN', messagesOf('zh_CN'))];

/** What is left in a text of a message whose parameter nobody gave. */
export const PLACEHOLDER = /\{\w+\}/;

/** Calls this once in each language. */
export function inEach(look: (current: Catalog) => void): void {
  const former = catalog();
  try {
    for (const current of CATALOGS) {
      speak(current);
      look(current);
    }
  } finally {
    speak(former);
  }
}
