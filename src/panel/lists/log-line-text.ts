/** A log line as text to copy. Pure. */
import { levelWord } from '../../core/entries/log-level.ts';
import { formatTimestamp, prettyJsonText } from '../../core/words/format.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';

/** One line when there are no further fields; they follow indented otherwise. */
export function logLineText(line: LogEntry): string {
  const time = line.serverTimeText === '' ? formatTimestamp(line.at) : line.serverTimeText;
  const logger = line.logger === '' ? '' : ` ${line.logger}`;
  const head = `${time} ${levelWord(line).toUpperCase()}${logger}: ${line.message}`;
  return hasFields(line) ? `${head}\n${prettyJsonText(line.fields)}` : head;
}

/** Whether a line holds anything besides time, level, logger and message. */
export function hasFields(line: LogEntry): boolean {
  return line.fields !== '' && line.fields !== '{}';
}
