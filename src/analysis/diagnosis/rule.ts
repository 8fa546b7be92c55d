/** What a rule is made of: what a finding is called, and a look at a case file that says whether it holds. Its words are messages. */
import type messages from '../../_locales/en/diagnosis.json';
import type { Confidence, Finding } from '../../messaging/finding.ts';
import type { Entry } from '../../recording/entry.ts';
import type { CaseFile } from './case-file.ts';

/** What a rule has seen. `Variant`: the cases of its finding that are worded differently. */
export interface Clue<Variant extends string = never> {
  readonly confidence: Confidence;
  /** The entries that it rests on. */
  readonly evidence: readonly Entry[];
  readonly variant?: Variant | undefined;
  /** What the words of the finding name. A number is a quantity; a code goes as text. */
  readonly facts?: Finding['facts'];
  /** Where something has to be changed in this very case. */
  readonly where?: Finding['where'];
}

export interface Rule<Variant extends string = string> extends Pick<Finding, 'id' | 'where'> {
  readonly benign?: true;
  /** Findings that this one explains, so that they need not be told beside it. */
  readonly outranks?: readonly string[];
  readonly look: (file: CaseFile) => Clue<Variant> | null;
}

type KeyPart<Id extends string> = Id extends `${infer Head}-${infer Tail}` ? `${Head}_${KeyPart<Tail>}` : Id;

/** The variants of a finding, which are those that there are words for. */
type VariantOf<Id extends string> = keyof typeof messages extends infer Key ? (Key extends `diagnosis_${KeyPart<Id>}_${infer Variant}_${'title' | 'cause' | 'fix'}` ? Variant : never) : never;

/** The rule for the finding of this id. */
export function rule<Id extends string>(id: Id, made: Omit<Rule<VariantOf<Id>>, 'id'>): Rule {
  return { id, ...made };
}

/** The newest entries, as many as a reader wants to look at. */
export function newestFew(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(-3);
}
