/** What a rule is made of: the words of a finding, and a look at a case file that says whether it holds. */
import type { Confidence, Finding } from '../../messaging/finding.ts';
import type { Entry } from '../../recording/entry.ts';
import type { CaseFile } from './case-file.ts';

type Words = Pick<Finding, 'title' | 'cause' | 'fix' | 'where'>;

/** What a rule has seen. */
export interface Clue {
  readonly confidence: Confidence;
  /** The entries that it rests on. */
  readonly evidence: readonly Entry[];
  /** Words that are truer in this very case than the rule's own. */
  readonly words?: Partial<Words>;
}

export interface Rule extends Words, Pick<Finding, 'id' | 'link'> {
  readonly benign?: true;
  /** Findings that this one explains, so that they need not be told beside it. */
  readonly outranks?: readonly string[];
  readonly look: (file: CaseFile) => Clue | null;
}

/** The newest entries, as many as a reader wants to look at. */
export function newestFew(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(-3);
}
