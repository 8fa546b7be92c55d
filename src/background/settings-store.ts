/** The settings in `storage.local`, and a copy in memory that is the truth while this background lives. */
import browser from 'webextension-polyfill';
import { readSettings, storedForm, type Settings } from '../messaging/settings.ts';
import { SETTINGS_KEY } from '../words/follow-language.ts';

export class SettingsStore {
  private constructor(
    private settings: Settings,
    private readonly onChange: () => void,
  ) {}

  static async load(onChange: () => void): Promise<SettingsStore> {
    const stored = await browser.storage.local.get(SETTINGS_KEY);
    return new SettingsStore(readSettings(stored[SETTINGS_KEY]), onChange);
  }

  get current(): Settings {
    return this.settings;
  }

  /** Replaces the settings at once; resolves when they are on disk. */
  async update(change: (settings: Settings) => Settings): Promise<void> {
    this.settings = change(this.settings);
    this.onChange();
    await browser.storage.local.set({ [SETTINGS_KEY]: storedForm(this.settings) });
  }
}
