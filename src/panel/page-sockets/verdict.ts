/** What became of a page socket over a navigation, in one sentence. Pure. */
import { formatMs } from '../../ui/format.ts';
import { say } from '../../words/say.ts';
import type { RefreshLine } from './refreshes.ts';

export function verdict({ ended, openedAt, connectedAt, gapMs, logs, background }: RefreshLine): string {
  if (connectedAt === null) return say(openedAt === null ? 'pageSockets_verdict_gone' : 'pageSockets_verdict_reopened');
  if (ended === null || gapMs === null) return say('pageSockets_verdict_first');
  const gap = formatMs(gapMs);
  if (background === 'not-connected') return say('pageSockets_verdict_notConnected', { gap });
  return say(`pageSockets_verdict_${background}`, { gap, lines: say('pageSockets_verdict_lines', { count: logs }) });
}
