/**
 * Keeps the background from being stopped while a connection is wanted, and has it revived if it was stopped all the same.
 * Neither an open WebSocket nor traffic is enough in every browser; a call of an extension API every 20 s is.
 */
import browser from 'webextension-polyfill';

const CALL_EVERY_MS = 20_000;
const ALARM = 'revive';
const ALARM_PERIOD_MINUTES = 0.5;

let rest: (() => void) | undefined;

/** Keeps the background from being stopped until the returned function is called. */
export function stayAwake(): () => void {
  const timer = setInterval(() => void browser.runtime.getPlatformInfo(), CALL_EVERY_MS);
  return () => clearInterval(timer);
}

/** Switches it on or off. Saying the same again changes nothing. */
export function keepAlive(wanted: boolean): void {
  if (wanted === (rest !== undefined)) return;
  if (wanted) {
    rest = stayAwake();
    void browser.alarms.create(ALARM, { periodInMinutes: ALARM_PERIOD_MINUTES });
  } else {
    rest?.();
    rest = undefined;
    void browser.alarms.clear(ALARM);
  }
}
