/** Reads the panel's log list as a user would, by scrolling it from end to end. */
import { chooseTab, type View } from './extension.ts';
import { until } from './until.ts';

export interface LogRow {
  readonly message: string;
  /** Whether it says that lines may be missing before it. */
  readonly gap: boolean;
}

interface ShownRow extends LogRow {
  readonly index: number;
}

/** The rows that are in the document now. */
async function shownRows(view: View): Promise<ShownRow[]> {
  return view.$$eval('[role="grid"][aria-label="Server logs"] [role="row"]', (rows) =>
    rows.map((row) => ({ index: Number(row.ariaRowIndex), message: row.querySelector('.log-message')?.textContent ?? '', gap: row.querySelector('[role="note"]') !== null })),
  );
}

/** The message of every row under the present filter, from the first to the last. */
export async function allMessages(view: View): Promise<string[]> {
  return (await allLogRows(view)).map(({ message }) => message);
}

/** Every row under the present filter, from the first to the last. */
export async function allLogRows(view: View): Promise<LogRow[]> {
  await chooseTab(view, 'Logs');
  const grid = await until(() => view.$('aria/Server logs[role="grid"]'), { describe: 'the list of log lines' });
  const read: LogRow[] = [];
  await grid.evaluate((element) => element.scrollTo(0, 0));
  const count = await grid.evaluate((element) => Number(element.ariaRowCount));
  while (read.length < count) {
    const before = read.length;
    // Lines that arrive meanwhile are no substitute: what is read goes on exactly where it stopped.
    await until(
      async () => {
        for (const { index, ...row } of await shownRows(view)) if (index === read.length + 1) read.push(row);
        return read.length > before;
      },
      { describe: () => `row ${before + 1} of ${count}` },
    );
    // On to the last row that was read: those beyond it may not have come from the disk yet.
    await grid.evaluate((element, last) => {
      const row = element.querySelector(`[aria-rowindex="${last}"]`);
      if (row !== null) element.scrollBy(0, row.getBoundingClientRect().top - element.getBoundingClientRect().top);
    }, read.length);
  }
  return read.slice(0, count);
}
