/** Short words for the entries of a tab's recording, so that a test can tell a page's story in a line. */
import type { Entry, EntryOf, Fact } from '../../../src/core/entries/entry.ts';
import { PageSocketsFold } from '../../../src/panel/page-sockets/page-sockets-fold.ts';
import type { TrafficEntry } from '../../../src/core/entries/lanes.ts';

type Timed = Fact & { readonly at: number };

const URL_4 = 'ws://shop.test/socket.io/?EIO=4&transport=websocket';

export function opened(at: number, socket: string, changes: Partial<EntryOf<'socket-opened'>> = {}): Timed {
  return { kind: 'socket-opened',
  channel: 'c1', at, socket, url: URL_4, protocol: 'socket.io-4', via: 'hook', madeBy: 'page', maker: 'http://shop.test/', ...changes };
}

export function packet(at: number, socket: string, direction: 'in' | 'out', type: EntryOf<'packet'>['type'], changes: Partial<EntryOf<'packet'>> = {}): Timed {
  return {
    kind: 'packet',
    at,
    socket,
    direction,
    transport: 'websocket',
    type,
    namespace: null,
    ackId: null,
    event: '',
    preview: '',
    bytes: 10,
    text: null,
    binary: null,
    attachments: [],
    cut: 0,
    problem: '',
    answers: null, answeredBy: null, offset: null,
    ...changes,
  };
}

/** The server's CONNECT packet. */
export function connect(at: number, socket: string, namespace = '/', sid = `sid-${socket}`): Timed {
  const text = `40${namespace === '/' ? '' : `${namespace},`}{"sid":"${sid}"}`;
  return packet(at, socket, 'in', 'connect', { namespace, text });
}

export function acknowledged(at: number, socket: string, namespace = '/'): Timed {
  return packet(at, socket, 'in', 'event', { namespace, event: 'connection_ack' });
}

export function closed(at: number, socket: string, changes: Partial<EntryOf<'socket-closed'>> = {}): Timed {
  return { kind: 'socket-closed', at, socket, code: 1001, reason: '', clean: false, goodbye: 'none', blocked: null, ...changes };
}

/** The answer to a handshake, as the hook knows it. */
export function shook(at: number, socket: string, changes: Partial<EntryOf<'socket-handshake'>> = {}): Timed {
  return { kind: 'socket-handshake', at, socket, method: '', status: 101, statusText: '', requestHeaders: [], responseHeaders: [], ...changes };
}

export function navigated(at: number, changes: Partial<EntryOf<'navigation'>> = {}): Timed {
  return { kind: 'navigation', at, tabId: 1, url: 'http://shop.test/', refresh: true, phase: 'connected', sid: 's', upMs: at, ...changes };
}

/** Gives facts their places in a recording, in the order in which they stand. */
export function recorded<F extends Timed>(facts: readonly F[]): (F & { source: string; seq: number })[] {
  return facts.map((fact, seq) => ({ ...fact, source: 'tab:1', seq }));
}

export function fold(facts: readonly Timed[]): PageSocketsFold {
  const page = new PageSocketsFold('connection_ack');
  for (const entry of recorded(facts) as Entry[]) if (entry.kind !== 'navigation') page.add(entry as TrafficEntry);
  return page;
}

/** The one socket of these facts. */
export function only(facts: readonly Timed[]) {
  const [socket, ...others] = fold(facts).sockets;
  if (socket === undefined || others.length > 0) throw new Error('These facts are not about one socket.');
  return socket;
}
