/** The language of a view: kept in a signal, so that what components say is said again when it changes. */
import { effect, signal } from '@preact/signals';
import { Component } from 'preact';
import { catalog, keepCatalogIn } from '../core/words/catalog.ts';
import { followLanguage, type LanguageHost } from '../core/words/follow-language.ts';

async function readJson(file: string): Promise<unknown> {
  return (await fetch(file)).json();
}

/**
 * Has every component drawn with its parent. One that reads a signal would be left out when its props are the same objects,
 * and whatever says a word reads the language; but what entries are folded into changes in place, under the same objects.
 */
function drawWithParents(): void {
  Component.prototype.shouldComponentUpdate = () => true;
}

/** Resolves when the view can speak; it is rendered then. */
export async function startLanguage(host: LanguageHost): Promise<void> {
  drawWithParents();
  keepCatalogIn(signal(catalog()));
  // A view with keys for words is better than none.
  await followLanguage(host, readJson).catch(() => undefined);
  effect(() => {
    document.documentElement.lang = catalog().language;
  });
}
