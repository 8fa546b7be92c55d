/** Signs of what becomes of a session after its handshake: the answer to CONNECT, and loops of sessions that never stand. */
import type { Entry } from '../../entries/entry.ts';
import { LOOP_LENGTH, NO_CONNECT_REPLY } from '../../session/policy.ts';
import { openedSid } from '../../wire/open-packet.ts';
import { isHandshake } from '../evidence/answers.ts';
import type { Attempt, Refusal } from '../evidence/attempts.ts';
import { isLive, isStanding, lastEnd, probe, stood, type CaseFile } from '../evidence/case-file.ts';
import { DISCONNECT_WITH_PAYLOAD, UNKNOWN_SESSION } from '../evidence/phrases.ts';
import { newestFew, shownBy, type Look } from '../evidence/sign.ts';

/** A handshake that stays unanswered this long is met with silence, not with a close on what cannot be parsed. Milliseconds. */
const SILENT_MS = 2_000;
/** How long a CONNECT packet that is still unanswered may wait before it is worth a word. Milliseconds. */
const WAITS_MS = 5_000;
/** How many of the newest sessions are looked through for ends that have something in common. */
const RECENT_SESSIONS = 6;

const endings = (attempts: readonly Attempt[]): readonly Entry[] => newestFew(attempts.flatMap(({ ending }) => (ending === null ? [] : [ending.entry])));

/** The refusals that still hold: of the newest attempt that was answered either way. */
function refusals({ attempts }: CaseFile): readonly Refusal[] {
  return attempts.findLast((attempt) => attempt.refusals.length > 0 || stood(attempt))?.refusals ?? [];
}

/** Node says "Invalid namespace"; Flask-SocketIO answers an unknown one with the bare string "Unable to connect". */
function isUnknownNamespace({ message, raw }: Refusal): boolean {
  return message === 'Invalid namespace' || raw === '"Unable to connect"' || raw === '"Invalid namespace"';
}

/** The packets with which the server took a connection back. Our own record of one tells why it ended, too. */
function takenBack({ flaws, subject }: Attempt): readonly Entry[] {
  const own = subject === 'own' && flaws.some(({ kind }) => kind === 'malformed');
  return flaws.filter((flaw) => {
    if (flaw.kind === 'malformed') return DISCONNECT_WITH_PAYLOAD.test(flaw.text);
    return !own && flaw.kind === 'packet' && flaw.direction === 'in' && DISCONNECT_WITH_PAYLOAD.test(flaw.text ?? '');
  });
}

/** The newest sessions that the server let begin and took back. */
function takenBackLoop({ attempts, brief, last, now, subject }: CaseFile): readonly Attempt[] {
  if (last === undefined || isStanding(last, now) || (subject === 'own' && brief.length === 0)) return [];
  return attempts.filter(({ ending }) => ending !== null).slice(-LOOP_LENGTH).filter((attempt) => takenBack(attempt).length > 0);
}

function isSilent(attempt: Attempt): boolean {
  const { ending, bareConnect, refusals: refused } = attempt;
  if (ending === null || stood(attempt) || bareConnect !== null || refused.length > 0) return false;
  return ending.reason === NO_CONNECT_REPLY || ending.livedMs >= SILENT_MS;
}

function isForgotten({ ending, flaws }: Attempt): boolean {
  if (ending === null || ending.goodbye !== 'none') return false;
  return UNKNOWN_SESSION.test(ending.detail) || flaws.some((flaw) => flaw.kind === 'packet' && flaw.direction === 'in' && UNKNOWN_SESSION.test(flaw.text ?? ''));
}

const loses = (file: CaseFile) => {
  const sticky = probe(file, 'sticky');
  return sticky !== undefined && UNKNOWN_SESSION.test(sticky.body ?? '') ? sticky : null;
};

/** What a side that gives up on what it cannot parse closes with: no code, or a normal one, or the close packet of a poll. */
const QUIET_CODES: ReadonlySet<number | null> = new Set([null, 1000, 1005]);

/** The sessions that were closed right after CONNECT, without a word. */
const cutShort = ({ brief }: CaseFile) => brief.filter((attempt) => !stood(attempt) && !isSilent(attempt) && attempt.refusals.length === 0);

function closedAtOnce(file: CaseFile): readonly Attempt[] {
  const closed = cutShort(file);
  return closed.length >= LOOP_LENGTH ? closed : [];
}

/** The sessions that were met with silence. Among many more that were closed at once, a long one is a machine that stood still. */
function silentOnes(file: CaseFile): readonly Attempt[] {
  const silent = file.brief.filter(isSilent);
  return silent.length * 2 >= cutShort(file).length ? silent : [];
}

