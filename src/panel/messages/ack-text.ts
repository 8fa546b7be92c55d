/** An acknowledgement's state in words. Pure. */
import { formatMs } from '../../core/words/format.ts';
import type { MessageRow } from '../lists/message-row.ts';
import { say } from '../../core/words/say.ts';

/** Empty where none is asked for. */
export function ackText({ ack, entry }: Pick<MessageRow, 'ack' | 'entry'>): string {
  if (ack === null) return '';
  const isAnswer = entry.type === 'ack';
  switch (ack.state) {
    case 'answered':
      return isAnswer ? say('messages_ack_answers', { after: formatMs(ack.afterMs) }) : say('messages_ack_answered', { after: formatMs(ack.afterMs) });
    case 'twice':
      return isAnswer ? say('messages_ack_answersAgain', { after: formatMs(ack.afterMs) }) : say('messages_ack_twice', { after: formatMs(ack.afterMs) });
    case 'pending':
    case 'timeout':
    case 'unanswered':
    case 'orphan':
      return say(`messages_ack_${ack.state}`);
  }
}
