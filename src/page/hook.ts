/**
 * Runs in the page's own world before any of its scripts, and tells the bridge what the page's sockets send and receive.
 * The page must not notice, and whatever it does must not harm: see intrinsics.ts for the rules, disguise.ts for how the
 * platform's functions are stood in for, and wire.ts for the way to the bridge.
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
  const dispatch = method(EventTarget.prototype, 'dispatchEvent');
  const detailOf = getter(CustomEvent.prototype as CustomEvent<string>, 'detail');
  const post = (type: WireMessage, detail: string) => dispatch(wire, new Told(type, bare({ cancelable: true, detail })));

  // Unlike a timeout, a task has no number that the page could guess and clear, and takes none from its own.
  const { scheduler } = globalThis;
  const postTask = method(scheduler, 'postTask');
  const delay = bare({ delay: BATCH_MS });

  const report = createReporter({
    // Taking a batch is preventing its default: so one that nobody hears is not taken.
    deliver: (batch) => !post('batch', batch),
    later: (callback) => void postTask(scheduler, () => quietly(callback), delay),
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

  wire.addEventListener('command', (event) => {
    const line = parse(detailOf(event as CustomEvent<string>)) as CommandLine;
    post('done', `[${line[0]},${stringify(carryOut(line))}]`);
  });
  wire.addEventListener('stop', () => report.stop());
  // A page says its goodbyes when it goes away, and may come back from the browser's cache.
  window.addEventListener('pagehide', () => quietly(() => report.hurry(true)), true);
  window.addEventListener('pageshow', () => quietly(() => report.hurry(false)), true);

  watchWebSockets(report);
  watchEventSources(report);
  watchPolling(report);
  disguiseSources();
  offerWire(wire);
}

quietly(start);
