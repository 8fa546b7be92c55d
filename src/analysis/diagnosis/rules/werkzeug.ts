/** The error that this project began with, which is none. */
import type { Entry } from '../../../recording/entry.ts';
import type { Attempt } from '../attempts.ts';
import { linesWith, LOG_FADE_MS, stood, type CaseFile } from '../case-file.ts';
import { serverHeaders } from '../fingerprint.ts';
import { WEBSOCKET_500, WRITE_BEFORE_START } from '../phrases.ts';
import { newestFew, rule } from '../rule.ts';

/** Chromium's code and words for a literal `HTTP/1.1 500 …` in the stream of a WebSocket that is closing. */
const ABNORMAL = 1006;
const INVALID_FRAME = /invalid frame header/i;

export const werkzeugFalse500 = rule('werkzeug-false-500', {
  where: 'server',
  benign: true,
  look: (file) => {
    const tracebacks = linesWith(file, WRITE_BEFORE_START);
    const endings = file.attempts.filter((attempt) => isRecent(attempt, file.now) && endsInFalseError(attempt));
    const told = endings.filter((attempt) => isWerkzeug(attempt, file));
    const evidence: Entry[] = [...newestFew(tracebacks), ...newestFew(endings.flatMap(evidenceOf))];
    if (tracebacks.length + told.length > 0) return { confidence: 'certain', evidence };
    const maybe = endings.filter(({ http }) => http === null || http.statusText === '');
    // Only a page's socket tells its code reliably after a goodbye.
    if (maybe.length > 0) return { confidence: file.subject === 'page' ? 'likely' : 'guess', evidence: newestFew(maybe.flatMap(evidenceOf)) };
    const lines = linesWith(file, WEBSOCKET_500);
    return lines.length > 0 ? { confidence: 'likely', evidence: newestFew(lines) } : null;
  },
});

function isRecent({ ending }: Attempt, now: number): boolean {
  return ending !== null && now - ending.at < LOG_FADE_MS;
}

/** After a goodbye, whichever side said it, the connection was over: what follows in its stream is no abnormal end. */
function endsInFalseError(attempt: Attempt): boolean {
  const { ending, transports } = attempt;
  if (ending === null || ending.goodbye === 'none' || !stood(attempt) || !transports.includes('websocket')) return false;
  return ending.code === ABNORMAL || INVALID_FRAME.test(ending.reason) || INVALID_FRAME.test(ending.detail);
}

function isWerkzeug({ http, ending }: Attempt, file: CaseFile): boolean {
  const bareReply = http !== null && http.status === 101 && http.statusText === '';
  return bareReply || serverHeaders(file).some((header) => /^werkzeug/i.test(header)) || INVALID_FRAME.test(ending?.reason ?? '');
}

function evidenceOf({ ending, http }: Attempt): readonly Entry[] {
  return [...(http === null ? [] : [http]), ...(ending === null ? [] : [ending.entry])];
}
