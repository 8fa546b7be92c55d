/**
 * The settings in `storage.local`, and a copy in memory that is the truth while this background lives. Secrets that are not
 * to be saved are in `storage.session`, which is never on disk.
 */
import type { Storage } from 'webextension-polyfill';
import { nativeBrowser as browser } from '../native-browser.ts';
import { readSecrets } from '../core/settings/profile-secrets.ts';
import { SETTINGS_KEY } from '../core/words/follow-language.ts';
import { readSettings, sessionSecrets, storedForm, type Settings } from '../core/settings/settings.ts';

const SECRETS_KEY = 'secrets';

/** Of Chromium alone: a content script runs in the process of a page, and has no business with settings. */
type Restrictable = Storage.StorageArea & { setAccessLevel?: (access: { accessLevel: 'TRUSTED_CONTEXTS' }) => Promise<void> };

export class SettingsStore {
  private constructor(
    private settings: Settings,
    private readonly onChange: () => void,
  ) {}

  static async load(onChange: () => void): Promise<SettingsStore> {
    await (browser.storage.local as Restrictable).setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
    const [stored, session] = await Promise.all([browser.storage.local.get(SETTINGS_KEY), browser.storage.session.get(SECRETS_KEY)]);
    const store = new SettingsStore(readSettings(stored[SETTINGS_KEY], readSecrets(session[SECRETS_KEY])), onChange);
    // Nobody but the background writes either. What somebody has cleared is written back, or the next one would know nothing.
    browser.storage.onChanged.addListener((changes, area) => {
      const key = area === 'local' ? SETTINGS_KEY : SECRETS_KEY;
      if (changes[key] !== undefined && changes[key].newValue === undefined) void store.#save();
    });
    return store;
  }

  get current(): Settings {
    return this.settings;
  }

  /** Replaces the settings at once; resolves when they are on disk. */
  async update(change: (settings: Settings) => Settings): Promise<void> {
    this.settings = change(this.settings);
    this.onChange();
    await this.#save();
  }

  async #save(): Promise<void> {
    // The secrets first: a stored profile that lacks some is whole only with them.
    await browser.storage.session.set({ [SECRETS_KEY]: sessionSecrets(this.settings) });
    await browser.storage.local.set({ [SETTINGS_KEY]: storedForm(this.settings) });
  }
}
