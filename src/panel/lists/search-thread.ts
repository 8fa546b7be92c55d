/**
 * A search through what is on disk, in a thread of its own. What it finds comes as it goes. A search that is wanted no
 * longer ends with its thread, and so does one that makes no progress: nothing else stops an expression that takes for ever.
 */
import type { CountPart, CountRequest } from './stored-statistics.ts';
import type { LinePart, LineSearch } from './log-search.ts';
import type { ScanBatch, ScanContext, ScanRequest } from './packet-scan.ts';

/** What can be looked for on disk, and what comes of it bit by bit. */
export interface Searches {
  readonly lines: { readonly request: LineSearch; readonly part: LinePart };
  readonly packets: { readonly request: { readonly scan: ScanRequest; readonly context: ScanContext | undefined }; readonly part: ScanBatch };
  readonly counts: { readonly request: CountRequest; readonly part: CountPart };
}

/** To the thread: what to do. */
export type Orders = { [K in keyof Searches]: { readonly of: K; readonly request: Searches[K]['request'] } };
export type SearchOrder = Orders[keyof Searches];

/** From the thread: what was found since the last time, or how it ended. */
export type SearchNews<Part> = { readonly type: 'part'; readonly part: Part } | { readonly type: 'done' } | { readonly type: 'failed' };

/** `stopped` is a search that made no progress. */
export type SearchState = 'idle' | 'searching' | 'done' | 'stopped' | 'failed';

/** How far a search is. */
export interface SearchProgress {
  readonly state: SearchState;
  /** From 0 to 1. */
  readonly progress: number;
  /** Entries that could not be read, and so were not searched. */
  readonly unreadable: number;
}

/** What is needed of a Worker. */
export type SearchThread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onmessageerror' | 'onerror'>;

/** The thread is asked for news this often, in ms, and may be silent so often. A machine that slept misses but one. */
const LISTEN_EVERY = 1_000;
const PATIENCE = 2;

/** Starts a search and returns what stops it. `onEnd` is called once, unless it is stopped. */
export function startSearch<K extends keyof Searches>(
  thread: SearchThread,
  order: Orders[K],
  onPart: (part: Searches[K]['part']) => void,
  onEnd: (state: Exclude<SearchState, 'idle' | 'searching'>) => void,
): () => void {
  let silent = 0;
  const stop = () => {
    clearInterval(listening);
    thread.onmessage = null;
    thread.terminate();
  };
  const end = (state: Parameters<typeof onEnd>[0]) => {
    stop();
    onEnd(state);
  };
  const listening = setInterval(() => {
    silent += 1;
    if (silent > PATIENCE) end('stopped');
  }, LISTEN_EVERY);
  thread.onmessage = ({ data }: MessageEvent<SearchNews<Searches[K]['part']>>) => {
    silent = 0;
    if (data.type === 'part') onPart(data.part);
    else end(data.type);
  };
  // A script that did not load, an exception that nobody caught, or a message that cannot be read.
  thread.onerror = () => end('failed');
  thread.onmessageerror = () => end('failed');
  thread.postMessage(order);
  return stop;
}

/** How several searches stand together. */
export function together(searches: readonly SearchProgress[]): SearchProgress {
  const begun = searches.filter(({ state }) => state !== 'idle');
  const state = (['searching', 'failed', 'stopped', 'done'] as const).find((each) => begun.some((search) => search.state === each)) ?? 'idle';
  const sum = (of: (search: SearchProgress) => number) => begun.reduce((total, search) => total + of(search), 0);
  return { state, progress: sum(({ progress }) => progress) / Math.max(1, begun.length), unreadable: sum(({ unreadable }) => unreadable) };
}
