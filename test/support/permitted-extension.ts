/**
 * The built extension with the permissions that a user would have given: a browser without a window shows no question to
 * answer. Nothing else of it differs.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { distFor } from '../../scripts/paths.ts';
import { launchExtension, type RunningExtension } from './extension.ts';

interface Manifest {
  permissions: string[];
  optional_permissions?: string[];
  host_permissions?: string[];
}

/**
 * Launches it with access to these hosts, as patterns. With `optional`, it is then installed once more as it was built: what
 * was given stays given, and can be given up.
 */
export async function launchPermitted(hosts: string[], { optional = false } = {}): Promise<RunningExtension> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-permitted-'));
  await cp(distFor('chrome'), folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  const built = await readFile(file, 'utf8');
  const manifest = JSON.parse(built) as Manifest;
  manifest.permissions = [...manifest.permissions, ...(manifest.optional_permissions ?? [])];
  manifest.host_permissions = hosts;
  delete manifest.optional_permissions;
  await writeFile(file, JSON.stringify(manifest));
  const extension = await launchExtension({ dist: folder });
  if (optional) {
    await writeFile(file, built);
    await extension.browser.installExtension(folder);
  }
  return {
    ...extension,
    close: async () => {
      await extension.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
