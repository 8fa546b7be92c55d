/** A message in one line, to find it again. Pure. */
import { formatBytes, singleLine } from '../../ui/format.ts';
import type { Part } from './draft.ts';
import type { Message } from './message-store.ts';
import { composeWords as say } from './words.ts';

const SHORT = 80;

/** What stands for a message that has no name. */
export function messageTitle({ shape, draft }: Message): string {
  return shape === 'event' ? draft.event : say.history.frame;
}

export function messageSummary({ shape, draft }: Message): string {
  if (shape === 'frame') return partSummary(draft.frame);
  const namespace = draft.namespace === '/' ? '' : `${singleLine(draft.namespace, SHORT)} · `;
  const args = draft.args.length === 0 ? say.history.noArguments : draft.args.slice(0, 3).map(partSummary).join(', ');
  return `${namespace}${args}${draft.args.length > 3 ? ', …' : ''}`;
}

function partSummary(part: Part): string {
  return part.kind === 'file' ? say.file(singleLine(part.name, SHORT), formatBytes(part.bytes)) : singleLine(part.text, SHORT);
}
