/** What becomes of secrets on their way into recordings and to collectors, as the settings say. */
import type { Privacy } from '../core/settings/privacy.ts';
import type { Entry, Fact } from '../core/entries/entry.ts';
import { redactRecorded } from '../core/redaction/redact-recorded.ts';

export class Secrets {
  #privacy: Privacy;
  #redact: <F extends Fact>(fact: F) => F;

  constructor(privacy: Privacy) {
    this.#privacy = privacy;
    this.#redact = redactRecorded(privacy.secretKeys);
  }

  configure(privacy: Privacy): void {
    if (privacy.secretKeys.join() !== this.#privacy.secretKeys.join()) this.#redact = redactRecorded(privacy.secretKeys);
    this.#privacy = privacy;
  }

  /** What is recorded: without secrets, unless the user keeps them. */
  forRecording(fact: Fact): Fact {
    return this.#privacy.keepSecrets ? fact : this.#redact(fact);
  }

  /** What a collector gets: never a secret, for it is somebody else's disk. */
  forForwarding(entry: Entry): Entry {
    return this.#privacy.keepSecrets ? this.#redact(entry) : entry;
  }
}
