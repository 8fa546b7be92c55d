/** The keyboard shortcuts as the user's browser has them: it may have left one out, and the user may have changed them. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Browser } from 'webextension-polyfill';

export interface Shortcuts {
  /** As the browser writes it, such as “Alt+Shift+H”; empty where there is none. */
  readonly popup: string;
  readonly reconnect: string;
}

const current = signal<Shortcuts>({ popup: '', reconnect: '' });

export const shortcuts: ReadonlySignal<Shortcuts> = current;

/** Asks the browser for them. Firefox's DevTools have no such interface. */
export async function readShortcuts(commands: Browser['commands'] | undefined): Promise<void> {
  const known = (await commands?.getAll()) ?? [];
  const keyOf = (command: string) => known.find(({ name }) => name === command)?.shortcut ?? '';
  current.value = { popup: keyOf('_execute_action'), reconnect: keyOf('reconnect') };
}
