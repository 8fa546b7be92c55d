/** A sign is one observation about a case, with the entries that show it. Causes and the ladder are made of signs alone. */
import type { Finding } from '../../entries/finding.ts';
import type { Entry } from '../../entries/entry.ts';
import type { Answer } from './answers.ts';
import type { CaseFile } from './case-file.ts';

/** What was seen. */
export interface Seen {
  /** The entries that show it, oldest first. Never empty. */
  readonly evidence: readonly Entry[];
  /** What words about it name, such as `{ status: '403' }`. A number is a quantity; a code goes as text. */
  readonly facts?: Finding['facts'];
}

export type Look = (file: CaseFile) => Seen | null;

/** What these entries show, or null where there are none. */
export function shownBy(entries: readonly (Entry | null | undefined)[], facts?: Finding['facts']): Seen | null {
  const evidence = entries.filter((entry) => entry !== null && entry !== undefined);
  return evidence.length === 0 ? null : { evidence, ...(facts !== undefined && { facts }) };
}

export function shownByAnswers(answers: readonly Answer[], facts?: Finding['facts']): Seen | null {
  return shownBy(newestFew(answers.map(({ entry }) => entry)), facts);
}

/** The newest entries, as many as a reader wants to look at. */
export function newestFew(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(-3);
}
