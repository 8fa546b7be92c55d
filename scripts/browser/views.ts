/** Opens the extension's real views: the panel inside DevTools, and the popup of its toolbar button. */
import type { Browser, Extension, Frame, JSHandle, Page } from 'puppeteer-core';
import { until } from './until.ts';

export interface OpenPanel {
  /** The DevTools window itself, for screenshots and for its settings. */
  readonly devtools: Page;
  readonly panel: Frame;
}

/** What is used of the DevTools front end. Its modules are not a public interface. */
interface FrontEnd {
  readonly InspectorView: {
    readonly InspectorView: {
      instance(): {
        readonly tabbedPane?: { readonly tabs: readonly { readonly id: string; readonly title: string }[] };
        showPanel(id: string): Promise<void>;
      } | null;
    };
  };
  readonly DockController: { readonly DockController: { instance(): { setDockSide(side: string): void } } };
}

/** As text, because a test runner rewrites the imports of its modules, those that are meant for the browser too. */
function frontEnd(devtools: Page): Promise<JSHandle<FrontEnd>> {
  return devtools.evaluateHandle("import('./ui/legacy/legacy.js')") as Promise<JSHandle<FrontEnd>>;
}

/** Opens DevTools on a page and chooses the Holdfast panel. */
export async function openDevToolsPanel(page: Page): Promise<OpenPanel> {
  const devtools = await page.openDevTools();
  // As if DevTools stood in a window of its own: Chromium does not answer questions about roles while a page is hidden.
  await devtools.emulateFocusedPage(true);
  const choosePanel = async () =>
    (await frontEnd(devtools)).evaluate(async ({ InspectorView }, title) => {
      const view = InspectorView.InspectorView.instance();
      const tab = view?.tabbedPane?.tabs.find((candidate) => candidate.title === title);
      if (view && tab) await view.showPanel(tab.id);
      return tab !== undefined;
    }, 'Holdfast');
  // Until the front end has loaded, its modules cannot be imported and its context comes and goes.
  await until('the Holdfast tab in DevTools', () => choosePanel().catch(() => false));
  const panel = await devtools.waitForFrame((frame) => frame.url().includes('/panel.html'));
  return { devtools, panel };
}

export type DockSide = 'undocked' | 'bottom' | 'right' | 'left';

/** Docks DevTools at a side of the page's window, or takes it out of that: then a screenshot shows it alone, at full width. */
export async function moveDevTools(devtools: Page, side: DockSide): Promise<void> {
  await (await frontEnd(devtools)).evaluate(({ DockController }, to) => DockController.DockController.instance().setDockSide(to), side);
}

/** Presses the toolbar button above a page, as a user would, and returns the popup. */
export async function openPopup(browser: Browser, extension: Extension, page: Page): Promise<Page> {
  await page.bringToFront();
  await extension.triggerAction(page);
  const popup = await browser.waitForTarget((target) => target.url().startsWith(`chrome-extension://${extension.id}/popup.html`));
  return popup.asPage();
}
