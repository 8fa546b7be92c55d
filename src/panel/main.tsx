/** Starts the panel, in DevTools or in a tab of its own. */
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { accessAsker } from '../views/access.ts';
import { createApp, reportFaults } from '../views/app.ts';
import { backgroundPort } from '../views/background-port.ts';
import { startClock } from '../views/clock.ts';
import { inDevTools, inspectedPage } from '../views/inspected-page.ts';
import { startLanguage } from '../views/language.ts';
import { keepFocus } from '../views/keep-focus.ts';
import { followTheme } from '../views/theme.ts';
import { askerInWindow } from './inspected/access-in-window.ts';
import { devToolsTheme } from './devtools-theme.ts';
import { keepUsedKeys } from './keys-for-devtools.ts';
import { chromiumNetworkLog, followNetworkLog } from './inspected/network-log.ts';
import { Panel } from './panel.tsx';
import { reportNavigations } from './inspected/report-navigations.ts';
import { say } from '../core/words/say.ts';

followTheme(inDevTools() ? devToolsTheme(browser.devtools.panels) : null);
startClock();
keepFocus(document);
keepUsedKeys(document);
const page = inspectedPage(location.search);
// Firefox has no such API in its developer tools.
const { permissions } = browser as Partial<typeof browser>;
const app = createApp(backgroundPort(browser.runtime), { page }, (send, toasts) => {
  if (permissions !== undefined) return accessAsker(permissions, browser.runtime.getManifest().optional_permissions);
  return askerInWindow(send, () => {
    const key = toasts.show(say('panel_askedInWindow'));
    return () => toasts.dismiss(key);
  });
});
reportFaults('panel', app);
// In DevTools the DevTools page reports them, whether or not this panel was ever opened.
if (page !== null && !inDevTools()) reportNavigations(page, app.tell);
if (page !== null && inDevTools()) followNetworkLog(chromiumNetworkLog(), page.tabId, app.send, () => app.model.link.value === 'orphaned');
void startLanguage(browser).then(() => render(<Panel app={app} />, document.body));
