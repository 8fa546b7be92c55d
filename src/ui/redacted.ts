/** Whether secrets were left out of an entry when it was recorded. Pure. */
import type { EntryOf } from '../recording/entry.ts';
import { LEFT_OUT } from '../sharing/redact-text.ts';

export function isRedacted(entry: EntryOf<'packet'> | EntryOf<'log'>): boolean {
  const texts = entry.kind === 'log' ? [entry.message, entry.fields] : [entry.preview, entry.text ?? ''];
  return texts.some((text) => text.includes(LEFT_OUT));
}
