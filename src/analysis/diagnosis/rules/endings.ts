/** A connection stood and ended, and nobody had said goodbye. */
import { NO_CONNECT_REPLY } from '../../policy.ts';
import type { Entry, EntryOf } from '../../../recording/entry.ts';
import type { Attempt, Ending } from '../attempts.ts';
import { FADE_MS, lastEnd, stood, type CaseFile } from '../case-file.ts';
import { DISCONNECT_WITH_PAYLOAD } from '../phrases.ts';
import { newestFew, rule, type Clue } from '../rule.ts';

/** How long the server may be silent before a client takes it for dead; 0 where it is unknown. */
function patience({ handshake }: Attempt): number {
  return handshake === null ? 0 : handshake.pingInterval + handshake.pingTimeout;
}

/** The time between the last packet from the server and the end. */
function silenceBefore({ lastIn, handshake }: Attempt, ending: Ending): number {
  return ending.at - (lastIn?.at ?? handshake?.entry.at ?? ending.at);
}

/** Clients notice a little early or late. Milliseconds. */
const TIMER_SLACK_MS = 500;

export const pingTimeout = rule('ping-timeout', {
  where: 'server',
  outranks: ['server-unreachable'],
  look: (file) => timedOut(file) ?? frozen(file),
});

function timedOut(file: CaseFile): Clue | null {
  const attempt = lastEnd(file);
  const ending = attempt?.ending;
  if (attempt == null || ending == null) return null;
  if (ending.reason === 'ping timeout') return { confidence: 'certain', evidence: [ending.entry] };
  const limit = patience(attempt);
  if (attempt.subject === 'own' || limit === 0 || ending.goodbye === 'server' || silenceBefore(attempt, ending) < limit - TIMER_SLACK_MS) return null;
  return { confidence: 'likely', evidence: [...(attempt.lastIn === null ? [] : [attempt.lastIn]), ending.entry] };
}

/** It took connections before, and now leaves every attempt without an answer. */
function frozen({ failures, attempts }: CaseFile): Clue<'frozen'> | null {
  const waited = failures.flatMap(({ failure }) => (failure?.message === 'timeout' ? [failure] : []));
  const newest = failures.at(-1)?.failure;
  if (waited.length === 0 || newest !== waited.at(-1) || !attempts.some(stood)) return null;
  return { confidence: 'likely', evidence: newestFew(waited), variant: 'frozen' };
}

/** A limit shorter than this is no idle limit that anybody sets. Milliseconds. */
const SHORTEST_LIMIT_MS = 1_000;
/** How far apart silences may be that one limit causes, as a part and in milliseconds. */
const SPREAD = { part: 0.05, ms: 250 };

function wasCut(attempt: Attempt): boolean {
  const { ending } = attempt;
  if (ending === null || !stood(attempt) || ending.goodbye !== 'none' || ending.pageGone) return false;
  if (ending.reason === 'ping timeout' || ending.reason === 'parse error' || ending.reason === NO_CONNECT_REPLY) return false;
  const silence = silenceBefore(attempt, ending);
  return silence >= SHORTEST_LIMIT_MS && (patience(attempt) === 0 || silence < patience(attempt));
}

function isRegular(silences: readonly number[]): boolean {
  const [least, most] = [Math.min(...silences), Math.max(...silences)];
  return most - least <= Math.max(SPREAD.ms, SPREAD.part * most);
}

/** Limits are set in whole seconds, and are kept a little late rather than early. */
function isWholeSeconds(ms: number): boolean {
  const over = ms % 1_000;
  return over < 150 || over > 950;
}

