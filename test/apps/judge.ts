/** Compares what was recorded of a page with what the browser and the server saw, and reads what was said against it. Pure. */
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import { Notebook } from '../../src/core/diagnosis/evidence/notebook.ts';
import { PageSocketsFold, type PageSocket } from '../../src/panel/page-sockets/page-sockets-fold.ts';
import { phaseOf } from '../../src/panel/page-sockets/socket-phase.ts';
import type { Entry, EntryOf } from '../../src/core/entries/entry.ts';
import { isTraffic } from '../../src/views/model.ts';
import type { Application } from './application.ts';
import type { Session } from './engine-witness.ts';
import type { SeenFrame, SeenSocket } from './witness.ts';

/** The recording and the browser's protocol tell of a socket within this time of each other. Milliseconds. */
const SAME_MS = 4_000;

/** The sockets of a recording, as the panel folds them, with the packets of each. */
export interface Told {
  readonly sockets: readonly (PageSocket & { readonly phase: string; readonly packets: readonly EntryOf<'packet'>[] })[];
  readonly entries: readonly Entry[];
}

export function toldBy(entries: readonly Entry[]): Told {
  const fold = new PageSocketsFold('');
  const packets = new Map<string, EntryOf<'packet'>[]>();
  for (const entry of entries) {
    if (isTraffic(entry)) fold.add(entry);
    if (entry.kind !== 'packet') continue;
    const known = packets.get(entry.socket);
    if (known === undefined) packets.set(entry.socket, [entry]);
    else known.push(entry);
  }
  const sockets = fold.sockets.map((socket) => ({ ...socket, phase: phaseOf(socket, fold.stateOfPage(socket)), packets: packets.get(socket.id) ?? [] }));
  return { sockets, entries };
}

/** Findings above a guess that nothing explains: by the background's own entries from `since` on, and by a diagnosis of now. */
export function findingsIn(entries: readonly Entry[], since: number, explained: ReadonlySet<string>): string[] {
  const notebook = new Notebook();
  for (const entry of entries) notebook.see(entry);
  const present = diagnose({ source: entries[0]?.source ?? '', subject: 'page', entries: notebook.entries(), now: Date.now() }).findings;
  const recorded = entries.filter((entry): entry is EntryOf<'diagnosis'> => entry.kind === 'diagnosis' && entry.state === 'found' && entry.at >= since);
  const ids = new Map([...present.map(({ id, confidence }) => [id, confidence] as const), ...recorded.map(({ finding, confidence }) => [finding, confidence] as const)]);
  return [...ids].filter(([id, confidence]) => confidence !== 'guess' && !explained.has(id)).map(([id, confidence]) => `it says ${confidence} ${id}`);
}

/** How the number of frames, or of messages, that were seen compares with what was recorded. */
export interface Comparison {
  readonly faults: readonly string[];
  readonly seen: number;
  readonly recorded: number;
}

/** Frame by frame, of every WebSocket that the browser told of. `least` is how many frames of each have to be there by now. */
export function compareFrames({ sockets }: Told, seen: readonly SeenSocket[], least: ReadonlyMap<SeenSocket, Counts>, isBlind: (at: number) => boolean): Comparison {
  const own = sockets.filter(({ url, madeBy, protocol, openedAt }) => /^wss?:/.test(url) && madeBy !== 'worker' && protocol !== 'sse' && !isBlind(openedAt));
  const pairs = paired(own, seen);
  const faults: string[] = [];
  let [frames, recorded] = [0, 0];
  for (const socket of own) if (![...pairs.values()].includes(socket)) faults.push(`${socket.url} is recorded once more than the browser opened it`);
  for (const [socket, counts] of least) {
    const told = pairs.get(socket);
    frames += socket.in.length + socket.out.length;
    if (told === undefined) {
      // A document that goes at once takes with it what it had only begun.
      if (!socket.left || counts.in + counts.out > 0) faults.push(`${socket.url} (${socket.state}, ${counts.in} in, ${counts.out} out) is not recorded`);
      continue;
    }
    for (const direction of ['in', 'out'] as const) {
      const { unlike, missing, reached } = aligned(framesOf(told.packets, direction), socket[direction], counts[direction]);
      recorded += reached;
      if (unlike !== undefined && !(socket.unwatched && unlike.was === undefined)) faults.push(`${direction} of ${socket.url} ${short(unlike.told)} is recorded where ${short(unlike.was?.data)} was`);
      else if (missing > 0 && !socket.left) faults.push(`${missing} of ${counts[direction]} frames ${direction} of ${socket.url} are not recorded`);
    }
  }
  return { faults, seen: frames, recorded };
}

export interface Counts {
  readonly in: number;
  readonly out: number;
}

/**
 * How many messages of each Socket.IO session the server has seen, against those recorded. Of one that is over its last may be
 * missing, and of polls what the recording says that the browser withheld.
 */
export function compareSessions({ sockets, entries }: Told, sessions: ReadonlyMap<string, Session>, least: ReadonlyMap<string, Counts>): Comparison {
  const faults: string[] = [];
  let [seen, recorded] = [0, 0];
  const isWithheld = entries.some((entry) => entry.kind === 'capture-gap' && typeof entry.why !== 'string' && entry.why.code === 'pollBodyWithheld');
  for (const { engineSid, packets, phase } of sockets) {
    const session = sessions.get(engineSid);
    if (session === undefined) continue;
    for (const direction of ['in', 'out'] as const) {
      const count = messagesOf(packets, direction);
      recorded += count;
      seen += session[direction];
      if (count > session[direction]) faults.push(`${count} messages ${direction} of session ${engineSid} are recorded, and there were ${session[direction]}`);
      else if (phase === 'open' && !(isWithheld && direction === 'in') && count < (least.get(engineSid)?.[direction] ?? 0)) faults.push(`${count} of ${session[direction]} messages ${direction} of session ${engineSid} are recorded`);
    }
  }
  return { faults, seen, recorded };
}

