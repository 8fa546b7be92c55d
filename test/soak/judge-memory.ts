/** Whether memory is flat once everything that is bounded has filled. Pure. */
import { median } from '../bench/support/benchmark.ts';

/** What one sample of a process may differ from the next. */
const NOISE_BYTES = 40 * 1024 * 1024;
const GROWTH = 1.25;

export interface Sample {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly bytes: number;
}

export interface MemoryJudgement {
  /** The median of the first quarter and of the last one, without the time in which all fills. Bytes. */
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly isFlat: boolean;
}

/** The first minute, or of a long run its first twelfth, is for what fills and stays. */
export function judgeMemory(samples: readonly Sample[], durationMs: number): MemoryJudgement {
  const filled = Math.max(60_000, durationMs / 12);
  const quarter = Math.max(0, durationMs - filled) / 4;
  const middle = (from: number, to: number) => median(samples.filter(({ at }) => at >= from && at <= to).map(({ bytes }) => bytes));
  const first = middle(filled, filled + quarter);
  const last = middle(durationMs - quarter, Infinity);
  return { first, last, most: Math.max(0, ...samples.map(({ bytes }) => bytes)), isFlat: !(last > first * GROWTH + NOISE_BYTES) };
}
