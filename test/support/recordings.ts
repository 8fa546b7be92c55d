/** Works the Recordings view by its accessible names. */
import { chooseTab, type TabName, type View } from './extension.ts';
import { until } from './until.ts';

export interface ListedRow {
  readonly name: string;
  readonly what: string;
  readonly goesOn: boolean;
  readonly pinned: boolean;
  /** NaN until it is known. */
  readonly entries: number;
}

/** The rows of the list, from the top. */
export async function listedRecordings(view: View): Promise<ListedRow[]> {
  return view.$$eval('table[aria-label="Recordings"] tbody tr', (rows) =>
    rows.map((row) => {
      const text = (column: string) => row.querySelector(`.column-${column}`)?.textContent?.trim() ?? '';
      const box = row.querySelector('input')!;
      return {
        name: box.value === '' ? box.placeholder : box.value,
        what: text('of'),
        goesOn: text('until') === 'still recording',
        pinned: row.querySelector('.column-pinned button')?.ariaPressed === 'true',
        entries: Number(text('entries').replaceAll(',', '') || Number.NaN),
      };
    }),
  );
}

/** Presses the button that does something to the first recording of a name for which there is such a button. */
export async function pressOfRecording(view: View, action: 'Open' | 'Delete' | 'Pin' | 'New recording of', name: string, tab?: TabName): Promise<void> {
  if (tab !== undefined) await chooseTab(view, tab);
  const pressed = async () =>
    view.$$eval('table[aria-label="Recordings"] tbody button', (buttons, wanted) => {
      const found = buttons.find((button) => (button.querySelector('.offscreen')?.textContent ?? '') === wanted);
      found?.click();
      return found !== undefined;
    }, `${action} ${name}`);
  await until(pressed, { describe: `the button ${action} ${name}` });
}
