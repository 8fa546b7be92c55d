import type { EntryOf } from '../../recording/entry.ts';
import { isRedacted } from '../../ui/redacted.ts';
import { sharingWords } from './words.ts';

const say = sharingWords.copy;

/** Says in a row that secrets were left out of it. */
export function RedactedMark({ entry }: { entry: EntryOf<'packet'> | EntryOf<'log'> }) {
  if (!isRedacted(entry)) return null;
  return (
    <span class="redacted-mark" title={say.redactedAbout}>
      {say.redacted}
    </span>
  );
}

/** The same in a sentence, for the whole of an entry. */
export function RedactedNote({ entry }: { entry: EntryOf<'packet'> | EntryOf<'log'> }) {
  return isRedacted(entry) ? <p class="muted">{say.redactedAbout}</p> : null;
}
