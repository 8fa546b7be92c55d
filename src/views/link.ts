/**
 * A view's end of the port to the background. It keeps the port open, gives every command its reply, and holds the one
 * resync rule: an update of another epoch, or a gap in any watched recording, makes it ask for a snapshot again.
 * The port comes from outside, so that tests run it in memory.
 */
import type { Command, CommandRequest } from '../core/contract/messages.ts';
import { readUpdate, type Update } from '../core/contract/update.ts';
import { say } from '../core/words/say.ts';

/** What the link needs of a `runtime.Port`. */
export interface PortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/**
 * `connecting` until a snapshot has come, `live` from then on, and `orphaned` once the extension that this page belongs
 * to was updated or removed: nothing but closing the page helps then.
 */
export type LinkState = 'connecting' | 'live' | 'orphaned';

export type StateUpdate = Exclude<Update, { type: 'reply' }>;

/** Why the background refused a command: the field that is wrong (may be empty), and what to do. */
export class CommandError extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export interface Link {
  /** Sends a command; resolves with its reply, rejects with a {@link CommandError}. Waits for the port while it is down. */
  send(request: CommandRequest): Promise<void>;
  /** Asks for a snapshot and deltas, with the entries of these sources, of some without packets. Remembered across reconnects. */
  watch(entries: readonly string[], withoutPackets?: readonly string[]): void;
  close(): void;
}

export interface LinkOptions {
  /** Opens a port, or returns null when the extension is gone. */
  readonly connect: () => PortLike | null;
  readonly onUpdate: (update: StateUpdate) => void;
  readonly onState: (state: LinkState) => void;
  readonly watch?: readonly string[];
  /** Runs a function after a delay in ms. */
  readonly schedule?: (run: () => void, delayMs: number) => void;
}

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1000;

/** The sources whose entries are told, and those of them whose packets are not. */
interface Watched {
  readonly entries: readonly string[];
  readonly withoutPackets: readonly string[];
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: CommandError) => void;
}

/** The delay in ms before opening a port anew, after so many ports in a row that died without a word: 0, 50, 100 … 1000. */
export function reopenDelay(failures: number): number {
  return failures === 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

/** Opens the link, which stays open until `close`. */
export function openLink(options: LinkOptions): Link {
  const schedule = options.schedule ?? ((run, delayMs) => void setTimeout(run, delayMs));
  const inFlight = new Map<number, Waiting>();
  let queue: Command[] = [];
  let port: PortLike | null = null;
  let watched: Watched = { entries: options.watch ?? [], withoutPackets: [] };
  let nextId = 1;
  let failures = 0;
  let over = false;
  /** What the last snapshot said, with the next seq of each recording moved on by deltas; null while waiting for a snapshot. */
  let synced: { epoch: string; next: Map<string, number> } | null = null;

  function open(): void {
    if (over) return;
    const opened = options.connect();
    if (opened === null) return orphan();
    port = opened;
    opened.onMessage.addListener((message) => {
      if (opened !== port) return;
      failures = 0;
      receive(message);
    });
    opened.onDisconnect.addListener(() => {
      if (opened === port) lost();
    });
    askForSnapshot();
    const waiting = queue;
    queue = [];
    waiting.forEach(post);
  }

  function orphan(): void {
    over = true;
    rejectAll(say('errors_updated'));
    options.onState('orphaned');
  }

  function lost(): void {
    port = null;
    synced = null;
    const queued = new Set(queue.map((command) => command.id));
    rejectAll(say('errors_backgroundStopped'), (id) => !queued.has(id));
    options.onState('connecting');
    const delay = reopenDelay(failures);
    failures += 1;
    // The first reopening must not wait for a timer: opening a port is what revives a stopped worker.
    if (delay === 0) open();
    else schedule(open, delay);
  }

  function rejectAll(why: string, which: (id: number) => boolean = () => true): void {
    for (const [id, waiting] of [...inFlight]) {
      if (!which(id)) continue;
      inFlight.delete(id);
      waiting.reject(new CommandError('', why));
    }
  }

  function post(command: Command): void {
    if (port === null) queue.push(command);
    else port.postMessage(command);
  }

  function postWatch(): void {
    port?.postMessage({ type: 'watch', id: nextId++, entries: [...watched.entries], withoutPackets: [...watched.withoutPackets] } satisfies Command);
  }

  function askForSnapshot(): void {
    synced = null;
    postWatch();
  }

  function receive(message: unknown): void {
    const update = readUpdate(message);
    // A message that cannot be read may have carried entries: treat it as a gap.
    if (update === null) return void (synced !== null && askForSnapshot());
    if (update.type === 'reply') return settle(update.id, update.error);
    if (update.type === 'snapshot') {
      synced = { epoch: update.epoch, next: new Map(update.recordings.map(({ source, next }) => [source, next])) };
      options.onState('live');
      return options.onUpdate(update);
    }
    if (synced === null) return;
    if (update.epoch !== synced.epoch) return askForSnapshot();
    if (update.type === 'history') {
      if (synced.next.has(update.source)) options.onUpdate(update);
      return;
    }
    for (const { source, from, leftOut = 0, entries } of update.recordings ?? []) {
      const next = synced.next.get(source);
      // A recording that was watched before, and is none of ours any more.
      if (next === undefined) continue;
      if (from !== next) return askForSnapshot();
      synced.next.set(source, next + entries.length + leftOut);
    }
    options.onUpdate(update);
  }

  function settle(id: number, error: { field: string; message: string } | null): void {
    const waiting = inFlight.get(id);
    inFlight.delete(id);
    if (error === null) waiting?.resolve();
    else waiting?.reject(new CommandError(error.field, error.message));
  }

  options.onState('connecting');
  open();

  return {
    send(request) {
      if (over) return Promise.reject(new CommandError('', say('errors_updated')));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        inFlight.set(id, { resolve, reject });
        post({ ...request, id });
      });
    },
    watch(entries, withoutPackets = []) {
      const wanted = { entries, withoutPackets };
      if (JSON.stringify(wanted) === JSON.stringify(watched)) return;
      watched = wanted;
      // Deltas of the former recordings stay valid until the new snapshot comes, so nothing is ignored here.
      postWatch();
    },
    close() {
      over = true;
      port?.disconnect();
      port = null;
    },
  };
}
