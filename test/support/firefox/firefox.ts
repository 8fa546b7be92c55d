/** The built extension in a real Firefox, with its real panel and popup. */
import { randomUUID } from 'node:crypto';
import { GECKO_ID } from '../../../scripts/build/manifest.ts';
import { distFor } from '../../../scripts/paths.ts';
import { until } from '../until.ts';
import type { ChromeWindow, Popup } from './chrome.ts';
import { FirefoxDocument } from './document.ts';
import { startFirefox, type Preferences } from './process.ts';

/** A document in a tab. */
export interface FirefoxTab {
  readonly document: FirefoxDocument;
  /** Puts it before all others. */
  select(): Promise<void>;
  /** Loads it anew, and waits until it has. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export interface RunningFirefox {
  /** Where the extension's pages are. */
  readonly origin: string;
  /** Where what it downloads comes to lie. */
  readonly downloads: string;
  /** Opens a page in a tab before all others. */
  newTab(url: string): Promise<FirefoxTab>;
  /** The real panel, in the toolbox of the tab that is before all others. */
  openPanel(): Promise<FirefoxDocument>;
  /** The real popup of the toolbar button. A page of the extension has to ask for it. */
  openPopup(asker: FirefoxDocument): Promise<FirefoxDocument>;
  /** The panel in a tab of its own. */
  openPanelTab(): Promise<FirefoxTab>;
  /** The window in which the extension asks for access. */
  accessWindow(): Promise<FirefoxDocument>;
  /** How many windows the browser has. */
  windows(): Promise<number>;
  /** Answers the question for a permission as soon as the browser asks it, and returns what it asked. */
  answerPermission(answer: 'Allow' | 'Deny'): Promise<string>;
  /** Whether there is a background. */
  hasBackground(): Promise<boolean>;
  /** Stops the background as the browser would, and returns when it is gone. It may be revived at once. */
  stopBackground(): Promise<void>;
  /** As if the user had pressed on past the warning about it. */
  acceptCertificate(pem: string, server: URL): Promise<void>;
  /** Of the toolbox. */
  setDarkTheme(dark: boolean): Promise<void>;
  close(): Promise<void>;
}

/** How long a script in a document may take, in milliseconds. */
const SCRIPT_MS = 20_000;

type ChromeScript<A extends unknown[], T> = (scope: ChromeWindow, ...args: A) => T | Promise<T>;

