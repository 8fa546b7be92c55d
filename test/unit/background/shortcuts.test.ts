/** The shortcuts that the manifest names, each with a command that the one table carries out. */
import { expect, it } from 'vitest';
import { commandOfShortcut } from '../../../src/background/shortcuts.ts';
import { parseCommand } from '../../../src/core/contract/messages.ts';
import { manifestFor, readManifest } from '../../../scripts/build/manifest.ts';

interface Shortcut {
  readonly suggested_key: { readonly default: string };
  readonly description: string;
}

const shortcutsOf = (target: 'chrome' | 'firefox') => manifestFor(target, readManifest())['commands'] as Readonly<Record<string, Shortcut>>;

/** What Chrome, Firefox and their menus do with Alt+Shift and a letter. */
const TAKEN = ['Alt+Shift+A', 'Alt+Shift+B', 'Alt+Shift+C', 'Alt+Shift+F', 'Alt+Shift+I', 'Alt+Shift+P', 'Alt+Shift+R', 'Alt+Shift+T'];

it.each(['chrome', 'firefox'] as const)('open the popup and reconnect in %s, by keys of their own', (target) => {
  const shortcuts = shortcutsOf(target);
  expect(Object.keys(shortcuts)).toEqual(['_execute_action', 'reconnect']);
  const keys = Object.values(shortcuts).map(({ suggested_key }) => suggested_key.default);
  expect(new Set([...keys, ...TAKEN]).size).toBe(keys.length + TAKEN.length);
  // With a letter and Alt alone, menus of Windows and Linux open.
  for (const key of keys) expect(key).toMatch(/^Alt\+Shift\+[A-Z]$/);
});

it('stand for commands that a view could send as well', () => {
  const command = commandOfShortcut('reconnect', 'shop');
  expect(command).toMatchObject({ type: 'reconnect', profile: 'shop', url: null });
  expect(parseCommand(command).ok).toBe(true);
});

it.each(['_execute_action', 'constructor', 'of-a-later-version', ''])('are no command of ours when named “%s”', (name) => expect(commandOfShortcut(name, 'shop')).toBeNull());
