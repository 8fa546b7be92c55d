/**
 * The pages of inspected and hooked tabs: a recording per tab, fed by the hook's bridges and by the network log that a
 * panel reads, and the way back into a page.
 */
import type { Runtime } from 'webextension-polyfill';
import { parseCaptureEvent, type CaptureEvent } from '../messaging/capture.ts';
import { tabSource } from '../messaging/messages.ts';
import type { FieldError } from '../messaging/profile.ts';
import { PageCapture, SAME_SOCKET_MS } from '../recording/page-capture.ts';
import type { Entry, Fact } from '../recording/entry.ts';
import { toBase64 } from '../wire/base64.ts';
import { wallClock } from './wall-clock.ts';
import { isKey, say } from '../words/say.ts';

/** What a page may report in one message. A bridge sends less; whatever else speaks on its port is cut off there. */
const EVENTS_AT_ONCE = 10_000;
/** How long a page may take to carry out a command, in milliseconds. */
const COMMAND_MS = 5_000;

interface Tab {
  readonly capture: PageCapture;
  /** The ports of its frames' bridges, and the prefix of each frame's channels once it is known. */
  readonly bridges: Map<Runtime.Port, { prefix: string | null }>;
}

/** What a channel is asked to do in its page. */
export interface PageOrder {
  readonly type: 'send' | 'deliver';
  readonly data: string | Uint8Array;
}

export class Pages {
  #tabs = new Map<number, Promise<Tab>>();
  #requests = 0;
  #waiting = new Map<number, (error: string | null) => void>();

  constructor(
    private readonly epoch: string,
    private readonly record: (source: string, fact: Fact, at: number) => Entry,
    /** What earlier backgrounds have recorded of a source. */
    private readonly recorded: (source: string) => Promise<readonly Entry[]>,
    /** Whether the recording of a source knows a socket as an open one. */
    private readonly isOpen: (source: string, socket: string) => boolean,
  ) {}

  /** The bridge of one of a tab's frames says something. It comes from a page, and is believed to be nothing else. */
  async onBridgeMessage(tabId: number, port: Runtime.Port, message: unknown): Promise<void> {
    const tab = await this.#tab(tabId);
    if (!tab.bridges.has(port)) tab.bridges.set(port, { prefix: null });
    this.#take(tab, port, message);
  }

  /** A bridge is gone, and its frame's document with it. */
  async onBridgeGone(tabId: number, port: Runtime.Port): Promise<void> {
    const tab = await this.#tab(tabId);
    const prefix = tab.bridges.get(port)?.prefix ?? null;
    tab.bridges.delete(port);
    if (prefix !== null) tab.capture.gone(prefix, wallClock());
  }

  /** Takes what a panel has read from the network log. */
  async takeNetworkLog(tabId: number, events: readonly unknown[]): Promise<void> {
    const tab = await this.#tab(tabId);
    tab.capture.take('har', parsed(events), tab.bridges.size > 0);
    // What the hook does not tell in that time, it does not see.
    if (tab.capture.isUndecided) setTimeout(() => tab.capture.settle(wallClock()), SAME_SOCKET_MS);
  }

  /** A tab has loaded another document, at this time in epoch milliseconds. */
  async onLoaded(tabId: number, at: number): Promise<void> {
    const { bridges, capture } = await this.#tab(tabId);
    const held = [...bridges.values()].map(({ prefix }) => prefix).filter((prefix) => prefix !== null);
    capture.loaded(held, at);
  }

  forget(tabId: number): void {
    this.#tabs.delete(tabId);
  }

  /** Whether and where a page's own socket can be told something. */
  async channelOf(tabId: number, socket: string): Promise<{ channel: string; url: string } | null> {
    return (await this.#tabs.get(tabId))?.capture.openChannel(socket) ?? null;
  }

  /** Has the page carry out orders on one of its channels, in order. Returns what went wrong, or null. */
  async order(tabId: number, channel: string, orders: readonly PageOrder[]): Promise<FieldError | null> {
    const bridges = (await this.#tabs.get(tabId))?.bridges ?? new Map<Runtime.Port, { prefix: string | null }>();
    const bridge = [...bridges].find(([, { prefix }]) => prefix !== null && channel.startsWith(prefix));
    if (bridge === undefined) return { field: 'socket', message: say('errors_pageOutOfReach') };
    for (const order of orders) {
      const error = await this.#order(bridge[0], channel, order);
      if (error !== null) return { field: 'socket', message: pageError(error) };
    }
    return null;
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
      this.#waiting.set(request, settle);
      const binary = typeof data !== 'string';
      port.postMessage({ type, request, channel, binary, data: binary ? toBase64(data) : data });
    });
  }

  #take(tab: Tab, port: Runtime.Port, message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const { events, type, request, error } = message as { events?: unknown; type?: unknown; request?: unknown; error?: unknown };
    if (type === 'done' && typeof request === 'number') {
      // No error is an empty one.
      this.#waiting.get(request)?.(typeof error === 'string' && error !== '' ? error.slice(0, 500) : null);
      return;
    }
    if (!Array.isArray(events)) return;
    const taken = parsed(events);
    const bridge = tab.bridges.get(port);
    if (bridge !== undefined && taken[0] !== undefined) bridge.prefix ??= framePrefix(taken[0].channel);
    tab.capture.take('hook', taken, true);
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
    return { capture, bridges: new Map() };
  }
}

function parsed(events: readonly unknown[]): CaptureEvent[] {
  return events.slice(0, EVENTS_AT_ONCE).map(parseCaptureEvent).filter((event) => event !== undefined);
}

/** A frame's channels are named by a random prefix of its own and a number. */
function framePrefix(channel: string): string {
  return channel.replace(/\d+$/, '');
}

/** The hook answers with codes. It runs in the page, where anybody can answer in its place. */
function pageError(code: string): string {
  const key = `errors_page_${code}`;
  return isKey(key) ? say(key) : code;
}
