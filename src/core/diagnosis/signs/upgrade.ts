/** Signs of the move to WebSocket. */
import type { Entry } from '../../entries/entry.ts';
import { isHandshake, nodeCode, type Answer } from '../evidence/answers.ts';
import type { Attempt } from '../evidence/attempts.ts';
import { isLive, probe, stood, tried, type CaseFile } from '../evidence/case-file.ts';
import { responderOf } from '../evidence/responders.ts';
import { newestFew, shownBy, shownByAnswers, type Look } from '../evidence/sign.ts';
import { header, offeredUpgrades, probesOf, websocketProbeFailed } from './handshake-answers.ts';

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

/** What browsers and the `ws` library say of an answer to an upgrade that breaks the rules (RFC 6455, section 4.1). */
const BROKEN_HANDSHAKE = /sec-websocket-(accept|extensions|protocol)|invalid subprotocol|no subprotocol|invalid upgrade header|'(upgrade|connection)' header/i;

/** How the `ws` library refuses an upgrade: the status' own name as the body, in HTML by its header. */
function isUpgradeLibrary({ body, headers }: Answer): boolean {
  const words = body.trim();
  return words === 'Bad Request' || /sec-websocket/i.test(words) || (words === '' && header(headers, 'sec-websocket-version') !== undefined);
}

/** Whether our own connection is told to use polling alone. */
function isPollingByChoice({ subject, attempts }: CaseFile): boolean {
  return subject === 'own' && attempts.length > 0 && !attempts.some((attempt) => tried(attempt, 'websocket'));
}

function speaksWebsocket({ last }: CaseFile): boolean {
  return last !== undefined && isLive(last) && (last.handshake?.transport === 'websocket' || last.upgrade?.stage === 'done');
}

export const UPGRADE = {
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
