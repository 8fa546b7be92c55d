/** Entries in, findings and ladders out. */
import type { Finding } from '../entries/finding.ts';
import type { Ladder } from '../entries/ladder.ts';
import { boundedFact } from '../entries/entry.ts';
import { openCases, type CaseFile, type Material } from './evidence/case-file.ts';
import { CAUSES } from './causes/causes.ts';
import { serverKind } from './evidence/fingerprint.ts';
import { climb } from './ladder.ts';
import { refsOf } from './refs.ts';
import { signsOf } from './signs/signs.ts';
import { compete, weigh, type Weighed } from './weigh.ts';

export type { Material } from './evidence/case-file.ts';

/** What a recording tells of the servers that were tried. */
export interface Diagnosis {
  /** What is wrong, the most telling first. Each id stands once. */
  readonly findings: readonly Finding[];
  /** How far the attempts at each server came, Socket.IO's first. A server that nobody tried has none. */
  readonly ladders: readonly Ladder[];
}

export function diagnose(material: Material): Diagnosis {
  const cases = openCases(material).map((file) => look(file));
  const findings: Finding[] = [];
  for (const finding of cases.flatMap(({ told }) => told).toSorted((a, b) => Number(a.confidence === 'guess') - Number(b.confidence === 'guess'))) {
    if (!findings.some(({ id }) => id === finding.id)) findings.push(finding);
  }
  return { findings, ladders: cases.flatMap(({ ladder }) => ladder ?? []) };
}

function look(file: CaseFile): { told: Finding[]; ladder: Ladder | null } {
  const signs = signsOf(file);
  const ladder = climb(file, signs);
  const told = compete(weigh(CAUSES, file, signs), ladder?.steps ?? []);
  const isDecided = told.every(({ confidence }) => confidence !== 'guess');
  return { told: told.map((weighed) => findingOf(weighed, file, isDecided)), ladder };
}

function findingOf({ cause, account, confidence, evidence, facts }: Weighed, file: CaseFile, isDecided: boolean): Finding {
  return {
    id: cause.id,
    variant: account.variant ?? null,
    facts: boundedFacts(facts),
    where: account.where ?? cause.where,
    confidence,
    benign: cause.benign ?? false,
    decide: isDecided || confidence !== 'guess' ? null : deciderOf(cause.decide ?? null, file),
    evidence: refsOf(evidence),
    server: serverKind(file),
  };
}

/** A round of questions comes first where none was put yet, and decides nothing any more once it was. */
function deciderOf(decide: Finding['decide'], file: CaseFile): Finding['decide'] {
  if (decide === null) return null;
  if (file.probes.length === 0 && file.of === 'socket.io' && decide !== 'access') return 'diagnose';
  return decide === 'diagnose' ? 'terminal' : decide;
}

function boundedFacts(facts: Finding['facts']): Finding['facts'] {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? boundedFact(fact) : fact]));
}
