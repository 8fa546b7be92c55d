/** The newest round of probes in a recording: what was asked, what was answered, and whether it is still under way. Pure. */
import type { EntryOf } from '../../core/entries/entry.ts';
import type { EntryList } from '../../views/entry-list.ts';
import type { SignalEntry } from '../../core/entries/lanes.ts';

export interface ProbeRound {
  readonly url: string;
  /** How many questions it puts, as far as is known: answers lead to more. */
  readonly questions: number;
  /** In the order in which they came. */
  readonly answers: readonly EntryOf<'probe'>[];
  readonly running: boolean;
  /** When it was over, and how long it took, in milliseconds; null while it runs or if it was cut off. */
  readonly done: { readonly at: number; readonly tookMs: number } | null;
}

/** A round that has said nothing for this long was cut off with its background. Milliseconds. */
const SILENCE_MS = 15_000;

/** The newest round of a recording, or null when there is none. `now` in epoch milliseconds. */
export function newestRound(entries: EntryList<SignalEntry>, now: number): ProbeRound | null {
  const answers: EntryOf<'probe'>[] = [];
  let done: ProbeRound['done'] = null;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries.at(index)!;
    if (entry.kind === 'probe') answers.unshift(entry);
    if (entry.kind !== 'probing') continue;
    if (entry.state === 'started') {
      const lastSign = (answers.at(-1) ?? entry).at;
      return { url: entry.url, questions: Math.max(entry.questions.length, answers.length), answers, running: done === null && now - lastSign < SILENCE_MS, done };
    }
    done = { at: entry.at, tookMs: entry.tookMs ?? 0 };
  }
  return null;
}
