/** The language of a view: kept in a signal, so that what components say is said again when it changes. */
import { effect, signal } from '@preact/signals';
import { catalog, keepCatalogIn } from '../words/catalog.ts';
import { followLanguage, type LanguageHost } from '../words/follow-language.ts';

async function readJson(file: string): Promise<unknown> {
  return (await fetch(file)).json();
}

/** Resolves when the view can speak; it is rendered then. */
export async function startLanguage(host: LanguageHost): Promise<void> {
  keepCatalogIn(signal(catalog()));
  // A view with keys for words is better than none.
  await followLanguage(host, readJson).catch(() => undefined);
  effect(() => {
    document.documentElement.lang = catalog().language;
  });
}
