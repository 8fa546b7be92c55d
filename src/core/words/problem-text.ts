/** What is wrong with a packet, in words. */
import type { EntryOf } from '../entries/entry.ts';
import { inKey, isKey, say } from './say.ts';

/** The decoder's code in words, or what an older recording says. Empty where nothing is wrong. */
export function problemText({ type, problem }: Pick<EntryOf<'packet'>, 'type' | 'problem'>): string {
  const key = `wire_${type === 'malformed' ? 'malformed' : 'problem'}_${inKey(problem)}`;
  return isKey(key) ? say(key) : problem;
}
