/** Waits for the archive, which is written a few times a second. */
import { until } from './until.ts';

/** A page of the extension, in whichever browser. */
interface View {
  evaluate(isSaved: (text: string) => Promise<boolean>, message: string): Promise<boolean>;
}

/** A stop before that loses what is younger. The panel can read the archive itself; what does not fill a block is text there. */
export async function savedToDisk(view: View, message: string): Promise<void> {
  await until(
    async () =>
      view.evaluate(
        async (text) =>
          new Promise<boolean>((resolve, reject) => {
            const opening = indexedDB.open('holdfast-recordings');
            let isNew = false;
            // Whoever looks makes no database of its own, which would keep the background from making its one.
            opening.onupgradeneeded = () => {
              isNew = true;
              opening.transaction?.abort();
            };
            opening.onerror = () => (isNew ? resolve(false) : reject(opening.error ?? new Error('The archive did not open.')));
            opening.onsuccess = () => {
              const reading = opening.result.transaction('tails').objectStore('tails').getAll();
              reading.onsuccess = () => {
                opening.result.close();
                resolve(JSON.stringify(reading.result).includes(text));
              };
            };
          }),
        message,
      ),
    { describe: `“${message}” to be on disk` },
  );
}
