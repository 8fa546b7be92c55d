/** What one search through the packets on disk of one recording has found. */
import { signal } from '@preact/signals';
import { AscendingList } from './ascending-list.ts';
import type { Findings, ScanBatch, ScanContext, ScanRequest } from './packet-scan.ts';
import { startSearch, type SearchProgress, type SearchState, type SearchThread } from './search-thread.ts';

export class PacketSearch implements SearchProgress {
  /** Rises with everything that follows. */
  readonly version = signal(0);
  state: SearchState = 'idle';
  progress = 0;
  unreadable = 0;
  /** The seqs of what is shown, their times, and the seqs of what matches, of all that is no longer in memory. */
  readonly shown = new AscendingList();
  readonly times = new AscendingList();
  readonly matches = new AscendingList();
  /** How many there are of these in all, without the heartbeats that are folded, and how many of those. */
  among = 0;
  folded = 0;
  /** The time down to which everything is found. */
  reached = -Infinity;
  #request: ScanRequest | null = null;
  #stop: () => void = () => undefined;

  constructor(private readonly startThread: () => SearchThread) {}

  /** Says what is wanted. Starts over when that is something else than before, with what one has to know by then. */
  follow(request: ScanRequest | null, context?: () => ScanContext): void {
    // Requests are small, plain values.
    if (JSON.stringify(request) === JSON.stringify(this.#request)) return;
    this.#stop();
    this.#request = request;
    for (const list of [this.shown, this.times, this.matches]) list.clear();
    this.progress = 0;
    this.unreadable = 0;
    this.among = 0;
    this.folded = 0;
    this.state = request === null ? 'idle' : 'searching';
    this.reached = request?.until ?? -Infinity;
    if (request !== null) this.#start(request, context?.());
    this.#announce();
  }

  /** Takes what has left memory since the search began, oldest first. */
  append({ shown, times, matches, among, folded }: Findings): void {
    if (this.#request === null) return;
    this.shown.append(shown);
    this.times.append(times);
    this.matches.append(matches ?? shown);
    this.among += among;
    this.folded += folded;
  }

  #start(scan: ScanRequest, context: ScanContext | undefined): void {
    this.#stop = startSearch<'packets'>(this.startThread(), { of: 'packets', request: { scan, context } }, (batch) => this.#take(batch), (state) => {
      this.state = state;
      this.reached = -Infinity;
      this.#announce();
    });
  }

  #take({ shown, times, matches, among, folded, unreadable, reached, done, total }: ScanBatch): void {
    this.shown.prepend(shown);
    this.times.prepend(times);
    this.matches.prepend(matches ?? shown);
    this.among += among;
    this.folded += folded;
    this.unreadable += unreadable;
    this.reached = reached;
    this.progress = done / total;
    this.#announce();
  }

  #announce(): void {
    this.version.value = this.version.peek() + 1;
  }
}
