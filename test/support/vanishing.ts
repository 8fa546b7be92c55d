/** Takes the extension's storage away under it, as somebody who cleans up would. */
import { until } from './until.ts';

/** A page of the extension, in whichever browser. */
interface View {
  evaluate(act: () => Promise<boolean>): Promise<boolean>;
}

/** Deletes the database of recordings, which the background and this page have open, and waits until it is gone. */
export async function deleteDatabase(view: View): Promise<void> {
  await view.evaluate(
    async () =>
      new Promise<boolean>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('holdfast-recordings');
        deleting.onsuccess = () => resolve(true);
        deleting.onerror = () => reject(deleting.error ?? new Error('The database was not deleted.'));
      }),
  );
}

interface Global {
  readonly browser?: Global['chrome'];
  readonly chrome: { readonly storage: { readonly local: { clear(): Promise<void>; get(): Promise<object> } } };
}

/** Empties what the browser keeps of settings, and waits until something is there again. */
export async function clearSettings(view: View): Promise<void> {
  await view.evaluate(async () => {
    const { browser, chrome } = globalThis as unknown as Global;
    await (browser ?? chrome).storage.local.clear();
    return true;
  });
  const isThere = async () => {
    const { browser, chrome } = globalThis as unknown as Global;
    return Object.keys(await (browser ?? chrome).storage.local.get()).length > 0;
  };
  await until(async () => view.evaluate(isThere), { describe: 'the settings to be stored again' });
}
