import type { EntryOf } from '../../core/entries/entry.ts';
import { isRedacted } from '../lists/redacted.ts';
import { say } from '../../core/words/say.ts';


/** Says in a row that secrets were left out of it. */
export function RedactedMark({ entry }: { entry: EntryOf<'packet'> | EntryOf<'log'> }) {
  if (!isRedacted(entry)) return null;
  return (
    <span class="redacted-mark" title={say('sharing_copy_redactedAbout')}>
      {say('sharing_copy_redacted')}
    </span>
  );
}

/** The same in a sentence, for the whole of an entry. */
export function RedactedNote({ entry }: { entry: EntryOf<'packet'> | EntryOf<'log'> }) {
  return isRedacted(entry) ? <p class="muted">{say('sharing_copy_redactedAbout')}</p> : null;
}
