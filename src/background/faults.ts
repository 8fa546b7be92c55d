/** The errors of this background that it got over, and those that views report: bounded, in memory, without secrets. */
import { errorLine, withFault, type Fault, type FaultPlace } from '../core/contract/fault.ts';
import { redactText } from '../core/redaction/redact-text.ts';
import { secretNames } from '../core/redaction/secret-names.ts';
import { bounded } from '../core/wire/value-text.ts';
import { wallClock } from '../connection/wall-clock.ts';

/** UTF-16 units of an error's line that are kept. */
const LONGEST = 300;
const NAMES = secretNames([], 'recording');

class Faults {
  #faults: readonly Fault[] = [];
  /** Called after each one. */
  onChange: () => void = () => {};

  get all(): readonly Fault[] {
    return this.#faults;
  }

  /** Takes note of an error, whatever was thrown. */
  note(where: FaultPlace, error: unknown): void {
    const what = redactText(bounded(errorLine(error), LONGEST).text, NAMES, () => {});
    this.#faults = withFault(this.#faults, { at: wallClock(), where, what });
    this.onChange();
  }

  /** For the `catch` of a promise that can be done without: notes the error, and goes on with `instead`. */
  goOnWith<T>(where: FaultPlace, instead: T): (error: unknown) => T {
    return (error) => {
      this.note(where, error);
      return instead;
    };
  }
}

/** All parts of a background report to this one, whoever made them. */
export const faults = new Faults();
