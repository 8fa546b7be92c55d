/** Signs of how connections that stood came to their end, one by one and as a row. */
import type { Entry, EntryOf } from '../../entries/entry.ts';
import { NO_CONNECT_REPLY } from '../../session/policy.ts';
import type { Attempt, Ending } from '../evidence/attempts.ts';
import { FADE_MS, LOG_FADE_MS, isOfThisPage, isPlain, lastEnd, stood, type CaseFile } from '../evidence/case-file.ts';
import { DISCONNECT_WITH_PAYLOAD } from '../evidence/phrases.ts';
import { newestFew, shownBy, type Look, type Seen } from '../evidence/sign.ts';

/** How long the server may be silent before a client takes it for dead; 0 where it is unknown. */
function patience({ handshake }: Attempt): number {
  return handshake === null ? 0 : handshake.pingInterval + handshake.pingTimeout;
}

/** The time between the last packet from the server and the end. */
function silenceBefore({ lastIn, handshake, opened }: Attempt, ending: Ending): number {
  return ending.at - (lastIn?.at ?? handshake?.entry.at ?? opened.at);
}

/** Clients notice a little early or late. Milliseconds. */
const TIMER_SLACK_MS = 500;

/** A limit shorter than this is no limit that anybody sets. Milliseconds. */
const SHORTEST_LIMIT_MS = 1_000;
/** How far apart times may be that one limit causes, as a part and in milliseconds. */
const SPREAD = { part: 0.05, ms: 250 };

function isRegular(times: readonly number[]): boolean {
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return most - least <= Math.max(SPREAD.ms, SPREAD.part * most);
}

/** Limits are set in whole seconds, and are kept a little late rather than early. */
function isWholeSeconds(ms: number): boolean {
  const over = ms % 1_000;
  return over < 150 || over > 950;
}

/** Whether it stood, and ended without a goodbye for reasons that nobody told. */
function wasCut(attempt: Attempt): boolean {
  const { ending } = attempt;
  const plain = isPlain(attempt);
  if (ending === null || !(plain ? attempt.opens : stood(attempt)) || ending.goodbye !== 'none' || ending.pageGone) return false;
  // A plain socket has no other goodbye than its code.
  if (plain && (ending.code === 1000 || (ending.code ?? 0) >= 3000)) return false;
  return ending.reason !== 'ping timeout' && ending.reason !== 'parse error' && ending.reason !== NO_CONNECT_REPLY && ending.code !== 1009;
}

const ageOf = ({ opened, handshake }: Attempt, ending: Ending) => ending.at - (handshake?.entry ?? opened).at;

/** The newest ends in a row that nobody explained. Nothing is said of them once a connection has stood for long after. */
function row(file: CaseFile): readonly Attempt[] {
  if (lastCut(file) === null) return [];
  const ended = file.attempts.filter(({ ending }) => ending !== null && !ending.pageGone);
  return ended.slice(ended.findLastIndex((attempt) => !wasCut(attempt)) + 1);
}

/** The newest end, for as long as it is worth telling, of plain sockets as of Socket.IO's. */
function lastCut(file: CaseFile): Attempt | null {
  if (file.of === 'socket.io') return lastEnd(file);
  const attempt = file.attempts.findLast(({ ending }) => ending !== null && !ending.pageGone);
  return attempt?.ending != null && file.now - attempt.ending.at < LOG_FADE_MS ? attempt : null;
}

interface Row {
  readonly cut: readonly Attempt[];
  readonly ages: readonly number[];
  readonly silences: readonly number[];
}

function rowOf(file: CaseFile, most = 4): Row {
  const cut = row(file).slice(-most);
  return { cut, ages: cut.map((attempt) => ageOf(attempt, attempt.ending!)), silences: cut.map((attempt) => silenceBefore(attempt, attempt.ending!)) };
}

const entriesOf = (cut: readonly Attempt[]): readonly Entry[] => newestFew(cut.map(({ ending }) => ending!.entry));

/** As seconds with at most one decimal: `30` or `7.4`. */
const seconds = (ms: number) => Math.round(ms / 100) / 10;

