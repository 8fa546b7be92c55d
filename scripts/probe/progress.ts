/** What a terminal is told while a probe is under way. */
import type { Entry } from '../../src/core/entries/entry.ts';

/** Without control characters, by which a server's words could command the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** Entries that are told as they happen; the others are many, or say the same again. */
export function isTold(entry: Entry): boolean {
  if (entry.kind === 'probing') return entry.state === 'started';
  return ['probe', 'connected', 'acknowledged', 'unacknowledged', 'closed', 'connect-failed', 'refused', 'malformed', 'policy'].includes(entry.kind);
}
