/** Reads the panel's log list as a user would, by scrolling it from end to end. */
import { chooseTab, type View } from './extension.ts';
import { until } from './until.ts';

interface ShownRow {
  readonly index: number;
  readonly text: string;
}

/** The rows that are in the document now. */
async function shownRows(view: View): Promise<ShownRow[]> {
  return view.$$eval('[role="grid"][aria-label="Server logs"] [role="row"]', (rows) =>
    rows.map((row) => ({ index: Number(row.ariaRowIndex), text: row.querySelector('.log-message')?.textContent ?? '' })),
  );
}

/** The message of every row under the present filter, from the first to the last. */
export async function allMessages(view: View): Promise<string[]> {
  await chooseTab(view, 'Logs');
  const grid = await until(() => view.$('aria/Server logs[role="grid"]'), { describe: 'the list of log lines' });
  const messages: string[] = [];
  await grid.evaluate((element) => element.scrollTo(0, 0));
  const count = await grid.evaluate((element) => Number(element.ariaRowCount));
  while (messages.length < count) {
    const before = messages.length;
    // Lines that arrive meanwhile are no substitute: what is read goes on exactly where it stopped.
    await until(
      async () => {
        for (const { index, text } of await shownRows(view)) if (index === messages.length + 1) messages.push(text);
        return messages.length > before;
      },
      { describe: () => `row ${before + 1} of ${count}` },
    );
    await grid.evaluate((element) => element.scrollBy(0, element.clientHeight - 40));
  }
  return messages.slice(0, count);
}
