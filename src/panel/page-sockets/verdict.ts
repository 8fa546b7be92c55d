/** What became of a page socket over a navigation, in one sentence. Pure. */
import { formatMs } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';
import type { RefreshLine } from './refreshes.ts';

export function verdict({ isSure, ended, openedAt, connectedAt, gapMs, logs, background }: RefreshLine): string {
  if (connectedAt === null) return say(openedAt === null ? 'pageSockets_verdict_gone' : 'pageSockets_verdict_reopened');
  if (ended === null || gapMs === null) return say(isSure ? 'pageSockets_verdict_first' : 'pageSockets_verdict_firstSeen');
  const gap = formatMs(gapMs);
  if (background === 'not-connected') return say('pageSockets_verdict_notConnected', { gap });
  return say(`pageSockets_verdict_${background}`, { gap, lines: say('pageSockets_verdict_lines', { count: logs }) });
}
