/** Signs of what becomes of a handshake: the path, the revision, the transport, the origin, and the move to WebSocket. */
import type { Entry, EntryOf } from '../../entries/entry.ts';
import { connectionKind } from '../../wire/connection-kind.ts';
import { ENGINE_3_LENGTH } from '../../wire/open-packet.ts';
import { isHandshake, isHtml, nodeCode, type Answer } from '../evidence/answers.ts';
import { readJson, type Attempt } from '../evidence/attempts.ts';
import { isFailing, isLive, linesWith, probe, stood, tried, type CaseFile } from '../evidence/case-file.ts';
import { NO_WEBSOCKET_LIBRARY, NOT_ACCEPTED_ORIGIN, SPEAKS_OF_ORIGIN, UNKNOWN_SESSION, UNSUPPORTED_VERSION, WRONG_HEARTBEAT } from '../evidence/phrases.ts';
import { responderOf } from '../evidence/responders.ts';
import { newestFew, shownBy, shownByAnswers, type Look } from '../evidence/sign.ts';

/** The body of an Engine.IO 3 handshake, which is an answer of Socket.IO though not one to go on with. */
const ENGINE_3_BODY = new RegExp(`^${ENGINE_3_LENGTH.source}0\\{`, 'u');

const inFailing = (look: Look): Look => (file) => (isFailing(file) ? look(file) : null);
const answered = (fits: (answer: Answer, file: CaseFile) => boolean): Look => inFailing((file) => shownByAnswers(file.answers.filter((answer) => fits(answer, file))));

/** Something in front or in its place answered, so its answer says nothing of the path. */
const isAnothers = (answer: Answer) => !['framework', undefined].includes(responderOf(answer)?.role);

/** Whether a poll was answered well, though with something that Socket.IO never says. */
function isOtherContent(answer: Answer): boolean {
  const { transport, outcome, status, body } = answer;
  if (transport === 'polling-3' || transport === 'post' || transport === 'sse' || isHandshake(answer) || ENGINE_3_BODY.test(body) || isAnothers(answer)) return false;
  if (transport === 'websocket') return outcome === 'closed' && body !== '' && !body.startsWith('0{');
  return outcome === 'answered' && status === 200;
}

const isNotFound = (answer: Answer) => answer.transport !== 'post' && answer.status === 404 && nodeCode(answer.body) === null && !isAnothers(answer);

const refusesEngine = ({ status, body }: Answer, code: number, python: RegExp) => nodeCode(body) === code || (status === 400 && python.test(body));

/** In Python, and in Node's answer to an upgrade, which is no JSON. */
const UNKNOWN_TRANSPORT = /^("Invalid transport|Transport unknown\s*$)/i;

const isOld = ({ url }: Attempt) => connectionKind(url).engineVersion === 3;

/** What a poll offers to upgrade to, or null where no poll was answered well. */
function offeredUpgrades(file: CaseFile): readonly unknown[] | null {
  const polling = probe(file, 'polling');
  if (polling === undefined || !isHandshake(polling)) return null;
  const { upgrades } = readJson((polling.body ?? '').slice(1).split('\u001e')[0] ?? '');
  // A body that was cut is no JSON, but begins as every handshake does.
  if (Array.isArray(upgrades)) return upgrades as unknown[];
  return /"upgrades":\[\]/.test(polling.body ?? '') ? [] : ['websocket'];
}

const probesOf = (file: CaseFile): readonly Entry[] => [probe(file, 'polling'), probe(file, 'websocket')].filter((entry) => entry !== undefined);

function websocketProbeFailed(file: CaseFile): EntryOf<'probe'> | null {
  const websocket = probe(file, 'websocket');
  return websocket !== undefined && websocket.outcome !== 'opened' ? websocket : null;
}

const live = ({ last }: CaseFile) => (last !== undefined && isLive(last) ? last : null);

/** The page's or our own session goes on by polling, and its move to WebSocket failed. */
function failedUpgrade(file: CaseFile): Attempt | null {
  const attempt = live(file);
  return attempt?.upgrade?.stage === 'failed' && stood(attempt) ? attempt : null;
}

/** WebSockets of these attempts and probes that were opened with 101 and broke before any packet. */
function brokenAfter101({ failures, answers, attempts }: CaseFile): readonly Entry[] {
  const BROKEN = /invalid frame|frame header|reserved bits|RSV|opcode|WS_ERR|unexpected response in/i;
  const probed = answers.filter(({ by, transport, status, outcome, error }) => by === 'probe' && transport === 'websocket' && outcome === 'closed' && status === 101 && BROKEN.test(error));
  const ofThem = [...failures, ...attempts.filter((attempt) => attempt.upgrade?.stage === 'failed')].filter(({ http, ending, upgrade }) => http?.status === 101 && BROKEN.test(ending?.reason ?? (upgrade?.entry.kind === 'socket-closed' ? upgrade.entry.reason : '')));
  return [...ofThem.map(({ ending, upgrade, http }) => ending?.entry ?? upgrade?.entry ?? http!), ...probed.map(({ entry }) => entry)];
}

/** Whether a WebSocket reached a server that took it, whatever came of it after. */
const tookWebSocket = ({ transport, status, outcome }: Answer) => transport === 'websocket' && (status === 101 || outcome === 'opened' || outcome === 'closed');

const isRefusal = ({ status }: { readonly status: number | null }) => status !== null && [400, 401, 403].includes(status);

export function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '').replace(/^ws/, 'http').toLowerCase();
}

