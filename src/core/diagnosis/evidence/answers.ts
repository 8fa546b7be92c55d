/**
 * Answers to handshakes, whoever asked: our own attempts, the page's, or a probe. A rule that knows a server by what it
 * answers looks here.
 */
import type { Entry, EntryOf, ProbeQuestion } from '../../entries/entry.ts';
import { openedSid } from '../../wire/open-packet.ts';
import { readJson, type Attempt } from './attempts.ts';

export interface Answer {
  readonly by: 'own' | 'page' | 'probe';
  readonly entry: Entry;
  /** `polling-3` is a handshake of Engine.IO 3, `post` a packet sent into a session that polls. */
  readonly transport: 'polling' | 'polling-3' | 'websocket' | 'post' | 'sse';
  readonly outcome: EntryOf<'probe'>['outcome'];
  readonly status: number | null;
  readonly body: string;
  readonly error: string;
  /** Names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** The redirects on the way to it: status (0 where the browser hides it) and where each led. */
  readonly redirects: readonly (readonly [number, string])[];
  /** A service worker of the page answered in the server's place. */
  readonly fromWorker: boolean;
}

/** The answers to attempts that failed, and to the probes that ask at the very address. */
export function answersOf(failures: readonly Attempt[], probes: readonly EntryOf<'probe'>[]): Answer[] {
  return [...failures.flatMap(attemptAnswers), ...probes.flatMap(probeAnswer)];
}

/** The questions that are put to the very address, and by what. */
const ASKED_BY: Readonly<Partial<Record<ProbeQuestion, Answer['transport']>>> = { polling: 'polling', 'polling-3': 'polling-3', websocket: 'websocket', origin: 'polling', post: 'post' };

function probeAnswer(entry: EntryOf<'probe'>): Answer[] {
  const transport = ASKED_BY[entry.question];
  if (transport === undefined) return [];
  const { outcome, status, body, error, headers, redirects } = entry;
  return [{ by: 'probe', entry, transport, outcome, status, body: body ?? '', error, headers, redirects: withLocation(status, headers, redirects), fromWorker: false }];
}

/** A redirect that was not followed is one as well. */
function withLocation(status: number | null, headers: Answer['headers'], followed: Answer['redirects'] = []): Answer['redirects'] {
  const location = status !== null && status >= 300 && status < 400 ? headers.find(([name]) => name === 'location')?.[1] : undefined;
  return location === undefined ? followed : [...followed, [status!, location]];
}

function attemptAnswers(attempt: Attempt): Answer[] {
  return attempt.subject === 'own' ? ownAnswers(attempt) : pageAnswers(attempt);
}

const UNKNOWN = { body: '', error: '', headers: [], redirects: [], fromWorker: false } as const;

function ownAnswers({ failure, firstWords, opened }: Attempt): Answer[] {
  if (failure === null) return [];
  const { message, status, body, transport } = failure;
  const base = { ...UNKNOWN, by: 'own', entry: failure, transport: transport ?? 'polling' } as const;
  if (status !== null) return [{ ...base, transport: 'polling', outcome: 'answered', status, body: body ?? '' }];
  if (message === 'timeout') return [{ ...base, outcome: 'timeout', status }];
  // engine.io-client calls what it cannot read a "server error". Its words are in the packet, and a poll's status was good.
  if (firstWords !== null && firstWords.seq > opened.seq) return [wordsOf('own', firstWords)];
  if (message.startsWith('websocket closed')) return [{ ...base, outcome: 'closed', status }];
  return [{ ...base, outcome: 'refused', status }];
}

function pageAnswers(attempt: Attempt): Answer[] {
  const { firstWords, ending, http, redirect, opened } = attempt;
  const base = { ...UNKNOWN, by: 'page', transport: transportOf(attempt), headers: namesLowered(http?.responseHeaders ?? []), redirects: redirectOf(redirect ?? http), fromWorker: http?.serviceWorker === 'made' } as const;
  // The page's service worker made up what the page was told, and was itself told this.
  if (http?.serviceWorker === 'asked' && http.status === 0) return [{ ...base, entry: http, outcome: 'refused', status: null, error: http.statusText, fromWorker: true }];
  const status = statusTold(attempt);
  if (firstWords !== null && status === null) return [{ ...wordsOf('page', firstWords), headers: base.headers, redirects: base.redirects, fromWorker: base.fromWorker }];
  if (status !== null) {
    return [{ ...base, entry: firstWords ?? ending?.entry ?? opened, outcome: 'answered', status, body: firstWords?.text ?? '' }];
  }
  if (http?.status === 0) return [{ ...base, entry: http, outcome: 'refused', status: null, error: http.statusText }];
  if (http?.status === 101) return [{ ...base, entry: ending?.entry ?? http, outcome: 'closed', status: 101, error: ending?.reason ?? '' }];
  if (http !== null) {
    // The page was told nothing of a poll that the network log has an answer to.
    const outcome = base.transport === 'polling' ? 'hidden' : 'answered';
    return [{ ...base, entry: http, outcome, status: http.status }];
  }
  return [{ ...base, entry: ending?.entry ?? opened, outcome: 'refused', status: null, error: ending?.reason ?? '' }];
}

/** Where the newest answer to a page's socket leads, if that is a redirect. */
function redirectOf(http: Attempt['http']): Answer['redirects'] {
  if (http === null) return [];
  const { status, location, responseHeaders } = http;
  return location === undefined ? withLocation(status, namesLowered(responseHeaders)) : [[status, location]];
}

function transportOf({ protocol, transports }: Attempt): Answer['transport'] {
  if (protocol === 'sse') return 'sse';
  return transports.includes('polling') ? 'polling' : 'websocket';
}

/** The HTTP status that the page itself was told, or null. */
function statusTold({ ending }: Attempt): number | null {
  const told = /^HTTP (\d{3})\b/.exec(ending?.reason ?? '')?.[1];
  return told === undefined ? null : Number(told);
}

function namesLowered(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [name.toLowerCase(), value]);
}

function wordsOf(by: Answer['by'], packet: EntryOf<'packet'>): Answer {
  const polling = packet.transport === 'polling';
  const base = { ...UNKNOWN, by, entry: packet, body: packet.text ?? '' } as const;
  return polling ? { ...base, transport: 'polling', outcome: 'answered', status: 200 } : { ...base, transport: 'websocket', outcome: 'closed', status: null };
}

/** Whether it is a handshake that a client of Socket.IO 3 or 4 can go on with. */
export function isHandshake({ outcome, status, body }: Pick<Answer, 'outcome' | 'status'> & { readonly body: string | null }): boolean {
  return outcome === 'opened' || (outcome === 'answered' && status === 200 && openedSid(body ?? '') !== null);
}

/** The number in the error of an Engine.IO server on Node, or null. */
export function nodeCode(body: string | null): number | null {
  const { code, message } = readJson(body ?? '');
  return typeof code === 'number' && typeof message === 'string' ? code : null;
}

export function isHtml(body: string): boolean {
  return /^\s*<(!doctype|html|head|body|h1|title|\?xml|center)/i.test(body);
}
