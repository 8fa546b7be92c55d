/** Signs of who answers: the application, or something in front of it or in its place. */
import { isHandshake, nodeCode, type Answer } from '../evidence/answers.ts';
import { isFailing, type CaseFile } from '../evidence/case-file.ts';
import { devServerIn, responderOf, type Role } from '../evidence/responders.ts';
import { newestFew, shownBy, shownByAnswers, type Look, type Seen } from '../evidence/sign.ts';

/** Whether polls are answered as Engine.IO does, so that an upgrade's answer tells of WebSockets alone. */
export const pollsWell = ({ answers }: CaseFile) => answers.some((answer) => answer.transport === 'polling' && isHandshake(answer));

/** The answers that tell who is at this address. */
function ofAddress(file: CaseFile): readonly Answer[] {
  const well = pollsWell(file);
  return file.answers.filter((answer) => !isWorkers(answer) && !(well && answer.transport === 'websocket'));
}

/** The answers that one kind of responder gave to handshakes of the newest attempts and probes. */
function from(role: Role, dev = false, asked: (file: CaseFile) => readonly Answer[] = ofAddress): Look {
  return (file) => {
    if (!isFailing(file)) return null;
    const told = asked(file).map((answer) => ({ answer, responder: responderOf(answer) })).filter(({ responder }) => responder?.role === role && (responder.dev === true) === dev);
    const newest = told.at(-1);
    return shownByAnswers(told.map(({ answer }) => answer), { who: newest?.responder?.name ?? '', status: String(newest?.answer.status ?? '') });
  };
}

const saysWhy = ({ body, headers }: Answer) => /maintenance(?! downtime or capacity)|\bbe (right )?back\b/i.test(body) || headers.some(([name]) => name === 'retry-after' || name === 'x-powered-by');

const everyAnswer = ({ answers }: CaseFile) => answers.filter((answer) => !isWorkers(answer));

/** How an HTTP error ends a session that polls. */
const RATE_LIMIT = /^HTTP 429\b/;

/** Whether a service worker of the page made it up. */
function isWorkers({ fromWorker }: Answer): boolean {
  return fromWorker;
}

const isServerError = ({ status }: Pick<Answer, 'status'>) => status !== null && status >= 500;

/** Where else on this host a development server showed itself. */
function devServer({ probes, answers }: CaseFile): string | null {
  const bodies = [...probes.map(({ body }) => body ?? ''), ...answers.map(({ body }) => body)];
  return bodies.map(devServerIn).find((name) => name !== null) ?? null;
}

