/**
 * Reads the page's own sockets out of the browser's network log while the panel lives, and tells the background. Chromium
 * only: Firefox's log has no messages, and asking for it would start the Network panel there.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { HarReader, type Reading } from '../../core/capture/har-events.ts';
import { pollEvents, type Exchange } from '../../core/capture/har-bodies.ts';
import { batches, FASTEST_MS, leastPause, nextPause } from '../../core/capture/har-pace.ts';
import type { CaptureEvent } from '../../core/contract/capture.ts';
import type { App } from '../../views/app.ts';

interface ChromiumEvent<T> {
  addListener(listener: (value: T) => void): void;
}

/** What is used of Chromium's `chrome.devtools.network`, which takes callbacks in every version. */
export interface NetworkLog {
  getHAR(callback: (log: unknown) => void): void;
  readonly onRequestFinished: ChromiumEvent<unknown>;
  readonly onNavigated: ChromiumEvent<string>;
}

/** `off` outside of DevTools, `unsupported` in browsers whose log has no messages of WebSockets, `silent` while it is not given. */
export type NetworkLogState = 'off' | 'reading' | 'silent' | 'unsupported';

/** How long the log is waited for before it is called silent and asked for anew. Milliseconds. */
const LOG_MS = 10_000;

/** How long the body of an answer is waited for, in milliseconds. Everything that came after it waits, too. */
const BODY_MS = 3_000;

const state = signal<NetworkLogState>('off');
/** Whether this panel reads the network log, for views that tell what they cannot show. */
export const networkLogState: ReadonlySignal<NetworkLogState> = state;

/** The browser's network log, in a DevTools panel of Chromium. */
export function chromiumNetworkLog(): NetworkLog | null {
  const { chrome } = globalThis as { chrome?: { devtools?: { network?: NetworkLog } } };
  return location.protocol === 'chrome-extension:' ? (chrome?.devtools?.network ?? null) : null;
}

/** The body of an answer and its encoding, or nothing when the browser does not give it in time. */
function bodyOf({ source }: Exchange): Promise<readonly [unknown, unknown]> {
  const { getContent } = source as { getContent?: (callback: (content: unknown, encoding: unknown) => void) => void };
  if (getContent === undefined) return Promise.resolve([null, null]);
  return new Promise((resolve) => {
    setTimeout(() => resolve([null, null]), BODY_MS);
    getContent.call(source, (content, encoding) => resolve([content, encoding]));
  });
}

/** The events of a reading, with the bodies of its polls. They are asked for at once: after a navigation they are gone. */
async function complete({ events, exchanges }: Reading): Promise<CaptureEvent[]> {
  const polls = await Promise.all(exchanges.map(async (exchange) => pollEvents(exchange, ...(await bodyOf(exchange)))));
  return [...events, ...polls.flat()];
}

/** The whole log, or undefined where the browser does not give it in time, which has happened in a DevTools that was just opened. */
function wholeLog(log: NetworkLog): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), LOG_MS);
    log.getHAR((whole) => {
      clearTimeout(timer);
      resolve(whole ?? {});
    });
  });
}

/** Follows the log for as long as the panel lives. `null` stands for a browser that has none that is of use. */
export function followNetworkLog(log: NetworkLog | null, tabId: number, send: App['send'], isOver: () => boolean): void {
  if (log === null) return void (state.value = 'unsupported');
  state.value = 'reading';
  const reader = new HarReader();
  /** What came between two readings, held so that everything goes out in order of time. */
  let held: Promise<CaptureEvent[]>[] = [];
  let pause = FASTEST_MS;
  let notBefore = 0;
  let reading = false;
  /** The tab has loaded another document since the last reading was begun. */
  let navigated = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;

  /** Reads after this delay at the latest, but not before the last reading has earned it. */
  function schedule(delay: number): void {
    const wanted = Math.max(performance.now() + delay, notBefore);
    if (reading || wanted >= due) return;
    clearTimeout(timer);
    due = wanted;
    timer = setTimeout(() => void look(), wanted - performance.now());
  }

  async function look(): Promise<void> {
    reading = true;
    due = Number.POSITIVE_INFINITY;
    navigated = false;
    const startedAt = performance.now();
    const whole = await wholeLog(log!);
    if (whole === undefined) {
      state.value = 'silent';
      reading = false;
      return isOver() ? undefined : schedule(0);
    }
    state.value = 'reading';
    // A log that was on its way meanwhile may be the former document's, whose sockets are gone.
    const found = navigated ? Promise.resolve([]) : complete(reader.read(whole, Date.now()));
    const cost = performance.now() - startedAt;
    const waiting = [...held, found];
    held = [];
    const events = (await Promise.all(waiting)).flat().toSorted((a, b) => a.at - b.at);
    for (const batch of batches(events)) await deliver(batch);
    reading = false;
    if (isOver()) return;
    if (reader.supported === false) return void (state.value = 'unsupported');
    pause = nextPause(pause, events.length > 0 || held.length > 0);
    // After a navigation the log starts anew and is short: reading it costs nothing worth waiting for.
    notBefore = navigated ? 0 : performance.now() + leastPause(cost);
    schedule(navigated ? 0 : pause);
  }

  async function deliver(events: CaptureEvent[]): Promise<void> {
    const command = { type: 'captured', tabId, events } as const;
    // A background that stopped before it answered is started anew by asking again; what it refuses twice is given up.
    await send(command).catch(() => send(command).catch(() => undefined));
  }

  log.onRequestFinished.addListener((entry) => {
    const found = reader.readEnded(entry, Date.now());
    if (found.events.length + found.exchanges.length === 0) return;
    held.push(complete(found));
    schedule(FASTEST_MS);
  });
  log.onNavigated.addListener((url) => {
    reader.leavePage(Date.now(), url);
    navigated = true;
    notBefore = 0;
    schedule(0);
  });
  schedule(0);
}
