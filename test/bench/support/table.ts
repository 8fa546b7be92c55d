/** The table of figures in the README, which stands between two markers. Pure. */
import type { Figure } from './benchmark.ts';

const BEGIN = '<!-- bench -->';
const END = '<!-- /bench -->';
const HEADER = ['| benchmark | what | measured | aim |', '|---|---|---|---|'];

export interface Result {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** The rows of one benchmark: one per figure, each with the benchmark's title, by which they are found again. */
export function rowsOf({ title, figures }: Result): string[] {
  return figures.map(({ what, measured, aim, met }) => `| ${title} | ${what} | ${measured} | ${aim}${aim === '' || met ? '' : ' (missed)'} |`);
}

/** The README with new figures. Those of benchmarks that were not run stay; `titles` gives the order. */
export function withFigures(readme: string, results: readonly Result[], titles: readonly string[], machine: string): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error(`The README has no ${BEGIN} … ${END}.`);
  const former = readme.slice(from, to).split('\n');
  const rows = titles.flatMap((title) => {
    const result = results.find((candidate) => candidate.title === title);
    if (result !== undefined) return rowsOf(result);
    const kept = former.filter((line) => line.startsWith(`| ${title} |`));
    return kept.length > 0 ? kept : [`| ${title} | not measured yet | | |`];
  });
  const table = [BEGIN, machine, '', ...HEADER, ...rows, ''].join('\n');
  return readme.slice(0, from) + table + readme.slice(to);
}
