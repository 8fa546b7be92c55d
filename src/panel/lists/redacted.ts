/** Whether secrets were left out of an entry when it was recorded. Pure. */
import type { EntryOf } from '../../core/entries/entry.ts';
import { LEFT_OUT } from '../../core/redaction/redact-text.ts';

export function isRedacted(entry: EntryOf<'packet'> | EntryOf<'log'>): boolean {
  const texts = entry.kind === 'log' ? [entry.message, entry.fields] : [entry.preview, entry.text ?? ''];
  return texts.some((text) => text.includes(LEFT_OUT));
}
