/** Reads what came back from a question, believing nothing about it. */
import type { FactOf } from '../entries/entry.ts';
import { ENGINE_3_LENGTH } from '../wire/open-packet.ts';
import { bounded } from '../wire/value-text.ts';
import type { EngineRevision } from './addresses.ts';
import type { Answer } from './asker.ts';
import { shownAddress } from './shown-address.ts';
import { tellingHeaders } from './telling-headers.ts';

const BODY_LIMIT = 2_000;
const ERROR_LIMIT = 200;
const MOST_REDIRECTS = 20;

/** An Engine.IO session that a handshake opened. */
export interface OpenedSession {
  readonly sid: string;
  /** What the server speaks, which need not be what it was asked for. */
  readonly revision: EngineRevision;
}

const OPENED = new RegExp(`^(${ENGINE_3_LENGTH.source})?0\\{.*?"sid":\\s*"([^"]{1,200})"`, 'su');

/**
 * The session of an OPEN packet at the start of a polling payload, or null if there is none. Revision 3 puts the packet's
 * length in front of it.
 */
export function openedSession(body: string | null): OpenedSession | null {
  const match = OPENED.exec(body ?? '');
  const sid = match?.[2];
  return sid === undefined ? null : { sid, revision: match?.[1] === undefined ? 4 : 3 };
}

/** An Engine.IO packet as the payload of a poll. */
export function payloadOf(packet: string, revision: EngineRevision): string {
  return revision === 3 ? `${packet.length}:${packet}` : packet;
}

/** Whether a handshake by polling succeeded in the revision that it was asked for. */
export function isHandshake(answer: Answer, revision: EngineRevision): boolean {
  return answer.outcome === 'answered' && answer.status === 200 && openedSession(answer.body)?.revision === revision;
}

/** How Engine.IO servers refuse a handshake: Node's with an object, Python's with a sentence, both as JSON. */
const REFUSAL = /^(\{"code":\d|"[^"]*"\s*$)/;

/** Whether an Engine.IO server gave this answer to a handshake by polling, be it to refuse it. */
export function isOfEngine(answer: Answer): boolean {
  return answer.outcome === 'answered' && (openedSession(answer.body) !== null || REFUSAL.test(answer.body ?? ''));
}

/**
 * Whether something answers a handshake at this path that is no Engine.IO server, or that the browser hides, so that one may
 * be at another path. Where nothing answers at all, none will.
 */
export function isElsewhere(answer: Answer): boolean {
  return answer.outcome === 'hidden' || (answer.outcome === 'answered' && !isOfEngine(answer));
}

/** What says that nobody is there at all, or that TLS is what is spoken. */
const NO_OTHER_SCHEME = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|certificate)/;

/** Whether an answer says in words that the other scheme is wanted: `The plain HTTP request was sent to HTTPS port`. */
export function wantsOtherScheme({ status, body }: Answer): boolean {
  return status !== null && status >= 400 && /\b(https|ssl|tls)\b/i.test(body ?? '') && !REFUSAL.test(body ?? '');
}

/**
 * Whether the port that gave this answer may speak the other scheme: it hung up on what it could not read, or says so. Where
 * the answer is of a port that was not named, another one speaks the other scheme, whatever this one says.
 */
export function mayBeOtherScheme(answer: Answer, portNamed: boolean): boolean {
  const { outcome, status, body, error } = answer;
  if (outcome === 'refused') return !(portNamed ? NO_OTHER_SCHEME : /^(ENOTFOUND|EAI_|certificate)/).test(error);
  return outcome === 'answered' && (wantsOtherScheme(answer) || (status === 400 && !REFUSAL.test(body ?? '')));
}

/** A WebSocket that opened and said something else than an OPEN packet is one that did not open as Engine.IO. */
export function asEngineSocket(answer: Answer): Answer {
  return answer.outcome === 'opened' && openedSession(answer.body) === null ? { ...answer, outcome: 'closed' } : answer;
}

/** What is recorded of an answer: bounded, and of the headers only what tells something. */
export function recordedAnswer(answer: Answer): Pick<FactOf<'probe'>, 'outcome' | 'status' | 'body' | 'headers' | 'code' | 'error' | 'redirects'> {
  return {
    outcome: answer.outcome,
    status: answer.status,
    body: answer.body === null ? null : bounded(answer.body, BODY_LIMIT).text,
    headers: tellingHeaders(answer.headers),
    code: answer.code,
    error: bounded(answer.error, ERROR_LIMIT).text,
    redirects: answer.redirects.slice(0, MOST_REDIRECTS).map(([status, location]) => [status, shownAddress(location)]),
  };
}
