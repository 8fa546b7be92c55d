/** Signs of the path that a handshake goes to, and of the revision of the protocol. */
import { connectionKind } from '../../wire/connection-kind.ts';
import { ENGINE_3_LENGTH } from '../../wire/open-packet.ts';
import { isHandshake, isHtml, nodeCode, type Answer } from '../evidence/answers.ts';
import type { Attempt } from '../evidence/attempts.ts';
import { isFailing, isLive, linesWith, probe, stood } from '../evidence/case-file.ts';
import { UNSUPPORTED_VERSION, WRONG_HEARTBEAT } from '../evidence/phrases.ts';
import { newestFew, shownBy, shownByAnswers, type Look } from '../evidence/sign.ts';
import { answered, isAnothers, isRefusal } from './handshake-answers.ts';

/** The body of an Engine.IO 3 handshake, which is an answer of Socket.IO though not one to go on with. */
const ENGINE_3_BODY = new RegExp(`^${ENGINE_3_LENGTH.source}0\\{`, 'u');

/** Whether a poll was answered well, though with something that Socket.IO never says. */
function isOtherContent(answer: Answer): boolean {
  const { transport, outcome, status, body } = answer;
  if (transport === 'polling-3' || transport === 'post' || transport === 'sse' || isHandshake(answer) || ENGINE_3_BODY.test(body) || isAnothers(answer)) return false;
  if (transport === 'websocket') return outcome === 'closed' && body !== '' && !body.startsWith('0{');
  return outcome === 'answered' && status === 200;
}

const isNotFound = (answer: Answer) => answer.transport !== 'post' && answer.status === 404 && nodeCode(answer.body) === null && !isAnothers(answer);

const isOld = ({ url }: Attempt) => connectionKind(url).engineVersion === 3;

const pathOf = (url: string) => /^[a-z]+:\/\/[^/]*([^?]*)/i.exec(url)?.[1] ?? url;

export const PATH = {
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
} satisfies Record<string, Look>;
