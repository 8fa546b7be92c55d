/** The keyboard shortcuts of the manifest, but for `_execute_action`, with which the browser itself opens the popup. */
import type { Command } from '../core/contract/messages.ts';

/** The command that a shortcut stands for; null of a shortcut of another version. */
export function commandOfShortcut(shortcut: string, selected: string): Command | null {
  return shortcut === 'reconnect' ? { type: 'reconnect', id: 0, profile: selected, url: null } : null;
}
