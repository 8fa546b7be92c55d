/**
 * The case file of one server: everything that a rule may look at, read from the entries once. Only what still counts is
 * in it: a user's new wish, another page, or a connection that stands makes what went wrong before it history.
 */
import type { Entry, EntryKind, EntryOf, ProbeQuestion, TransportName } from '../../entries/entry.ts';
import { BRIEF_MS } from '../../session/policy.ts';
import { answersOf, type Answer } from './answers.ts';
import { readAttempts, type Attempt, type Connect } from './attempts.ts';
import { lineText } from './phrases.ts';

/** How long something that is over is still worth telling, in milliseconds: an end that was overcome, a log line. */
export const FADE_MS = 60_000;
export const LOG_FADE_MS = 5 * 60_000;

/** What a diagnosis looks at. */
export interface Material {
  /** Whose entries these are. */
  readonly source: string;
  /** `own`: a background connection. `page`: the sockets of an inspected tab. */
  readonly subject: 'own' | 'page';
  /** The telling entries, oldest first, as a `Notebook` keeps them; any others do no harm. */
  readonly entries: readonly Entry[];
  /** Epoch milliseconds. */
  readonly now: number;
  /** Sockets of other sources that may speak to the same server, such as those of pages beside our own connection. */
  readonly neighbours?: readonly EntryOf<'socket-opened'>[];
}

export interface CaseFile {
  readonly subject: 'own' | 'page';
  /** `plain`: WebSockets and EventSources that carry no Engine.IO. What is known of Socket.IO says nothing of them. */
  readonly of: 'socket.io' | 'plain';
  readonly now: number;
  /** The attempts at this server, oldest first. */
  readonly attempts: readonly Attempt[];
  readonly last: Attempt | undefined;
  /** The attempts at the end of the list that have failed before any handshake. One that is still under way does not break the row. */
  readonly failures: readonly Attempt[];
  /** The sessions at the end of the list that began and never stood. */
  readonly brief: readonly Attempt[];
  /** The answers of the newest round of probes, unless a connection has stood since. */
  readonly probes: readonly EntryOf<'probe'>[];
  /** What was said to handshakes since a connection stood last: to ourselves, to the page, to probes. */
  readonly answers: readonly Answer[];
  /** Telling log lines that are not too old. */
  readonly logs: readonly EntryOf<'log'>[];
  readonly navigations: readonly EntryOf<'navigation'>[];
  /** What the browser enforced of the policies of the tab's documents, how it had them answered, and what it did to them. */
  readonly violations: readonly EntryOf<'violation'>[];
  readonly documents: readonly EntryOf<'document'>[];
  readonly pageStates: readonly EntryOf<'page-state'>[];
  /** Of a connection of ours, the sockets of pages to the same host. */
  readonly neighbours: readonly EntryOf<'socket-opened'>[];
  /** The newest entry of a kind since the user's last wish. */
  readonly newest: <K extends EntryKind>(kind: K) => EntryOf<K> | undefined;
}

/** The case files of what a material tells: of our own connection one, of a page one for each server. */
export function openCases({ subject, entries, now, neighbours = [] }: Material): CaseFile[] {
  const ordered = inOrder(entries);
  const start = ordered.findLastIndex((entry) => entry.kind === 'intent' && entry.by === 'user');
  const current = ordered.slice(Math.max(0, start));
  // The server's log goes on whatever is wished for here.
  const logs = ordered.filter((entry) => entry.kind === 'log').filter(({ at }) => now - at < LOG_FADE_MS);
  const probes = newestRound(current);
  const attempts = readAttempts(current);
  if (subject === 'own') {
    const host = hostOf(current.findLast((entry) => entry.kind === 'intent')?.url ?? probes.at(-1)?.url ?? '');
    const shared = { subject, now, entries: current, logs, of: 'socket.io', neighbours: neighbours.filter(({ url }) => hostOf(url) === host) } as const;
    return [openCase(shared, attempts, probes)];
  }
  const shared = { subject, now, entries: current, logs, neighbours } as const;
  const servers = byServer(attempts);
  if (servers.size === 0) return [openCase({ ...shared, of: 'socket.io' }, [], probes)];
  return [...servers.values()].map((its) => openCase({ ...shared, of: isPlain(its[0]!) ? 'plain' : 'socket.io' }, its, probes.filter(({ url }) => sameHost(url, its[0]!.url))));
}

