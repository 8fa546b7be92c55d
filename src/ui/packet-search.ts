/**
 * One search through the packets on disk, in a thread of its own. What it finds comes as it goes. A search that is wanted no
 * longer ends with its thread, and so does one that makes no progress: nothing else stops an expression that takes for ever.
 */
import { signal } from '@preact/signals';
import type { Findings, ScanBatch, ScanContext, ScanRequest } from './packet-scan.ts';
import { SeqList } from './seq-list.ts';

/** To the search thread: what to do. */
export interface SearchOrder {
  readonly request: ScanRequest;
  readonly context: ScanContext | undefined;
}

/** From the search thread: what was found since the last time, or how it ended. */
export type SearchNews = { readonly type: 'batch'; readonly batch: ScanBatch } | { readonly type: 'done' } | { readonly type: 'failed' };

export type SearchState = 'idle' | 'searching' | 'done' | 'stopped' | 'failed';

/** What is needed of a Worker. */
export type SearchThread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** The thread is asked for news this often, in ms, and may be silent so often. A machine that slept misses but one. */
const LISTEN_EVERY = 1_000;
const PATIENCE = 2;

export class PacketSearch {
  /** Rises with everything that follows. */
  readonly version = signal(0);
  state: SearchState = 'idle';
  /** From 0 to 1. */
  progress = 0;
  /** Packets that could not be read, and so were not searched. */
  unreadable = 0;
  /** The seqs of what is shown, and of what matches, of all that is no longer in memory. */
  readonly shown = new SeqList();
  readonly matches = new SeqList();
  /** How many there are of these in all, without the heartbeats that are folded, and how many of those. */
  among = 0;
  folded = 0;
  #request: ScanRequest | null = null;
  #thread: SearchThread | null = null;
  #listening: ReturnType<typeof setInterval> | undefined;
  #silent = 0;

  constructor(private readonly startThread: () => SearchThread) {}

  /** Says what is wanted. Starts over when that is something else than before, with what one has to know by then. */
  follow(request: ScanRequest | null, context?: () => ScanContext): void {
    // Requests are small, plain values.
    if (JSON.stringify(request) === JSON.stringify(this.#request)) return;
    this.#endThread();
    this.#request = request;
    this.shown.clear();
    this.matches.clear();
    this.progress = 0;
    this.unreadable = 0;
    this.among = 0;
    this.folded = 0;
    this.state = request === null ? 'idle' : 'searching';
    if (request !== null) this.#start({ request, context: context?.() });
    this.#announce();
  }

  /** Takes what has left memory since the search began, oldest first. */
  append({ shown, matches, among, folded }: Findings): void {
    if (this.#request === null) return;
    this.shown.append(shown);
    this.matches.append(matches ?? shown);
    this.among += among;
    this.folded += folded;
  }

  #start(order: SearchOrder): void {
    const thread = this.startThread();
    this.#thread = thread;
    thread.onmessage = ({ data }: MessageEvent<SearchNews>) => this.#take(data);
    thread.onerror = () => this.#end('failed');
    thread.postMessage(order);
    this.#silent = 0;
    this.#listening = setInterval(() => {
      this.#silent += 1;
      if (this.#silent > PATIENCE) this.#end('stopped');
    }, LISTEN_EVERY);
  }

  #take(news: SearchNews): void {
    this.#silent = 0;
    if (news.type !== 'batch') return this.#end(news.type);
    const { shown, matches, among, folded, unreadable, done, total } = news.batch;
    this.shown.prepend(shown);
    this.matches.prepend(matches ?? shown);
    this.among += among;
    this.folded += folded;
    this.unreadable += unreadable;
    this.progress = done / total;
    this.#announce();
  }

  #end(state: SearchState): void {
    this.#endThread();
    this.state = state;
    this.#announce();
  }

  #endThread(): void {
    clearInterval(this.#listening);
    this.#thread?.terminate();
    this.#thread = null;
  }

  #announce(): void {
    this.version.value = this.version.peek() + 1;
  }
}
