/**
 * The sockets of a recording as the entries of a HAR file will be: an engine session each, with the addresses of its WebSocket
 * and its polls. Our own connection begins a new one with every attempt.
 */
import type { Entry, EntryOf } from '../entries/entry.ts';
import { connectionKind } from '../wire/connection-kind.ts';

export interface HarSession {
  readonly socket: string;
  /** Where its entries are, both included. */
  readonly from: number;
  to: number;
  /** The first address of it that was told, and that of its WebSocket or EventSource. Empty where they are not known. */
  readonly firstUrl: string;
  socketUrl: string;
  readonly openedAt: number;
  /** When its WebSocket or EventSource was opened, or first said something. */
  socketAt: number | null;
  lastAt: number;
  polled: boolean;
  /** Whether frames of a WebSocket or events of an EventSource are there. */
  framed: boolean;
  readonly isEvents: boolean;
  engineSid: string | null;
  readonly maker: { readonly madeBy: EntryOf<'socket-opened'>['madeBy']; readonly url: string };
  /** What the server answered to its WebSocket or EventSource. */
  handshake: EntryOf<'socket-handshake'> | null;
  /** What the server, or nobody, answered to the poll that ended it. */
  refusal: EntryOf<'socket-handshake'> | null;
  closed: EntryOf<'socket-closed'> | EntryOf<'closed'> | null;
}

/** A recording with more sockets than this is told up to here. */
const SESSIONS = 50_000;
const OWN = 'own';
/** The value of `_holdfast` in entries of our own connection, by which they are told from those of the page. */
export const OWN_ENTRY = 'connection';
/** Stands in for an address that was not recorded, and says what was spoken there. */
const NOWHERE = 'http://unknown.invalid/socket.io/?EIO=4';

export class HarSessions {
  readonly all: HarSession[] = [];
  /** The session of each socket that goes on. */
  #current = new Map<string, HarSession>();

  /** `ownUrl` is the endpoint of our own connection. */
  constructor(private readonly ownUrl: string) {}

  see(entry: Entry): void {
    switch (entry.kind) {
      case 'opening':
        this.#current.delete(OWN);
        break;
      case 'closed':
        this.#close(OWN, entry);
        break;
      case 'socket-opened':
        this.#opened(entry);
        break;
      case 'socket-handshake': {
        const session = this.#current.get(entry.socket);
        if (session === undefined || entry.serviceWorker === 'asked') break;
        if (isOfPoll(session, entry)) session.refusal = entry;
        // Of a session that polls first, the WebSocket's is the one of its socket.
        else if (session.handshake === null || entry.status === 101) session.handshake = entry;
        break;
      }
      case 'handshake': {
        const session = this.#current.get(OWN);
        if (session !== undefined) session.engineSid ??= entry.engineSid;
        break;
      }
      case 'socket-closed':
        if (entry.what !== 'upgrade') this.#close(entry.socket, entry);
        break;
      case 'packet':
        this.#packet(entry);
        break;
      default:
    }
  }

  #close(socket: string, entry: EntryOf<'socket-closed'> | EntryOf<'closed'>): void {
    const session = this.#current.get(socket);
    if (session !== undefined) session.closed = entry;
  }

  #opened(entry: EntryOf<'socket-opened'>): void {
    const known = this.#current.get(entry.socket);
    if (known === undefined) this.#start(entry.socket, entry, entry.url, entry);
    else if (isSocketUrl(entry.url)) {
      known.socketUrl = entry.url;
      known.socketAt ??= entry.at;
    }
  }

  #packet(entry: EntryOf<'packet'>): void {
    const session = this.#current.get(entry.socket) ?? this.#start(entry.socket, entry, entry.socket === OWN ? this.ownUrl : '', null);
    if (session === null) return;
    session.to = entry.seq;
    session.lastAt = Math.max(session.lastAt, entry.at);
    if (entry.transport === 'polling') session.polled = true;
    else {
      session.framed = true;
      session.socketAt ??= entry.at;
    }
    if (entry.type === 'open') session.engineSid ??= openedSid(entry.text ?? '');
  }

  #start(socket: string, { seq, at }: Entry, url: string, opened: EntryOf<'socket-opened'> | null): HarSession | null {
    if (this.all.length >= SESSIONS) return null;
    const session: HarSession = {
      socket,
      from: seq,
      to: seq,
      firstUrl: url,
      socketUrl: isSocketUrl(url) || opened?.protocol === 'sse' ? url : '',
      openedAt: at,
      socketAt: isSocketUrl(url) || opened?.protocol === 'sse' ? at : null,
      lastAt: at,
      polled: false,
      framed: false,
      isEvents: opened?.protocol === 'sse',
      engineSid: connectionKind(url).engineSid,
      maker: { madeBy: opened?.madeBy ?? 'unknown', url: opened?.maker ?? '' },
      handshake: null,
      refusal: null,
      closed: null,
    };
    this.all.push(session);
    this.#current.set(socket, session);
    return session;
  }
}

