/** The theme of DevTools. Firefox has an event for its changes, Chromium a single handler that the types do not know. */
import type browser from 'webextension-polyfill';
import type { ThemeHost } from '../views/theme.ts';

type Panels = Partial<typeof browser.devtools.panels> & { setThemeChangeHandler?: (handler: (name: string) => void) => void };

export function devToolsTheme(panels: Panels): ThemeHost {
  return {
    name: panels.themeName,
    onChanged(listener) {
      if (panels.setThemeChangeHandler !== undefined) panels.setThemeChangeHandler(listener);
      else panels.onThemeChanged?.addListener(listener);
    },
  };
}
