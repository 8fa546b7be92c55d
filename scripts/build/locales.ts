/** The messages of each language, put together from the parts in src/_locales into the one file that a browser reads. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.ts';

export const localesFolder = path.join(root, 'src', '_locales');

/** The folders of the languages, as Chrome spells them. */
export function locales(): string[] {
  return readdirSync(localesFolder).toSorted();
}

/** The parts of a language: key → message, by the part's name. */
export function readParts(locale: string): Map<string, Record<string, string>> {
  const folder = path.join(localesFolder, locale);
  return new Map(
    readdirSync(folder)
      .toSorted()
      .map((file) => [path.basename(file, '.json'), JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Record<string, string>]),
  );
}

/** All messages of a language in Chrome's form. */
export function messagesOf(locale: string): Record<string, { message: string }> {
  return inChromesForm(readParts(locale));
}

/** Those that the extension speaks. `npm run probe` has some of its own. */
export function messagesOfExtension(locale: string): Record<string, { message: string }> {
  const parts = readParts(locale);
  parts.delete('terminal');
  return inChromesForm(parts);
}

function inChromesForm(parts: ReadonlyMap<string, Record<string, string>>): Record<string, { message: string }> {
  const all = [...parts.values()].flatMap((part) => Object.entries(part));
  return Object.fromEntries(all.map(([key, message]) => [key, { message }]));
}
