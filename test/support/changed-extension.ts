/** The built extension with something about it changed. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { distFor } from '../../scripts/paths.ts';
import { launchExtension, type RunningExtension } from './extension.ts';

export interface ChangedExtension extends RunningExtension {
  /** Changes its folder and has the browser take it anew, as a reload or an update does. */
  replace(further: (folder: string) => Promise<void>): Promise<void>;
}

/** Launches a copy of the Chrome build, of which `change` gets the folder. `thenAsBuilt` installs it once more without the change. */
export async function launchChanged(change: (folder: string) => Promise<void>, { thenAsBuilt = false } = {}): Promise<ChangedExtension> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-changed-'));
  await cp(distFor('chrome'), folder, { recursive: true });
  await change(folder);
  const extension = await launchExtension({ dist: folder });
  if (thenAsBuilt) {
    await cp(distFor('chrome'), folder, { recursive: true, force: true });
    await extension.browser.installExtension(folder);
  }
  return {
    ...extension,
    replace: async (further) => {
      await further(folder);
      await extension.browser.installExtension(folder);
    },
    close: async () => {
      await extension.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rewrites one of its JSON files. */
export async function changeJson<T>(folder: string, name: string, change: (content: T) => T): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as T)));
}
