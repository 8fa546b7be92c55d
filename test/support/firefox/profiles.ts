/** Saves and chooses profiles through a view's own port, for tests whose subject is not the editor. */
import type { CommandRequest } from '../../../src/core/contract/messages.ts';
import { profileFor, type ProfileChanges } from '../profile.ts';
import { until } from '../until.ts';
import type { FirefoxDocument } from './document.ts';

interface ExtensionApi {
  readonly runtime: {
    connect(info: { name: string }): {
      postMessage(message: unknown): void;
      readonly onMessage: { addListener(listener: (message: { type: string; error?: { message: string } | null }) => void): void };
    };
  };
}

/** Sends a command as a view would, and returns what is wrong with it, or null. */
export async function sendCommand(view: FirefoxDocument, command: CommandRequest): Promise<string | null> {
  return view.evaluate(
    async (message) =>
      new Promise<string | null>((resolve) => {
        const { browser } = globalThis as unknown as { browser: ExtensionApi };
        const port = browser.runtime.connect({ name: 'view' });
        port.onMessage.addListener(({ type, error }) => type === 'reply' && resolve(error?.message ?? null));
        port.postMessage({ ...message, id: 1 });
      }),
    command,
  );
}

/** Saves a profile with these changes to the default one, and chooses it. */
export async function chooseProfile(view: FirefoxDocument, changes: ProfileChanges & { id: string }): Promise<void> {
  await sendCommand(view, { type: 'save-profile', profile: profileFor('http://127.0.0.1:5552', changes) });
  await sendCommand(view, { type: 'select', profile: changes.id });
  const isShown = async () => view.with('combobox', 'Profile', (element) => (element as HTMLSelectElement).value);
  await until(async () => (await isShown()) === changes.id, { describe: `the profile ${changes.id} to be shown` });
}
