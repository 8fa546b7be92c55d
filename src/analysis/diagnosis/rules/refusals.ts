/** The server, or the browser for it, refuses the handshake. */
import type { Entry, EntryOf } from '../../../recording/entry.ts';
import { connectionKind } from '../../../wire/connection-kind.ts';
import { isHandshake, nodeCode, type Answer } from '../answers.ts';
import type { Attempt } from '../attempts.ts';
import { isFailing, isLive, linesWith, probe, stood, type CaseFile } from '../case-file.ts';
import { NOT_ACCEPTED_ORIGIN, SPEAKS_OF_ORIGIN, UNSUPPORTED_VERSION, WRONG_HEARTBEAT } from '../phrases.ts';
import { newestFew, type Clue, type Rule } from '../rule.ts';

const entriesOf = (answers: readonly Answer[]): readonly Entry[] => answers.map(({ entry }) => entry);

export const originRefused: Rule = {
  id: 'origin-refused',
  title: 'The server does not accept the Origin of this connection',
  cause: 'Its list of allowed origins (cors_allowed_origins in Python, allowRequest or cors in Node) lacks the one that was sent.',
  fix: 'Add the origin to that list. Behind a proxy, have it forward Host and X-Forwarded-Proto, so that the server knows its own origin.',
  where: 'server',
  link: 'https://flask-socketio.readthedocs.io/en/latest/api.html#flask_socketio.SocketIO',
  outranks: ['handshake-forbidden', 'websocket-blocked', 'websocket-unsupported', 'no-fallback', 'server-unreachable', 'cors-blocked', 'parser-mismatch', 'session-id-unknown'],
  look: (file) => {
    const words = file.subject === 'own' ? { cause: `${originRefused.cause} Holdfast’s own is that of the extension, chrome-extension://… or moz-extension://… .` } : {};
    const said = originsSaidTo(file);
    if (said.length > 0) return { confidence: 'certain', evidence: newestFew(said), words };
    const forbidden = isFailing(file) ? file.answers.filter(({ body }) => nodeCode(body) === 4 && SPEAKS_OF_ORIGIN.test(body)) : [];
    if (forbidden.length > 0) return { confidence: 'likely', evidence: entriesOf(forbidden), words };
    if (isFailing(file)) {
      const compared = compareOrigins(file) ?? guessOrigin(file);
      if (compared !== null) return { words, ...compared };
    }
    const lines = linesWith(file, NOT_ACCEPTED_ORIGIN);
    return lines.length > 0 ? { confidence: 'likely', evidence: newestFew(lines) } : null;
  },
};

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

function guessOrigin(file: CaseFile): Clue | null {
  const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
  if (websocket === undefined || polling === undefined) return null;
  // Servers on ASGI answer a WebSocket with 403 for its origin; a poll from an extension carries none.
  if (websocket.status === 403 && isHandshake(polling)) return { confidence: 'likely', evidence: [polling, websocket] };
  return polling.outcome === 'hidden' && websocket.outcome !== 'opened' && file.subject === 'own'
    ? {
        confidence: 'guess',
        evidence: [polling, websocket],
        words: { cause: 'The server answers, but the browser does not let Holdfast see what. Most often the server refuses the extension’s origin.' },
      }
    : null;
}

export const corsBlocked: Rule = {
  id: 'cors-blocked',
  title: 'The browser keeps the server’s answers from the page',
  cause: 'The server answers well, but without an Access-Control-Allow-Origin header for the page’s origin, so the page may not read it.',
  fix: 'Allow the page’s origin: cors: { origin } on Node, cors_allowed_origins in Python; with cookies, credentials too.',
  where: 'server',
  link: 'https://socket.io/docs/v4/handling-cors/',
  outranks: ['server-unreachable'],
  look: (file) => (file.subject === 'own' ? hiddenFromUs(file) : (hiddenInLog(file) ?? hiddenFromPage(file))),
};

