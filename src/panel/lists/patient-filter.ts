/**
 * A filter that gives up: regular expressions over long packets can take long, and what is in memory is filtered on the
 * thread that draws. Pure but for its own state.
 */
import type { Filterable, MessageFilter } from './message-filter.ts';

/** What one filtering may take, in ms. */
const PATIENCE = 2_000;

export class PatientFilter implements MessageFilter {
  readonly text: string;
  readonly patterns: readonly string[];
  readonly empty: boolean;
  readonly asksForAcks: boolean;
  /** Whether it took too long. From then on it matches nothing. */
  gaveUp = false;
  #began = 0;

  /** `clock` in ms. */
  constructor(
    private readonly filter: MessageFilter,
    private readonly clock: () => number,
  ) {
    ({ text: this.text, patterns: this.patterns, empty: this.empty, asksForAcks: this.asksForAcks } = filter);
  }

  /** Says that a filtering begins. */
  begin(): void {
    this.#began = this.clock();
  }

  readonly matches = (row: Filterable): boolean => {
    if (this.patterns.length === 0) return this.filter.matches(row);
    this.gaveUp ||= this.clock() - this.#began > PATIENCE;
    return !this.gaveUp && this.filter.matches(row);
  };
}
