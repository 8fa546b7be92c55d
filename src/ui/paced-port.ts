/**
 * A port whose entries come a frame at a time. In a burst a view would otherwise fold and draw after each message, twice
 * over for most of what it draws, and leave its thread no time for whoever presses a key. Everything else comes at once, and
 * all in the order in which it was sent.
 */
import { batch } from '@preact/signals';
import type { PortLike } from './link.ts';

/** How long messages are taken before the next frame gets its turn, in ms. What follows from them takes about as long again. */
const BUDGET_MS = 10;
/** A page that is not to be seen gets no frames. */
const HIDDEN_FRAME_MS = 100;

/** Runs a function with the next frame. */
export function withNextFrame(run: () => void): void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    run();
  });
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    run();
  }, HIDDEN_FRAME_MS);
}

/** `port` with its messages paced. `now` in ms. */
export function pacedPort(port: PortLike, onNextFrame = withNextFrame, now: () => number = () => performance.now()): PortLike {
  let waiting: unknown[] = [];
  let scheduled = false;
  let listener: (message: unknown) => void = () => undefined;

  /** Hands on what waits, for so many ms. Signals that change on the way are told once. */
  function deliver(budgetMs: number): void {
    const began = now();
    const messages = waiting;
    waiting = [];
    let done = 0;
    batch(() => {
      do listener(messages[done]);
      while (++done < messages.length && now() - began < budgetMs);
    });
    // What the listener has caused may have come meanwhile.
    waiting = [...messages.slice(done), ...waiting];
    if (waiting.length > 0) schedule();
  }

  function deliverAll(): void {
    if (waiting.length > 0) deliver(Infinity);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    onNextFrame(() => {
      scheduled = false;
      if (waiting.length > 0) deliver(BUDGET_MS);
    });
  }

  port.onMessage.addListener((message) => {
    waiting.push(message);
    if (hasEntries(message)) schedule();
    else deliverAll();
  });
  return {
    postMessage: (message) => port.postMessage(message),
    disconnect: () => port.disconnect(),
    onMessage: { addListener: (added) => (listener = added) },
    onDisconnect: {
      addListener(added) {
        port.onDisconnect.addListener(() => {
          deliverAll();
          added();
        });
      },
    },
  };
}

function hasEntries(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { type, recordings } = message as { type?: unknown; recordings?: unknown };
  return type === 'history' || (type === 'delta' && recordings !== undefined);
}
