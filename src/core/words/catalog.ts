/** The messages of one language, and how it writes numbers and chooses plurals. */
import { messagesFile, type Language } from './language.ts';

export interface Catalog {
  readonly language: Language;
  readonly messages: ReadonlyMap<string, string>;
  readonly plurals: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
}

/** A catalog of what a `messages.json` in Chrome's form holds. What is not a message is left out. */
export function readCatalog(language: Language, file: unknown): Catalog {
  const messages = new Map<string, string>();
  for (const [key, value] of Object.entries(file ?? {})) {
    const message: unknown = (value as { message?: unknown } | null)?.message;
    if (typeof message === 'string') messages.set(key, message);
  }
  return { language, messages, plurals: new Intl.PluralRules(language), numbers: new Intl.NumberFormat(language) };
}

/** Reads the catalog of a language. `readJson` gets a file's path in the extension. */
export async function loadCatalog(language: Language, readJson: (file: string) => Promise<unknown>): Promise<Catalog> {
  return readCatalog(language, await readJson(messagesFile(language)));
}

/** Where the catalog in force is kept. Views keep it in a signal, and so all that is said is said again when it changes. */
export interface Shelf {
  value: Catalog;
}

let shelf: Shelf = { value: readCatalog('en', null) };

/** The catalog in force. */
export function catalog(): Catalog {
  return shelf.value;
}

/** From here on, this catalog is the one in force. */
export function speak(next: Catalog): void {
  shelf.value = next;
}

/** Keeps the catalog in this from now on. */
export function keepCatalogIn(next: Shelf): void {
  shelf = next;
}
