/** Asks the user for access to hosts. */
import type { Permissions } from 'webextension-polyfill';
import { say } from '../words/say.ts';

/** Asks for what these patterns match. Resolves at once, with nothing shown, where access was given before or none is needed. */
export function accessAsker(permissions: Pick<Permissions.Static, 'request'>): (patterns: readonly string[]) => Promise<boolean> {
  return async (patterns) => patterns.length === 0 || permissions.request({ origins: [...patterns] });
}

/** What to say when the user gave no access to the server that a profile connects to as somebody else. */
export function accessRefused(url: string): string {
  return say('common_accessRefused', { host: new URL(url).host });
}
