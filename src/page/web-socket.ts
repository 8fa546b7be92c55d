/**
 * Watches every WebSocket of the page. Incoming frames come by a listener that is added before the page has the socket, so
 * it is always the first, and no handler of the page can stop it. Outgoing ones come by standing in for `send`. `close`
 * and everything else are left alone: the close event tells all there is.
 */
import { replaceConstructor, replaceMethod } from './disguise.ts';
import { addressText, fullAddress } from './address.ts';
import { apply, bare, getter, hardened, memberOf, method, quietly, rawGetter, rawMethod } from './intrinsics.ts';
import { deliverMessage } from './made-up.ts';
import type { Channel } from './outbox.ts';
import { bytesFrom, isBinary } from './payload.ts';
import type { Remote, Reporter } from './report.ts';

const OPEN = 1;
const CLOSED = 3;
const asText = String;
const { toPrimitive }: { readonly toPrimitive: typeof Symbol.toPrimitive } = Symbol;

const listen = method(EventTarget.prototype, 'addEventListener');
const addressOf = getter(WebSocket.prototype, 'url');
const readyState = rawGetter(WebSocket.prototype, 'readyState');
const binaryType = getter(WebSocket.prototype, 'binaryType');
const dataOf = rawGetter(MessageEvent.prototype, 'data');
const send = rawMethod(WebSocket.prototype, 'send');
const codeOf = getter(CloseEvent.prototype, 'code');
const reasonOf = getter(CloseEvent.prototype, 'reason');
const wasClean = getter(CloseEvent.prototype, 'wasClean');
const nameOfError = getter(DOMException.prototype, 'name');

const startsWith = method(String.prototype, 'startsWith');
const slice = method(String.prototype, 'slice');
// The page cannot replace it.
const { protocol } = location;

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** What JavaScript would make of an object where it needs a text. */
function primitiveOf(value: object): unknown {
  const exotic: unknown = memberOf(value, toPrimitive);
  if (typeof exotic === 'function') return apply(exotic, value, ['string']);
  const text: unknown = memberOf(value, 'toString');
  const said: unknown = typeof text === 'function' ? apply(text, value, []) : value;
  if (!isObject(said)) return said;
  const plain: unknown = memberOf(value, 'valueOf');
  return typeof plain === 'function' ? apply(plain, value, []) : value;
}

/** `http:` is another way to write `ws:` in newer browsers. */
function socketAddress(url: string): string {
  return startsWith(url, 'http') ? `ws${slice(url, 'http'.length)}` : url;
}

/** Stands for a socket that never was. */
const nobody: Remote = bare({ send: () => 'notOpen', deliver: () => 'notOpen' });

interface Said {
  value: unknown;
}

/**
 * Stands for an object that the platform will turn into text: what it says is kept, and it is not asked twice. Should it
 * say nothing that can be text, then the platform still refuses that itself, in its own words.
 */
function listener(data: object, said: Said): object {
  return bare({
    [toPrimitive]: () => {
      said.value = primitiveOf(data);
      return said.value;
    },
  });
}

export function watchWebSockets(report: Reporter): void {
  const channels = hardened(new WeakMap<object, Channel>(), ['get', 'set']);

  const sendSeen = (socket: WebSocket, channel: Channel, data: unknown) => {
    const said: Said = { value: data };
    const isAsked = isObject(data) && !isBinary(data);
    apply(send, socket, [isAsked ? listener(data, said) : data]);
    try {
      // The platform has sent it, so it is no symbol, and everything else that is no object can be text.
      report.frame(channel, 'out', isObject(said.value) ? said.value : asText(said.value), '');
    } catch {
      // It was sent, and that is what matters to the page.
    }
  };

  const remoteFor = (socket: WebSocket): Remote => {
    const refusal = () => (apply(readyState, socket, []) === OPEN ? '' : 'notOpen');
    return {
      send: (data, binary) => {
        const refused = refusal();
        const channel = channels.get(socket);
        if (refused === '' && channel !== undefined) sendSeen(socket, channel, binary ? bytesFrom(data) : data);
        return refused;
      },
      deliver: (data, binary) => {
        const refused = refusal();
        if (refused === '') deliverMessage(socket, addressOf(socket), data, binary ? binaryType(socket) : 'text');
        return refused;
      },
    };
  };

  /** What a browser may have stopped a socket by that never left it. Of a document's own policy the bridge is told. */
  const blocker = (url: string) => (protocol === 'https:' && startsWith(url, 'ws:') ? 'mixed-content' : 'unknown');

  const made = (socket: WebSocket) =>
    quietly(() => {
      const url = addressOf(socket);
      const channel = report.open('websocket', url, remoteFor(socket));
      let isClosed = false;
      channels.set(socket, channel);
      listen(socket, 'open', ({ isTrusted }) => {
        if (isTrusted) quietly(() => report.shook(channel, 101));
      });
      listen(socket, 'message', (event) => {
        try {
          // What a script made up was never on the wire.
          if (!event.isTrusted) return;
          const data: unknown = apply(dataOf, event, []);
          if (typeof data === 'string') report.text(channel, 'in', data);
          else report.frame(channel, 'in', data, '');
        } catch {
          // The page still gets its message.
        }
      });
      listen(socket, 'close', (event) => {
        if (!event.isTrusted || isClosed) return;
        isClosed = true;
        const close = event as CloseEvent;
        quietly(() => report.close(channel, codeOf(close), reasonOf(close), wasClean(close)));
      });
      listen(socket, 'error', (event) => {
        if (!event.isTrusted || apply(readyState, socket, []) !== CLOSED) return;
        // A socket that failed on the wire closes right after. One that Chromium did not let out never does.
        report.later(() => {
          if (isClosed) return;
          isClosed = true;
          report.close(channel, null, '', false, blocker(url));
        });
      });
    });

  /** Firefox throws where it does not let a socket out: no DOMException where the document's own policy forbids it. */
  const refused = (args: readonly unknown[], reason: unknown) =>
    quietly(() => {
      if (memberOf(reason as object, 'name') !== 'NS_ERROR_CONTENT_BLOCKED' && nameOfError(reason as DOMException) !== 'SecurityError') return;
      const url = socketAddress(fullAddress(addressText(args[0])));
      report.close(report.open('websocket', url, nobody), null, '', false, blocker(url));
    });

  replaceConstructor('WebSocket', made, refused);

  replaceMethod(WebSocket.prototype, 'send', (original, self, args) => {
    const channel = channels.get(self as WebSocket);
    if (channel === undefined || report.isStopped || args.length === 0 || apply(readyState, self, []) !== OPEN) {
      return original(self, args);
    }
    const data = args[0];
    if (typeof data !== 'string') {
      sendSeen(self as WebSocket, channel, data);
      return;
    }
    apply(send, self, [data]);
    try {
      report.text(channel, 'out', data);
    } catch {
      // It was sent, and that is what matters to the page.
    }
  });
}