export const SESSION = {
  /** Handshakes that were asked for one by one got the same session id, which a server gives but once. */
  sameSession: ({ attempts, probes, subject }) => {
    const own = subject === 'own' ? attempts.flatMap(({ openPacket }) => openPacket ?? []) : [];
    const opened = [...own, ...probes.filter(({ outcome, status }) => outcome === 'answered' && status === 200)].map((entry) => ({ entry, sid: openedSid((entry.kind === 'probe' ? entry.body : entry.text) ?? '') }));
    const twice = opened.filter(({ entry, sid }) => sid !== null && opened.some((other) => other.sid === sid && other.entry !== entry));
    return shownBy(newestFew(twice.map(({ entry }) => entry)));
  },
  namespaceUnknown: (file) => {
    const unknown = refusals(file).filter(isUnknownNamespace);
    const [first] = unknown;
    return shownBy(unknown.map(({ entry }) => entry), first && { namespace: first.namespace || '/', answer: first.raw || first.message });
  },
  refused: (file) => {
    const refused = refusals(file).filter((refusal) => !isUnknownNamespace(refusal) && refusal.raw !== '');
    return shownBy(refused.map(({ entry }) => entry), { answer: refused[0]?.raw ?? '' });
  },
  refusedWithoutWords: (file) => shownBy(refusals(file).filter(({ raw }) => raw === '').map(({ entry }) => entry)),
  /** The refusal speaks of who the client is, which cookies usually tell. */
  refusalOfIdentity: (file) =>
    shownBy(refusals(file).filter(({ raw }) => /log(ged)?[ -]?in|session|cookie|auth|credential|forbidden|denied|sign(ed)?[ -]?in|user|401|403/i.test(raw)).map(({ entry }) => entry)),
  ownConnection: (file) => (file.subject === 'own' ? shownBy([file.last?.opened]) : null),
  takenBackLoop: (file) => {
    const loop = takenBackLoop(file);
    return loop.length >= LOOP_LENGTH ? shownBy([...endings(loop), ...takenBack(loop.at(-1)!)]) : null;
  },
  takenBack: (file) => {
    const loop = takenBackLoop(file);
    return loop.length > 0 ? shownBy([...endings(loop), ...takenBack(loop.at(-1)!)]) : null;
  },
  silentSessions: (file) => {
    const silent = silentOnes(file);
    return silent.length > 1 ? shownBy(endings(silent), { times: silent.length }) : null;
  },
  silentSession: (file) => shownBy(endings(silentOnes(file))),
  silentThenForgotten: ({ brief }) => shownBy(endings(brief.filter((attempt) => isSilent(attempt) && UNKNOWN_SESSION.test(attempt.ending?.detail ?? '')))),
  connectWaits: ({ last, now }) => {
    if (last === undefined || !isLive(last) || stood(last) || last.connectSent === null || last.refusals.length > 0 || now - last.connectSent.at < WAITS_MS) return null;
    return shownBy([last.connectSent]);
  },
  stickyTimesOut: (file) => {
    const [polling, sticky] = [probe(file, 'polling'), probe(file, 'sticky')];
    return polling !== undefined && isHandshake(polling) && sticky?.outcome === 'timeout' ? shownBy([polling, sticky]) : null;
  },
  /** A probe that kept one session had each of its requests taken, so that what stays out is the answer to CONNECT alone. */
  stickyHolds: (file) => {
    const sticky = probe(file, 'sticky');
    return sticky?.status === 200 ? shownBy([sticky]) : null;
  },
  /** Nothing stands now, and it is not for want of trying. */
  notStanding: (file) => {
    const { last, now, attempts } = file;
    const ended = attempts.filter(({ ending, failure }) => ending !== null || failure !== null);
    if (last !== undefined && (isStanding(last, now) || (stood(last) && ended.length === 0))) return null;
    return shownBy(attempts.length === 0 ? newestFew(file.probes) : newestFew(attempts.map(({ opened }) => opened)));
  },
  /** A probe that sent CONNECT by polling had it taken, and got no answer to it. */
  connectUnansweredToProbe: (file) => {
    const connect = probe(file, 'connect');
    return connect?.outcome === 'timeout' ? shownBy([connect]) : null;
  },
  /** Attempts that failed one after the other, or sessions that never stood. */
  failsAgain: (file) => {
    const failed = [...file.failures, ...file.brief];
    if (file.attempts.length === 0 || failed.length < 2) return null;
    return shownBy(newestFew(failed.map(({ ending, failure, opened }) => failure ?? ending?.entry ?? opened)), { times: failed.length });
  },
  probedOnly: (file) => (file.attempts.length === 0 ? shownBy(newestFew(file.probes)) : null),
  sessionsForgottenInLoop: (file) => {
    const loop = file.brief.filter(isForgotten);
    return loop.length >= LOOP_LENGTH ? shownBy(endings(loop)) : null;
  },
  /** One that was forgotten may be a restart. Several are not, even if others in between were lucky. */
  sessionsForgotten: (file) => {
    const recent = lastEnd(file) === null ? [] : file.attempts.slice(-RECENT_SESSIONS).filter(isForgotten);
    return recent.length > 1 ? shownBy(endings(recent)) : null;
  },
  sessionForgotten: (file) => (lastEnd(file) === null ? null : shownBy(endings(file.attempts.slice(-RECENT_SESSIONS).filter(isForgotten)))),
  sessionForgottenByProbe: (file) => shownBy([loses(file)]),
  closedAtOnceQuietly: (file) => {
    const closed = closedAtOnce(file);
    const quiet = closed.every(({ ending }) => QUIET_CODES.has(ending?.code ?? null) && ending?.detail === '');
    const inOwnWords = closed.some(({ ending }) => ending?.reason === 'parse error');
    return quiet || inOwnWords ? shownBy(endings(closed), { times: closed.length }) : null;
  },
  closedAtOnce: (file) => shownBy(endings(closedAtOnce(file)), { times: closedAtOnce(file).length }),
  /** A server's packets in a form that neither the default parser nor msgpack writes, such as `4{"type":0,…}`. */
  foreignPackets: ({ brief, last }) => shownBy(newestFew([...brief, ...(last === undefined ? [] : [last])].flatMap(({ foreign }) => foreign))),
  /** A client of the page's said something that no Engine.IO client says, and the server ended it. */
  saidWithoutProtocol: ({ attempts, subject }) => {
    const strange = attempts.filter(({ flaws, ending, connectSent, handshake }) => subject === 'page' && handshake !== null && connectSent === null && ending !== null && flaws.some((flaw) => flaw.kind === 'packet' && flaw.direction === 'out'));
    return shownBy(newestFew(strange.flatMap(({ flaws, ending }) => [...flaws.slice(0, 1), ...(ending === null ? [] : [ending.entry])])));
  },
} satisfies Record<string, Look>;
