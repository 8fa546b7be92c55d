/** Signs of the origin and of credentials: who may connect, and who may read the answer. */
import type { EntryOf } from '../../entries/entry.ts';
import { isHandshake, nodeCode } from '../evidence/answers.ts';
import type { Attempt } from '../evidence/attempts.ts';
import { isFailing, linesWith, probe, stood, type CaseFile } from '../evidence/case-file.ts';
import { NOT_ACCEPTED_ORIGIN, SPEAKS_OF_ORIGIN } from '../evidence/phrases.ts';
import { newestFew, shownBy, type Look } from '../evidence/sign.ts';
import { answered, header, isAnothers, isRefusal, originOf } from './handshake-answers.ts';

/** How long a page's session may take to go on before it counts as one whose answers the page never got. Milliseconds. */
const GOES_ON_MS = 2_000;

/** A page's poll that another origin asked for, and that the server lets us have. */
function unreadByPage(file: CaseFile): Attempt | null {
  const { last, now } = file;
  const polling = probe(file, 'polling');
  if (file.subject !== 'page' || last === undefined || polling === undefined || !isHandshake(polling) || !last.transports.includes('polling')) return null;
  const unread = last.handshake !== null && last.connectSent === null && !stood(last) && now - last.opened.at >= GOES_ON_MS;
  const unanswered = file.failures.includes(last) && last.lastIn === null;
  return (unread || unanswered) && originOf(last.maker) !== originOf(last.url) ? last : null;
}

/** The polls of a page whose good answers the browser kept from it. */
const keptFromPage = ({ failures }: CaseFile) => failures.filter(({ http, transports }) => http?.status === 200 && transports.includes('polling'));

/** The answer to a handshake in the name of the page's origin, where that origin may have it. */
function allowedOrigin(file: CaseFile): EntryOf<'probe'> | null {
  const asked = probe(file, 'origin');
  return asked !== undefined && isHandshake(asked) && allows(asked) ? asked : null;
}

/** Whether an answer may be read by the origin that asked. */
function allows({ headers, origin }: EntryOf<'probe'>): boolean {
  const allowed = header(headers, 'access-control-allow-origin');
  return allowed !== undefined && (allowed === '*' || allowed === origin);
}

export const ORIGIN = {
  originNotAccepted: (file) => {
    const variant = isFailing(file) ? file.answers.filter(({ body }) => NOT_ACCEPTED_ORIGIN.test(body)).map(({ entry }) => entry) : [];
    const ended = file.brief.filter(({ ending, flaws }) => NOT_ACCEPTED_ORIGIN.test(ending?.detail ?? '') || flaws.some((flaw) => (flaw.kind === 'packet' || flaw.kind === 'malformed') && NOT_ACCEPTED_ORIGIN.test(flaw.text ?? '')));
    return shownBy(newestFew([...variant, ...ended.flatMap(({ ending }) => ending?.entry ?? [])]));
  },
  originSpokenOf: answered(({ body }) => nodeCode(body) === 4 && SPEAKS_OF_ORIGIN.test(body)),
  /** One origin is let in and another is not. */
  originsDiffer: (file) => {
    const [without, as] = [probe(file, 'polling'), probe(file, 'origin')];
    if (!isFailing(file) || without === undefined || as === undefined) return null;
    return (isHandshake(without) && isRefusal(as)) || (isHandshake(as) && isRefusal(without)) ? shownBy([without, as]) : null;
  },
  /** Servers on ASGI refuse a WebSocket with 403 for its origin; a poll from an extension carries none. */
  socketForbiddenAlone: (file) => {
    const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
    return isFailing(file) && websocket?.status === 403 && polling !== undefined && isHandshake(polling) ? shownBy([polling, websocket]) : null;
  },
  answerHiddenFromUs: (file) => {
    const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
    if (!isFailing(file) || file.subject !== 'own' || polling?.outcome !== 'hidden' || websocket === undefined || websocket.outcome === 'opened') return null;
    return shownBy([polling, websocket]);
  },
  originLogged: (file) => shownBy(newestFew(linesWith(file, NOT_ACCEPTED_ORIGIN))),
  forbiddenByEngine: answered(({ status, body, transport }) => transport !== 'polling-3' && (nodeCode(body) === 4 || (status === 401 && body.startsWith('"')))),
  forbidden: answered((answer) => answer.transport !== 'polling-3' && answer.transport !== 'post' && (answer.status === 401 || answer.status === 403) && !isAnothers(answer)),
  unreadByPage: (file) => {
    const attempt = allowedOrigin(file) === null ? unreadByPage(file) : null;
    return attempt === null ? null : shownBy([attempt.opened, probe(file, 'polling')]);
  },
  /** The page got nothing, though the server lets its origin have the answer. */
  unreadThoughAllowed: (file) => {
    const allowed = allowedOrigin(file);
    const attempt = allowed === null ? null : unreadByPage(file);
    return attempt === null ? null : shownBy([attempt.opened, allowed]);
  },
  originOfPageUnknown: (file) => (unreadByPage(file) !== null && originOf(file.last?.maker ?? '') === '' ? shownBy([file.last?.opened]) : null),
  originNotAllowed: (file) => {
    const asked = probe(file, 'origin');
    return asked !== undefined && isHandshake(asked) && !allows(asked) ? shownBy([asked]) : null;
  },
  /** The network log has a good answer to a poll of which the page was told nothing. */
  keptFromPage: (file) => shownBy(newestFew(keptFromPage(file).flatMap(({ http }) => http ?? []))),
  /** That answer allows every origin, or the page's own, so the missing part is another: credentials. */
  wildcardWithCredentials: (file) => {
    const told = keptFromPage(file).flatMap(({ http }) => http ?? []).filter(({ responseHeaders }) => header(responseHeaders, 'access-control-allow-origin') === '*');
    return shownBy(newestFew(told));
  },
  credentialsNotAllowed: (file) => {
    const told = keptFromPage(file).filter(({ http, maker }) => {
      const allowed = header(http?.responseHeaders ?? [], 'access-control-allow-origin');
      return allowed !== undefined && allowed !== '*' && allowed.toLowerCase() === originOf(maker) && header(http?.responseHeaders ?? [], 'access-control-allow-credentials') !== 'true';
    });
    return shownBy(newestFew(told.flatMap(({ http }) => http ?? [])));
  },
  otherOriginAllowed: (file) => {
    const told = keptFromPage(file).filter(({ http, maker }) => {
      const allowed = header(http?.responseHeaders ?? [], 'access-control-allow-origin');
      return allowed !== undefined && allowed !== '*' && allowed.toLowerCase() !== originOf(maker);
    });
    return shownBy(newestFew(told.flatMap(({ http }) => http ?? [])), { allowed: header(told.at(-1)?.http?.responseHeaders ?? [], 'access-control-allow-origin') ?? '' });
  },
  ourPollsHidden: (file) => {
    const [polling, websocket] = [probe(file, 'polling'), probe(file, 'websocket')];
    if (file.subject !== 'own' || file.failures.length === 0 || polling?.outcome !== 'hidden' || websocket?.outcome !== 'opened') return null;
    return shownBy([polling, websocket]);
  },
} satisfies Record<string, Look>;