export const WHO = {
  program: from('program'),
  /** Something in front says that it cannot reach the application. */
  gatewayDown: from('down'),
  devProxyDown: from('down', true),
  tunnelClosed: from('closed'),
  interstitial: from('page'),
  unavailable: from('unavailable'),
  /** It is the application that says so, or says why: proxies that have no server give neither a time nor a framework's name. */
  unavailableByItself: (file) => {
    const told = isFailing(file) ? ofAddress(file).filter((answer) => responderOf(answer)?.role === 'unavailable' && saysWhy(answer)) : [];
    return shownByAnswers(told);
  },
  hostRefused: from('host', false, everyAnswer),
  challenge: from('challenge', false, everyAnswer),
  refusedInFront: from('refused', false, everyAnswer),
  /** Whoever answers counts requests: HTTP 429, to a handshake or in the middle of a session. */
  rateLimited: (file) => {
    const told = isFailing(file) ? file.answers.filter((answer) => answer.status === 429 && responderOf(answer)?.role !== 'challenge').map(({ entry }) => entry) : [];
    const ended = file.brief.flatMap(({ ending }) => (ending !== null && RATE_LIMIT.test(ending.detail || ending.reason) ? [ending.entry] : []));
    return shownBy(newestFew([...ended, ...told].toSorted((a, b) => a.seq - b.seq)));
  },
  /** Polls are answered well, and an upgrade with an error of a server. */
  upgradeError: (file) => {
    const told = pollsWell(file) ? file.answers.filter(({ transport, status }) => transport === 'websocket' && status === 500) : [];
    return shownByAnswers(told, { status: '500' });
  },
  hostAbsent: from('absent'),
  framework: from('framework'),
  /** A service worker of the page answered. */
  workerAnswered: ({ answers }) => {
    const made = answers.filter(isWorkers);
    return shownByAnswers(made, { status: String(made.at(-1)?.status ?? '') });
  },
  /** A handshake is answered with an error of the server, in no words of Engine.IO. */
  serverError: (file) => {
    const told = isFailing(file) ? ofAddress(file).filter((answer) => isServerError(answer) && nodeCode(answer.body) === null) : [];
    return shownByAnswers(told, { status: String(told.at(-1)?.status ?? '') });
  },
  /** The same without a word, as proxies of development servers answer. */
  emptyServerError: (file) => {
    const told = isFailing(file) ? ofAddress(file).filter((answer) => answer.status === 500 && answer.body.trim() === '' && answer.entry.kind !== 'socket-handshake') : [];
    return shownByAnswers(told, { status: '500' });
  },
  devServer: (file) => {
    const name = devServer(file);
    const shown = [...file.probes, ...file.answers.map(({ entry }) => entry)].filter((entry) => 'body' in entry && devServerIn(entry.body ?? '') !== null);
    return name === null || shown.length === 0 ? null : { evidence: shown.slice(-1), facts: { who: name } };
  },
  /** The server's words or its OPEN packet are those of python-engineio. */
  pythonServer: (file) => serverOf(file, isPythonOpen, (answer) => PYTHON_WORDS.test(answer.body) || isPythonHeader(answer.headers)),
  /** gunicorn, whose workers serve one request at a time unless told otherwise. */
  gunicorn: (file) => byHeader(file, /^gunicorn/i),
  /** A Python server that serves many requests at a time. */
  concurrentPython: (file) => byHeader(file, /^(werkzeug|uvicorn|hypercorn|daphne|granian|tornadoserver|python\/\S+ aiohttp)/i),
  /** They are those of another implementation, such as Node's. */
  otherServer: (file) => serverOf(file, (text) => OPEN_ORDER.test(text) && !isPythonOpen(text), ({ body }) => nodeCode(body) !== null),
  /** The answers that were good handshakes. */
  handshakeAnswered: ({ answers }) => shownByAnswers(answers.filter((answer) => answer.transport !== 'post' && isHandshake(answer))),
} satisfies Record<string, Look>;

/** Strings in JSON, which python-engineio answers where others answer an object. */
const PYTHON_WORDS = /^"(Not an accepted origin|Invalid session|Invalid transport|Invalid websocket upgrade|The client is using an unsupported version|Bad Request|Unauthorized)/i;
const isPythonHeader = (headers: Answer['headers']) => headers.some(([name, value]) => name === 'server' && /werkzeug|gunicorn|uvicorn|aiohttp|tornadoserver/i.test(value));

/** An OPEN packet, `0{"sid":…}`. python-engineio writes pingTimeout before pingInterval, all others after it. */
const OPEN_ORDER = /^0?\{[^}]*?"ping(Interval|Timeout)"/;
const isPythonOpen = (text: string) => OPEN_ORDER.exec(text)?.[1] === 'Timeout';

/** The answer whose `server` header says this. */
function byHeader({ probes, attempts, answers }: CaseFile, value: RegExp): Seen | null {
  const says = (headers: readonly (readonly [string, string])[]) => headers.some(([name, text]) => /^server$/i.test(name) && value.test(text));
  const told = [...attempts.flatMap(({ http }) => (http !== null && says(http.responseHeaders) ? [http] : [])), ...probes.filter(({ headers }) => says(headers))];
  return shownBy(told.slice(-1)) ?? shownByAnswers(answers.filter(({ headers }) => says(headers)));
}

function serverOf(file: CaseFile, isOpen: (text: string) => boolean, isAnswer: (answer: Pick<Answer, 'body' | 'headers'>) => boolean): Seen | null {
  const opened = file.attempts.findLast(({ openPacket }) => isOpen(openPacket?.text ?? ''))?.openPacket;
  const probed = file.probes.filter(({ body, headers }) => isOpen(body ?? '') || isAnswer({ body: body ?? '', headers }));
  return shownBy([...(opened == null ? [] : [opened]), ...probed.slice(-1)]) ?? shownByAnswers(file.answers.filter(isAnswer));
}
