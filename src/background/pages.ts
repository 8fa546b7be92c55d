/**
 * The pages of inspected and hooked tabs: a recording per tab, fed by the hook's bridges and by the network log that a
 * panel reads, and the way back into a page.
 */
import type { Runtime } from 'webextension-polyfill';
import { tabSource } from '../core/contract/messages.ts';
import type { FieldError } from '../core/settings/profile.ts';
import { PageCapture, SAME_SOCKET_MS } from '../core/capture/page-capture.ts';
import type { Entry, Fact } from '../core/entries/entry.ts';
import { toBase64 } from '../core/wire/base64.ts';
import { bridgePrefix, eventsOfBridge, eventsOfHook, parseEvents } from './bridge-reports.ts';
import { wallClock } from '../connection/wall-clock.ts';
import { isKey, say } from '../core/words/say.ts';

/** How long a page may take to carry out a command, in milliseconds. */
const COMMAND_MS = 5_000;
/** How long a bridge may take to open its port when it is asked to, in milliseconds. */
const CONNECT_MS = 1_000;
/** No browser keeps a page in its back/forward cache for longer, in milliseconds. */
const CACHED_MS = 30 * 60_000;

interface Bridge {
  readonly prefix: string;
  /** Whether its page is in the browser's back/forward cache. */
  isCached: boolean;
}

interface Tab {
  readonly capture: PageCapture;
  /** The bridges of its frames' documents. */
  readonly bridges: Map<Runtime.Port, Bridge>;
  /** The prefixes of documents in the back/forward cache, and since when they are there. Their ports are closed. */
  readonly cached: Map<string, number>;
}

/** What a channel is asked to do in its page. */
export interface PageOrder {
  readonly type: 'send' | 'deliver';
  readonly data: string | Uint8Array;
}

export class Pages {
  #tabs = new Map<number, Promise<Tab>>();
  #requests = 0;
  #waiting = new Map<number, { readonly port: Runtime.Port; readonly settle: (error: string | null) => void }>();
  #arrivals = new Set<() => void>();

  constructor(
    private readonly epoch: string,
    private readonly record: (source: string, fact: Fact, at: number) => Entry,
    /** What earlier backgrounds have recorded of a source. */
    private readonly recorded: (source: string) => Promise<readonly Entry[]>,
    /** Whether the recording of a source knows a socket as an open one. */
    private readonly isOpen: (source: string, socket: string) => boolean,
    /** Asks the bridges of a tab that have told an earlier background something to open their ports. False where there is none. */
    private readonly callBridges: (tabId: number) => Promise<boolean>,
    /** Whether the hook is on where a bridge runs. */
    private readonly isHooked: (sender: Runtime.Port['sender']) => boolean,
  ) {}

