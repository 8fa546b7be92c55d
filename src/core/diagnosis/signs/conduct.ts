/** Signs of how client, server and browser conduct themselves while all else is well. */
import type { Entry, EntryOf } from '../../entries/entry.ts';
import { isUnfollowed } from '../../entries/why.ts';
import type { Attempt, Connect } from '../evidence/attempts.ts';
import { FADE_MS, isLive, linesWith, LOG_FADE_MS, stood, type CaseFile } from '../evidence/case-file.ts';
import { TOO_MANY_PACKETS, WEBSOCKET_500, WRITE_BEFORE_START } from '../evidence/phrases.ts';
import { newestFew, shownBy, type Look, type Seen } from '../evidence/sign.ts';

/** A ping that used up this much of what the server grants itself is near the limit. */
const NEAR_LIMIT = 0.8;
/** How long two connections may overlap: a framework that mounts twice closes the first within this time. Milliseconds. */
const OVERLAP_MS = 2_000;
/** So many events at once after a reconnect were waiting for it. */
const FLOOD = 20;
const MAYBE_FLOOD = 10;
/** How long a restart is told where no connection followed it. Milliseconds. */
const UNCONNECTED_MS = 5 * 60_000;

function missedBeats({ attempts, last, newest }: CaseFile): Seen | null {
  const beats = attempts.flatMap(({ heartbeats }) => heartbeats).filter(({ stage }) => stage !== 'sent');
  if (last === undefined || !beats.some(({ stage }) => stage === 'answered')) return null;
  const missed = beats.slice(beats.findLastIndex(({ stage }) => stage === 'answered') + 1);
  const policy = newest('policy');
  const gaveUp = policy?.action === 'heartbeat-reconnect' && !attempts.some(({ connects }) => connects.some(({ entry }) => entry.seq > policy.seq));
  const still = isLive(last) && last.heartbeats.some((beat) => missed.includes(beat));
  return missed.length > 0 && (still || gaveUp) ? shownBy(newestFew(missed)) : null;
}

function twins({ subject, attempts, navigations, now }: CaseFile): readonly Attempt[] {
  if (subject !== 'page') return [];
  const loadedAt = navigations.at(-1)?.at ?? 0;
  const live = attempts.filter((attempt) => isLive(attempt) && stood(attempt) && now - attempt.connects[0]!.entry.at >= OVERLAP_MS);
  const found = live.filter((a) =>
    live.some((b) => a !== b && a.maker === b.maker && a.connects[0]!.namespace === b.connects[0]!.namespace && a.opened.at < loadedAt === b.opened.at < loadedAt),
  );
  return found.length < 2 ? [] : found;
}

const isByPolls = ({ transports }: Attempt) => !transports.includes('websocket');
const connectsOf = (attempts: readonly Attempt[]) => newestFew(attempts.map(({ connects }) => connects[0]!.entry));

/** Events that left right after the newest connect, beyond those that leave on every connect. */
function flood({ attempts, now }: CaseFile): { extra: number; last: Attempt } | null {
  const connected = attempts.filter(stood);
  const last = connected.at(-1);
  const [first] = connected;
  if (last === undefined || last === first || now - last.connects[0]!.entry.at >= FADE_MS) return null;
  return { extra: last.burst.length - first!.burst.length, last };
}

/** The newest session that asked to be restored in vain. */
function unrecovered({ attempts, now }: CaseFile): { attempt: Attempt; connect: Connect; before: Attempt | undefined } | null {
  const attempt = attempts.findLast(stood);
  const connect = attempt?.connects.findLast(({ recovered }) => recovered === false);
  if (attempt === undefined || connect === undefined || now - connect.entry.at >= FADE_MS) return null;
  return { attempt, connect, before: attempts.slice(0, attempts.indexOf(attempt)).findLast(stood) };
}

/** The offset that the client asked with, or null. */
const offsetAsked = ({ connectSent }: Attempt): string | null => connectSent?.offset ?? null;

