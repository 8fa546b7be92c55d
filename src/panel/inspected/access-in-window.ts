/** Asks the user for access where the browser has no API for it: in the developer tools of Firefox. */
import type { Access } from '../../core/settings/access.ts';
import type { Ask } from '../../views/access.ts';
import { CommandError, type Link } from '../../views/link.ts';

/** In this time the background answers unless it has to ask the user, in milliseconds. */
const UNASKED_MS = 300;

/** Has the background ask, in a window of its own; `onWindow` says so when it does, and returns how to take that back. */
export function askerInWindow(send: Link['send'], onWindow: () => () => void): Ask {
  return async (origins, permissions = []) => {
    if (origins.length + permissions.length === 0) return true;
    const access: Access = { origins: [...origins], permissions };
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
