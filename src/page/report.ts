/** Who tells what: names channels, writes their events, and gives them to the outbox. */
import { now, setClock } from './clock.ts';
import { hardened, method, stringify } from './intrinsics.ts';
import { createChannel, createOutbox, type Channel } from './outbox.ts';
import { binaryPayload, BYTES_LIMIT, readBlob, sizeOfBlob, textPayload, type Payload } from './payload.ts';

const URL_LIMIT = 8_192;
const NAME_LIMIT = 1_024;
const REASON_LIMIT = 2_000;

const slice = method(String.prototype, 'slice');
// The page cannot replace it, nor its members.
const { location } = window;

/** A text of at most so many units, as JSON. */
function bounded(text: string, limit: number): string {
  return stringify(text.length > limit ? slice(text, 0, limit) : text);
}

/** What the background may ask of a socket of the page. Either gives what went wrong, or an empty text. */
export interface Remote {
  readonly send: (data: string, binary: boolean) => string;
  readonly deliver: (data: string, binary: boolean) => string;
}

export type Reporter = ReturnType<typeof createReporter>;

export interface ReporterOptions {
  /** How the names of all channels begin. The bridge has it from nobody but itself, and the background holds the page to it. */
  readonly prefix: string;
  readonly deliver: (batch: string) => boolean;
  readonly later: (callback: () => void) => void;
}

export function createReporter({ prefix, ...options }: ReporterOptions) {
  const madeBy = window === window.top ? 'page' : 'frame';
  const remotes = hardened(new Map<string, Remote>(), ['get', 'set', 'delete']);
  const outbox = createOutbox({
    ...options,
    now,
    nobody: `${prefix}0`,
    deliver: (batch) => {
      setClock();
      return options.deliver(batch);
    },
  });
  let channels = 0;
  let isStopped = false;

  const nextId = () => {
    channels += 1;
    return `${prefix}${channels}`;
  };
  const made = () => `"madeBy":"${madeBy}","maker":${bounded(location.href, URL_LIMIT)}`;

  return {
    /** Nothing more is told, for there is nobody left to tell it to. */
    stop(): void {
      isStopped = true;
    },
    get isStopped(): boolean {
      return isStopped;
    },
    hurry: (isLeaving: boolean) => outbox.hurry(isLeaving),
    remote: (channel: string): Remote | undefined => remotes.get(channel),

    open(transport: 'websocket' | 'sse', url: string, remote: Remote): Channel {
      const id = nextId();
      const at = now();
      const opening = `{"type":"opened","channel":"${id}","at":${at},"transport":"${transport}","url":${bounded(url, URL_LIMIT)},${made()}}`;
      const channel = createChannel(id, opening);
      if (isStopped) return channel;
      remotes.set(id, remote);
      outbox.open(channel, at);
      return channel;
    },

    /** A channel opened. Of the handshake a page learns no more than that: 101 of a WebSocket, 200 of an EventSource. */
    shook(channel: Channel, status: 101 | 200): void {
      if (isStopped) return;
      const at = now();
      outbox.frame(channel, at, `{"type":"handshake","channel":"${channel.id}","at":${at},"status":${status},"statusText":"","requestHeaders":[],"responseHeaders":[]}`);
    },

    /** A frame of text without a name, which is what nearly every frame is: few pieces make few strings. */
    text(channel: Channel, direction: 'in' | 'out', data: string): void {
      if (isStopped) return;
      const at = now();
      const from = direction === 'in' ? channel.incoming : channel.outgoing;
      outbox.frame(channel, at, `${from}${at},${textPayload(data)},"name":""}`);
    },

    /** A frame as the page has it; an object that is no binary is none. The name is that of a Server-Sent Event. */
    frame(channel: Channel, direction: 'in' | 'out', data: unknown, name: string): void {
      if (isStopped) return;
      const at = now();
      const from = direction === 'in' ? channel.incoming : channel.outgoing;
      const named = bounded(name, NAME_LIMIT);
      const json = (payload: Payload) => `${from}${at},${payload},"name":${named}}`;
      const payload = bodyPayload(data);
      if (payload !== undefined) {
        outbox.frame(channel, at, json(payload));
        return;
      }
      const size = sizeOfBlob(data as object);
      if (size === undefined) return;
      // Its bytes come later, and what comes meanwhile waits: the order is that of the wire.
      const held = size > BYTES_LIMIT ? BYTES_LIMIT : size;
      const place = outbox.hold(channel, held);
      if (place === null) return;
      readBlob(data as Blob, size, (read) => outbox.fill(place, held, json(read)));
    },

    /** One request of polling that is over. The parts are the JSON of the contract's `sent` and `received`. */
    poll(url: string, status: number, error: string, sent: string, received: string): void {
      if (isStopped) return;
      const at = now();
      const channel = createChannel(nextId(), '');
      const json = `{"type":"poll","channel":"${channel.id}","at":${at},"url":${bounded(url, URL_LIMIT)},${made()},"status":${status},"error":${stringify(error)},"sent":${sent},"received":${received}}`;
      outbox.frame(channel, at, json);
    },

    /** Calls back after a while, in a task of its own. */
    later: options.later,

    /** `blocked`: what the browser stopped it by before it left, as far as the page can tell; one of the contract's words. */
    close(channel: Channel, code: number | null, reason: string, clean: boolean | null, blocked: '' | 'unknown' | 'mixed-content' = ''): void {
      remotes.delete(channel.id);
      if (isStopped) return;
      const at = now();
      const by = blocked === '' ? '' : `,"blocked":"${blocked}"`;
      const json = `{"type":"closed","channel":"${channel.id}","at":${at},"code":${code},"reason":${bounded(reason, REASON_LIMIT)},"clean":${clean}${by}}`;
      outbox.close(channel, at, json);
    },
  };
}

/** The payload of text or binary that need not be read first; undefined for everything else. */
export function bodyPayload(body: unknown): Payload | undefined {
  if (typeof body === 'string') return textPayload(body);
  return typeof body === 'object' && body !== null ? binaryPayload(body) : undefined;
}
