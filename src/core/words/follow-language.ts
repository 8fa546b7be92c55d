/** Keeps the catalog in force that the setting and the browser ask for: in the background, and in each view. */
import { loadCatalog, speak } from './catalog.ts';
import { languageFor, storedChoice } from './language.ts';

/** What this takes of a browser. */
export interface LanguageHost {
  readonly i18n: { getUILanguage(): string };
  readonly storage: {
    readonly local: { get(key: string): Promise<Record<string, unknown>> };
    readonly onChanged: { addListener(listener: (changes: Record<string, { readonly newValue?: unknown }>, area: string) => void): void };
  };
}

/** The key of the settings in `storage.local`. */
export const SETTINGS_KEY = 'settings';

/**
 * Resolves once the language's messages are there, and goes on following the setting. Whoever reads it draws or says
 * nothing before. `readJson` gets the path of a file of the extension; `onChange` is called after each later change.
 */
export async function followLanguage(host: LanguageHost, readJson: (file: string) => Promise<unknown>, onChange: () => void = () => {}): Promise<void> {
  let wanted = '';
  const load = async (settings: unknown): Promise<boolean> => {
    const language = languageFor(storedChoice(settings), host.i18n.getUILanguage());
    if (language === wanted) return false;
    wanted = language;
    const loaded = await loadCatalog(language, readJson);
    // Of two changes in a row, the later one counts, whichever is read first.
    if (wanted === language) speak(loaded);
    return true;
  };
  host.storage.onChanged.addListener((changes, area) => {
    const change = changes[SETTINGS_KEY];
    if (area !== 'local' || change === undefined) return;
    void load(change.newValue).then((changed) => (changed ? onChange() : undefined));
  });
  const stored = await host.storage.local.get(SETTINGS_KEY);
  // A change that came first is newer than what was read.
  if (wanted === '') await load(stored[SETTINGS_KEY]);
}
