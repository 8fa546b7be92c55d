/** What a collector's answer means for the batch that it answers, and when to try again. */
import { bounded } from '../wire/value-text.ts';
import { say } from '../words/say.ts';

export interface CollectorAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The beginning of it. */
  readonly body: string;
}

/**
 * `taken`: the collector has it; of `rejected` records it said that it does not keep them. `refused`: it never will.
 * `later`: it may take it when asked again, after `afterMs` if it said so.
 */
export type Verdict =
  | { readonly kind: 'taken'; readonly rejected: number; readonly why: string | null }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'later'; readonly afterMs: number | null; readonly why: string };

/** The statuses that OTLP names as passing. */
const PASSING: readonly number[] = [429, 502, 503, 504];
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** Whatever a collector says, it is asked again after ten minutes. */
const LONGEST_RETRY_AFTER_MS = 600_000;
const REASON_LIMIT = 300;

/** The delay before the next attempt after so many failed ones in a row: 1 s doubling to 30 s, a fifth more or less by `chance` (0 to 1). */
export function backoffMs(failures: number, chance: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS) * (0.8 + 0.4 * chance);
}

/** A Retry-After header in milliseconds from `now`: seconds, or a date. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** What the answer's body says, as JSON with a message or as text, in one bounded line. */
function reasonOf(body: string): string {
  const json = jsonOf(body) as { message?: unknown } | null;
  const text = typeof json?.message === 'string' ? json.message : body;
  return bounded(text.replaceAll(/\s+/g, ' ').trim(), REASON_LIMIT).text;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** What a collector took in part says how many it did not, and why. Protobuf's JSON writes int64 as text. */
function partialSuccess(body: string): { rejected: number; why: string | null } {
  const { partialSuccess: part } = (jsonOf(body) ?? {}) as { partialSuccess?: { rejectedLogRecords?: unknown; rejectedDataPoints?: unknown; errorMessage?: unknown } | null };
  const rejected = Number(part?.rejectedLogRecords ?? part?.rejectedDataPoints ?? 0);
  const message = typeof part?.errorMessage === 'string' ? bounded(part.errorMessage, REASON_LIMIT).text : '';
  return { rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0, why: message === '' ? null : say('errors_collectorPart', { message }) };
}

export function verdictOf({ status, retryAfter, body }: CollectorAnswer, now: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'taken', ...partialSuccess(body) };
  const reason = reasonOf(body);
  const why = reason === '' ? say('errors_collectorAnswered', { status: String(status) }) : say('errors_collectorAnsweredWhy', { status: String(status), reason });
  return PASSING.includes(status) ? { kind: 'later', afterMs: retryAfterMs(retryAfter, now), why } : { kind: 'refused', why };
}
