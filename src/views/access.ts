/** Asks the user for access. */
import type { Permissions } from 'webextension-polyfill';
import { askable, type Access } from '../core/settings/access.ts';
import { say } from '../core/words/say.ts';

/**
 * Whether the extension has access to all that these patterns match, and these permissions. Asks where it has not yet, so
 * it has to be called while a press of a button is handled.
 */
export type Ask = (origins: readonly string[], permissions?: Access['permissions']) => Promise<boolean>;

/**
 * Asks by the browser's own API. Resolves at once, with nothing shown, where access was given before or none is needed.
 * `optional` are the permissions that the manifest lets us ask for.
 */
export function accessAsker(api: Pick<Permissions.Static, 'request'>, optional: readonly string[] | undefined): Ask {
  return async (origins, permissions = []) => {
    const asked = askable({ origins: [...origins], permissions }, optional);
    return asked.origins.length + asked.permissions.length === 0 || api.request(asked as Permissions.Permissions);
  };
}

/** What to say when the user gave no access to the server that a profile connects to as somebody else. */
export function accessRefused(url: string): string {
  return say('common_accessRefused', { host: new URL(url).host });
}