/** Whether it carries no Socket.IO: a WebSocket, an EventSource, or Engine.IO by itself. */
export const isPlain = ({ protocol }: Attempt) => !protocol.startsWith('socket.io');

function byServer(attempts: readonly Attempt[]): ReadonlyMap<string, readonly Attempt[]> {
  const servers = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const server = `${isPlain(attempt) ? 'plain' : 'socket.io'} ${serverOf(attempt.url)}`;
    const its = servers.get(server);
    if (its === undefined) servers.set(server, [attempt]);
    else its.push(attempt);
  }
  return servers;
}

/** The recording's order, which is also that of time within one recording. Entries that contradict it are foreign. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.every((entry, index) => index === 0 || entries[index - 1]!.seq <= entry.seq) ? entries : entries.toSorted((a, b) => a.seq - b.seq);
}

interface Shared extends Pick<CaseFile, 'subject' | 'of' | 'now' | 'neighbours'> {
  readonly entries: readonly Entry[];
  readonly logs: readonly EntryOf<'log'>[];
}

function openCase({ subject, of, now, entries, logs, neighbours }: Shared, all: readonly Attempt[], probed: readonly EntryOf<'probe'>[]): CaseFile {
  const navigations = entries.filter((entry) => entry.kind === 'navigation');
  const attempts = subject === 'page' ? stillOfInterest(all, navigations, now) : all;
  const standsAt = attempts.findLast(stood)?.connects[0]?.entry.at ?? Number.NEGATIVE_INFINITY;
  // What was asked before the newest connection stood is answered by that connection.
  const probes = probed.filter(({ at }) => at >= standsAt);
  const failures = trailing(attempts, hasFailed, isUnderWay);
  return {
    subject,
    of,
    now,
    neighbours,
    attempts,
    last: attempts.at(-1),
    failures,
    brief: briefOnes(attempts, entries, now),
    probes,
    // What an earlier attempt was answered may no longer be so. A page tries its transports in turn.
    answers: answersOf(failures.slice(subject === 'own' ? -1 : -2), probes),
    logs,
    navigations,
    violations: entries.filter((entry) => entry.kind === 'violation'),
    documents: entries.filter((entry) => entry.kind === 'document'),
    pageStates: entries.filter((entry) => entry.kind === 'page-state'),
    newest: (kind) => entries.findLast((entry) => entry.kind === kind) as never,
  };
}

/** So late DevTools may tell of a document that has opened its sockets already. Milliseconds. */
const LATE_NEWS_MS = 1_000;

/** Whether a page's socket is one of the document that is loaded now. */
export function isOfThisPage({ opened, maker }: Attempt, navigations: readonly EntryOf<'navigation'>[]): boolean {
  const loaded = navigations.at(-1);
  if (loaded === undefined || opened.at >= loaded.at) return true;
  return opened.at >= loaded.at - LATE_NEWS_MS && maker === loaded.url;
}

/**
 * Of a page's sockets, those of the document that is loaded now, and for a while those of earlier ones whose end may have
 * left something at the server. What went wrong for a document that is gone is wrong no more.
 */
function stillOfInterest(attempts: readonly Attempt[], navigations: readonly EntryOf<'navigation'>[], now: number): readonly Attempt[] {
  return attempts.filter((attempt) => {
    const { ending } = attempt;
    if (ending === null || isOfThisPage(attempt, navigations)) return true;
    return stood(attempt) && now - ending.at < LOG_FADE_MS && (ending.pageGone || ending.goodbye !== 'none');
  });
}

/** The end of the list for as long as `holds`, without those to `ignore`. */
function trailing(attempts: readonly Attempt[], holds: (attempt: Attempt) => boolean, ignore: (attempt: Attempt) => boolean): readonly Attempt[] {
  const counted = attempts.filter((attempt) => !ignore(attempt));
  return counted.slice(counted.findLastIndex((attempt) => !holds(attempt)) + 1);
}

/** Whether the Socket.IO connection stood, be it for a moment. */
export function stood({ connects }: Attempt): boolean {
  return connects.length > 0;
}

