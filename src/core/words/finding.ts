/** Findings in the language in force. */
import type { Finding } from '../entries/finding.ts';
import type { FactOf } from '../entries/entry.ts';
import { LINE_BREAKS, visible } from '../wire/unseen.ts';
import { isKey, say } from './say.ts';

type Named = Pick<Finding, 'id' | 'variant' | 'facts'>;

/** What there is to say of a finding: in one sentence, why, what to change, and the address of documentation to check it against. */
export type FindingPart = 'title' | 'cause' | 'fix' | 'link';

/** A part of a finding, in the words of its variant where that has its own. Empty of a finding that only another version knows. */
export function findingWords({ id, variant, facts }: Named, part: FindingPart): string {
  const name = `diagnosis_${id.replaceAll('-', '_')}`;
  const key = [`${name}_${variant}_${part}`, `${name}_${part}`].find(isKey);
  return key === undefined ? '' : say(key, visibleFacts(facts));
}

/** Facts quote servers and pages. */
function visibleFacts(facts: Named['facts']): Named['facts'] {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? visible(fact, LINE_BREAKS) : fact]));
}

/** That a finding has come up, or has gone. */
export function findingChange(entry: FactOf<'diagnosis'>): string {
  return say(`timeline_${entry.state}`, { title: recordedTitle(entry) });
}

/** The title of a finding that a recording tells of. One that was recorded in words is told in them. */
export function recordedTitle({ finding, variant, facts, title }: FactOf<'diagnosis'>): string {
  return visible(title) || findingWords({ id: finding, variant, facts }, 'title') || finding;
}
