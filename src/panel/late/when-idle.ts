/** The latest, in milliseconds: a page that is busy all the time still gets on. */
const LATEST_MS = 200;

/**
 * Runs a function once the page has nothing else to do. Whoever allocates without a pause leaves the engine no time to collect
 * bit by bit, and it then stops the page for all of it at once. A page that nobody sees is given no such time, and need not wait.
 */
export function whenIdle(run: () => void): void {
  // Tests of panels run where there is no page.
  if (typeof document === 'undefined' || document.visibilityState === 'hidden') run();
  else requestIdleCallback(run, { timeout: LATEST_MS });
}
