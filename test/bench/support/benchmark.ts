/** What a benchmark is, and the few sums that all of them share. */
import type { Workshop } from './workshop.ts';

/** One thing that was measured, beside its aim: a row of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What was to be reached, in words; empty where there is no aim. */
  readonly aim: string;
  readonly met: boolean;
}

export interface Benchmark {
  /** As it is asked for on the command line. */
  readonly id: string;
  /** As it is called in the table. */
  readonly title: string;
  readonly run: (workshop: Workshop) => Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Runs the variants in turns, so that whatever else the machine does meets all of them alike, and gathers what each gave. */
export async function inTurns<T extends Record<string, unknown>>(
  rounds: number,
  variants: { readonly [V in keyof T]: () => Promise<T[V]> },
): Promise<{ [V in keyof T]: T[V][] }> {
  const names = Object.keys(variants) as (keyof T)[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as { [V in keyof T]: T[V][] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await variants[name]());
  }
  return results;
}

export function atLeast(least: number, value: number): Pick<Figure, 'aim' | 'met'> {
  return { aim: `at least ${least}`, met: value >= least };
}

export function atMost(most: number, value: number, unit = ''): Pick<Figure, 'aim' | 'met'> {
  return { aim: `at most ${most}${unit === '' ? '' : ` ${unit}`}`, met: value <= most };
}

/** A number as it is read best: three digits that count, thousands apart. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));
}