/** Ends at one age, though the server spoke until shortly before: something limits the age of a connection. */
function byAge(file: CaseFile, least: number): Seen | null {
  const { cut, ages, silences } = rowOf(file);
  if (cut.length < least || !isRegular(ages) || ages.at(-1)! < SHORTEST_LIMIT_MS) return null;
  // What was said meanwhile shows that it is not silence that ends it.
  const spoken = silences.every((silence, index) => silence < ages[index]! * 0.5);
  return spoken ? shownBy(entriesOf(cut), { seconds: Math.round(median(ages) / 1_000), times: cut.length }) : null;
}

function bySilence(file: CaseFile, least: number): Seen | null {
  const { cut, silences } = rowOf(file, 3);
  const below = cut.every((attempt, index) => silences[index]! >= SHORTEST_LIMIT_MS && (patience(attempt) === 0 || silences[index]! < patience(attempt)));
  if (cut.length < least || !below || !isRegular(silences) || byAge(file, 2) !== null) return null;
  return shownBy(entriesOf(cut), { seconds: Math.round(silences.at(-1)! / 1_000) });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The largest message of a server that does not say: 1 MB is everybody's default. Bytes. */
const USUAL_LIMIT = 1_000_000;
/** How long after a message that was too large its consequence may show, beside the pings' own patience. Milliseconds. */
const CONSEQUENCE_MS = 5_000;
/** How soon the side that cannot parse a packet closes. Milliseconds. */
const PARSE_CLOSE_MS = 2_000;

/** A message of ours that was larger than the server takes, and shortly before the end. */
function tooLarge(attempt: Attempt, ending: Ending): EntryOf<'packet'> | undefined {
  const limit = attempt.handshake?.maxPayload ?? USUAL_LIMIT;
  return attempt.big.findLast(({ bytes, at }) => bytes > limit && ending.at - at <= patience(attempt) + CONSEQUENCE_MS);
}

function ofLastEnd(look: (attempt: Attempt, ending: Ending, file: CaseFile) => Seen | null): Look {
  return (file) => {
    const attempt = lastCut(file);
    return attempt?.ending == null ? null : look(attempt, attempt.ending, file);
  };
}

/** Whether the browser stopped the page's code between two times. */
function wasFrozen({ pageStates }: CaseFile, { maker }: Attempt, from: number, to: number): Entry | null {
  return pageStates.find(({ state, document, at }) => (state === 'frozen' || state === 'cached') && at >= from && at <= to && (document === '' || document === maker)) ?? null;
}

const isPolite = ({ goodbye, pageGone }: Ending) => goodbye === 'client' || pageGone;

export const ENDINGS = {
  pingTimeoutSaid: ofLastEnd(({ subject }, { reason, entry }) => (subject === 'own' && reason === 'ping timeout' ? shownBy([entry]) : null)),
  pingTimeoutSaidToPage: ofLastEnd(({ subject }, { reason, entry }) => (subject === 'page' && reason === 'ping timeout' ? shownBy([entry]) : null)),
  silentForTooLong: ofLastEnd((attempt, ending) => {
    const limit = patience(attempt);
    if (attempt.subject === 'own' || limit === 0 || ending.goodbye === 'server' || ending.pageGone || silenceBefore(attempt, ending) < limit - TIMER_SLACK_MS) return null;
    return shownBy([attempt.lastIn, ending.entry]);
  }),
  /** The browser froze or cached the page before its socket ended, so its silence is the browser's. */
  pageFrozenBefore: ofLastEnd((attempt, ending, file) => {
    const since = Math.min(attempt.lastIn?.at ?? attempt.opened.at, ending.at - patience(attempt) - CONSEQUENCE_MS);
    return shownBy([wasFrozen(file, attempt, since, ending.at)]);
  }),
  /** It took connections before, and now leaves every attempt without an answer. */
  hangsSince: ({ failures, attempts }) => {
    const waited = failures.flatMap(({ failure }) => (failure?.message === 'timeout' ? [failure] : []));
    const newest = failures.at(-1)?.failure;
    return waited.length > 0 && newest === waited.at(-1) && attempts.some(stood) ? shownBy(newestFew(waited)) : null;
  },
  gatewayTimedOut: ofLastEnd(({ handshake }, { detail, reason, entry }) => (detail.startsWith('HTTP 504') || (handshake !== null && /^HTTP 504\b/.test(reason)) ? shownBy([entry]) : null)),
  cutByAge: (file) => byAge(file, 3),
  cutByAgeTwice: (file) => byAge(file, 2),
  cutBySilence: (file) => {
    const found = bySilence(file, 2);
    const { cut, silences } = rowOf(file, 3);
    return found !== null && (cut.length > 2 || silences.every(isWholeSeconds)) ? found : null;
  },
  cutBySilenceMaybe: (file) => bySilence(file, 2),
  /** Ends in a row, whatever they have in common. */
  cutAgain: (file) => {
    const { cut, ages } = rowOf(file, 20);
    if (cut.length < 2) return null;
    const times = cut.map(({ ending }) => ending!.at);
    const least = seconds(Math.min(...ages));
    const most = seconds(Math.max(...ages));
    const last = cut.at(-1)!.ending!;
    return shownBy(entriesOf(cut), { times: cut.length, minutes: Math.max(1, Math.round((file.now - times[0]!) / 60_000)), least, most, code: last.code === null ? last.reason || '–' : String(last.code) });
  },
  closed1009: ofLastEnd((_attempt, ending) => (ending.code === 1009 || ending.detail.startsWith('HTTP 413') || /^HTTP 413\b/.test(ending.reason) ? shownBy([ending.entry]) : null)),
  bigBeforeEnd: ofLastEnd((attempt, ending) => {
    const big = isPolite(ending) ? undefined : tooLarge(attempt, ending);
    return big === undefined ? null : shownBy([big, ending.entry]);
  }),
  limitUnknown: ofLastEnd(({ handshake, opened }) => (handshake?.maxPayload == null ? shownBy([handshake?.entry ?? opened]) : null)),
  parseErrorSaid: ofLastEnd((attempt, ending) => (ending.reason === 'parse error' && !isTakenBack(attempt, ending) ? shownBy([flawOf(attempt, ending), ending.entry]) : null)),
  flawBeforeEnd: ofLastEnd((attempt, ending) => {
    const flaw = flawOf(attempt, ending);
    if (flaw?.kind !== 'packet' || flaw.type === 'reply' || isTakenBack(attempt, ending) || !stood(attempt) || ending.goodbye !== 'none' || ending.pageGone) return null;
    return shownBy([flaw, ending.entry]);
  }),
  /** It stood, was lost, was refused meanwhile, and stands again. */
  lostAndBack: ({ attempts, now }) => {
    const back = attempts.findLastIndex(stood);
    const connect = attempts[back]?.connects[0];
    if (connect === undefined || now - connect.entry.at >= FADE_MS) return null;
    const before = attempts.slice(0, back);
    const lost = before.findLastIndex(({ handshake }) => handshake !== null);
    const ending = before[lost]?.ending;
    const refused = before.slice(lost + 1).flatMap(({ failure, ending: end, opened }) => (failure?.message === 'timeout' ? [] : [failure ?? end?.entry ?? opened]));
    if (ending == null || !stood(before[lost]!) || ending.goodbye !== 'none' || ending.pageGone || refused.length === 0) return null;
    return shownBy([ending.entry, ...newestFew(refused), connect.entry]);
  },
  kicked: ({ last, navigations }) => {
    if (last === undefined || last.refusals.length > 0) return null;
    const { ending, kicked, subject } = last;
    if (subject === 'own') return ending?.goodbye === 'server' ? shownBy([kicked ?? ending.entry]) : null;
    return kicked !== null && kicked.problem === '' && isOfThisPage(last, navigations) ? shownBy([kicked]) : null;
  },
} satisfies Record<string, Look>;

function flawOf({ flaws }: Attempt, ending: Ending): Entry | undefined {
  return flaws.findLast(({ at, kind }) => kind !== 'packet' || ending.at - at <= PARSE_CLOSE_MS);
}

/** A connection that is taken back by a DISCONNECT with a payload has a name of its own. */
function isTakenBack(attempt: Attempt, ending: Ending): boolean {
  const flaw = flawOf(attempt, ending);
  return flaw !== undefined && 'text' in flaw && DISCONNECT_WITH_PAYLOAD.test(flaw.text ?? '');
}