function hiddenFromUs(file: CaseFile): Clue | null {
  const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
  if (file.failures.length === 0 || polling?.outcome !== 'hidden' || websocket?.outcome !== 'opened') return null;
  return {
    confidence: 'likely',
    evidence: [polling, websocket],
    words: {
      title: 'The browser keeps the server’s answers to polls from Holdfast',
      cause: 'The server does not list the extension’s origin, and Holdfast has no access to this site.',
      fix: 'Put websocket first in the profile, allow the extension’s origin on the server, or give Holdfast access to the site.',
    },
  };
}

/** The network log has a good answer to a poll of which the page was told nothing. */
function hiddenInLog({ failures }: CaseFile): Clue | null {
  const hidden = failures.filter(({ http, transports }) => http?.status === 200 && transports.includes('polling'));
  return hidden.length > 0 ? { confidence: 'certain', evidence: newestFew(hidden.flatMap(({ http }) => http ?? [])) } : null;
}

/** How long a page's session may take to go on before it counts as one whose answers the page never got. Milliseconds. */
const GOES_ON_MS = 2_000;

function hiddenFromPage(file: CaseFile): Clue | null {
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
  return {
    confidence: 'guess',
    evidence,
    words: {
      title: 'Something in the browser keeps the page from this server',
      cause: 'The server answers, and allows the page’s origin. What is left: the page’s Content-Security-Policy (connect-src), cookies that are sent without Access-Control-Allow-Credentials, a proxy of the page’s, or another extension.',
      fix: 'Look into the page’s console: it says which. Add the server to connect-src, or allow credentials on the server.',
      where: 'browser',
    },
  };
}

/** Whether an answer may be read by the origin that asked. */
function allows({ headers, origin }: EntryOf<'probe'>): boolean {
  const allowed = headers.find(([name]) => name.toLowerCase() === 'access-control-allow-origin')?.[1];
  return allowed !== undefined && (allowed === '*' || allowed === origin);
}

function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '').replace(/^ws/, 'http').toLowerCase();
}

export const handshakeForbidden: Rule = {
  id: 'handshake-forbidden',
  title: 'The server refuses the handshake',
  cause: 'allowRequest (Node), the connect handler (Python) or a proxy in front said no before any Socket.IO packet.',
  fix: 'Send the credentials that it wants: cookies, a header or a query parameter. Auth of the profile comes later, in the CONNECT packet.',
  where: 'server',
  link: 'https://socket.io/docs/v4/server-options/#allowrequest',
  outranks: ['server-unreachable', 'no-fallback', 'websocket-blocked', 'cors-blocked'],
  look: (file) => {
    if (!isFailing(file)) return null;
    const refused = file.answers.filter(({ transport, status, body }) => transport !== 'polling-3' && (status === 401 || status === 403 || nodeCode(body) === 4));
    if (refused.length === 0) return null;
    const certain = refused.some(({ body, status }) => nodeCode(body) === 4 || (status === 401 && body.startsWith('"')));
    return { confidence: certain ? 'certain' : 'likely', evidence: entriesOf(refused) };
  },
};

export const protocolMismatch: Rule = {
  id: 'protocol-mismatch',
  title: 'Client and server speak different major versions of Socket.IO',
  cause: 'Socket.IO 1 and 2 speak Engine.IO 3; Socket.IO 3 and 4 speak Engine.IO 4. The two do not understand each other.',
  fix: 'Use the same major version on both sides, or set allowEIO3: true on a server of Socket.IO 3 or 4 that old clients must reach.',
  where: 'client',
  link: 'https://socket.io/docs/v4/client-installation/#version-compatibility',
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
      const cause = 'The server answered CONNECT without a session id, as Socket.IO 1 and 2 do. A newer client waits for one.';
      return { confidence: 'certain', evidence: [bare], words: { cause } };
    }
    const lines = linesWith(file, WRONG_HEARTBEAT);
    if (lines.length > 0) return { confidence: 'likely', evidence: newestFew(lines) };
    return oldClient(file);
  },
};

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
