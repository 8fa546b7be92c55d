/** Works popup and panel in Firefox by the same names as controls.ts of scripts/browser does in Chromium. */
import type { ButtonName, GridName, StatusName, TabName } from '../../../scripts/browser/controls.ts';
import { until } from '../until.ts';
import type { FirefoxDocument } from './document.ts';

/** What a live region says: one line, words apart. */
export async function statusText(view: FirefoxDocument, name: StatusName): Promise<string> {
  return view.with('status', name, (element) => element.innerText.replaceAll(/\s+/g, ' ').trim());
}

/** Waits until a live region's text matches, and returns it. */
export async function waitForStatus(view: FirefoxDocument, name: StatusName, pattern: RegExp, timeout = 30_000): Promise<string> {
  let text = '';
  const matches = async () => pattern.test((text = await statusText(view, name))) && text;
  return until(matches, { timeout, describe: () => `${name} to match ${String(pattern)}; it says “${text}”` });
}

/** The current Socket.IO session id. */
export async function sessionId(view: FirefoxDocument): Promise<string> {
  return view.evaluate(() => document.querySelector('[data-field="sid"]')?.textContent.trim() ?? '');
}

/** How many rows a grid holds under its current filter, shown or not. */
export async function rowCount(view: FirefoxDocument, name: GridName): Promise<number> {
  return view.with('grid', name, (element) => Number(element.ariaRowCount));
}

const BACKSPACE = '\uE003';

/** Replaces what a box holds, key by key. */
export async function fill(view: FirefoxDocument, role: 'textbox' | 'searchbox', name: string, text: string): Promise<void> {
  await view.with(
    role,
    name,
    async (element, hands, keys) => {
      await hands.clear(element);
      await hands.type(element, keys);
    },
    // Emptied alone, the box would tell the view nothing.
    text === '' ? ` ${BACKSPACE}` : text,
  );
}

/** Clicks a button once it is available: until something is known, the views mark some with aria-disabled. */
export async function press(view: FirefoxDocument, name: ButtonName | (string & {})): Promise<void> {
  const pressed = async () =>
    view.with('button', name, async (element, hands) => {
      if (element.ariaDisabled === 'true') return false;
      try {
        await hands.click(element);
        return true;
      } catch (error) {
        // A popup that grows to its content has for a moment no place for what is in it.
        if (String(error).includes('could not be scrolled into view')) return false;
        throw error;
      }
    });
  await until(pressed, { describe: `the button ${name} to be available` });
}

export async function chooseTab(view: FirefoxDocument, name: TabName): Promise<void> {
  await view.with('tab', name, async (element, hands) => hands.click(element));
}

/** Connects the selected profile to a server that acknowledges, and waits until it has. */
export async function connectTo(view: FirefoxDocument, url: string): Promise<void> {
  await fill(view, 'textbox', 'Server URL', url);
  await press(view, 'Connect');
  await waitForStatus(view, 'Acknowledgement', /^Acknowledged/);
}
