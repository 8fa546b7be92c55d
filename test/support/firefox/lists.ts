/** Reads what the panel in Firefox lists. */
import { until } from '../until.ts';
import { chooseTab } from './controls.ts';
import type { FirefoxDocument } from './document.ts';

/** The texts of all elements that a selector finds now, one line each. */
export async function textsOf(view: FirefoxDocument, selector: string): Promise<string[]> {
  return view.evaluate((css) => [...document.querySelectorAll<HTMLElement>(css)].map((element) => element.innerText.replaceAll(/\s+/g, ' ').trim()), selector);
}

/** The message of every log line under the present filter, from the first to the last, read by scrolling. */
export async function allMessages(view: FirefoxDocument): Promise<string[]> {
  await chooseTab(view, 'Logs');
  const count = await view.with('grid', 'Server logs', (element) => {
    element.scrollTo(0, 0);
    return Number(element.ariaRowCount);
  });
  const messages: string[] = [];
  while (messages.length < count) {
    const before = messages.length;
    await until(
      async () => {
        const rows = await view.with('grid', 'Server logs', (element) =>
          [...element.querySelectorAll('[role="row"]')].map((row) => ({ index: Number(row.ariaRowIndex), message: row.querySelector('.log-message')?.textContent ?? '' })),
        );
        for (const { index, message } of rows) if (index === messages.length + 1) messages.push(message);
        return messages.length > before;
      },
      { describe: () => `row ${before + 1} of ${count}` },
    );
    await view.with('grid', 'Server logs', (element) => element.scrollBy(0, element.clientHeight - 40));
  }
  return messages.slice(0, count);
}
