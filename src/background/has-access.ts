/** Whether the user has given an access. */
import { nativeBrowser as browser } from '../native-browser.ts';
import type { Access } from '../core/settings/access.ts';

/** Whether the extension has all of it. What needs nothing of the user always does. */
export async function hasAccess({ origins, permissions }: Access): Promise<boolean> {
  if (origins.length + permissions.length === 0) return true;
  return browser.permissions.contains({ origins, permissions });
}
