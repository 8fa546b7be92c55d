/** The outcome of all plays as a table, and below it what was wrong and what could not be installed. Pure. */
import type { Outcome } from './play.ts';

export function tableOf(outcomes: readonly Outcome[]): string {
  const played = outcomes.filter(({ missing }) => missing === null);
  const rows = played.map(({ app, capture, steps, seen, recorded, faults }) => [app, capture, String(steps.length), `${recorded} of ${seen}`, faults.length === 0 ? 'right' : `${faults.length} wrong`]);
  const all = [['application', 'capture', 'steps', 'recorded of seen', 'verdict'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
  const faults = played.flatMap(({ app, capture, faults: own }) => own.map((fault) => `${app}, ${capture}: ${fault}`));
  const missing = outcomes.flatMap(({ app, missing: why }) => (why === null ? [] : [`Not installed, so not played: ${app} (${why})`]));
  const unplayed = played.flatMap(({ app, capture, unplayed: own }) => own.map((why) => `Not played: ${app}, ${capture}: ${why}`));
  const below = [...faults, ...unplayed, ...missing];
  return [...lines, ...(below.length === 0 ? [] : ['']), ...below].join('\n');
}
