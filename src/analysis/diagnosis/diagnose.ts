/** Entries in, findings out. */
import type { Finding } from '../../messaging/finding.ts';
import type { Entry } from '../../recording/entry.ts';

/** What a diagnosis looks at. */
export interface Material {
  /** Whose entries these are. */
  readonly source: string;
  /** `own`: a background connection. `page`: the sockets of an inspected tab. */
  readonly subject: 'own' | 'page';
  /** The telling entries, oldest first, as a `Notebook` keeps them; any others do no harm. */
  readonly entries: readonly Entry[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is wrong, the most telling first. Of findings that explain the same evidence, only the better one. */
export function diagnose(_material: Material): Finding[] {
  return [];
}
