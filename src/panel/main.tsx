/** Starts the panel, in DevTools or in a tab of its own. */
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { accessAsker } from '../ui/access.ts';
import { createApp, reportFaults } from '../ui/app.ts';
import { backgroundPort } from '../ui/background-port.ts';
import { startClock } from '../ui/clock.ts';
import { inDevTools, inspectedPage } from '../ui/inspected-page.ts';
import { startLanguage } from '../ui/language.ts';
import { keepFocus } from '../ui/keep-focus.ts';
import { followTheme } from '../ui/theme.ts';
import { askerInWindow } from './access-in-window.ts';
import { devToolsTheme } from './devtools-theme.ts';
import { keepUsedKeys } from './keys-for-devtools.ts';
import { chromiumNetworkLog, followNetworkLog } from './network-log.ts';
import { Panel } from './panel.tsx';
import { reportNavigations } from './report-navigations.ts';
import { say } from '../words/say.ts';

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