function isSocketUrl(url: string): boolean {
  return /^wss?:/i.test(url);
}

/** Whether an answer is that to a poll: a session has one of these where the poll failed. */
function isOfPoll({ socketUrl, isEvents }: HarSession, { status, requestHeaders, method }: EntryOf<'socket-handshake'>): boolean {
  if (isEvents || status === 101) return false;
  if (method === 'POST' || socketUrl === '') return true;
  return !requestHeaders.some(([name]) => /^(?:upgrade|sec-websocket-.*)$/i.test(name)) && !isSocketUrl(socketUrl);
}

/** How the poll failed that ended a session; null of one that ended otherwise, or goes on. Status 0 is no answer. */
export function failureOf({ refusal, closed, framed, socketUrl }: HarSession): { readonly at: number; readonly status: number; readonly statusText: string; readonly error: string } | null {
  const isOverPolls = !framed && socketUrl === '' && closed?.kind === 'socket-closed' && closed.clean === false && closed.code === null;
  if (refusal === null && !isOverPolls) return null;
  const reason = isOverPolls ? closed.reason : '';
  const status = refusal?.status ?? Number(/^HTTP (\d{3})$/.exec(reason)?.[1] ?? 0);
  const statusText = refusal?.statusText ?? '';
  return { at: isOverPolls ? closed.at : refusal!.at, status, statusText: status === 0 ? '' : statusText, error: status === 0 ? (reason === '' ? statusText : reason) : '' };
}

/** The session id in an OPEN packet. */
function openedSid(text: string): string | null {
  return /"sid"\s*:\s*"([^"\\]{1,200})"/.exec(text)?.[1] ?? null;
}

/** The address of a session's WebSocket, which a recording may not have told. */
export function socketUrlOf(session: HarSession): string {
  if (session.socketUrl !== '') return session.socketUrl;
  return changed(session.firstUrl, 'websocket', session.polled ? sidOf(session) : null);
}

/** The address of a poll: the first opens the session and knows no id of it, and one that was refused has opened none. */
export function pollUrlOf(session: HarSession, isFirst: boolean): string {
  if (!isFirst && session.engineSid === null && failureOf(session) !== null) return changed(session.firstUrl, 'polling', null);
  if (isFirst && /^https?:/i.test(session.firstUrl) && /[?&]transport=polling\b/.test(session.firstUrl)) return session.firstUrl;
  return changed(session.firstUrl, 'polling', isFirst ? null : sidOf(session));
}

/** What holds a session's requests together. Where its beginning was not recorded, it is made up and says so. */
function sidOf({ engineSid, socket, from }: HarSession): string {
  return engineSid ?? `unknown-${socket}-${from}`;
}

/** An address of the same endpoint for another transport. */
function changed(from: string, transport: 'websocket' | 'polling', sid: string | null): string {
  const url = new URL(URL.canParse(from) ? from : NOWHERE);
  const query = url.searchParams;
  query.set('transport', transport);
  if (sid === null) query.delete('sid');
  else query.set('sid', sid);
  const scheme = `${transport === 'websocket' ? 'ws' : 'http'}${/^(wss|https):$/.test(url.protocol) ? 's' : ''}`;
  return `${scheme}://${url.host}${url.pathname}?${query.toString()}`;
}
