/**
 * The settings in `storage.local`, and a copy in memory that is the truth while this background lives. Secrets that are not
 * to be saved are in `storage.session`, which is never on disk.
 */
import browser, { type Storage } from 'webextension-polyfill';
import { readSecrets } from '../messaging/profile-secrets.ts';
import { SETTINGS_KEY } from '../words/follow-language.ts';
import { readSettings, sessionSecrets, storedForm, type Settings } from '../messaging/settings.ts';

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
    return new SettingsStore(readSettings(stored[SETTINGS_KEY], readSecrets(session[SECRETS_KEY])), onChange);
  }

  get current(): Settings {
    return this.settings;
  }

  /** Replaces the settings at once; resolves when they are on disk. */
  async update(change: (settings: Settings) => Settings): Promise<void> {
    this.settings = change(this.settings);
    this.onChange();
    // The secrets first: a stored profile that lacks some is whole only with them.
    await browser.storage.session.set({ [SECRETS_KEY]: sessionSecrets(this.settings) });
    await browser.storage.local.set({ [SETTINGS_KEY]: storedForm(this.settings) });
  }
}
