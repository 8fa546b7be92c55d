/** An acknowledgement's state in words. Pure. */
import { formatMs } from '../../ui/format.ts';
import type { MessageRow } from '../../ui/message-row.ts';
import { messageWords } from './words.ts';

const say = messageWords.ack;

/** Empty where none is asked for. */
export function ackText({ ack, entry }: Pick<MessageRow, 'ack' | 'entry'>): string {
  if (ack === null) return '';
  const isAnswer = entry.type === 'ack';
  switch (ack.state) {
    case 'answered':
      return isAnswer ? say.answers(formatMs(ack.afterMs)) : say.answered(formatMs(ack.afterMs));
    case 'twice':
      return isAnswer ? say.answersAgain(formatMs(ack.afterMs)) : say.twice(formatMs(ack.afterMs));
    case 'pending':
    case 'timeout':
    case 'orphan':
      return say[ack.state];
  }
}
