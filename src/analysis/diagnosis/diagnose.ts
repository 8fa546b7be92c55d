/** Entries in, findings out. */
import type { Finding } from '../../messaging/finding.ts';
import { boundedFact, type Entry, type EntryRef } from '../../recording/entry.ts';
import { openCases, type CaseFile, type Material } from './case-file.ts';
import { serverKind } from './fingerprint.ts';
import type { Clue, Rule } from './rule.ts';
import { RULES } from './rules.ts';

export type { Material } from './case-file.ts';

interface Match {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** What is wrong, the most telling first. Of findings that explain the same evidence, only the better one. */
export function diagnose(material: Material): Finding[] {
  const matches = openCases(material).flatMap((file) => RULES.flatMap((rule) => matchOf(rule, file)));
  const explained = new Set(matches.filter(({ finding }) => finding.confidence !== 'guess').flatMap(({ rule }) => rule.outranks ?? []));
  const candidates = matches.filter(({ rule, finding }) => !explained.has(rule.id) && !(finding.confidence === 'guess' && outrankedByGuess(rule, matches)));
  const told: Finding[] = [];
  for (const { finding } of candidates.toSorted((a, b) => rank(a) - rank(b))) {
    const better = told.some((other) => other.id === finding.id || sharesEvidence(other, finding));
    if (!better) told.push(finding);
  }
  return told;
}

/** The order of the rules, guesses after all else. */
function rank({ rule, finding }: Match): number {
  return RULES.indexOf(rule) + (finding.confidence === 'guess' ? RULES.length : 0);
}

function outrankedByGuess({ id }: Rule, matches: readonly Match[]): boolean {
  return matches.some(({ rule, finding }) => finding.confidence === 'guess' && rule.outranks?.includes(id) === true);
}

function sharesEvidence(a: Finding, b: Finding): boolean {
  return b.evidence.some(({ seq, source }) => a.evidence.some((ref) => ref.seq === seq && ref.source === source));
}

function matchOf(rule: Rule, file: CaseFile): Match[] {
  const clue = rule.look(file);
  return clue === null ? [] : [{ rule, finding: findingOf(rule, clue, file) }];
}

function findingOf(rule: Rule, { confidence, evidence, variant, facts = {}, where = rule.where }: Clue<string>, file: CaseFile): Finding {
  return { id: rule.id, variant: variant ?? null, facts: boundedFacts(facts), where, confidence, benign: rule.benign ?? false, evidence: refsOf(evidence), server: serverKind(file) };
}

function boundedFacts(facts: Finding['facts']): Finding['facts'] {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? boundedFact(fact) : fact]));
}

/** Each entry once, oldest first. */
function refsOf(entries: readonly Entry[]): EntryRef[] {
  return [...new Map(entries.map((entry) => [`${entry.source} ${entry.seq}`, entry])).values()]
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ source, seq }) => ({ source, seq }));
}
