/** The handshake succeeds and the connection never stands, over and over. */
import type { Entry } from '../../../recording/entry.ts';
import { LOOP_LENGTH, NO_CONNECT_REPLY } from '../../policy.ts';
import { isHandshake } from '../answers.ts';
import type { Attempt } from '../attempts.ts';
import { isFailing, isLive, isStanding, lastEnd, probe, stood } from '../case-file.ts';
import { DISCONNECT_WITH_PAYLOAD, UNKNOWN_SESSION } from '../phrases.ts';
import { newestFew, rule } from '../rule.ts';

/** A handshake that stays unanswered this long is met with silence, not with a close on what cannot be parsed. Milliseconds. */
const SILENT_MS = 2_000;
/** How long a CONNECT packet that is still unanswered may wait before it is worth a word. Milliseconds. */
const WAITS_MS = 5_000;
/** How many of the newest sessions are looked through for ends that have something in common. */
const RECENT_SESSIONS = 6;

function endings(attempts: readonly Attempt[]): readonly Entry[] {
  return newestFew(attempts.flatMap(({ ending }) => (ending === null ? [] : [ending.entry])));
}

/** The packets with which the server took a connection back. Our own record of one tells why it ended, too. */
function takenBack({ flaws, subject }: Attempt): readonly Entry[] {
  const own = subject === 'own' && flaws.some(({ kind }) => kind === 'malformed');
  return flaws.filter((flaw) => {
    if (flaw.kind === 'malformed') return DISCONNECT_WITH_PAYLOAD.test(flaw.text);
    return !own && flaw.kind === 'packet' && flaw.direction === 'in' && DISCONNECT_WITH_PAYLOAD.test(flaw.text ?? '');
  });
}

export const alwaysConnectLoop = rule('always-connect-loop', {
  where: 'server',
  outranks: ['parse-error', 'server-disconnected', 'parser-mismatch', 'silent-handshake'],
  look: ({ attempts, brief, last, now, subject }) => {
    if (last === undefined || isStanding(last, now) || (subject === 'own' && brief.length === 0)) return null;
    const refused = attempts.filter(({ ending }) => ending !== null).slice(-LOOP_LENGTH).filter((attempt) => takenBack(attempt).length > 0);
    const newest = refused.at(-1);
    if (newest === undefined) return null;
    return { confidence: refused.length >= LOOP_LENGTH ? 'certain' : 'likely', evidence: [...endings(refused), ...takenBack(newest)] };
  },
});

function isSilent(attempt: Attempt): boolean {
  const { ending, bareConnect, refusals } = attempt;
  if (ending === null || stood(attempt) || bareConnect !== null || refusals.length > 0) return false;
  return ending.reason === NO_CONNECT_REPLY || ending.livedMs >= SILENT_MS;
}

export const silentHandshake = rule('silent-handshake', {
  where: 'server',
  outranks: ['session-id-unknown', 'parser-mismatch', 'ping-timeout', 'websocket-unsupported'],
  look: (file) => {
    const silent = file.brief.filter(isSilent);
    const forgotten = silent.some(({ ending }) => UNKNOWN_SESSION.test(ending?.detail ?? ''));
    if (silent.length > 0) return { confidence: silent.length > 1 || forgotten ? 'likely' : 'guess', evidence: endings(silent) };
    const { last, now } = file;
    if (last !== undefined && isLive(last) && !stood(last) && last.connectSent !== null && last.refusals.length === 0 && now - last.connectSent.at >= WAITS_MS) {
      return { confidence: 'guess', evidence: [last.connectSent] };
    }
    const [polling, sticky] = [probe(file, 'polling'), probe(file, 'sticky')];
    if (polling === undefined || !isHandshake(polling) || sticky?.outcome !== 'timeout') return null;
    return { confidence: file.attempts.length === 0 ? 'likely' : 'guess', evidence: [polling, sticky] };
  },
});

function isForgotten({ ending, flaws }: Attempt): boolean {
  if (ending === null || ending.goodbye !== 'none') return false;
  return UNKNOWN_SESSION.test(ending.detail) || flaws.some((flaw) => flaw.kind === 'packet' && flaw.direction === 'in' && UNKNOWN_SESSION.test(flaw.text ?? ''));
}

export const sessionIdUnknown = rule('session-id-unknown', {
  where: 'server',
  outranks: ['websocket-blocked', 'parser-mismatch', 'no-fallback', 'server-restarted'],
  look: (file) => {
    const sticky = probe(file, 'sticky');
    const loses = sticky !== undefined && UNKNOWN_SESSION.test(sticky.body ?? '') ? [sticky] : [];
    const inLoop = file.brief.filter(isForgotten);
    if (inLoop.length >= LOOP_LENGTH) return { confidence: 'certain', evidence: [...endings(inLoop), ...loses] };
    // One that was forgotten may be a restart. Several are not, even if others in between were lucky.
    const recent = lastEnd(file) === null ? [] : file.attempts.slice(-RECENT_SESSIONS).filter(isForgotten);
    if (loses.length > 0) return { confidence: isFailing(file) || recent.length > 0 ? 'certain' : 'likely', evidence: [...endings(recent), ...loses] };
    return recent.length > 1 ? { confidence: 'likely', evidence: endings(recent) } : null;
  },
});

/** What a side that gives up on what it cannot parse closes with: no code, or a normal one, or the close packet of a poll. */
const QUIET_CODES: ReadonlySet<number | null> = new Set([null, 1000, 1005]);

export const parserMismatch = rule('parser-mismatch', {
  where: 'client',
  outranks: ['parse-error'],
  look: ({ brief, subject }) => {
    const closed = brief.filter((attempt) => !stood(attempt) && !isSilent(attempt) && attempt.refusals.length === 0);
    if (closed.length < LOOP_LENGTH) return null;
    const quiet = closed.every(({ ending }) => QUIET_CODES.has(ending?.code ?? null) && ending?.detail === '');
    const inOwnWords = closed.some(({ ending }) => ending?.reason === 'parse error');
    return { confidence: quiet || inOwnWords ? 'likely' : 'guess', evidence: endings(closed), variant: subject === 'page' ? 'page' : undefined };
  },
});
