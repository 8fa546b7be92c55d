/** The server, or the browser for it, refuses the handshake. */
import type { Entry, EntryOf } from '../../../recording/entry.ts';
import { connectionKind } from '../../../wire/connection-kind.ts';
import { isHandshake, nodeCode, type Answer } from '../answers.ts';
import type { Attempt } from '../attempts.ts';
import { isFailing, isLive, linesWith, probe, stood, type CaseFile } from '../case-file.ts';
import { NOT_ACCEPTED_ORIGIN, SPEAKS_OF_ORIGIN, UNSUPPORTED_VERSION, WRONG_HEARTBEAT } from '../phrases.ts';
import { newestFew, rule, type Clue } from '../rule.ts';

const entriesOf = (answers: readonly Answer[]): readonly Entry[] => answers.map(({ entry }) => entry);

export const originRefused = rule('origin-refused', {
  where: 'server',
  outranks: ['handshake-forbidden', 'websocket-blocked', 'websocket-unsupported', 'no-fallback', 'server-unreachable', 'cors-blocked', 'parser-mismatch', 'session-id-unknown'],
  look: (file) => {
    const variant = file.subject === 'own' ? 'own' : undefined;
    const said = originsSaidTo(file);
    if (said.length > 0) return { confidence: 'certain', evidence: newestFew(said), variant };
    const forbidden = isFailing(file) ? file.answers.filter(({ body }) => nodeCode(body) === 4 && SPEAKS_OF_ORIGIN.test(body)) : [];
    if (forbidden.length > 0) return { confidence: 'likely', evidence: entriesOf(forbidden), variant };
    if (isFailing(file)) {
      const compared = compareOrigins(file) ?? guessOrigin(file);
      if (compared !== null) return { variant, ...compared };
    }
    const lines = linesWith(file, NOT_ACCEPTED_ORIGIN);
    return lines.length > 0 ? { confidence: 'likely', evidence: newestFew(lines) } : null;
  },
});

/** Where the server says so itself, in answers to handshakes or to the posts of a session that it let begin. */
function originsSaidTo(file: CaseFile): readonly Entry[] {
  const answers = isFailing(file) ? file.answers.filter(({ body }) => NOT_ACCEPTED_ORIGIN.test(body)) : [];
  const endings = file.brief.filter(({ ending, flaws }) => NOT_ACCEPTED_ORIGIN.test(ending?.detail ?? '') || flaws.some(saysNotAccepted));
  return [...entriesOf(answers), ...endings.flatMap(({ ending }) => (ending === null ? [] : [ending.entry]))];
}

function saysNotAccepted(flaw: Entry): boolean {
  return (flaw.kind === 'packet' || flaw.kind === 'malformed') && NOT_ACCEPTED_ORIGIN.test(flaw.text ?? '');
}

const isRefusal = ({ status }: { readonly status: number | null }) => status !== null && [400, 401, 403].includes(status);

/** One origin is let in and another is not. */
function compareOrigins(file: CaseFile): Clue | null {
  const [without, as] = [probe(file, 'polling'), probe(file, 'origin')];
  if (without === undefined || as === undefined) return null;
  const differ = (isHandshake(without) && isRefusal(as)) || (isHandshake(as) && isRefusal(without));
  return differ ? { confidence: 'certain', evidence: [without, as] } : null;
}

function guessOrigin(file: CaseFile): Clue<'hidden'> | null {
  const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
  if (websocket === undefined || polling === undefined) return null;
  // Servers on ASGI answer a WebSocket with 403 for its origin; a poll from an extension carries none.
  if (websocket.status === 403 && isHandshake(polling)) return { confidence: 'likely', evidence: [polling, websocket] };
  return polling.outcome === 'hidden' && websocket.outcome !== 'opened' && file.subject === 'own'
    ? { confidence: 'guess', evidence: [polling, websocket], variant: 'hidden' }
    : null;
}

export const corsBlocked = rule('cors-blocked', {
  where: 'server',
  outranks: ['server-unreachable'],
  look: (file) => (file.subject === 'own' ? hiddenFromUs(file) : (hiddenInLog(file) ?? hiddenFromPage(file))),
});

function hiddenFromUs(file: CaseFile): Clue<'unlisted'> | null {
  const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
  if (file.failures.length === 0 || polling?.outcome !== 'hidden' || websocket?.outcome !== 'opened') return null;
  return { confidence: 'likely', evidence: [polling, websocket], variant: 'unlisted' };
}

