/** What we decide ourselves about reconnecting. socket.io-client's Manager does the ordinary backoff. */
import type { Profile } from '../settings/profile.ts';

type Timings = Profile['timings'];

/** The reason of a close that is ours, because the server never answered the CONNECT packet. */
export const NO_CONNECT_REPLY = 'no CONNECT reply';
/** A connection that ended sooner than this after its handshake never stood. Milliseconds. */
export const BRIEF_MS = 5_000;
/** So many brief connections in a row, or refusals that last, are a loop. */
export const LOOP_LENGTH = 3;
const LOOP_DELAY_MS = 5_000;
const LOOP_DELAY_MAX_MS = 60_000;
/** The report's delay after a connect that failed with an HTTP 500. */
export const RETRY_SOON_MS = 1_000;
/** So many unanswered application heartbeats in a row end a connection whose server had answered before. */
export const MISSED_BEATS = 2;

/**
 * The Manager's delay before its nth attempt in a row (n from 1), in milliseconds: doubling, bounded, and without the
 * Manager's random part, which we switch off so that a countdown can be shown.
 */
export function backoffDelay(attempt: number, timings: Timings): number {
  return Math.min(timings.reconnectDelayMs * 2 ** (attempt - 1), timings.reconnectDelayMaxMs);
}

/**
 * How long to wait before the next attempt when the same comes of each, or null while it is no loop yet. That the handshake
 * succeeds and the connection never stands is success for the Manager, which would begin at its shortest delay for ever.
 */
export function loopDelay(inRow: number): number | null {
  if (inRow < LOOP_LENGTH) return null;
  return Math.min(LOOP_DELAY_MS * 2 ** (inRow - LOOP_LENGTH), LOOP_DELAY_MAX_MS);
}

/** Statuses that ask for another attempt soon: a request that came too late, too early, or too often. */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether a handshake was answered with a refusal that somebody has to change something about, such as 404. */
export function isLasting(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && !TRY_AGAIN.has(status);
}

/** Whether a failed attempt is the report's case, which it retries after a second whatever the backoff says. */
export function isServerError500(failure: { readonly message: string; readonly status: number | null }): boolean {
  return failure.status === 500 || failure.message.includes('write()');
}
