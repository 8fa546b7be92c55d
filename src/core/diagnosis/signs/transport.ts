/** Signs of the transport: whether the server takes it, and whether it takes what is sent. */
import { isHandshake, nodeCode, type Answer } from '../evidence/answers.ts';
import type { Attempt } from '../evidence/attempts.ts';
import { isFailing, linesWith, probe, stood, tried } from '../evidence/case-file.ts';
import { NO_WEBSOCKET_LIBRARY, UNKNOWN_SESSION, UNSUPPORTED_VERSION } from '../evidence/phrases.ts';
import { newestFew, shownBy, type Look } from '../evidence/sign.ts';
import { answered, offeredUpgrades, probesOf, websocketProbeFailed } from './handshake-answers.ts';

const refusesEngine = ({ status, body }: Answer, code: number, python: RegExp) => nodeCode(body) === code || (status === 400 && python.test(body));

/** In Python, and in Node's answer to an upgrade, which is no JSON. */
const UNKNOWN_TRANSPORT = /^("Invalid transport|Transport unknown\s*$)/i;

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

export const TRANSPORT = {
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
} satisfies Record<string, Look>;
