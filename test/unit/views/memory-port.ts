/** A port in memory: what the view posted, and a hand on the other end. */
import type { PortLike } from '../../../src/views/link.ts';
import type { Command } from '../../../src/core/contract/messages.ts';
import type { UpdateMessage } from '../../../src/core/contract/update.ts';

export class MemoryPort implements PortLike {
  readonly posted: Command[] = [];
  #message: (message: unknown) => void = () => undefined;
  #disconnected: () => void = () => undefined;

  readonly onMessage = { addListener: (listener: (message: unknown) => void) => void (this.#message = listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => void (this.#disconnected = listener) };

  postMessage(message: unknown): void {
    this.posted.push(message as Command);
  }

  disconnect(): void {}

  /** Delivers an update as the background would. */
  deliver(update: UpdateMessage | Record<string, unknown>): void {
    this.#message(structuredClone(update));
  }

  /** Ends the port from the background's side. */
  die(): void {
    this.#disconnected();
  }
}
