/** Carries the hook's batches to the background, which the browser may stop at any time, and its commands back. */
import type { PageState } from '../core/entries/entry.ts';

/**
 * What the bridge tells the background: events as the hook has them, which are the page's word; what the bridge itself has
 * seen of its document; or how a command went, where no error is an empty text.
 */
export type PageMessage =
  | { readonly type: 'events'; readonly events: unknown[] }
  | { readonly type: 'notes'; readonly notes: readonly Note[] }
  | { readonly type: 'done'; readonly request: number; readonly error: string };

/** What the bridge itself tells of. The background knows its document's address. */
export type Note =
  | { readonly type: 'page-state'; readonly at: number; readonly state: PageState }
  | { readonly type: 'violation'; readonly at: number; readonly directive: string; readonly blockedUrl: string }
  | { readonly type: 'gap'; readonly at: number; readonly frames: 0; readonly why: 'hookMissing' };

/** The part of the browser's port that this needs. */
export interface PagePort {
  postMessage(message: PageMessage): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
  disconnect(): void;
}

export interface RelayOptions {
  /** Opens a port. It throws once the extension was reloaded or removed, and then there is no way back. */
  readonly connect: () => PagePort;
  readonly isOrphaned: () => boolean;
  readonly onCommand: (command: unknown) => void;
  /** Called once, when nobody listens any more. */
  readonly onStop: () => void;
  readonly now: () => number;
  readonly later: (callback: () => void, ms: number) => void;
}

/** What waits while there is no port, in UTF-16 units. Beyond it the hook keeps what it can, and counts the rest. */
const MOST_WAITING = 8_388_608;
/** Notes that wait until the hook has something to tell, or the page is back. */
const MOST_NOTES = 50;
/**
 * What goes to the background: as much at once, and then per second. A port has no back pressure, so without this a page
 * that floods its sockets would fill the memory of the browser with messages that the background cannot take that fast.
 */
const MOST_PER_SECOND = 16_777_216;
const RETRY_MS = { first: 250, most: 10_000 };
/** A port that lasted this long was a good one. */
const GOOD_MS = 1_000;
const PACE_MS = 50;

export class Relay {
  #port: PagePort | null = null;
  #openedAt = 0;
  #waiting: string[] = [];
  #waitingUnits = 0;
  #budget = MOST_PER_SECOND;
  #budgetAt: number;
  #retryMs = RETRY_MS.first;
  #isWaitingToTry = false;
  #isStopped = false;
  #notes: Note[] = [];
  /** Whether the background has been told anything: a page without sockets is no reason to start one. */
  #isUsed = false;
  #isCached = false;

  constructor(private readonly options: RelayOptions) {
    this.#budgetAt = options.now();
  }

  /** Takes a batch, a JSON array, or refuses it for lack of room. */
  take(batch: string): boolean {
    if (this.#isStopped) return true;
    if (this.#waitingUnits + batch.length > MOST_WAITING) return false;
    this.#waiting.push(batch);
    this.#waitingUnits += batch.length;
    this.#send();
    return true;
  }

  /** Tells the background how a command went. */
  done(request: number, error: string): void {
    this.#post({ type: 'done', request, error });
  }

  /** Tells the background what the bridge itself has seen; first with the first batch, should there be one. */
  note(note: Note): void {
    if (this.#isStopped) return;
    this.#notes.push(note);
    if (this.#notes.length > MOST_NOTES) this.#notes.shift();
    if (this.#isUsed) this.#send();
  }

  /** The browser puts the page into its cache, and will close the port, of which nobody is told. What comes now waits. */
  cached(): void {
    this.#isCached = true;
    this.#port?.disconnect();
    this.#port = null;
  }

  /** The page is back. */
  restored(): void {
    this.#isCached = false;
    if (this.#isUsed) this.connect();
    this.#send();
  }

  /** Opens the port again for a background that was started since, so that it can send commands, and hears of the page's end. */
  reconnect(): void {
    if (this.#isUsed) this.connect();
  }

  /** Nobody listens any more: the hook was switched off here, or the extension is gone. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#waiting = [];
    this.#notes = [];
    this.#port?.disconnect();
    this.#port = null;
    this.options.onStop();
  }

  /** Opens the port where there is none. */
  connect(): void {
    if (this.#port !== null || this.#isStopped || this.#isCached) return;
    this.#isUsed = true;
    try {
      const port = this.options.connect();
      this.#port = port;
      this.#openedAt = this.options.now();
      port.onMessage.addListener(this.options.onCommand);
      port.onDisconnect.addListener(() => this.#onDisconnect(port));
    } catch {
      this.stop();
    }
  }

  #onDisconnect(port: PagePort): void {
    if (this.#port !== port) return;
    this.#port = null;
    if (this.options.isOrphaned()) {
      this.stop();
      return;
    }
    const wasGood = this.options.now() - this.#openedAt >= GOOD_MS;
    this.#retryMs = wasGood ? RETRY_MS.first : Math.min(this.#retryMs * 2, RETRY_MS.most);
    this.#tryLater(this.#retryMs);
  }

  #tryLater(ms: number): void {
    if (this.#isWaitingToTry) return;
    this.#isWaitingToTry = true;
    this.options.later(() => {
      this.#isWaitingToTry = false;
      this.#send();
    }, ms);
  }

  #post(message: PageMessage): boolean {
    try {
      this.#port?.postMessage(message);
      return this.#port !== null;
    } catch {
      // It has just been disconnected, and the event that says so is on its way or was missed.
      if (this.#port !== null) this.#onDisconnect(this.#port);
      return false;
    }
  }

  #send(): void {
    if (this.#isWaitingToTry || (this.#waiting.length === 0 && this.#notes.length === 0)) return;
    this.connect();
    if (this.#notes.length > 0 && this.#post({ type: 'notes', notes: this.#notes })) this.#notes = [];
    const now = this.options.now();
    this.#budget = Math.min(MOST_PER_SECOND, this.#budget + ((now - this.#budgetAt) * MOST_PER_SECOND) / 1_000);
    this.#budgetAt = now;
    while (this.#port !== null && this.#waiting.length > 0) {
      if (this.#budget <= 0) {
        this.#tryLater(PACE_MS);
        return;
      }
      const batch = this.#waiting[0]!;
      if (!this.#post({ type: 'events', events: JSON.parse(batch) as unknown[] })) return;
      this.#waiting.shift();
      this.#waitingUnits -= batch.length;
      this.#budget -= batch.length;
    }
  }
}
