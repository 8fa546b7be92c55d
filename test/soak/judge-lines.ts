/** Whether a recording holds every numbered line once and in order, or says where lines may be missing. Pure. */
import type { Entry } from '../../src/core/entries/entry.ts';
import { gapBetween, gapOf, type Gap } from '../../src/core/entries/gaps.ts';

export interface Judgement {
  readonly lines: number;
  /** The number of the last line, or 0. */
  readonly last: number;
  /** Lines that are missing where the recording says that some may be. */
  readonly declared: number;
  /** Lines that are missing where it says nothing, as the numbers of the lines before and after each such place. */
  readonly undeclared: readonly (readonly [before: number, after: number])[];
  /** Lines whose number is not higher than that of the line before: doubled, or out of order. */
  readonly misplaced: readonly number[];
}

interface Place {
  readonly seq: number;
  readonly line: number;
}

/** The number of a line is at the beginning of its message: `line 12`. */
export function lineNumber(entry: Entry): number | null {
  const number = entry.kind === 'log' ? /^line (\d+)/.exec(entry.message)?.[1] : undefined;
  return number === undefined ? null : Number(number);
}

/** Takes the signals and log lines of a recording in order of seq. */
export class LineJudge {
  #lines = 0;
  #last: Place | null = null;
  #gaps: Gap[] = [];
  /** The seqs of entries that say that the connection was not there for a while. */
  #ends: number[] = [];
  #jumps: { readonly before: Place; readonly after: Place }[] = [];
  #misplaced: number[] = [];

  see(entry: Entry): void {
    const gap = gapOf(entry);
    if (gap !== null) this.#gaps.push(gap);
    if (entry.kind === 'closed' || entry.kind === 'connected') this.#ends.push(entry.seq);
    const line = lineNumber(entry);
    if (line === null) return;
    const here = { seq: entry.seq, line };
    const before = this.#last;
    this.#lines += 1;
    if (before !== null && line <= before.line) this.#misplaced.push(line);
    else if (before !== null && line > before.line + 1) this.#jumps.push({ before, after: here });
    this.#last = here;
  }

  judge(): Judgement {
    // What was lost is said behind where it is missing.
    const isSaid = ({ before, after }: { before: Place; after: Place }) => this.#ends.some((seq) => seq > before.seq && seq < after.seq) || gapBetween(this.#gaps, before.seq, after.seq) !== null;
    const undeclared = this.#jumps.filter((jump) => !isSaid(jump));
    const missing = (jumps: readonly { before: Place; after: Place }[]) => jumps.reduce((sum, { before, after }) => sum + after.line - before.line - 1, 0);
    return {
      lines: this.#lines,
      last: this.#last?.line ?? 0,
      declared: missing(this.#jumps) - missing(undeclared),
      undeclared: undeclared.map(({ before, after }) => [before.line, after.line]),
      misplaced: this.#misplaced,
    };
  }
}
