/** Sends a command as a view would, for set-ups whose subject is not the control that sends it. */
import type { Command } from '../../src/core/contract/messages.ts';
import type { View } from './extension.ts';

export async function sendCommand(view: View, command: Command): Promise<void> {
  await view.evaluate((message) => {
    const { runtime } = (globalThis as unknown as { chrome: { runtime: { connect(info: { name: string }): { postMessage(message: unknown): void } } } }).chrome;
    runtime.connect({ name: 'view' }).postMessage(message);
  }, command);
}
