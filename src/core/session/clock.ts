/**
 * Estimates how far a server's clock is ahead of ours from the timestamps in what it sends. Each sample says "at our time
 * `at` I hold something that the server stamped `serverTime`", so it lags by however long it travelled: the sample that
 * lags least is the best one. Samples are kept in two windows, so that a clock that is set anew is noticed.
 */

/** How long a window of samples lasts, in milliseconds. */
const WINDOW_MS = 600_000;

export interface ClockEstimate {
  readonly windowStart: number;
  /** The largest `serverTime - at` in this window and in the one before it. */
  readonly best: number;
  readonly former: number | null;
}

/** Adds a sample; times in epoch milliseconds. */
export function observeClock(estimate: ClockEstimate | null, at: number, serverTime: number): ClockEstimate {
  const lead = serverTime - at;
  if (estimate === null) return { windowStart: at, best: lead, former: null };
  if (at - estimate.windowStart > WINDOW_MS) return { windowStart: at, best: lead, former: estimate.best };
  return lead > estimate.best ? { ...estimate, best: lead } : estimate;
}

/** The server's clock minus ours in milliseconds, given the shortest known round trip (0 when none is known). */
export function clockOffset(estimate: ClockEstimate | null, shortestRoundTripMs: number): number | null {
  if (estimate === null) return null;
  return Math.max(estimate.best, estimate.former ?? estimate.best) + shortestRoundTripMs / 2;
}
