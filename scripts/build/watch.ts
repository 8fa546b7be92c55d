/** Rebuilds after every change of a source, a page, a style, an icon or the manifest. */
import { watch } from 'node:fs';
import path from 'node:path';
import { formatTimeOfDay } from '../../src/core/words/format.ts';
import { root } from '../paths.ts';

/** Editors save in several steps, and a branch switch touches many files: one build for all of them. */
const SETTLE_MS = 100;

export function watchSources(build: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();

  const rebuild = async (file: string) => {
    const time = formatTimeOfDay(Date.now());
    try {
      await build();
      console.log(`${time} rebuilt after a change of ${file}.`);
    } catch (error) {
      console.error(`${time} not rebuilt: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const changed = (file: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(() => rebuild(file));
    }, SETTLE_MS);
  };

  for (const folder of ['src', 'icons']) {
    watch(path.join(root, folder), { recursive: true }, (_, file) => changed(path.join(folder, file ?? '')));
  }
  // The folder rather than the file, because editors replace files, and a watcher stays with the one that is gone.
  watch(root, (_, file) => {
    if (file === 'manifest.json') changed(file);
  });
  console.log('Watching src, icons and manifest.json. Ctrl-C ends it.');
}