export async function launchFirefox(preferences: Preferences = {}): Promise<RunningFirefox> {
  const uuid = randomUUID();
  // Otherwise nobody but the browser would know the addresses of the extension's pages.
  const pinned = { 'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: uuid }) };
  const { marionette, downloads, close } = await startFirefox({ ...pinned, ...preferences });
  const origin = `moz-extension://${uuid}`;
  let lastNumber = 0;

  /** Runs a function in the browser's window. All of them share a scope. */
  async function inChrome<A extends unknown[], T>(script: ChromeScript<A, T>, ...args: A): Promise<T> {
    const parameters = { script: `return (${String(script)})(globalThis, ...arguments)`, args, sandbox: 'system', newSandbox: false };
    const { value } = (await marionette.send('WebDriver:ExecuteScript', parameters)) as { value: T };
    return value;
  }

  /** `script` puts the element that shows the document among the known ones, as soon as there is one. */
  async function openDocument<A extends unknown[]>(describe: string, script: ChromeScript<[number, ...A], void>, ...args: A): Promise<FirefoxDocument & { number: number }> {
    const number = (lastNumber += 1);
    const run = async (text: string, given: unknown[], privileged: boolean) =>
      inChrome(
        async ({ documents }, of, body, values, options) => {
          const global = documents.get(of)?.()?.browsingContext?.currentWindowGlobal;
          if (!global) throw new Error('This document has gone.');
          return global.getActor('MarionetteCommands').executeScript(body, values, options);
        },
        number,
        text,
        given,
        privileged ? { sandboxName: 'system', newSandbox: false, timeout: SCRIPT_MS } : { timeout: SCRIPT_MS },
      );
    const document = Object.assign(new FirefoxDocument(run), { number });
    await inChrome(script, number, ...args);
    const isLoaded = async () => document.evaluate(() => globalThis.document.readyState === 'complete' && location.href !== 'about:blank').catch(() => false);
    await until(isLoaded, { describe });
    return document;
  }

  /** The same for a page of the extension, which fetches its words before it shows any. */
  async function openView<A extends unknown[]>(describe: string, script: ChromeScript<[number, ...A], void>, ...args: A): Promise<FirefoxDocument> {
    const document = await openDocument(describe, script, ...args);
    await until(async () => document.evaluate(() => globalThis.document.body.innerText.trim() !== '').catch(() => false), { describe: `the words of ${describe}` });
    return document;
  }

  async function newTab(url: string): Promise<FirefoxTab> {
    const document = await openDocument(
      url,
      ({ gBrowser, Services, documents }, number, address) => {
        const tab = gBrowser.addTab(address, { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });
        gBrowser.selectedTab = tab;
        documents.set(number, () => tab.linkedBrowser);
      },
      url,
    );
    const { number } = document;
    const windowId = () => inChrome(({ documents }, of) => documents.get(of)?.()?.browsingContext?.currentWindowGlobal?.innerWindowId, number);
    return {
      document,
      select: () => inChrome(({ gBrowser, documents }, of) => void (gBrowser.selectedTab = gBrowser.getTabForBrowser(documents.get(of)!()!)!), number),
      reload: async () => {
        const former = await windowId();
        await inChrome(({ documents }, of) => documents.get(of)!()!.reload(), number);
        const isNew = async () => (await windowId()) !== former && document.evaluate(() => globalThis.document.readyState === 'complete').catch(() => false);
        await until(isNew, { describe: `${url} to load anew` });
      },
      close: () => inChrome(({ gBrowser, documents }, of) => gBrowser.removeTab(gBrowser.getTabForBrowser(documents.get(of)!()!)!), number),
    };
  }

  const background = () => inChrome(({ WebExtensionPolicy }, id) => WebExtensionPolicy.getByID(id)!.extension.backgroundState, GECKO_ID);

  try {
    await marionette.send('Marionette:SetContext', { value: 'chrome' });
    await inChrome((scope) => void (scope.documents = new Map()));
    await marionette.send('Addon:Install', { path: distFor('firefox'), temporary: true });
  } catch (error) {
    await close();
    throw error;
  }

  return {
    origin,
    downloads,
    newTab,
    openPanelTab: () => newTab(`${origin}/panel.html`),
    openPanel: () =>
      openView('the panel in the toolbox', async ({ gBrowser, ChromeUtils, documents }, number) => {
        const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
        const { gDevTools } = require('devtools/client/framework/devtools');
        const toolbox = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: 'webconsole', hostType: 'bottom' });
        const wait = () => new Promise((resolve) => setTimeout(resolve, 50));
        const tool = () => toolbox.getAdditionalTools().find(({ label }) => label === 'Holdfast');
        while (tool() === undefined) await wait();
        await toolbox.selectTool(tool()!.id);
        const frame = toolbox.doc.getElementById(`toolbox-panel-iframe-${tool()!.id}`) as HTMLIFrameElement;
        documents.set(number, () => frame.contentDocument!.querySelector('browser'));
      }),
    accessWindow: () =>
      openView('the window that asks for access', ({ Services, documents }, number) => {
        const shown = () => [...Services.wm.getEnumerator('navigator:browser')].map(({ gBrowser }) => gBrowser.selectedBrowser);
        documents.set(number, () => shown().find(({ browsingContext }) => browsingContext?.currentWindowGlobal?.documentURI.spec.includes('/access.html')) ?? null);
      }),
    windows: () => inChrome(({ Services }) => [...Services.wm.getEnumerator('navigator:browser')].length),
    openPopup: async (asker) => {
      // There may be one open still, of a test that is tried again.
      await inChrome(({ document }) => document.querySelector('.webextension-popup-browser')?.closest<Popup>('panel')?.hidePopup());
      await asker.evaluate(async () => (globalThis as unknown as { browser: { action: { openPopup(): Promise<void> } } }).browser.action.openPopup());
      // The element in which it is loaded first is not the one in which it is shown.
      return openView('the popup', ({ document, documents }, number) => {
        documents.set(number, () => document.querySelector('.webextension-popup-browser'));
      });
    },
    answerPermission: async (answer) => {
      const asked = await until(
        () =>
          inChrome(({ Services }, choice) => {
            const popups = [...Services.wm.getEnumerator('navigator:browser')].map(({ document }) => document.querySelector<Popup>('#notification-popup'));
            const popup = popups.find((each) => each?.state === 'open');
            const button = popup?.querySelector<HTMLElement>(choice === 'Allow' ? '.popup-notification-primary-button' : '.popup-notification-secondary-button');
            if (!popup || !button) return '';
            const text = popup.textContent;
            button.click();
            return text;
          }, answer),
        { describe: 'the browser to ask for a permission' },
      );
      return asked.replaceAll(/\s+/g, ' ').trim();
    },
    hasBackground: async () => (await background()) !== 'stopped',
    stopBackground: () =>
      inChrome(
        async ({ WebExtensionPolicy }, id) => WebExtensionPolicy.getByID(id)!.extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true }),
        GECKO_ID,
      ),
    acceptCertificate: (pem, { hostname, port }) =>
      inChrome(
        ({ Cc, Ci }, base64, host, portNumber) => {
          const database = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci['nsIX509CertDB']);
          const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci['nsICertOverrideService']);
          overrides.rememberValidityOverride(host, portNumber, {}, database.constructX509FromBase64(base64), true);
        },
        pem.replaceAll(/-----[^-]+-----|\s/g, ''),
        hostname,
        Number(port),
      ),
    setDarkTheme: (dark) => inChrome(({ Services }, theme) => Services.prefs.setStringPref('devtools.theme', theme), dark ? 'dark' : 'light'),
    close,
  };
}
