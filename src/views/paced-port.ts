/**
 * A port whose entries come a frame at a time. In a burst a view would otherwise fold and draw after each message, twice
 * over for most of what it draws, and leave its thread no time for whoever presses a key. Everything else comes at once, and
 * all in the order in which it was sent.
 */
import { batch } from '@preact/signals';
import type { PortLike } from './link.ts';

/** How long messages are taken before the next frame gets its turn, in ms. What follows from them takes about as long again. */
const BUDGET_MS = 10;
/** A panel that DevTools do not show gets no frames. */
const LATEST_FRAME_MS = 100;

/** What of a page the pace depends on. */
export interface Pace {
  /** Runs a function with the next frame. */
  readonly onNextFrame: (run: () => void) => void;
  /** Whether nobody sees the page. Browsers let the timers of such pages run once a minute: what waited for them would pile up. */
  readonly isHidden: () => boolean;
  /** In ms. */
  readonly now: () => number;
}

const PAGE: Pace = { onNextFrame: withNextFrame, isHidden: () => document.visibilityState === 'hidden', now: () => performance.now() };

function withNextFrame(run: () => void): void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    run();
  });
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    run();
  }, LATEST_FRAME_MS);
}

/** `port` with its messages paced. */
export function pacedPort(port: PortLike, { onNextFrame, isHidden, now }: Pace = PAGE): PortLike {
  const waiting: unknown[] = [];
  let scheduled = false;
  let listener: (message: unknown) => void = () => undefined;

  /**
   * Hands on what waits, for as long as the budget lasts. Signals that change on the way are told once, and not more than
   * that comes between two times: a list that is told too late would have dropped what its reader never saw.
   */
  function deliver(): void {
    const began = now();
    batch(() => {
      do listener(waiting.shift());
      while (waiting.length > 0 && now() - began < BUDGET_MS);
    });
  }

  function deliverAll(): void {
    while (waiting.length > 0) deliver();
  }

  function schedule(): void {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    onNextFrame(() => {
      scheduled = false;
      if (waiting.length > 0) deliver();
      schedule();
    });
  }

  port.onMessage.addListener((message) => {
    waiting.push(message);
    if (hasEntries(message) && !isHidden()) schedule();
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