export const idleCut = rule('idle-cut', {
  where: 'proxy',
  outranks: ['server-restarted', 'parser-mismatch'],
  look: (file) => {
    const newest = lastEnd(file);
    if (newest?.ending == null) return null;
    // The proxy itself answers a poll that took too long.
    if (newest.ending.detail.startsWith('HTTP 504') || (newest.handshake !== null && newest.ending.reason === 'HTTP 504')) {
      return { confidence: 'likely', evidence: [newest.ending.entry] };
    }
    const ended = file.attempts.filter(({ ending }) => ending !== null).slice(-3);
    const cut = ended.slice(ended.findLastIndex((attempt) => !wasCut(attempt)) + 1);
    const silences = cut.map((attempt) => silenceBefore(attempt, attempt.ending!));
    if (cut.length < 2 || !isRegular(silences)) return null;
    const sure = cut.length > 2 || silences.every(isWholeSeconds);
    const facts = { seconds: Math.round(silences.at(-1)! / 1_000) };
    return { confidence: sure ? 'likely' : 'guess', evidence: cut.map(({ ending }) => ending!.entry), variant: 'regular', facts };
  },
});

/** The largest message of a server that does not say: 1 MB is everybody's default. Bytes. */
const USUAL_LIMIT = 1_000_000;
/** How long after a message that was too large its consequence may show, beside the pings' own patience. Milliseconds. */
const CONSEQUENCE_MS = 5_000;

/** A message of ours that was larger than the server takes, and shortly before the end. */
function tooLarge(attempt: Attempt, ending: Ending): EntryOf<'packet'> | undefined {
  const limit = attempt.handshake?.maxPayload ?? USUAL_LIMIT;
  return attempt.big.findLast(({ bytes, at }) => bytes > limit && ending.at - at <= patience(attempt) + CONSEQUENCE_MS);
}

export const payloadTooLarge = rule('payload-too-large', {
  where: 'server',
  outranks: ['ping-timeout', 'parser-mismatch', 'idle-cut', 'server-restarted'],
  look: (file) => {
    const attempt = lastEnd(file);
    const ending = attempt?.ending;
    if (attempt == null || ending == null) return null;
    const big = tooLarge(attempt, ending);
    const evidence: Entry[] = big === undefined ? [ending.entry] : [big, ending.entry];
    if (ending.code === 1009 || ending.detail.startsWith('HTTP 413') || ending.reason === 'HTTP 413') return { confidence: 'certain', evidence };
    if (big === undefined || ending.goodbye === 'client' || ending.pageGone) return null;
    return { confidence: attempt.handshake?.maxPayload == null ? 'guess' : 'likely', evidence };
  },
});

/** How soon the side that cannot parse a packet closes. Milliseconds. */
const PARSE_CLOSE_MS = 2_000;

export const parseError = rule('parse-error', {
  where: 'client',
  look: (file) => {
    const attempt = lastEnd(file);
    const ending = attempt?.ending;
    if (attempt == null || ending == null) return null;
    const flaw = attempt.flaws.findLast(({ at, kind }) => kind !== 'packet' || ending.at - at <= PARSE_CLOSE_MS);
    // That has a name of its own.
    if (flaw !== undefined && 'text' in flaw && DISCONNECT_WITH_PAYLOAD.test(flaw.text ?? '')) return null;
    if (ending.reason === 'parse error') return { confidence: 'certain', evidence: flaw === undefined ? [ending.entry] : [flaw, ending.entry] };
    if (flaw?.kind !== 'packet' || flaw.type === 'reply' || !stood(attempt) || ending.goodbye !== 'none' || ending.pageGone) return null;
    return { confidence: 'likely', evidence: [flaw, ending.entry] };
  },
});

export const serverRestarted = rule('server-restarted', {
  where: 'server',
  look: ({ attempts, now }) => {
    const back = attempts.findLastIndex(stood);
    const connect = attempts[back]?.connects[0];
    if (connect === undefined || now - connect.entry.at >= FADE_MS) return null;
    const before = attempts.slice(0, back);
    const lost = before.findLastIndex(({ handshake }) => handshake !== null);
    const ending = before[lost]?.ending;
    const refused = before.slice(lost + 1).flatMap(({ failure, ending: end, opened }) => (failure?.message === 'timeout' ? [] : [failure ?? end?.entry ?? opened]));
    if (ending == null || !stood(before[lost]!) || ending.goodbye !== 'none' || ending.pageGone || refused.length === 0) return null;
    return { confidence: 'likely', evidence: [ending.entry, ...newestFew(refused), connect.entry] };
  },
});