/** The network log has a good answer to a poll of which the page was told nothing. */
function hiddenInLog({ failures }: CaseFile): Clue | null {
  const hidden = failures.filter(({ http, transports }) => http?.status === 200 && transports.includes('polling'));
  return hidden.length > 0 ? { confidence: 'certain', evidence: newestFew(hidden.flatMap(({ http }) => http ?? [])) } : null;
}

/** How long a page's session may take to go on before it counts as one whose answers the page never got. Milliseconds. */
const GOES_ON_MS = 2_000;

function hiddenFromPage(file: CaseFile): Clue<'allowed'> | null {
  const { last, now } = file;
  const polling = probe(file, 'polling');
  if (last === undefined || polling === undefined || !isHandshake(polling) || !last.transports.includes('polling')) return null;
  const unread = last.handshake !== null && last.connectSent === null && !stood(last) && now - last.opened.at >= GOES_ON_MS;
  const unanswered = file.failures.includes(last) && last.lastIn === null;
  const origin = originOf(last.maker);
  if ((!unread && !unanswered) || origin === originOf(last.url)) return null;
  const asked = probe(file, 'origin');
  const evidence = [last.opened, polling, ...(asked === undefined ? [] : [asked])];
  if (asked === undefined) return { confidence: origin === '' ? 'guess' : 'likely', evidence };
  if (!isHandshake(asked)) return null;
  if (!allows(asked)) return { confidence: 'certain', evidence };
  return { confidence: 'guess', evidence, variant: 'allowed', where: 'browser' };
}

/** Whether an answer may be read by the origin that asked. */
function allows({ headers, origin }: EntryOf<'probe'>): boolean {
  const allowed = headers.find(([name]) => name.toLowerCase() === 'access-control-allow-origin')?.[1];
  return allowed !== undefined && (allowed === '*' || allowed === origin);
}

function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '').replace(/^ws/, 'http').toLowerCase();
}

export const handshakeForbidden = rule('handshake-forbidden', {
  where: 'server',
  outranks: ['server-unreachable', 'no-fallback', 'websocket-blocked', 'cors-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const refused = file.answers.filter(({ transport, status, body }) => transport !== 'polling-3' && (status === 401 || status === 403 || nodeCode(body) === 4));
    if (refused.length === 0) return null;
    const certain = refused.some(({ body, status }) => nodeCode(body) === 4 || (status === 401 && body.startsWith('"')));
    return { confidence: certain ? 'certain' : 'likely', evidence: entriesOf(refused) };
  },
});

export const protocolMismatch = rule('protocol-mismatch', {
  where: 'client',
  outranks: [
    'not-socketio',
    'silent-handshake',
    'parser-mismatch',
    'parse-error',
    'server-unreachable',
    'handshake-forbidden',
    'no-fallback',
    'websocket-blocked',
    'websocket-unsupported',
    'ping-timeout',
    'cors-blocked',
  ],
  look: (file) => {
    const answers = isFailing(file) ? saysOtherVersion(file) : [];
    if (answers.length > 0) return { confidence: 'certain', evidence: newestFew(entriesOf(answers)) };
    const bare = file.last?.bareConnect ?? file.brief.at(-1)?.bareConnect;
    if (bare != null && !(file.last !== undefined && stood(file.last))) {
      return { confidence: 'certain', evidence: [bare], variant: 'bare' };
    }
    const lines = linesWith(file, WRONG_HEARTBEAT);
    if (lines.length > 0) return { confidence: 'likely', evidence: newestFew(lines) };
    return oldClient(file);
  },
});

const isOld = ({ url }: Attempt) => connectionKind(url).engineVersion === 3;

function saysOtherVersion(file: CaseFile): readonly Answer[] {
  // That a server refuses Engine.IO 3 is as it should be, unless it is what the client speaks.
  const speaksOld = file.last !== undefined && isOld(file.last);
  const counted = file.answers.filter(({ by, transport }) => by !== 'probe' || (transport === 'polling-3') === speaksOld);
  return counted.filter(({ body }) => nodeCode(body) === 5 || UNSUPPORTED_VERSION.test(body) || (!speaksOld && /^\d+:0\{/.test(body)));
}

function oldClient(file: CaseFile): Clue | null {
  const { last } = file;
  const polling = probe(file, 'polling');
  if (last === undefined || !isOld(last) || isLive(last) || !file.failures.includes(last) || polling === undefined || !isHandshake(polling)) return null;
  return { confidence: probe(file, 'polling-3') === undefined ? 'guess' : 'likely', evidence: [last.opened, polling] };
}