  /** The bridge of one of a tab's documents opens its port. */
  async onBridge(tabId: number, port: Runtime.Port): Promise<void> {
    const prefix = bridgePrefix(port.name);
    if (prefix === null) {
      port.disconnect();
      return;
    }
    const tab = await this.#tab(tabId);
    tab.bridges.set(port, { prefix, isCached: false });
    tab.cached.delete(prefix);
    if (!this.isHooked(port.sender)) this.#silence(tab, port, prefix);
    for (const arrived of this.#arrivals) arrived();
  }

  /** A bridge says something. It comes from a page, and is believed to be nothing else. */
  async onBridgeMessage(tabId: number, port: Runtime.Port, message: unknown): Promise<void> {
    this.#take(await this.#tab(tabId), port, message);
  }

  /** A bridge is gone, and its document with it, unless that is kept in the browser's back/forward cache. */
  async onBridgeGone(tabId: number, port: Runtime.Port): Promise<void> {
    const tab = await this.#tab(tabId);
    const bridge = tab.bridges.get(port);
    this.#letGo(tab, port);
    if (bridge === undefined) return;
    if (bridge.isCached) tab.cached.set(bridge.prefix, wallClock());
    else tab.capture.gone(bridge.prefix, wallClock());
  }

  /** Silences the bridges where the hook is not on any more. One without a port is silenced when it opens one. */
  async silence(): Promise<void> {
    for (const made of [...this.#tabs.values()]) {
      const tab = await made;
      for (const [port, { prefix }] of [...tab.bridges]) if (!this.isHooked(port.sender)) this.#silence(tab, port, prefix);
    }
  }

  /** Takes what a panel has read from the network log. */
  async takeNetworkLog(tabId: number, events: readonly unknown[]): Promise<void> {
    const tab = await this.#tab(tabId);
    tab.capture.take('har', parseEvents(events), tab.bridges.size > 0);
    // What the hook does not tell in that time, it does not see.
    if (tab.capture.isUndecided) setTimeout(() => tab.capture.settle(wallClock()), SAME_SOCKET_MS);
  }

  /** A tab has loaded another document, at this time in epoch milliseconds. */
  async onLoaded(tabId: number, at: number): Promise<void> {
    const { bridges, cached, capture } = await this.#tab(tabId);
    for (const [prefix, since] of cached) {
      if (at - since <= CACHED_MS) continue;
      cached.delete(prefix);
      capture.gone(prefix, at);
    }
    capture.loaded([...[...bridges.values()].map(({ prefix }) => prefix), ...cached.keys()], at);
  }

  forget(tabId: number): void {
    this.#tabs.delete(tabId);
  }

  /** Whether and where a page's own socket can be told something. */
  async channelOf(tabId: number, socket: string): Promise<{ channel: string; url: string } | null> {
    return (await this.#tab(tabId)).capture.openChannel(socket);
  }

  /** Has the page carry out orders on one of its channels, in order. Returns what went wrong, or null. */
  async order(tabId: number, channel: string, orders: readonly PageOrder[]): Promise<FieldError | null> {
    const port = await this.#portOf(tabId, channel);
    if (port === null) return { field: 'socket', message: say('errors_pageOutOfReach') };
    for (const order of orders) {
      const error = await this.#order(port, channel, order);
      if (error !== null) return { field: 'socket', message: pageError(error) };
    }
    return null;
  }

  /** The port of the bridge whose hook has this channel. One that was silent since an earlier background is called. */
  async #portOf(tabId: number, channel: string): Promise<Runtime.Port | null> {
    const tab = await this.#tab(tabId);
    const find = () => [...tab.bridges].find(([, { prefix }]) => channel.startsWith(prefix))?.[0] ?? null;
    if (find() !== null || !(await this.callBridges(tabId))) return find();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => done(), CONNECT_MS);
      const arrived = () => {
        if (find() !== null) done();
      };
      const done = () => {
        clearTimeout(timer);
        this.#arrivals.delete(arrived);
        resolve();
      };
      this.#arrivals.add(arrived);
      arrived();
    });
    return find();
  }

  #order(port: Runtime.Port, channel: string, { type, data }: PageOrder): Promise<string | null> {
    const request = (this.#requests += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle('silent'), COMMAND_MS);
      const settle = (error: string | null) => {
        clearTimeout(timer);
        this.#waiting.delete(request);
        resolve(error);
      };
      this.#waiting.set(request, { port, settle });
      const binary = typeof data !== 'string';
      port.postMessage({ type, request, channel, binary, data: binary ? toBase64(data) : data });
    });
  }

  /** What it has yet to tell is not heard any more. */
  #silence(tab: Tab, port: Runtime.Port, prefix: string): void {
    this.#letGo(tab, port);
    port.postMessage({ type: 'stop' });
    tab.capture.silenced(prefix, wallClock());
  }

  #letGo(tab: Tab, port: Runtime.Port): void {
    tab.bridges.delete(port);
    for (const { port: asked, settle } of [...this.#waiting.values()]) if (asked === port) settle('silent');
  }

  #take(tab: Tab, port: Runtime.Port, message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const bridge = tab.bridges.get(port);
    if (bridge === undefined) return;
    const { events, notes, type, request, error } = message as Readonly<Record<'events' | 'notes' | 'type' | 'request' | 'error', unknown>>;
    if (type === 'done' && typeof request === 'number') {
      const waiting = this.#waiting.get(request);
      // No error is an empty one.
      if (waiting?.port === port) waiting.settle(typeof error === 'string' && error !== '' ? error.slice(0, 500) : null);
      return;
    }
    if (Array.isArray(events)) tab.capture.take('hook', eventsOfHook(events, port.sender, bridge.prefix, wallClock()), true);
    if (Array.isArray(notes)) {
      const taken = eventsOfBridge(notes, port.sender, bridge.prefix, wallClock());
      for (const note of taken) if (note.type === 'page-state' && note.state === 'cached') bridge.isCached = true;
      tab.capture.take('hook', taken, true);
    }
  }

  #tab(tabId: number): Promise<Tab> {
    const known = this.#tabs.get(tabId);
    if (known !== undefined) return known;
    const made = this.#makeTab(tabSource(tabId));
    this.#tabs.set(tabId, made);
    return made;
  }

  async #makeTab(source: string): Promise<Tab> {
    const capture = new PageCapture(this.epoch.slice(0, 8), (fact, at) => this.record(source, fact, at), (socket) => this.isOpen(source, socket));
    capture.adopt(await this.recorded(source));
    return { capture, bridges: new Map(), cached: new Map() };
  }
}

/** The hook answers with codes. It runs in the page, where anybody can answer in its place. */
function pageError(code: string): string {
  const key = `errors_page_${code}`;
  return isKey(key) ? say(key) : code;
}