const header = (headers: readonly (readonly [string, string])[], name: string) => headers.find(([has]) => has.toLowerCase() === name)?.[1];

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

const pathOf = (url: string) => /^[a-z]+:\/\/[^/]*([^?]*)/i.exec(url)?.[1] ?? url;

export const HANDSHAKE = {
  notFound: answered(isNotFound),
  otherContent: answered(isOtherContent),
  pageForEverything: answered((answer) => isOtherContent(answer) && isHtml(answer.body)),
  upgradeRequired: answered(({ transport, status }) => transport === 'polling' && status === 426),
  /** Another path of this server answers a handshake. */
  foundElsewhere: (file) => {
    // Node's server answers below its own path too, so the shortest path is the one.
    const [elsewhere] = file.probes.filter((answer) => answer.question === 'path' && isHandshake(answer)).toSorted((a, b) => pathOf(a.url).length - pathOf(b.url).length);
    return elsewhere === undefined ? null : shownBy([elsewhere], { path: pathOf(elsewhere.url) });
  },
  hiddenPoll: answered(({ transport, outcome }) => transport === 'polling' && outcome === 'hidden'),
  /** The HTTP answers to handshakes that name neither their sender nor Engine.IO. */
  unknownRefusal: answered((answer) => isRefusal(answer) && answer.transport !== 'polling-3' && nodeCode(answer.body) === null && !answer.body.startsWith('"') && !isAnothers(answer)),

  // Revision
  otherRevision: (file) => {
    if (!isFailing(file)) return null;
    // A server that refuses Engine.IO 3 is right to, unless that is what the client speaks.
    const speaksOld = file.last !== undefined && isOld(file.last);
    const counted = file.answers.filter(({ by, transport }) => by !== 'probe' || (transport === 'polling-3') === speaksOld);
    return shownByAnswers(counted.filter(({ body }) => nodeCode(body) === 5 || UNSUPPORTED_VERSION.test(body) || (!speaksOld && ENGINE_3_BODY.test(body))));
  },
  bareConnect: (file) => {
    const bare = file.last?.bareConnect ?? file.brief.at(-1)?.bareConnect;
    return bare != null && !(file.last !== undefined && stood(file.last)) ? shownBy([bare]) : null;
  },
  wrongHeartbeatLogged: (file) => shownBy(newestFew(linesWith(file, WRONG_HEARTBEAT))),
  oldClientOfNewServer: (file) => {
    const { last } = file;
    const polling = probe(file, 'polling');
    if (last === undefined || !isOld(last) || isLive(last) || !file.failures.includes(last) || polling === undefined || !isHandshake(polling)) return null;
    return shownBy([last.opened, polling]);
  },
  oldRevisionAsked: (file) => shownBy([probe(file, 'polling-3')]),
  /** Of our own connection: a page's sockets to this server speak the older revision, and are open. */
  pageSpeaksOld: ({ subject, neighbours }) => (subject === 'own' ? shownBy(newestFew(neighbours.filter(({ url, protocol }) => protocol === 'socket.io-2' || connectionKind(url).engineVersion === 3))) : null),
  pageSpeaksPlain: ({ subject, neighbours }) => {
    const plain = neighbours.filter(({ protocol }) => protocol === 'websocket' || protocol === 'sse');
    return subject === 'own' && plain.length > 0 && plain.length === neighbours.length ? shownBy(newestFew(plain), { count: plain.length }) : null;
  },

  // Transport
  /**
   * What every handshake says in its query arrives with none: both transports are unknown to the server, or both revisions
   * of the protocol, of which it must know one.
   */
  queryLost: (file) => {
    if (!isFailing(file)) return null;
    const of = (transport: Answer['transport'], fits: (answer: Answer) => boolean) => file.answers.findLast((answer) => answer.transport === transport && fits(answer));
    const unknown = (answer: Answer) => refusesEngine(answer, 0, UNKNOWN_TRANSPORT);
    const unsupported = (answer: Answer) => nodeCode(answer.body) === 5 || UNSUPPORTED_VERSION.test(answer.body);
    const pairs = [[of('polling', unknown), of('websocket', unknown)], [of('polling', unsupported), of('polling-3', unsupported)]] as const;
    const found = pairs.find(([first, second]) => first !== undefined && second !== undefined);
    return shownBy(found?.map((answer) => answer!.entry) ?? []);
  },
  pollingDisabled: answered((answer) => answer.transport === 'polling' && refusesEngine(answer, 0, /^"Invalid transport/i)),
  websocketDisabled: answered((answer) => answer.transport === 'websocket' && refusesEngine(answer, 0, /^"Invalid transport/i)),
  websocketWorks: (file) => {
    const websocket = probe(file, 'websocket');
    return websocket?.outcome === 'opened' ? shownBy([websocket]) : null;
  },
  pollingWorks: (file) => {
    const polling = probe(file, 'polling');
    return polling !== undefined && isHandshake(polling) ? shownBy([polling]) : null;
  },
  postRefused: (file) => {
    const post = probe(file, 'post');
    if (post === undefined || post.outcome !== 'answered' || post.status === null || post.status < 400 || UNKNOWN_SESSION.test(post.body ?? '') || nodeCode(post.body) !== null) return null;
    return shownBy([post], { status: String(post.status) });
  },
  /** A session that polls ended with an HTTP error in no words of Engine.IO, soon after it began. */
  refusedMidSession: ({ attempts }) => {
    const ended = attempts.filter((attempt) => !stood(attempt) && midSessionStatus(attempt) !== null);
    return shownBy(newestFew(ended.map(({ ending }) => ending!.entry)), { status: String(midSessionStatus(ended.at(-1) ?? null) ?? '') });
  },
  noUpgradeOffered: (file) => {
    const { last } = file;
    if (last?.handshake?.transport === 'polling' && last.handshake.upgrades.length === 0 && last.transports[0] === 'websocket') return shownBy([last.opened, last.handshake.entry]);
    return null;
  },
  noUpgradeOfferedToProbe: (file) => (offeredUpgrades(file)?.length === 0 && websocketProbeFailed(file) !== null ? shownBy(probesOf(file)) : null),
  websocketWanted: (file) => shownBy(newestFew(file.failures.filter((attempt) => tried(attempt, 'websocket')).map(({ opened }) => opened))),
  failing: (file) => (isFailing(file) ? shownBy(newestFew([...file.failures.map(({ opened }) => opened), ...file.probes])) : null),
  noWebSocketLibraryLogged: (file) => shownBy(newestFew(linesWith(file, NO_WEBSOCKET_LIBRARY))),

  // Origin and credentials
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

  // Upgrade
  upgradeFailed: (file) => {
    const attempt = failedUpgrade(file);
    return attempt === null ? null : shownBy([attempt.upgrade!.entry]);
  },
  /** WebSocket is offered, and one of ours did not open. */
  offeredAndFailed: (file) => {
    if (offeredUpgrades(file)?.includes('websocket') !== true || websocketProbeFailed(file) === null || speaksWebsocket(file) || isPollingByChoice(file)) return null;
    return shownBy(probesOf(file));
  },
  /** Node and Python say that the request to upgrade came without its Upgrade header. */
  upgradeStripped: (file) => {
    const websocket = websocketProbeFailed(file);
    const said = websocket !== null && !isPollingByChoice(file) && (nodeCode(websocket.body) === 3 || /invalid websocket upgrade/i.test(websocket.body ?? ''));
    return said ? shownBy([websocket]) : null;
  },
  /** WebSocket came first and the server offers it, but the session came about by polling. It may have been refused on purpose. */
  fellBack: (file) => {
    const attempt = live(file);
    if (attempt === null || !stood(attempt) || attempt.subject !== 'own' || attempt.upgrade !== null) return null;
    const { transports, handshake } = attempt;
    return transports[0] === 'websocket' && handshake?.transport === 'polling' && handshake.upgrades.includes('websocket') ? shownBy([attempt.opened, handshake.entry]) : null;
  },
  /** A client says of the answer to its upgrade that it is no proper one. */
  brokenHandshake: ({ answers, attempts }) => {
    const told = answers.filter(({ transport, error }) => transport === 'websocket' && BROKEN_HANDSHAKE.test(error));
    const upgrades = attempts.flatMap(({ upgrade }) => (upgrade?.entry.kind === 'socket-closed' && BROKEN_HANDSHAKE.test(upgrade.entry.reason) ? [upgrade.entry] : []));
    const error = told.at(-1)?.error ?? upgrades.at(-1)?.reason ?? '';
    return shownBy(newestFew([...told.map(({ entry }) => entry), ...upgrades]), { error });
  },
  /** What is sent into a session that has just begun gets no answer at all, so that it is not WebSocket alone that fails. */
  sessionBreaks: (file) => {
    const post = probe(file, 'post');
    return post?.outcome === 'refused' ? shownBy([post]) : null;
  },
  brokenAfter101: (file) => shownBy(newestFew(brokenAfter101(file))),
  /** A WebSocket of ours opened and ended without a word, as it does where something else writes into its stream. */
  closedWithoutWord: (file) => {
    const websocket = probe(file, 'websocket');
    const polling = probe(file, 'polling');
    const wordless = websocket?.outcome === 'closed' && (websocket.body ?? '') === '' && (websocket.code === 1006 || websocket.code === 1002);
    return wordless && polling !== undefined && isHandshake(polling) ? shownBy([websocket]) : null;
  },
  /** A WebSocket was let in with 101. */
  socketTaken: ({ answers, attempts }) => {
    const upgraded = attempts.flatMap(({ upgrade, http }) => (upgrade?.stage === 'failed' && http?.status === 101 ? [http] : []));
    return shownBy(newestFew([...upgraded, ...answers.filter(tookWebSocket).map(({ entry }) => entry)]));
  },
  /** A request to upgrade is refused by something that knows WebSocket and not Engine.IO, while polls are answered by Engine.IO. */
  foreignUpgradeAnswer: (file) => {
    const polling = probe(file, 'polling');
    const polls = (polling !== undefined && isHandshake(polling)) || file.attempts.some(({ handshake }) => handshake?.transport === 'polling');
    const told = file.answers.filter((answer) => answer.transport === 'websocket' && answer.status === 400 && nodeCode(answer.body) === null && !answer.body.startsWith('"') && responderOf(answer) === null && isUpgradeLibrary(answer));
    return polls ? shownByAnswers(told) : null;
  },
  socketRedirected: ({ answers }) => {
    const told = answers.filter(({ transport, redirects }) => transport === 'websocket' && redirects.length > 0);
    return shownByAnswers(told, { status: String(told.at(-1)?.redirects[0]?.[0] ?? ''), location: told.at(-1)?.redirects[0]?.[1] ?? '' });
  },
  /** Polls were redirected and followed, and the WebSocket that the session was to move to follows no redirect. */
  upgradeRedirected: (file) => {
    const attempt = failedUpgrade(file);
    const redirect = attempt?.redirect;
    return redirect == null ? null : shownBy([attempt!.upgrade!.entry, redirect], { status: String(redirect.status), location: redirect.location ?? '' });
  },
  neverPolled: ({ subject, failures, attempts }) => {
    if (subject !== 'page' || failures.length < 2 || attempts.some((attempt) => tried(attempt, 'polling'))) return null;
    return shownBy(newestFew(failures.map(({ opened }) => opened)));
  },
  socketFailsForUs: (file) => shownBy([websocketProbeFailed(file)]),
} satisfies Record<string, Look>;

/** What browsers and the `ws` library say of an answer to an upgrade that breaks the rules (RFC 6455, section 4.1). */
const BROKEN_HANDSHAKE = /sec-websocket-(accept|extensions|protocol)|invalid subprotocol|no subprotocol|invalid upgrade header|'(upgrade|connection)' header/i;

/** How the `ws` library refuses an upgrade: the status' own name as the body, in HTML by its header. */
function isUpgradeLibrary({ body, headers }: Answer): boolean {
  const words = body.trim();
  return words === 'Bad Request' || /sec-websocket/i.test(words) || (words === '' && header(headers, 'sec-websocket-version') !== undefined);
}

/** Of a session by polls that ended unforeseen: the HTTP status, where it is a refusal in no words of Engine.IO. */
function midSessionStatus(attempt: Attempt | null): number | null {
  if (attempt?.ending == null || attempt.handshake === null) return null;
  const { ending } = attempt;
  const found = /^HTTP (\d{3})(?:: (.*))?$/s.exec(ending.detail) ?? /^HTTP (\d{3})/.exec(ending.reason);
  const status = Number(found?.[1] ?? 0);
  const body = found?.[2] ?? attempt.flaws.findLast((flaw) => flaw.kind === 'packet')?.text ?? '';
  if (![401, 403, 405, 406, 411, 415, 418, 419, 451, 501].includes(status)) return null;
  return nodeCode(body) === null && !body.startsWith('"') ? status : null;
}

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

/** Whether our own connection is told to use polling alone. */
function isPollingByChoice({ subject, attempts }: CaseFile): boolean {
  return subject === 'own' && attempts.length > 0 && !attempts.some((attempt) => tried(attempt, 'websocket'));
}

function speaksWebsocket({ last }: CaseFile): boolean {
  return last !== undefined && isLive(last) && (last.handshake?.transport === 'websocket' || last.upgrade?.stage === 'done');
}
