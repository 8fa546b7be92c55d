/** Epoch milliseconds for what the hook sees. */
import { apply, getter, rawMethod } from './intrinsics.ts';

const { now: wallClock } = Date;
const clock = performance;
const timeOrigin = getter(Performance.prototype, 'timeOrigin');
const performanceNow = rawMethod(Performance.prototype, 'now');
const monotonic = () => apply(performanceNow, clock, []) as number;

/** The clocks have come apart by this much: one was set, or stood still while the machine slept. */
const DRIFT_MS = 100;

let tenths = timeOrigin(performance) * 10;

/** Epoch milliseconds to a tenth: more digits say nothing, and would make every event longer. */
export function now(): number {
  const value = monotonic() * 10 + tenths;
  return (value - (value % 1)) / 10;
}

/** Follows the system's clock. Asking it each time would cost more than the rest of an event. */
export function setClock(): void {
  const drift = now() - wallClock();
  if (drift > DRIFT_MS || drift < -DRIFT_MS) tenths = (wallClock() - monotonic()) * 10;
}