/** A server keeps lost sessions for two minutes unless told otherwise. Milliseconds. */
const USUAL_RECOVERY_MS = 120_000;

export const CONDUCT = {
  unacknowledged: ({ last }) => (last?.unacknowledged == null || !isLive(last) ? null : shownBy([last.unacknowledged])),
  /** The server has shown that it knows the events of the profile. An ordinary Socket.IO server does not. */
  speaksProtocol: ({ attempts, newest }) => {
    const answered = attempts.flatMap(({ heartbeats }) => heartbeats).findLast(({ stage }) => stage === 'answered');
    return shownBy([newest('acknowledged') ?? answered]);
  },
  beatsMissed: missedBeats,
  pingsLate: ({ last }) => {
    if (last === undefined || !isLive(last) || last.lastPing === null || last.handshake === null) return null;
    const { pingInterval, pingTimeout } = last.handshake;
    if (pingInterval === 0 || last.lastPing.gapMs <= pingInterval + NEAR_LIMIT * pingTimeout) return null;
    return shownBy([last.lastPing], { seconds: Math.round(last.lastPing.gapMs / 1_000), limit: Math.round((pingInterval + pingTimeout) / 1_000) });
  },
  twoConnections: (file) => {
    const found = twins(file);
    // A session by polls alone that was dropped is never said to have ended.
    return found.length > 0 && !found.some(isByPolls) ? shownBy(connectsOf(found)) : null;
  },
  twoConnectionsByPolls: (file) => shownBy(connectsOf(twins(file))),
  flood: (file) => {
    const found = flood(file);
    return found !== null && found.extra >= FLOOD ? shownBy([found.last.connects[0]!.entry, ...newestFew(found.last.burst)]) : null;
  },
  maybeFlood: (file) => {
    const found = flood(file);
    return found !== null && found.extra >= MAYBE_FLOOD ? shownBy([found.last.connects[0]!.entry, ...newestFew(found.last.burst)]) : null;
  },
  notRecovered: (file) => {
    const found = unrecovered(file);
    return found === null ? null : shownBy([found.attempt.connectSent, found.connect.entry], { offset: offsetAsked(found.attempt) ?? '' });
  },
  /** The client was away for less than any server forgets in. */
  awayShortly: (file) => {
    const found = unrecovered(file);
    const ending = found?.before?.ending;
    const away = ending == null ? Infinity : found!.connect.entry.at - ending.at;
    return away < USUAL_RECOVERY_MS / 4 ? shownBy([ending!.entry], { seconds: Math.max(1, Math.round(away / 1_000)) }) : null;
  },
  /** It asked with the last text of an event that carries no offset: the server never issued that. */
  offsetNeverIssued: (file) => {
    const found = unrecovered(file);
    const offset = found === null ? null : offsetAsked(found.attempt);
    const event = found?.before?.lastEvent;
    if (found === null || offset === null || event == null || event.offset !== null || !event.preview.endsWith(JSON.stringify(offset))) return null;
    return shownBy([event, found.attempt.connectSent], { offset, event: event.event });
  },
  /** It had been told an ordinary event, and yet has no offset to ask with. */
  eventWithoutOffset: (file) => {
    const event = unrecovered(file)?.before?.lastEvent;
    return event == null || event.offset !== null || event.ackId !== null ? null : shownBy([event], { event: event.event });
  },
  withoutOffset: (file) => {
    const found = unrecovered(file);
    return found !== null && offsetAsked(found.attempt) === null ? shownBy([found.attempt.connectSent ?? found.connect.entry]) : null;
  },
  pingTimesSet: ({ last }) => {
    if (last === undefined || last.subject !== 'page') return null;
    const inAddress = /[?&]ping_?(timeout|interval)=/i.test(last.url) ? [last.opened] : [];
    const inAuth = /"ping_?(timeout|interval)":/i.test(last.connectSent?.text ?? '') ? [last.connectSent!] : [];
    return shownBy([...inAddress, ...inAuth]);
  },
  leftWhilePolling: ({ attempts, now }) => {
    const left = attempts.filter(({ ending, transports, handshake, upgrade, connects }) => {
      if (ending === null || handshake === null || connects.length === 0 || !ending.pageGone || ending.goodbye !== 'none' || isUnfollowed(ending)) return false;
      const keptMs = handshake.pingInterval + handshake.pingTimeout;
      return !transports.includes('websocket') && upgrade?.stage !== 'done' && now - ending.at < keptMs;
    });
    return shownBy(newestFew(left.map(({ ending }) => ending!.entry)));
  },
  packetsLostLogged: (file) => shownBy(newestFew(linesWith(file, TOO_MANY_PACKETS))),
  /** Told until a minute after the connection is back. */
  backgroundRestarted: ({ newest, attempts, now }) => {
    const restarted = newest('worker-restarted');
    if (restarted === undefined) return null;
    const back = attempts.flatMap(({ connects }) => connects).find(({ entry }) => entry.seq > restarted.seq);
    const until = back === undefined ? restarted.at + UNCONNECTED_MS : back.entry.at + FADE_MS;
    return now < until ? shownBy([restarted]) : null;
  },
  writeBeforeStartLogged: (file) => {
    const tracebacks = linesWith(file, WRITE_BEFORE_START);
    return tracebacks.length === 0 ? null : shownBy([...newestFew(tracebacks), ...newestFew(falseEnds(file).flatMap(endOf))]);
  },
  falseEndOfWerkzeug: (file) => shownBy(newestFew(falseEnds(file).filter((attempt) => isWerkzeug(attempt, file)).flatMap(endOf))),
  falseEndOfPage: (file) => (file.subject === 'page' ? maybeFalse(file) : null),
  falseEndOfOwn: (file) => (file.subject === 'own' ? maybeFalse(file) : null),
  websocket500Logged: (file) => shownBy(newestFew(linesWith(file, WEBSOCKET_500))),
} satisfies Record<string, Look>;

