/** The text of docs/diagnosis.md, the public catalogue of findings, made from the causes and their words. */
import path from 'node:path';
import { CAUSES } from '../src/core/diagnosis/causes/causes.ts';
import type { Cause } from '../src/core/diagnosis/causes/cause.ts';
import { RUNGS, type Rung } from '../src/core/entries/ladder.ts';
import { findingWords } from '../src/core/words/finding.ts';
import { rungName } from '../src/core/words/ladder.ts';
import { root } from './paths.ts';

export const CATALOGUE_FILE = path.join(root, 'docs/diagnosis.md');

const HEAD = `# What the diagnosis can name

Made from the causes in \`src/core/diagnosis/causes\` and their words by \`npm run catalogue\`; a test holds it against them.

Every attempt climbs a ladder of rungs, which is shown whatever the cause. A cause stops an attempt at one rung. It is told as **certain** only
where what was seen excludes its rivals, as **likely** where it clearly favours one, and otherwise beside its rivals as a **guess**, with what
would decide between them. “Signs” are the observations that a cause is told by, strongest first; each stands in \`src/core/diagnosis/signs\`.
`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** The words of a cause, with names of facts in place of facts. */
function words({ id, accounts }: Cause, part: 'title' | 'cause' | 'fix' | 'link'): string {
  const said = new Set(accounts.map(({ variant }) => findingWords({ id, variant: variant ?? null, facts: {} }, part)));
  return [...said].join(part === 'link' ? ' ' : ' / ');
}

/** The causes that stop an attempt at the same rung, of the same sort of socket. */
function rivals(cause: Cause): string[] {
  const rungs = new Set(cause.accounts.map(({ rung }) => rung ?? cause.rung));
  if (rungs.has('beside')) return [];
  return CAUSES.filter((other) => other !== cause && other.accounts.some(({ rung }) => rungs.has(rung ?? other.rung))).map(({ id }) => id);
}

function row(cause: Cause): string {
  const signs = cause.accounts.map(({ seen, given = [], confidence }) => `${code(seen)}${given.length > 0 ? ` with ${code(given)}` : ''} (${confidence})`).join('; ');
  const instead = rivals(cause);
  const excluded = cause.excludedBy === undefined ? '' : `Not with ${code(cause.excludedBy)}.`;
  const could = [instead.length === 0 ? '' : code(instead), excluded].filter((text) => text !== '').join(' ');
  return `| \`${cause.id}\` | ${cell(words(cause, 'title'))} | ${cell(signs)} | ${cell(could)} | ${cell(words(cause, 'fix'))} | ${words(cause, 'link')} |`;
}

/** The catalogue as text. */
export function catalogue(): string {
  const sections = [...RUNGS, 'beside' as const].flatMap((rung: Rung | 'beside') => {
    const causes = CAUSES.filter((cause) => cause.rung === rung);
    if (causes.length === 0) return [];
    const heading = rung === 'beside' ? 'Beside the ladder' : `${rungName(rung)} (\`${rung}\`)`;
    return [`## ${heading}\n\n| id | title | signs | could be instead | fix | source |\n|---|---|---|---|---|---|\n${causes.map(row).join('\n')}\n`];
  });
  return `${HEAD}\n${sections.join('\n')}`;
}
