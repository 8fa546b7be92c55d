/** A message in one line, to find it again. Pure. */
import { formatBytes, singleLine } from '../../core/words/format.ts';
import type { Part } from './draft.ts';
import type { Message } from './message-store.ts';
import { say } from '../../core/words/say.ts';

const SHORT = 80;

/** What stands for a message that has no name. */
export function messageTitle({ shape, draft }: Message): string {
  return shape === 'event' ? draft.event : say('compose_history_frame');
}

export function messageSummary({ shape, draft }: Message): string {
  if (shape === 'frame') return partSummary(draft.frame);
  const namespace = draft.namespace === '/' ? '' : `${singleLine(draft.namespace, SHORT)} · `;
  const args = draft.args.length === 0 ? say('compose_history_noArguments') : draft.args.slice(0, 3).map(partSummary).join(', ');
  return `${namespace}${args}${draft.args.length > 3 ? ', …' : ''}`;
}

function partSummary(part: Part): string {
  return part.kind === 'file' ? say('compose_file', { name: singleLine(part.name, SHORT), size: formatBytes(part.bytes) }) : singleLine(part.text, SHORT);
}
