/**
 * Runs in the page's own world before any of its scripts, and tells the bridge what the page's sockets send and receive.
 * The page must not notice, and whatever it does must not harm: see realm.ts for what the hook trusts, intrinsics.ts for the
 * rules, disguise.ts for how the platform's functions are stood in for, and wire.ts for the way to the bridge. Without a
 * bridge that takes its wire, it changes nothing.
 */
import { disguiseSources } from './disguise.ts';
import { watchEventSources } from './event-source.ts';
import { bare, getter, method, parse, quietly, stringify } from './intrinsics.ts';
import { BATCH_MS } from './outbox.ts';
import { watchPolling } from './polling.ts';
import { createReporter } from './report.ts';
import { watchWebSockets } from './web-socket.ts';
import { offerWire, type WireMessage } from './wire.ts';

/** `[request, type, channel, data, binary]`: a list has all its members itself, wherever an object would look further. */
type CommandLine = [request: number, type: 'send' | 'deliver', channel: string, data: string, binary: boolean];

function start(): void {
  const wire = new EventTarget();
  const Told = CustomEvent;
  const Offer = FocusEvent;
  const listen: (target: EventTarget, type: string, listener: (event: Event) => void, capture?: boolean) => void = method(EventTarget.prototype, 'addEventListener');
  const unlisten = method(EventTarget.prototype, 'removeEventListener');
  const dispatch = method(EventTarget.prototype, 'dispatchEvent');
  const detailOf = getter(CustomEvent.prototype as CustomEvent<string>, 'detail');
  const post = (type: WireMessage, detail: string) => dispatch(wire, new Told(type, bare({ cancelable: true, detail })));

  // Unlike a timeout, a task has no number that the page could guess and clear, and takes none from its own.
  const { scheduler } = window;
  const postTask = method(Scheduler.prototype, 'postTask');
  const delay = bare({ delay: BATCH_MS });
  const later = (callback: () => void) => void postTask(scheduler, () => quietly(callback), delay);
  let prefix = '';

  const watch = () => {
    const report = createReporter({
      prefix,
      // Taking a batch is preventing its default: so one that nobody hears is not taken.
      deliver: (batch) => !post('batch', batch),
      later,
    });

    const carryOut = (line: CommandLine): string => {
      const remote = report.remote(line[2]);
      if (remote === undefined) return 'noSuchSocket';
      try {
        return line[1] === 'send' ? remote.send(line[3], line[4]) : remote.deliver(line[3], line[4]);
      } catch {
        return 'refused';
      }
    };

    listen(wire, 'command', (event) => {
      const line = parse(detailOf(event as CustomEvent<string>)) as CommandLine;
      post('done', `[${line[0]},${stringify(carryOut(line))}]`);
    });
    listen(wire, 'stop', () => report.stop());
    // A page says its goodbyes when it goes away, and may come back from the browser's cache.
    listen(window, 'pagehide', () => quietly(() => report.hurry(true)), true);
    listen(window, 'pageshow', () => quietly(() => report.hurry(false)), true);

    watchWebSockets(report);
    watchEventSources(report);
    watchPolling(report);
    disguiseSources();
  };

  listen(wire, 'prefix', (event) => {
    prefix = detailOf(event as CustomEvent<string>);
  });
  offerWire(wire, () => quietly(watch), {
    place: getter(Document.prototype, 'fonts')(document),
    listen,
    unlisten,
    dispatch,
    offerOf: (type, relatedTarget) => new Offer(type, bare({ cancelable: true, relatedTarget })),
    later,
  });
}

quietly(start);
