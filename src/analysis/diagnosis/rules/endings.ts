/** A connection stood and ended, and nobody had said goodbye. */
import { NO_CONNECT_REPLY } from '../../policy.ts';
import type { Entry, EntryOf } from '../../../recording/entry.ts';
import type { Attempt, Ending } from '../attempts.ts';
import { FADE_MS, lastEnd, stood, type CaseFile } from '../case-file.ts';
import { DISCONNECT_WITH_PAYLOAD } from '../phrases.ts';
import { newestFew, type Clue, type Rule } from '../rule.ts';

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

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

export const pingTimeout: Rule = {
  id: 'ping-timeout',
  title: 'The server fell silent, so the client gave the connection up',
  cause: 'No ping came within pingInterval + pingTimeout: the server’s event loop was blocked (time.sleep, no monkey patching), or this machine slept.',
  fix: 'Look for blocking calls on the server: use socketio.sleep(), monkey-patch before all other imports, move long work into a background task.',
  where: 'server',
  link: 'https://socket.io/docs/v4/troubleshooting-connection-issues/#problem-the-socket-gets-disconnected',
  outranks: ['server-unreachable'],
  look: (file) => timedOut(file) ?? frozen(file),
};

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
function frozen({ failures, attempts }: CaseFile): Clue | null {
  const waited = failures.flatMap(({ failure }) => (failure?.message === 'timeout' ? [failure] : []));
  const newest = failures.at(-1)?.failure;
  if (waited.length === 0 || newest !== waited.at(-1) || !attempts.some(stood)) return null;
  const words = { title: 'The server was there and does not answer any more', cause: 'It still takes connections but answers none: its event loop is blocked, or it is stopped.' };
  return { confidence: 'likely', evidence: newestFew(waited), words };
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

export const idleCut: Rule = {
  id: 'idle-cut',
  title: 'The connection is cut whenever it was quiet for a certain time',
  cause: 'A proxy or load balancer closes connections that are idle for longer than its limit, which is shorter than the server’s pings are apart.',
  fix: 'Raise that limit (proxy_read_timeout in nginx, idle timeout in a load balancer) above pingInterval + pingTimeout, or lower pingInterval on the server.',
  where: 'proxy',
  link: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
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
    const words = { title: `The connection is cut whenever it was quiet for ${seconds(silences.at(-1)!)}` };
    const sure = cut.length > 2 || silences.every(isWholeSeconds);
    return { confidence: sure ? 'likely' : 'guess', evidence: cut.map(({ ending }) => ending!.entry), words };
  },
};

/** The largest message of a server that does not say: 1 MB is everybody's default. Bytes. */
const USUAL_LIMIT = 1_000_000;
/** How long after a message that was too large its consequence may show, beside the pings' own patience. Milliseconds. */
const CONSEQUENCE_MS = 5_000;

/** A message of ours that was larger than the server takes, and shortly before the end. */
function tooLarge(attempt: Attempt, ending: Ending): EntryOf<'packet'> | undefined {
  const limit = attempt.handshake?.maxPayload ?? USUAL_LIMIT;
  return attempt.big.findLast(({ bytes, at }) => bytes > limit && ending.at - at <= patience(attempt) + CONSEQUENCE_MS);
}

export const payloadTooLarge: Rule = {
  id: 'payload-too-large',
  title: 'A message was larger than the server takes, so it closed the connection',
  cause: 'Servers close the connection on a message over maxPayload: with code 1009 on Node, without a word on most Python servers.',
  fix: 'Raise maxHttpBufferSize (Node) or max_http_buffer_size (Python), client_max_body_size in nginx, or send the message in parts.',
  where: 'server',
  link: 'https://socket.io/docs/v4/server-options/#maxhttpbuffersize',
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
};

/** How soon the side that cannot parse a packet closes. Milliseconds. */
const PARSE_CLOSE_MS = 2_000;

export const parseError: Rule = {
  id: 'parse-error',
  title: 'A packet could not be parsed, so the connection was closed',
  cause: 'The two sides use different parsers, an event has a reserved name (connect, disconnect, …), or a message has more than 10 attachments.',
  fix: 'Look at the packet: rename the event, split the attachments, or use the same parser on both sides.',
  where: 'client',
  link: 'https://socket.io/docs/v4/emit-cheatsheet/#reserved-events',
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
};

export const serverRestarted: Rule = {
  id: 'server-restarted',
  title: 'The server was restarted',
  cause: 'The connection was lost, nothing answered for a moment, and then a new session began.',
  fix: 'Nothing to do if you restarted it. If not, look into the server’s log for why it stopped.',
  where: 'server',
  link: 'https://socket.io/docs/v4/client-socket-instance/#disconnect',
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
};