/** Whether it is connected as far as is known. */
export function isLive({ ending, handshake, failure }: Attempt): boolean {
  return ending === null && handshake !== null && failure === null;
}

function hasFailed(attempt: Attempt): boolean {
  const { handshake, failure, ending, subject } = attempt;
  if (handshake !== null || ending?.pageGone === true) return false;
  if (isPlain(attempt)) return ending !== null && !attempt.opens;
  // Of our own attempts the failure itself is recorded, after whatever words led to it.
  return failure !== null || ending !== null || (subject === 'page' && attempt.firstWords !== null);
}

function isUnderWay(attempt: Attempt): boolean {
  return attempt.handshake === null && !hasFailed(attempt);
}

/**
 * The run of sessions that ended before they could be called standing. As with the connection's own policy, one that
 * stands ends the run, and so does a goodbye.
 */
function briefOnes(attempts: readonly Attempt[], entries: readonly Entry[], now: number): readonly Attempt[] {
  const newest = attempts.at(-1);
  if (newest !== undefined && isStanding(newest, now)) return [];
  const forgottenAt = entries.findLast((entry) => entry.kind === 'policy' && entry.action === 'stands')?.seq ?? -1;
  const ended = attempts.filter(({ ending, handshake }) => handshake !== null && ending !== null && ending.entry.seq > forgottenAt);
  return trailing(ended, isBrief, () => false);
}

function isBrief(attempt: Attempt): boolean {
  const { ending, kicked } = attempt;
  if (ending === null || ending.pageGone) return false;
  // By polling, a server that gives up on what it cannot parse says the engine's goodbye.
  if (!stood(attempt)) return ending.goodbye === 'none' || (ending.goodbye === 'server' && kicked === null);
  return ending.goodbye === 'none' && ending.livedMs < BRIEF_MS;
}

/** Whether it is connected and has been for long enough to be called so. */
export function isStanding(attempt: Attempt, now: number): boolean {
  const [connect] = attempt.connects;
  return isLive(attempt) && connect !== undefined && now - connect.entry.at >= BRIEF_MS;
}

/** The probes of the newest round. One that is under way counts with what it has found so far. */
function newestRound(entries: readonly Entry[]): readonly EntryOf<'probe'>[] {
  const start = entries.findLastIndex((entry) => entry.kind === 'probing' && entry.state === 'started');
  const probes = entries.slice(start + 1).filter((entry) => entry.kind === 'probe');
  const round = probes.at(-1)?.round;
  return probes.filter((answer) => answer.round === round);
}

/** The newest answer to a question of the probes. */
export function probe(file: CaseFile, question: ProbeQuestion): EntryOf<'probe'> | undefined {
  return file.probes.findLast((answer) => answer.question === question);
}

/**
 * Whether handshakes fail now. Where nobody has tried (probes alone were put), what the probes were answered is what an
 * attempt would be.
 */
export function isFailing({ failures, attempts }: CaseFile): boolean {
  return failures.length > 0 || attempts.length === 0;
}

/** Log lines that say `phrase`. */
export function linesWith(file: CaseFile, phrase: RegExp): EntryOf<'log'>[] {
  return file.logs.filter((line) => phrase.test(lineText(line)));
}

/**
 * The end that the attempts came to last, for as long as it is worth telling: until another connection has stood for a
 * minute after it.
 */
export function lastEnd(file: CaseFile): Attempt | null {
  const index = file.attempts.findLastIndex(({ ending }) => ending !== null && !ending.pageGone);
  const attempt = file.attempts[index];
  if (attempt === undefined) return null;
  const after = firstConnect(file.attempts.slice(index + 1));
  return after === undefined || file.now - after.entry.at < FADE_MS ? attempt : null;
}

/** The first time that one of these attempts stood. */
export function firstConnect(attempts: readonly Attempt[]): Connect | undefined {
  return attempts.find(stood)?.connects[0];
}

export function tried(attempt: Attempt, transport: TransportName): boolean {
  return attempt.transports.includes(transport);
}

/** What a socket's address has in common with those of the same server. */
function serverOf(url: string): string {
  return (url.split(/[?#]/)[0] ?? '').replace(/^ws/, 'http');
}

/** Host and port of an address, or an empty text. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

function sameHost(a: string, b: string): boolean {
  return hostOf(a) === hostOf(b);
}