/** Chromium's code and words for a literal `HTTP/1.1 500 …` in the stream of a WebSocket that is closing. */
const ABNORMAL = 1006;
const INVALID_FRAME = /invalid frame header/i;

/** After a goodbye, whichever side said it, the connection was over: what follows in its stream is no abnormal end. */
function falseEnds({ attempts, now }: CaseFile): readonly Attempt[] {
  return attempts.filter((attempt) => {
    const { ending, transports } = attempt;
    if (ending === null || now - ending.at >= LOG_FADE_MS || ending.goodbye === 'none' || !stood(attempt) || !transports.includes('websocket')) return false;
    return ending.code === ABNORMAL || INVALID_FRAME.test(ending.reason) || INVALID_FRAME.test(ending.detail);
  });
}

function maybeFalse(file: CaseFile): Seen | null {
  return shownBy(newestFew(falseEnds(file).filter(({ http }) => http === null || http.statusText === '').flatMap(endOf)));
}

function isWerkzeug({ http, ending }: Attempt, file: CaseFile): boolean {
  const bareReply = http !== null && http.status === 101 && http.statusText === '';
  return bareReply || serverHeaders(file).some((header) => /^werkzeug/i.test(header)) || INVALID_FRAME.test(ending?.reason ?? '');
}

/** The server header of each answer that has one, newest first. */
export function serverHeaders({ probes, attempts }: CaseFile): string[] {
  const headers = [...attempts.flatMap(({ http }) => http?.responseHeaders ?? []), ...probes.flatMap((probe) => probe.headers)];
  return headers.filter(([name]) => name.toLowerCase() === 'server').map(([, value]) => value).toReversed();
}

function endOf({ ending, http }: Attempt): readonly (Entry | EntryOf<'socket-handshake'>)[] {
  return [...(http === null ? [] : [http]), ...(ending === null ? [] : [ending.entry])];
}
