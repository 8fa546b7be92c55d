/** Asks the user for access. */
import type { Permissions } from 'webextension-polyfill';
import type { Access } from '../messaging/access.ts';
import { CommandError, type Link } from './link.ts';

/**
 * Whether the extension has access to all that these patterns match, and these permissions. Asks where it has not yet, so
 * it has to be called while a press of a button is handled.
 */
export type Ask = (origins: readonly string[], permissions?: Access['permissions']) => Promise<boolean>;

/** In this time the background answers unless it has to ask the user, in milliseconds. */
const UNASKED_MS = 300;

/**
 * Asks by the browser's own API, or has the background ask where there is none: in the developer tools of Firefox. It does
 * so in a window of its own; `onWindow` says so when it does, and returns how to take that back.
 */
export function accessAsker(api: Pick<Permissions.Static, 'request'> | undefined, send: Link['send'], onWindow: () => () => void): Ask {
  return async (origins, permissions = []) => {
    if (origins.length + permissions.length === 0) return true;
    const access: Access = { origins: [...origins], permissions };
    if (api !== undefined) return api.request(access);
    let takeBack = () => {};
    const timer = setTimeout(() => (takeBack = onWindow()), UNASKED_MS);
    try {
      await send({ type: 'ask-access', access });
      return true;
    } catch (error) {
      if (error instanceof CommandError && error.field === 'access') return false;
      throw error;
    } finally {
      clearTimeout(timer);
      takeBack();
    }
  };
}
