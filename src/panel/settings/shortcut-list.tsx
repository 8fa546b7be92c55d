import { useEffect } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { Button } from '../../views/components/button.tsx';
import { readShortcuts, shortcuts } from '../../views/shortcuts.ts';
import { say } from '../../core/words/say.ts';

/** Where Chromium has its page for them, which an extension may open. Firefox has a call of its own for that. */
const CHROMIUM_PAGE = 'chrome://extensions/shortcuts';

/** The keys that work in any tab, and the way to the browser's own page for changing them. */
export function ShortcutList() {
  // Firefox's DevTools have neither interface.
  const { commands, tabs } = browser as Partial<typeof browser>;
  useEffect(() => {
    const read = () => void readShortcuts(commands);
    read();
    // Whoever has changed them comes back to this view from another tab.
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, []);
  if (commands === undefined || tabs === undefined) return <p class="muted">{say('settings_shortcuts_elsewhere')}</p>;
  const change = () => {
    const { openShortcutSettings } = commands as { openShortcutSettings?: () => Promise<void> };
    if (openShortcutSettings === undefined) void tabs.create({ url: CHROMIUM_PAGE });
    else void openShortcutSettings();
  };
  return (
    <>
      <dl class="shortcut-list">
        {(['popup', 'reconnect'] as const).map((name) => (
          <div key={name}>
            <dt>{say(`settings_shortcuts_${name}`)}</dt>
            <dd>{shortcuts.value[name] === '' ? <span class="muted">{say('settings_shortcuts_none')}</span> : <kbd class="mono">{shortcuts.value[name]}</kbd>}</dd>
          </div>
        ))}
      </dl>
      <Button icon="external" onPress={change}>
        {say('settings_shortcuts_change')}
      </Button>
    </>
  );
}
