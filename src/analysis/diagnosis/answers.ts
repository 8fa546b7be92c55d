/**
 * Answers to handshakes, whoever asked: our own attempts, the page's, or a probe. A rule that knows a server by what it
 * answers looks here.
 */
import type { Entry, EntryOf, ProbeQuestion } from '../../recording/entry.ts';
import { openedSid } from '../../wire/open-packet.ts';
import { readJson, type Attempt } from './attempts.ts';

export interface Answer {
  readonly by: 'own' | 'page' | 'probe';
  readonly entry: Entry;
  /** `polling-3` is a handshake of Engine.IO 3. */
  readonly transport: 'polling' | 'polling-3' | 'websocket';
  readonly outcome: EntryOf<'probe'>['outcome'];
  readonly status: number | null;
  readonly body: string;
  readonly error: string;
}

/** The answers to attempts that failed, and to the probes that ask for a handshake at the very address. */
export function answersOf(failures: readonly Attempt[], probes: readonly EntryOf<'probe'>[]): Answer[] {
  return [...failures.flatMap(attemptAnswers), ...probes.flatMap(probeAnswer)];
}

/** The questions that ask for a handshake at the very address, and by what. */
const HANDSHAKES: Readonly<Partial<Record<ProbeQuestion, Answer['transport']>>> = { polling: 'polling', 'polling-3': 'polling-3', websocket: 'websocket', origin: 'polling' };

function probeAnswer(entry: EntryOf<'probe'>): Answer[] {
  const { question, outcome, status, body, error } = entry;
  const transport = HANDSHAKES[question];
  if (transport === undefined) return [];
  return [{ by: 'probe', entry, transport, outcome, status, body: body ?? '', error }];
}

function attemptAnswers(attempt: Attempt): Answer[] {
  return attempt.subject === 'own' ? ownAnswers(attempt) : pageAnswers(attempt);
}

function ownAnswers({ failure, firstWords, opened }: Attempt): Answer[] {
  if (failure === null) return [];
  const { message, status, body, transport } = failure;
  const base = { by: 'own', entry: failure, transport: transport ?? 'polling', error: '' } as const;
  if (status !== null) return [{ ...base, transport: 'polling', outcome: 'answered', status, body: body ?? '' }];
  if (message === 'timeout') return [{ ...base, outcome: 'timeout', status, body: '' }];
  // engine.io-client calls what it cannot read a "server error". Its words are in the packet, and a poll's status was good.
  if (firstWords !== null && firstWords.seq > opened.seq) return [wordsOf('own', firstWords)];
  if (message.startsWith('websocket closed')) return [{ ...base, outcome: 'closed', status, body: '' }];
  return [{ ...base, outcome: 'refused', status, body: '' }];
}

function pageAnswers({ transports, firstWords, ending, http, opened }: Attempt): Answer[] {
  const transport = transports.includes('polling') ? 'polling' : 'websocket';
  const by = 'page';
  const status = Number(/^HTTP (\d{3})$/.exec(ending?.reason ?? '')?.[1] ?? Number.NaN);
  if (firstWords !== null && Number.isNaN(status)) return [wordsOf(by, firstWords)];
  if (!Number.isNaN(status)) {
    return [{ by, entry: firstWords ?? ending!.entry, transport, outcome: 'answered', status, body: firstWords?.text ?? '', error: '' }];
  }
  if (http?.status === 0) return [{ by, entry: http, transport, outcome: 'refused', status: null, body: '', error: http.statusText }];
  // The page was told nothing of a poll that the network log has an answer to.
  const outcome = transport === 'polling' ? 'hidden' : 'answered';
  if (http !== null && http.status !== 101) return [{ by, entry: http, transport, outcome, status: http.status, body: '', error: '' }];
  if (http?.status === 101) return [{ by, entry: ending?.entry ?? http, transport, outcome: 'closed', status: 101, body: '', error: '' }];
  return [{ by, entry: ending?.entry ?? opened, transport, outcome: 'refused', status: null, body: '', error: ending?.reason ?? '' }];
}

function wordsOf(by: Answer['by'], packet: EntryOf<'packet'>): Answer {
  const polling = packet.transport === 'polling';
  const base = { by, entry: packet, body: packet.text ?? '', error: '' } as const;
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
