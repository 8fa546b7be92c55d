/**
 * The built extension with the permissions that a user would have given: a browser without a window shows no question to
 * answer. Nothing else of it differs.
 */
import { changeJson, launchChanged, type ChangedExtension } from './changed-extension.ts';

interface Manifest {
  permissions: string[];
  optional_permissions?: string[];
  host_permissions?: string[];
}

/** Gives the extension in a folder access to these hosts, as patterns. */
export async function permit(folder: string, hosts: string[]): Promise<void> {
  await changeJson<Manifest>(folder, 'manifest.json', ({ optional_permissions: optional = [], ...manifest }) => ({
    ...manifest,
    permissions: [...manifest.permissions, ...optional],
    host_permissions: hosts,
  }));
}

/**
 * Launches it with access to these hosts. With `optional`, it is then installed once more as it was built: what was given
 * stays given, and can be given up.
 */
export async function launchPermitted(hosts: string[], { optional = false } = {}): Promise<ChangedExtension> {
  return launchChanged(async (folder) => permit(folder, hosts), { thenAsBuilt: optional });
}
