/** A difference between the two clocks that means one of them was set or stood still, not that one is read later. */
const DRIFT_MS = 100;

let anchor = performance.timeOrigin;

/**
 * Now, in epoch milliseconds with fractions. The fractions come from the monotonic clock, which stands still while the
 * machine sleeps; when the two clocks have come apart, the system's counts.
 */
export function wallClock(): number {
  const monotonic = performance.now();
  if (Math.abs(anchor + monotonic - Date.now()) > DRIFT_MS) anchor = Date.now() - monotonic;
  return anchor + monotonic;
}
