/**
 * Watches every EventSource of the page. An event with a name is only seen where the page listens for that name, because
 * the platform tells nobody else: so `addEventListener` has a stand-in that listens for the same name first.
 */
import { replaceConstructor, replaceMethod } from './disguise.ts';
import { bare, getter, hardened, method, quietly } from './intrinsics.ts';
import { deliverMessage } from './made-up.ts';
import type { Channel } from './outbox.ts';
import type { Reporter } from './report.ts';

const CLOSED = 2;
/** A page can listen for any number of names. */
const MOST_NAMES = 1_000;

const addressOf = getter(EventSource.prototype, 'url');
const readyState = getter(EventSource.prototype, 'readyState');
const dataOf = getter(MessageEvent.prototype, 'data');

function isMessage(event: Event): boolean {
  try {
    dataOf(event as MessageEvent);
    return true;
  } catch {
    return false;
  }
}

interface Stream {
  readonly channel: Channel;
  /** The names that are listened for. */
  readonly names: Record<string, true>;
  count: number;
  isClosed: boolean;
}

export function watchEventSources(report: Reporter): void {
  const listen = method(EventTarget.prototype, 'addEventListener');
  const streams = hardened(new WeakMap<object, Stream>(), ['get', 'set']);
  /** Most pages have none, and add many listeners. */
  let isAnyThere = false;

  const onEvent = (stream: Stream, name: string) => (event: Event) =>
    quietly(() => {
      if (event.isTrusted) report.frame(stream.channel, 'in', dataOf(event as MessageEvent), name);
    });

  const ended = (stream: Stream, clean: boolean) => {
    if (stream.isClosed) return;
    stream.isClosed = true;
    report.close(stream.channel, null, '', clean);
  };

  replaceConstructor('EventSource', (source) =>
    quietly(() => {
      const refused = () => (readyState(source) === CLOSED ? 'streamClosed' : '');
      const channel = report.open('sse', addressOf(source), {
        send: () => 'streamTakesNothing',
        deliver: (data) => {
          const refusal = refused();
          if (refusal === '') deliverMessage(source, addressOf(source), data, 'text');
          return refusal;
        },
      });
      const stream: Stream = { channel, names: bare({ message: true, open: true, error: true }), count: 0, isClosed: false };
      streams.set(source, stream);
      isAnyThere = true;
      listen(source, 'message', onEvent(stream, ''));
      // The server can name an event so too, which has data.
      listen(source, 'open', (event) => {
        if (event.isTrusted && !isMessage(event)) quietly(() => report.shook(channel, 200));
      });
      // The stream has events of its own by these names. They have no data, and are thereby told from the server's.
      listen(source, 'open', onEvent(stream, 'open'));
      listen(source, 'error', onEvent(stream, 'error'));
      listen(source, 'error', (event) => {
        // After other errors the browser connects again by itself.
        if (event.isTrusted && readyState(source) === CLOSED) quietly(() => ended(stream, false));
      });
    }),
  );

  replaceMethod(EventSource.prototype, 'close', (original, self, args) => {
    const result = original(self, args);
    const stream = streams.get(self as object);
    if (stream !== undefined) quietly(() => ended(stream, true));
    return result;
  });

  replaceMethod(EventTarget.prototype, 'addEventListener', (original, self, args) => {
    if (isAnyThere && args.length > 0) {
      const stream = streams.get(self as object);
      const name = args[0];
      if (stream !== undefined && typeof name === 'string' && stream.names[name] === undefined && stream.count < MOST_NAMES) {
        quietly(() => {
          stream.names[name] = true;
          stream.count += 1;
          listen(self as EventSource, name, onEvent(stream, name));
        });
      }
    }
    return original(self, args);
  });
}
