/** Sends the same again and again at a rate, one after the other, until it is done, stopped or refused. */

export interface RepeatOptions {
  readonly times: number;
  readonly perSecond: number;
  /** Sends one; resolves with whether to go on. */
  readonly send: () => Promise<boolean>;
  readonly clock?: RepeatClock;
}

export interface RepeatClock {
  now(): number;
  /** Resolves after so many ms. */
  wait(ms: number): Promise<void>;
}

export interface Repetition {
  /** Resolves when it is over, whyever. */
  readonly done: Promise<void>;
  stop(): void;
}

export const MOST_TIMES = 10_000;
export const FASTEST_PER_SECOND = 1_000;

const realClock: RepeatClock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function repeat({ times, perSecond, send, clock = realClock }: RepeatOptions): Repetition {
  const stopping = new AbortController();
  const run = async () => {
    const start = clock.now();
    for (let sent = 0; sent < times && !stopping.signal.aborted; sent += 1) {
      // By the beginning and not by the one before, so that a slow answer does not slow all that follow.
      const wait = start + (sent * 1000) / perSecond - clock.now();
      if (wait > 0) await clock.wait(wait);
      if (stopping.signal.aborted || !(await send())) return;
    }
  };
  return {
    done: run(),
    stop: () => stopping.abort(),
  };
}
