/** Reads and works popup and panel by role and accessible name alone: the contract that README and tests rely on. */
import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { until } from './until.ts';

/** A view of the extension: the popup, the panel in a tab, or the panel's frame in DevTools. */
export type View = Page | Frame;

export type StatusName = 'Connection' | 'Acknowledgement' | 'Heartbeat' | 'Transport';
export type ButtonName = 'Connect' | 'Disconnect' | 'Reconnect' | 'Send heartbeat';
export type TabName = 'Overview' | 'Logs' | 'Messages' | 'Statistics' | 'Page sockets' | 'Compose' | 'Recordings' | 'Settings';
export type GridName = 'Server logs' | 'Messages';

const frameOf = (view: View): Frame => ('mainFrame' in view ? view.mainFrame() : view);

/** Puppeteer's own waiting for a role goes by animation frames, which a page behind another does not get. */
async function read(view: View, selector: string, property: (element: Element) => string): Promise<string> {
  const element = await until(`${selector} in ${view.url()}`, () => frameOf(view).$(selector), 15_000);
  try {
    return (await element.evaluate(property)).trim();
  } finally {
    await element.dispose();
  }
}

/** What a live region says, as it is seen: one line, words apart. */
export async function statusText(view: View, name: StatusName): Promise<string> {
  const text = await read(view, `aria/${name}[role="status"]`, (element) => (element as HTMLElement).innerText);
  return text.replaceAll(/\s+/g, ' ');
}

/** Waits until a live region's text matches, and returns it. */
export async function waitForStatus(view: View, name: StatusName, pattern: RegExp, timeout?: number): Promise<string> {
  let text = '';
  const matches = async () => {
    text = await statusText(view, name);
    return pattern.test(text);
  };
  await until(`${name} to match ${String(pattern)}`, matches, timeout).catch((error: Error) => {
    throw new Error(`${error.message} It says “${text}”.`);
  });
  return text;
}

/** The current Socket.IO session id. */
export function sessionId(view: View): Promise<string> {
  return read(view, '[data-field="sid"]', (element) => element.textContent ?? '');
}

/** How many rows a grid holds under its current filter, shown or not. */
export async function rowCount(view: View, name: GridName): Promise<number> {
  return Number(await read(view, `aria/${name}[role="grid"]`, (element) => element.ariaRowCount ?? ''));
}

export async function fill(view: View, textbox: 'Server URL' | 'Filter', text: string): Promise<void> {
  const role = textbox === 'Filter' ? 'searchbox' : 'textbox';
  await fillBox(view, `aria/${textbox}[role="${role}"]`, text);
}

/** Fills the box that a selector finds, as soon as it is in sight. */
export async function fillBox(view: View, selector: string, text: string): Promise<void> {
  const box = frameOf(view).locator(selector);
  if (text !== '') {
    await box.fill(text);
    return;
  }
  // Puppeteer would empty the box without an input event, so the view would never hear of it.
  const element = (await box.waitHandle()) as ElementHandle<HTMLInputElement>;
  await element.focus();
  await element.evaluate((input) => input.select());
  await element.press('Backspace');
}

export async function press(view: View, button: ButtonName): Promise<void> {
  await frameOf(view).locator(`aria/${button}[role="button"]`).click();
}

/** Shows a view, and waits until its code is there. */
export async function chooseTab(view: View, tab: TabName): Promise<void> {
  await frameOf(view).locator(`aria/${tab}[role="tab"]`).click();
  const shown = () => frameOf(view).$(`aria/${tab}[role="tabpanel"]`);
  await until(`${tab} in ${view.url()}`, async () => {
    const panel = await shown();
    return panel !== null && (await panel.evaluate((element) => element.querySelector('[aria-busy="true"]') === null));
  });
}

/** Connects the selected profile to a server that acknowledges, and waits until it has. */
export async function connectTo(view: View, url: string): Promise<void> {
  await fill(view, 'Server URL', url);
  await press(view, 'Connect');
  await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
}
