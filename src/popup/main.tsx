/** Starts the popup. */
import { render } from 'preact';
import { accessAsker } from '../views/access.ts';
import { createApp, reportFaults } from '../views/app.ts';
import { backgroundPort } from '../views/background-port.ts';
import { startClock } from '../views/clock.ts';
import { startLanguage } from '../views/language.ts';
import { readShortcuts } from '../views/shortcuts.ts';
import { keepFocus } from '../views/keep-focus.ts';
import { followTheme } from '../views/theme.ts';
import { nativeBrowser as browser } from '../native-browser.ts';
import { Popup } from './popup.tsx';

async function openPanel(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const inspected = tab?.id === undefined ? '' : `?tabId=${tab.id}`;
  await browser.tabs.create({ url: browser.runtime.getURL(`panel.html${inspected}`) });
  window.close();
}

followTheme(null);
startClock();
keepFocus(document);
void readShortcuts(browser.commands);
const app = createApp(backgroundPort(browser.runtime), 'nothing', () => accessAsker(browser.permissions, browser.runtime.getManifest().optional_permissions));
reportFaults('popup', app);
void startLanguage(browser).then(() => render(<Popup app={app} onOpenPanel={() => void openPanel()} />, document.body));