/**
 * Whether just those sockets are shown as open that stand, and none as failed that ever did. `sees` tells that the browser's own
 * account of the page is there, `wasAway` that polls may have failed.
 */
export function compareStates({ sockets }: Told, seen: readonly SeenSocket[], { stand }: Application, sees: boolean, wasAway: boolean): string[] {
  const open = seen.filter(({ state, left }) => state === 'open' && !left);
  const fallen = sockets.filter(({ phase }) => phase === 'blocked' || phase === 'refused' || phase === 'failed');
  const failed = new Set(paired(fallen, seen.filter(({ stood }) => !stood)).values());
  const shown = sockets.filter(({ phase }) => phase === 'open');
  const ofWorkers = shown.filter(({ madeBy }) => madeBy === 'worker');
  const polls = shown.filter(({ url, madeBy }) => madeBy !== 'worker' && /^https?:/.test(url) && url.includes('transport=polling'));
  const plain = shown.filter(({ madeBy, url }) => madeBy !== 'worker' && /^wss?:/.test(url));
  const expected = sees ? open.map(({ url }) => url) : undefined;
  const count = expected?.length ?? stand.sockets;
  return [
    ...(plain.length === count && (expected === undefined || sameAddresses(plain.map(({ url }) => url), expected)) ? [] : [`shown as open: ${list(plain.map(({ url }) => url))}; open: ${expected === undefined ? count : list(expected)}`]),
    ...(polls.length === (stand.polls ?? 0) ? [] : [`${polls.length} polled sessions are shown as open, not ${stand.polls ?? 0}`]),
    ...(ofWorkers.length === (stand.ofWorkers ?? 0) ? [] : [`${ofWorkers.length} sockets of workers are shown as open, not ${stand.ofWorkers ?? 0}`]),
    ...fallen.filter((socket) => !failed.has(socket) && !(wasAway && socket.url.startsWith('http'))).map(({ url, phase }) => `${url} is shown as ${phase}`),
  ];
}

function paired(told: Told['sockets'], seen: readonly SeenSocket[]): Map<SeenSocket, Told['sockets'][number]> {
  const pairs = new Map<SeenSocket, Told['sockets'][number]>();
  const free = new Set(told);
  for (const socket of seen) {
    const fitting = [...free].filter(({ url, openedAt }) => isAddress(url, socket.url) && Math.abs(openedAt - socket.at) <= SAME_MS);
    const nearest = fitting.toSorted((a, b) => Math.abs(a.openedAt - socket.at) - Math.abs(b.openedAt - socket.at))[0];
    if (nearest === undefined) continue;
    pairs.set(socket, nearest);
    free.delete(nearest);
  }
  return pairs;
}

/** What packets went over the WebSocket as, and how many attachments they had, each of which has a frame of its own. */
interface Frames {
  readonly texts: readonly string[];
  readonly attachments: number;
}

function framesOf(packets: readonly EntryOf<'packet'>[], way: 'in' | 'out'): Frames {
  const own = packets.filter(({ direction }) => direction === way);
  const texts = own.filter(({ transport }) => transport === 'websocket').map(({ text, binary, cut }) => `${text ?? binary ?? ''}${cut > 0 ? '…' : ''}`);
  return { texts, attachments: own.reduce((sum, { attachments }) => sum + attachments.length, 0) };
}

/** How frames that were recorded fit those that were seen, in order, and how many of the first `least` are missing. */
function aligned({ texts, attachments }: Frames, seen: readonly SeenFrame[], least: number) {
  let [next, left] = [0, attachments];
  let reached = 0;
  for (const { data, binary } of seen) {
    if (isSame(texts[next], data)) next += 1;
    // The bytes of an attachment are told by the protocol's revision, and its packet may have gone by polling.
    else if (binary && left > 0) left -= 1;
    else break;
    reached += 1;
  }
  const unlike = next < texts.length ? { told: texts[next], was: seen[reached] } : undefined;
  return { unlike, missing: Math.max(0, least - reached), reached };
}

function messagesOf(packets: readonly EntryOf<'packet'>[], way: 'in' | 'out'): number {
  return packets.filter(({ direction, namespace }) => direction === way && namespace !== null).reduce((sum, { attachments }) => sum + 1 + attachments.length, 0);
}

/** Whether a recorded frame is that one; `…` at its end stands for what was cut, and `(redacted)` for a secret. */
function isSame(recorded: string | undefined, seen: string): boolean {
  if (recorded === undefined) return false;
  let at = 0;
  const parts = recorded.split(/…$|\(redacted\)/);
  for (const part of parts) {
    const found = seen.indexOf(part, at);
    if (found < 0 || (at === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return parts.length > 1 || at === seen.length;
}

const short = (text: string | undefined) => (text === undefined ? 'nothing' : `“${text.slice(0, 60)}”`);

/** Whether an address is recorded as it was, but for secrets, which are left out. */
const isAddress = (recorded: string, seen: string) => recorded === seen || (recorded.includes('(redacted)') && recorded.split('?')[0] === seen.split('?')[0]);

function sameAddresses(recorded: readonly string[], seen: readonly string[]): boolean {
  const others = seen.toSorted();
  return recorded.toSorted().every((url, index) => isAddress(url, others[index] ?? ''));
}

const list = (urls: readonly string[]) => (urls.length === 0 ? 'none' : urls.join(', '));
