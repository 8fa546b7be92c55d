/** The rungs of a ladder in the language in force. */
import type { Rung, Step } from '../entries/ladder.ts';
import { isKey, say } from './say.ts';

export function rungName(rung: Rung): string {
  return say(`ladder_rung_${rung}`);
}

/** What became of attempts at this rung, such as “refused (ECONNREFUSED)” or “passed”. */
export function stepText({ state, variant, facts }: Pick<Step, 'state' | 'variant' | 'facts'>): string {
  const key = `ladder_${state}_${variant}`;
  return isKey(key) ? say(key, facts) : say(`ladder_state_${state}`);
}
